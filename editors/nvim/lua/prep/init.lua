-- prep-ls in Neovim: what a person's own configuration may call. There is nothing to set up.
local M = {}

--- How far the note of a buffer is, in words, for a status line: "Begun: 4 of 8 sections done · 2 warnings". Empty where the buffer is no
--- note, and before the server has answered. Never waits.
---@param buffer? integer the current one unless given
---@return string
function M.status(buffer)
  return require("prep.note").status(buffer and buffer ~= 0 and buffer or vim.api.nvim_get_current_buf())
end

--- Whether a buffer is a prep note, as far as the server has answered.
---@param buffer? integer the current one unless given
---@return boolean
function M.is_note(buffer)
  return require("prep.note").is_note(buffer and buffer ~= 0 and buffer or vim.api.nvim_get_current_buf())
end

--- Goes to the next section, or `count` sections on.
---@param count? integer
function M.next(count)
  require("prep.jump").section(count or 1)
end

--- Goes to the previous section, or `count` sections back.
---@param count? integer
function M.prev(count)
  require("prep.jump").section(-(count or 1))
end

return M
