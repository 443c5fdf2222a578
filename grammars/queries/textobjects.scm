; Text objects under both families of names: `outer` and `inner` for Neovim's plugins, `around` and `inside` for Helix and Zed.

; A section is a class: all of it, and what stands below its heading.
(section
  (atx_heading)) @class.outer @class.around

(section
  (atx_heading)
  .
  (_)+ @class.inner @class.inside)

; A part is a function: the bold line with the list below it, and the list.
(section
  (paragraph
    (inline) @_title) @function.outer @function.around
  .
  (list) @function.outer @function.around
  (#match? @_title "^(\\*\\*|__)[^*_\n]+(\\*\\*|__):?\\s*$"))

; A node takes three captures at the most: the list alone is a pattern of its own.
(section
  (paragraph
    (inline) @_title)
  .
  (list) @function.inner @function.inside
  (#match? @_title "^(\\*\\*|__)[^*_\n]+(\\*\\*|__):?\\s*$"))

; An item, and its text without the marker.
(list_item) @parameter.outer @entry.around

(list_item
  (paragraph) @parameter.inner @entry.inside)

(html_block) @comment.outer @comment.around
