-- From section to section. The places come from the server's outline, so that what is a section here is one in the outline.
local server = require("prep.server")

local M = {}

local CLASS = vim.lsp.protocol.SymbolKind.Class

--- The lines (1-based) at which sections begin, in order, with the column (in bytes, 0-based) of the heading's text: the title, what stands
--- directly below it, and standard sections wherever they stand. Nil where the buffer is no note.
---@param buffer integer
---@return { line: integer, column: integer }[]?
function M.places(buffer)
  local client = server.client(buffer)
  if not client then
    return nil
  end
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local roots = server.ask(client, buffer, "textDocument/documentSymbol", params, 1000)
  if not roots or #roots == 0 then
    return nil
  end
  local places = {}
  ---@param symbol lsp.DocumentSymbol
  ---@param depth integer
  local function visit(symbol, depth)
    if depth <= 1 or symbol.kind == CLASS then
      local start = symbol.selectionRange.start
      local text = vim.api.nvim_buf_get_lines(buffer, start.line, start.line + 1, false)[1] or ""
      local column = vim.str_byteindex(text, client.offset_encoding, start.character, false)
      places[#places + 1] = { line = start.line + 1, column = column }
    end
    for _, child in ipairs(symbol.children or {}) do
      visit(child, depth + 1)
    end
  end
  for _, root in ipairs(roots) do
    -- A note without a title has its sections at the top.
    visit(root, root.kind == vim.lsp.protocol.SymbolKind.Module and 0 or 1)
  end
  table.sort(places, function(a, b)
    return a.line < b.line
  end)
  return places
end

--- Goes `count` sections on (back where negative), or as far as there are sections. True unless the buffer is no note.
---@param count integer
---@return boolean
function M.go(count)
  local places = M.places(vim.api.nvim_get_current_buf())
  if not places then
    return false
  end
  local here = vim.api.nvim_win_get_cursor(0)[1]
  local ahead = vim.tbl_filter(function(place)
    return count > 0 and place.line > here or count < 0 and place.line < here
  end, places)
  if count < 0 then
    ahead = vim.iter(ahead):rev():totable()
  end
  local place = ahead[math.min(math.abs(count), #ahead)]
  if place then
    vim.cmd("normal! m'")
    vim.api.nvim_win_set_cursor(0, { place.line, place.column })
    vim.cmd("normal! zv")
  else
    server.tell(count > 0 and "this is the last section" or "this is the first section")
  end
  return true
end

--- The same for `:Prep` and `<Plug>`, which say when there is nothing to go to.
---@param count integer
function M.section(count)
  if server.need(vim.api.nvim_get_current_buf()) and not M.go(count) then
    server.tell("this is no prep note, or its outline is switched off (`features.outline`)")
  end
end

return M
