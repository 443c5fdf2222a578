; extends

; **Position:** Nurse. The colon within the bold text makes it a label; one behind it is no part of any node.
((strong_emphasis) @prep.label
  (#match? @prep.label "^(\\*\\*|__)[^*_\n]+:(\\*\\*|__)$"))

; [Company name]: brackets without a target. A footnote begins with ^, a task with a space or an x; neither begins with a letter and goes on.
((shortcut_link) @prep.placeholder
  (#match? @prep.placeholder "^\\[[A-Za-z][^\\]]+\\]$"))

; <!-- prep-ls: ignore placeholder --> within a line
((html_tag) @prep.suppression
  (#match? @prep.suppression "^<!--\\s*prep-ls:"))
