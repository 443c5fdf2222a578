-- The parts of `:Prep`. Each is a function of its arguments, with what completes them.
local server = require("prep.server")

local M = {}

---@class prep.Command
---@field run fun(arguments: string[], count: integer)
---@field complete? fun(lead: string): string[]
---@field most integer how many arguments it takes

---@return integer
local function here()
  return vim.api.nvim_get_current_buf()
end

---@param buffer integer
---@return string
local function uri(buffer)
  return vim.uri_from_bufnr(buffer)
end

--- Shows a page of Markdown in a window that goes away when the cursor moves.
---@param markdown string
local function page(markdown)
  local lines = vim.split(vim.trim(markdown), "\n")
  vim.lsp.util.open_floating_preview(lines, "markdown", {
    border = "rounded",
    focus_id = "prep",
    max_width = math.min(100, vim.o.columns - 4),
  })
end

---@param wanted fun(section: prep.Section): boolean
---@return fun(): string[]
local function ids(wanted)
  return function()
    local chosen = vim.tbl_filter(wanted, server.sections(here()))
    return vim.tbl_map(function(section)
      return section.id
    end, chosen)
  end
end

--- What a company is called, as a file name: "Birch & Lane" is `birch-lane.prep.md`.
---@param company string
---@return string
local function file_name(company)
  local words = vim.fn.tolower(company):gsub("[%s%p]+", "-"):gsub("^%-+", ""):gsub("%-+$", "")
  return (words == "" and "interview" or words) .. ".prep.md"
end

--- Whether nothing was written into a buffer yet.
---@param buffer integer
---@return boolean
local function is_empty(buffer)
  local lines = vim.api.nvim_buf_get_lines(buffer, 0, 2, false)
  return #lines == 1 and lines[1] == "" and vim.bo[buffer].buftype == ""
end

--- Fills a buffer that is open, once the server serves it.
---@param buffer integer
---@param company string
---@param role string
local function fill(buffer, company, role)
  local function send()
    local note = { uri = uri(buffer) }
    -- An empty answer is none.
    note.company = company ~= "" and company or nil
    note.role = role ~= "" and role or nil
    server.execute(buffer, "newNote", { note })
  end
  if server.client(buffer) then
    send()
    return
  end
  local attached
  local timer = assert(vim.uv.new_timer())
  local function finish()
    if attached then
      pcall(vim.api.nvim_del_autocmd, attached)
      attached = nil
      timer:close()
      return true
    end
  end
  attached = vim.api.nvim_create_autocmd("LspAttach", {
    buffer = buffer,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == server.NAME and finish() then
        vim.schedule(send)
      end
    end,
  })
  timer:start(
    5000,
    0,
    vim.schedule_wrap(function()
      if finish() then
        server.need(buffer)
      end
    end)
  )
end

---@param path string
local function new(path)
  vim.ui.input({ prompt = "Company: " }, function(company)
    if not company then
      return
    end
    vim.ui.input({ prompt = "Role: " }, function(role)
      if not role then
        return
      end
      if path == "" and is_empty(here()) and server.client(here()) then
        fill(here(), company, role)
        return
      end
      local file = path ~= "" and path or file_name(company)
      if not file:find("%.%w+$") then
        file = file .. ".prep.md"
      end
      vim.cmd.edit(vim.fn.fnameescape(file))
      if not is_empty(here()) then
        server.tell(file .. " is not empty: name a new file, `:Prep new FILE`", vim.log.levels.ERROR)
        return
      end
      fill(here(), company, role)
    end)
  end)
end

--- Runs the program itself, which needs no server.
---@param arguments string[]
---@param input? string what it reads on standard input
---@return string? output, string? problem, string? remarks
local function program(arguments, input)
  local command = vim.list_extend({ server.program() }, arguments)
  local started, run = pcall(vim.system, command, { text = true, stdin = input })
  if not started then
    return nil, ("%s cannot be started; `:checkhealth prep` says what to do"):format(command[1])
  end
  local result = run:wait(5000)
  if result.code ~= 0 then
    return nil, vim.trim((result.stderr or ""):match("^[^\n]*") or "")
  end
  return result.stdout, nil, vim.trim(result.stderr or "")
end

--- What a posting is: the text of a file, or of a register for `@+`.
---@param source string
---@return string? text, string? problem
local function posting_of(source)
  local register = source:match("^@(.)$")
  if register then
    return vim.fn.getreg(register)
  end
  local file, problem = io.open(vim.fn.expand(source), "rb")
  if not file then
    return nil, problem
  end
  local text = file:read("*a")
  file:close()
  return text
end

--- Writes a note from a saved posting with the program itself, and opens it.
---@param source string
---@param path string
local function new_from(source, path)
  local text, problem = posting_of(source)
  if not text then
    server.tell(problem or (source .. " cannot be read"), vim.log.levels.ERROR)
    return
  end
  local arguments = { "new", "--no-input", "--color", "never", "--posting", "-" }
  if path ~= "" then
    vim.list_extend(arguments, { "--output", path })
  end
  local written, failed, remarks = program(arguments, text)
  if not written then
    server.tell(failed or "", vim.log.levels.ERROR)
    return
  end
  vim.cmd.edit(vim.fn.fnameescape(vim.trim(written)))
  if remarks ~= "" then
    server.tell(remarks)
  end
end

--- `new [FILE] [--posting FILE]`
---@param words string[]
local function begin(words)
  local path, posting = "", nil
  local at = 1
  while at <= #words do
    local named = words[at]:match("^%-%-posting=(.+)$")
    if named then
      posting = named
    elseif words[at] == "--posting" then
      at = at + 1
      posting = words[at]
      if not posting then
        server.tell("`--posting` wants a saved posting, or `@+` for the clipboard", vim.log.levels.ERROR)
        return
      end
    elseif path == "" then
      path = words[at]
    else
      server.tell("`:Prep new` takes one file: `:Prep new [FILE] [--posting FILE]`", vim.log.levels.ERROR)
      return
    end
    at = at + 1
  end
  if posting then
    new_from(posting, path)
  else
    new(path)
  end
end

---@param id string
local function insert(id)
  server.execute(here(), "insertSection", { uri(here()), id })
end

local function choose_and_insert()
  local buffer = here()
  if not server.need(buffer) then
    return
  end
  local absent = vim.tbl_filter(function(section)
    return not section.present
  end, server.sections(buffer))
  if #absent == 0 then
    server.tell("the note has all sections")
    return
  end
  vim.ui.select(absent, {
    prompt = "Insert which section?",
    format_item = function(section)
      return section.title .. (section.required and "" or " (optional)")
    end,
  }, function(section)
    if section then
      insert(section.id)
    end
  end)
end

---@param rule string
local function explain(rule)
  local text, problem = program({ "explain", "--format", "markdown", rule })
  if text then
    page(text)
  else
    server.tell(problem or "", vim.log.levels.ERROR)
  end
end

--- The rules that were found at the cursor's line, without doubles.
---@return string[]
local function rules_here()
  local line = vim.api.nvim_win_get_cursor(0)[1] - 1
  local rules = {}
  for _, found in ipairs(vim.diagnostic.get(0, { lnum = line })) do
    if found.source == "prep-ls" and not vim.list_contains(rules, found.code) then
      rules[#rules + 1] = tostring(found.code)
    end
  end
  return rules
end

local function explain_here()
  local rules = rules_here()
  if #rules == 0 then
    server.tell("nothing was found in this line: name a rule, `:Prep explain RULE`")
  elseif #rules == 1 then
    explain(rules[1])
  else
    vim.ui.select(rules, { prompt = "Explain which rule?" }, function(rule)
      if rule then
        explain(rule)
      end
    end)
  end
end

--- The names of all rules, those of the line first.
---@return string[]
local function all_rules()
  local rules = rules_here()
  local text = program({ "explain", "--format", "json" })
  local read, catalogue = pcall(vim.json.decode, text or "")
  for _, rule in ipairs(read and catalogue or {}) do
    if not vim.list_contains(rules, rule.name) then
      rules[#rules + 1] = rule.name
    end
  end
  return rules
end

--- Stops the server and starts it for the buffers that it served.
local function restart()
  local clients = vim.lsp.get_clients({ name = server.NAME })
  for _, client in ipairs(clients) do
    client:stop(true)
  end
  vim.wait(2000, function()
    return #vim.lsp.get_clients({ name = server.NAME }) == 0
  end, 20)
  vim.lsp.enable(server.NAME, false)
  vim.lsp.enable(server.NAME)
  server.look_for_program()
end

---@type table<string, prep.Command>
M.ALL = {
  new = {
    most = 3,
    run = begin,
    complete = function(lead)
      local choices = vim.fn.getcompletion(lead, "file")
      if vim.startswith("--posting", lead) then
        table.insert(choices, 1, "--posting")
      end
      return choices
    end,
  },
  insert = {
    most = 1,
    run = function(arguments)
      if arguments[1] then
        insert(arguments[1])
      else
        choose_and_insert()
      end
    end,
    complete = ids(function(section)
      return not section.present
    end),
  },
  missing = {
    most = 0,
    run = function()
      server.execute(here(), "insertMissingSections", { uri(here()) })
    end,
  },
  sort = {
    most = 0,
    run = function()
      server.execute(here(), "sortSections", { uri(here()) })
    end,
  },
  next = {
    most = 0,
    run = function(_, count)
      require("prep.jump").section(count)
    end,
  },
  prev = {
    most = 0,
    run = function(_, count)
      require("prep.jump").section(-count)
    end,
  },
  status = {
    most = 1,
    run = function(arguments)
      local sent = { uri(here()), arguments[1] }
      server.execute(here(), "showReadiness", sent, function(result)
        page(result.markdown)
      end)
    end,
    complete = ids(function(section)
      return section.present
    end),
  },
  explain = {
    most = 1,
    run = function(arguments)
      if arguments[1] then
        explain(arguments[1])
      else
        explain_here()
      end
    end,
    complete = all_rules,
  },
  restart = { most = 0, run = restart },
}

---@return string[]
local function names()
  local all = vim.tbl_keys(M.ALL)
  table.sort(all)
  return all
end

--- Runs `:Prep NAME ARGUMENT`.
---@param words string[]
---@param count? integer
function M.run(words, count)
  local name = words[1]
  local command = M.ALL[name or ""]
  if not command then
    local what = name and ("there is no `:Prep %s`"):format(name) or "`:Prep` wants to know what to do"
    server.tell(what .. ": " .. table.concat(names(), ", "), vim.log.levels.ERROR)
  elseif #words - 1 > command.most then
    local most = ({ [0] = "no argument", "one argument" })[command.most]
      or ("at most %d arguments"):format(command.most)
    server.tell(("`:Prep %s` takes %s"):format(name, most), vim.log.levels.ERROR)
  else
    command.run(vim.list_slice(words, 2), math.max(count or 1, 1))
  end
end

--- What completes a line of `:Prep`.
---@param lead string
---@param line string
---@return string[]
function M.complete(lead, line)
  local words = vim.split(line:gsub("^.-Prep!?%s+", ""), "%s+")
  local choices
  if #words <= 1 then
    choices = names()
  elseif M.ALL[words[1]] and #words <= M.ALL[words[1]].most + 1 then
    local command = M.ALL[words[1]]
    choices = command.complete and command.complete(lead) or {}
  else
    choices = {}
  end
  return vim.tbl_filter(function(choice)
    return vim.startswith(choice, lead)
  end, choices)
end

return M
