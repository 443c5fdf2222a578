; Sections to the line before the next heading, lists within them, items that hold items, and blocks of several lines.

(section) @fold

(section
  (list) @fold)

; An item with its nested items, but not one that only wraps.
(list_item
  (list)) @fold

[
  (fenced_code_block)
  (indented_code_block)
  (pipe_table)
  (block_quote)
  (html_block)
  (minus_metadata)
  (plus_metadata)
] @fold
