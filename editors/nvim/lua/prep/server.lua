-- Talking to the server of a buffer. Everything else in the plugin goes through here.
local M = {}

--- The name under which `lsp/prep_ls.lua` is enabled.
M.NAME = "prep_ls"

---@class prep.Section One kind of section, as `prep-ls.listSections` gives it.
---@field id string
---@field title string
---@field required boolean
---@field present boolean

--- Says something to the person, after whatever Neovim is doing.
---@param message string
---@param level? integer one of `vim.log.levels`; information unless given
function M.tell(message, level)
  vim.schedule(function()
    vim.notify("prep-ls: " .. message, level or vim.log.levels.INFO)
  end)
end

--- The client that serves a buffer, once it can be asked.
---@param buffer integer
---@return vim.lsp.Client?
function M.client(buffer)
  local client = vim.lsp.get_clients({ bufnr = buffer, name = M.NAME })[1]
  return client and client.initialized and client or nil
end

--- The same; says what to do where there is none.
---@param buffer integer
---@return vim.lsp.Client?
function M.need(buffer)
  local client = M.client(buffer)
  if not client then
    M.tell("the server does not run for this buffer; `:checkhealth prep` says why", vim.log.levels.ERROR)
  end
  return client
end

--- The program of the configuration, for `prep-ls explain` and the like. None where the person connects to a server by a function.
---@return string
function M.program()
  local config = vim.lsp.config[M.NAME]
  local cmd = config and config.cmd
  return type(cmd) == "table" and cmd[1] or "prep-ls"
end

--- Whether somebody called `vim.lsp.enable("prep_ls")`.
---@return boolean
function M.enabled()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled(M.NAME)
  end
  return (vim.lsp._enabled_configs or {})[M.NAME] ~= nil
end

---@type table<string, true> programs that were told to be missing
local told = {}

--- Says that the program is missing, once for each name: Neovim only logs it.
function M.look_for_program()
  local config = M.enabled() and vim.lsp.config[M.NAME]
  local program = M.program()
  if not config or type(config.cmd) ~= "table" or told[program] or vim.fn.executable(program) == 1 then
    return
  end
  told[program] = true
  local cure = "install it (in a clone of prep-ls: `cargo install --path . --locked`); `:checkhealth prep` says more"
  M.tell(("`%s` is not on the PATH, or not executable: %s"):format(program, cure), vim.log.levels.ERROR)
end

--- Has the server execute a command. An error is told; `done` gets the result of a success.
---@param buffer integer
---@param command string without "prep-ls."
---@param arguments any[]
---@param done? fun(result: any)
function M.execute(buffer, command, arguments, done)
  local client = M.need(buffer)
  if not client then
    return
  end
  local params = { command = "prep-ls." .. command, arguments = arguments }
  client:request("workspace/executeCommand", params, function(problem, result)
    if problem then
      M.tell(problem.message, vim.log.levels.ERROR)
    elseif done then
      done(result)
    end
  end, buffer)
end

--- Asks and waits, for what must have an answer before the next key. Nil after `limit` milliseconds, or for an error.
---@param client vim.lsp.Client
---@param buffer integer
---@param method string
---@param params table
---@param limit integer
---@return any
function M.ask(client, buffer, method, params, limit)
  local answer = client:request_sync(method, params, limit, buffer)
  local result = answer and not answer.err and answer.result
  if result == vim.NIL or not result then
    return nil
  end
  return result
end

--- The sections that the note of a buffer may have, the needed ones first; none where nobody answers.
---@param buffer integer
---@return prep.Section[]
function M.sections(buffer)
  local client = M.client(buffer)
  if not client then
    return {}
  end
  local params = { command = "prep-ls.listSections", arguments = { vim.uri_from_bufnr(buffer) } }
  local needed, optional = {}, {}
  for _, section in ipairs(M.ask(client, buffer, "workspace/executeCommand", params, 1000) or {}) do
    table.insert(section.required and needed or optional, section)
  end
  return vim.list_extend(needed, optional)
end

return M
