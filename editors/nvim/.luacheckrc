std = "luajit"
read_globals = { "vim" }
-- Neovim's own options are set through `vim`.
globals = { "vim.g", "vim.b", "vim.bo", "vim.wo", "vim.opt", "vim.o" }
max_line_length = 140
