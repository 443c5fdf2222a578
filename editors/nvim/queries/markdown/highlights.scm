; extends

; What Markdown's own queries do not colour. The names are our own, so that no theme colours them unasked.

; <!-- prep-ls: ignore placeholder --> on its own line
((html_block) @prep.suppression
  (#match? @prep.suppression "^\\s*<!--\\s*prep-ls:"))
