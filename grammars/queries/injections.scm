; What is another language within a note.

(fenced_code_block
  (info_string
    (language) @injection.language)
  (code_fence_content) @injection.content)

; A note that somebody pasted in a fence is Markdown, whether the fence says `markdown`, which the pattern above knows, or `md`, and whether
; or not it was closed.
((fenced_code_block
  (info_string
    (language) @_language)
  (code_fence_content) @injection.content)
  (#eq? @_language "md")
  (#set! injection.language "markdown"))

((minus_metadata) @injection.content
  (#set! injection.language "yaml"))

((plus_metadata) @injection.content
  (#set! injection.language "toml"))

((html_block) @injection.content
  (#set! injection.language "html"))

; Text is a grammar of its own.
([
  (inline)
  (pipe_table_cell)
] @injection.content
  (#set! injection.language "markdown_inline"))
