-- `:checkhealth prep`: what is there, what is missing, and what to do about it.
local server = require("prep.server")

local M = {}

local INSTALL = {
  "From a clone of prep-ls: `cargo install --path . --locked`",
  "Then put `~/.cargo/bin` on the PATH that Neovim starts with, or name the program:",
  '`vim.lsp.config("prep_ls", { cmd = { "/path/to/prep-ls", "server" } })`',
}

local function neovim()
  local version = tostring(vim.version())
  if vim.fn.has("nvim-0.11") == 1 then
    vim.health.ok("Neovim " .. version)
  else
    vim.health.error("Neovim " .. version .. ": 0.11 or newer is needed", { "Install a newer Neovim" })
  end
end

--- Runs the program; its output without the last line break, or nil and why.
---@param arguments string[]
---@return string? output, string? problem
local function run(arguments)
  local started, job = pcall(vim.system, vim.list_extend({ server.program() }, arguments), { text = true })
  if not started then
    return nil, tostring(job):match("^[^\n]*")
  end
  local result = job:wait(3000)
  if result.code == 124 then
    return nil, "it gave no answer within 3 seconds"
  end
  local output = vim.trim(result.stdout or "")
  if result.code ~= 0 then
    return nil, output ~= "" and output or vim.trim(result.stderr or "")
  end
  return output
end

---@return boolean
local function program()
  local name = server.program()
  local path = vim.fn.exepath(name)
  if path == "" then
    vim.health.error(("`%s` is not on the PATH, or not executable"):format(name), INSTALL)
    return false
  end
  local version, problem = run({ "--version" })
  if not version then
    vim.health.error(("%s does not run: %s"):format(path, problem), INSTALL)
    return false
  end
  if not version:match("^prep%-ls %d") then
    vim.health.error(("%s is another program: `--version` says “%s”"):format(path, version), INSTALL)
    return false
  end
  vim.health.ok(("%s (%s)"):format(version, path))
  return true
end

local function configuration()
  local report, problem = run({ "doctor", "--color", "never" })
  local text = report or problem or ""
  local lines = vim.split(text, "\n", { trimempty = true })
  table.remove(lines, 1)
  local said = table.concat(
    vim.tbl_filter(function(line)
      return line ~= "Configuration" and line ~= ""
    end, lines),
    "\n"
  )
  if report then
    vim.health.ok("The configuration in " .. vim.fn.getcwd() .. "\n" .. said)
  else
    vim.health.error("The configuration in " .. vim.fn.getcwd() .. " cannot be read:\n" .. said, {
      "Mend the file that is named; `prep-ls schema` says what may stand in it",
    })
  end
end

--- Servers of Markdown that have an outline of their own.
---@param buffer integer
---@return string[]
local function other_outlines(buffer)
  local others = vim.lsp.get_clients({ bufnr = buffer, method = "textDocument/documentSymbol" })
  local names = {}
  for _, client in ipairs(others) do
    if client.name ~= server.NAME then
      names[#names + 1] = client.name
    end
  end
  return names
end

local function clients()
  if not server.enabled() then
    vim.health.warn("The server is not enabled", { 'Put `vim.lsp.enable("prep_ls")` into your init.lua' })
    return
  end
  vim.health.ok("The server is enabled")
  local running = vim.lsp.get_clients({ name = server.NAME })
  if #running == 0 then
    vim.health.info("It does not run now: it starts with the first Markdown buffer")
  end
  for _, client in ipairs(running) do
    local root = client.root_dir or "no folder"
    vim.health.info(("It runs for %s, positions in %s"):format(root, client.offset_encoding))
    for buffer in pairs(client.attached_buffers) do
      local name = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ":~:.")
      local is_note = require("prep.note").is_note(buffer)
      vim.health.info(
        ("  %s is %s"):format(name, is_note and "a prep note" or "no prep note: `prep-ls doctor FILE` says why")
      )
      local others = is_note and other_outlines(buffer) or {}
      if #others > 0 and client:supports_method("textDocument/documentSymbol") then
        vim.health.warn(("%s has an outline of %s, too"):format(table.concat(others, " and "), name), {
          "`:help prep-ls-others` shows the switches",
        })
      end
    end
  end
end

local function tree_sitter()
  for _, language in ipairs({ "markdown", "markdown_inline" }) do
    local found, problem = pcall(function()
      assert(vim.treesitter.language.add(language))
      return vim.treesitter.query.get(language, "highlights")
    end)
    if found then
      vim.health.ok("The queries fit the tree-sitter parser of " .. language)
    else
      vim.health.warn(("No queries for %s: %s"):format(language, tostring(problem):match("^[^\n]*")), {
        "They are for colours and text objects only; Neovim 0.11 brings the parser",
      })
    end
  end
end

function M.check()
  vim.health.start("prep-ls")
  neovim()
  if program() then
    configuration()
  end
  clients()
  tree_sitter()
end

return M
