; The title, the sections and their parts.

; A section's node reaches to the next heading of its level or a higher one, so an outline that follows the cursor works in the body, too.
; An empty heading has no content and is left out until it has a name.
(section
  (atx_heading
    .
    [
      (atx_h1_marker)
      (atx_h2_marker)
      (atx_h3_marker)
      (atx_h4_marker)
      (atx_h5_marker)
      (atx_h6_marker)
    ] @context
    heading_content: (inline) @name)) @item

; The grammar opens no section at an underlined heading: the item is the heading alone.
(setext_heading
  heading_content: (paragraph) @name) @item

; A part: a line that is all bold, with or without a colon.
(section
  (paragraph
    (inline) @name) @item
  (#match? @name "^(\\*\\*|__)[^*_\n]+(\\*\\*|__):?\\s*$"))
