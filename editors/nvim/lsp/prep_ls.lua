---@type vim.lsp.Config
return {
  cmd = { "prep-ls", "server" },
  filetypes = { "markdown" },
  root_markers = { "prep.toml", ".git" },
}
