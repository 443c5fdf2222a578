-- What the plugin knows of a buffer: whether it is a note and how far that is. It asks again when findings change, and keeps the answer for
-- the status line, which must not wait.
local server = require("prep.server")

local M = {}

---@class prep.State
---@field note boolean
---@field status string the note's readiness in words, as the lens at its title; empty where lenses are switched off
---@field asked integer counts what was asked, so that an old answer is not taken for a new one
---@field maps table<string, table> what `]]` and `[[` were before, by mode and key

---@type table<integer, prep.State>
local states = {}

local KEYS = { ["]]"] = { 1, "Next section" }, ["[["] = { -1, "Previous section" } }
local MODES = { "n", "x", "o" }

---@param buffer integer
---@param state prep.State
local function map(buffer, state)
  if next(state.maps) or vim.g.prep_no_maps then
    return
  end
  vim.api.nvim_buf_call(buffer, function()
    for key, to in pairs(KEYS) do
      for _, mode in ipairs(MODES) do
        local before = vim.fn.maparg(key, mode, false, true)
        state.maps[mode .. key] = before.buffer == 1 and before or {}
        vim.keymap.set(mode, key, function()
          require("prep.jump").go(to[1] * vim.v.count1)
        end, { buffer = buffer, desc = to[2] .. " of the note" })
      end
    end
  end)
end

--- Gives `]]` and `[[` back to whoever had them.
---@param buffer integer
---@param state prep.State
local function unmap(buffer, state)
  local maps = state.maps
  state.maps = {}
  vim.api.nvim_buf_call(buffer, function()
    for at, before in pairs(maps) do
      local mode, key = at:sub(1, 1), at:sub(2)
      pcall(vim.keymap.del, mode, key, { buffer = buffer })
      if next(before) then
        vim.fn.mapset(mode, false, before)
      end
    end
  end)
end

---@param buffer integer
---@param note boolean
---@param status string
local function learn(buffer, note, status)
  local state = states[buffer]
  if not state or not vim.api.nvim_buf_is_valid(buffer) then
    return
  end
  local new = note ~= state.note or status ~= state.status
  state.note, state.status = note, status
  if note then
    map(buffer, state)
  else
    unmap(buffer, state)
  end
  if new then
    vim.api.nvim_exec_autocmds("User", { pattern = "PrepStatus", data = { buf = buffer }, modeline = false })
    vim.cmd.redrawstatus({ bang = true })
  end
end

---@param buffer integer
local function refresh(buffer)
  local state = states[buffer]
  local client = state and vim.api.nvim_buf_is_valid(buffer) and server.client(buffer)
  if not client then
    return
  end
  state.asked = state.asked + 1
  local asked = state.asked
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  client:request("textDocument/codeLens", params, function(_, lenses)
    if not states[buffer] or state.asked ~= asked then
      return
    end
    local lens = type(lenses) == "table" and lenses[1]
    if lens then
      learn(buffer, true, lens.command and lens.command.title or "")
      return
    end
    -- No note, or no lenses.
    client:request("textDocument/documentSymbol", params, function(_, symbols)
      if states[buffer] and state.asked == asked then
        learn(buffer, type(symbols) == "table" and #symbols > 0, "")
      end
    end, buffer)
  end, buffer)
end

--- Asks about a buffer, once for whatever happens within a moment.
---@param buffer integer
function M.changed(buffer)
  local state = states[buffer]
  if not state then
    return
  end
  state.asked = state.asked + 1
  local asked = state.asked
  vim.defer_fn(function()
    if states[buffer] == state and state.asked == asked then
      refresh(buffer)
    end
  end, 100)
end

--- The server serves a buffer from now on.
---@param buffer integer
function M.attach(buffer)
  if not states[buffer] then
    states[buffer] = { note = false, status = "", asked = 0, maps = {} }
  end
  refresh(buffer)
  -- The server may get the text after that. Where nothing is reported no change of findings would tell.
  vim.defer_fn(function()
    M.changed(buffer)
  end, 300)
end

--- It does so no longer.
---@param buffer integer
function M.detach(buffer)
  if states[buffer] then
    learn(buffer, false, "")
    states[buffer] = nil
  end
end

--- Whether a buffer is a note, as far as is known.
---@param buffer integer
---@return boolean
function M.is_note(buffer)
  return states[buffer] ~= nil and states[buffer].note
end

--- How far the note of a buffer is, in words; empty where it is none.
---@param buffer integer
---@return string
function M.status(buffer)
  return states[buffer] and states[buffer].status or ""
end

return M
