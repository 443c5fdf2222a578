-- What the plugin adds to Neovim: `:Prep`, the maps, the status line, `:checkhealth`, the help, the queries; and what is
-- said when the server is missing, killed, or sent a wrong setting.
-- usage: PREP_LS_TEST_NOTES=FOLDER PREP_LS_TEST_ROOT=CLONE nvim --headless, as `run` does it
local T = dofile(debug.getinfo(1, "S").source:match("^@(.*)/") .. "/harness.lua")
local folder = assert(vim.uv.fs_realpath(vim.env.PREP_LS_TEST_NOTES))
local root = assert(vim.env.PREP_LS_TEST_ROOT)

T.watchdog(120)

-- What is said to the person, instead of on a screen.
local said = {}
vim.notify = function(message) -- luacheck: ignore 122
  said[#said + 1] = message
end

--- All that was said since `said` was emptied, by `vim.notify` or as a message.
local function heard()
  return table.concat(said, "\n") .. "\n" .. vim.api.nvim_exec2("messages", { output = true }).output
end

local function forget()
  said = {}
  vim.cmd("messages clear")
end

local function hears(text, name)
  T.wait(10, function()
    return heard():find(text, 1, true) ~= nil
  end)
  T.ok(heard():find(text, 1, true), name, heard)
  forget()
end

-- Answers to `vim.ui.input` and `vim.ui.select`, in order; what was offered is kept.
local answers, offered = {}, {}
vim.ui.input = function(_, done) -- luacheck: ignore 122
  done(table.remove(answers, 1))
end
vim.ui.select = function(items, options, done) -- luacheck: ignore 122
  offered = vim.tbl_map(options.format_item or tostring, items)
  local wanted = table.remove(answers, 1)
  done(vim.iter(items):find(function(item)
    return (options.format_item or tostring)(item) == wanted
  end))
end

local function attached(buffer)
  local client
  T.wait(20, function()
    client = vim.lsp.get_clients({ bufnr = buffer, name = "prep_ls" })[1]
    return client and client.initialized
  end)
  return client
end

local function open(name)
  vim.cmd.edit(vim.fn.fnameescape(folder .. "/" .. name))
  local buffer = vim.api.nvim_get_current_buf()
  return buffer, attached(buffer)
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, false)
end

local function headings()
  return vim
    .iter(lines())
    :filter(function(line)
      return vim.startswith(line, "## ")
    end)
    :map(function(line)
      return line:sub(4)
    end)
    :totable()
end

local function changes(name, run)
  local before = lines()
  run()
  T.ok(
    T.wait(10, function()
      return not vim.deep_equal(lines(), before)
    end),
    name,
    said
  )
end

local function mapped(key)
  return vim.fn.maparg(key, "n", false, true).desc
end

-- An ordinary file: nothing of ours.
local readme = open("README.md")
local neovims = mapped("]]")
T.same(require("prep").status(), "", "Markdown: no status")
T.ok(neovims and neovims ~= "Next section of the note", "Markdown: `]]` is Neovim's own", neovims)
vim.cmd("Prep next")
hears("this is no prep note", "Markdown: `:Prep next` says that it is no note")
vim.cmd("Prep status")
hears("name it `*.prep.md`", "Markdown: `:Prep status` says how to make it one")

-- The note.
local note = open("acme.prep.md")
T.wait(10, function()
  return require("prep").is_note()
end)
T.ok(require("prep").is_note(note), "note: the plugin knows that it is one")
T.ok(
  require("prep").status():match("^%u%l+: %d of 8 sections done"),
  "status line: readiness in words",
  require("prep").status
)
T.same(require("prep").status(readme), "", "status line: empty in the other buffer")
T.same(mapped("]]"), "Next section of the note", "note: `]]` is ours")
vim.api.nvim_set_current_buf(readme)
T.same(mapped("]]"), neovims, "note: and Neovim's own in the other buffer")
vim.api.nvim_set_current_buf(note)

-- Jumping.
local function at()
  return vim.api.nvim_get_current_line()
end
vim.api.nvim_win_set_cursor(0, { 1, 0 })
vim.cmd("Prep next")
T.same(at(), "## Job Overview", "jump: `:Prep next` goes to the next section")
T.same(vim.api.nvim_win_get_cursor(0)[2], 3, "jump: to the heading's text")
vim.cmd("3Prep next")
T.same(at(), "## Questions to Ask Them", "jump: a count goes on as many")
vim.cmd("normal [[")
T.same(at(), "## Resume Highlights for This Role", "jump: `[[` goes back")
vim.cmd("normal 2]]")
T.same(at(), "## Concepts To Know/Review", "jump: `2]]` goes two on")
vim.cmd("normal ]]")
hears("last section", "jump: at the end it says so")
T.same(at(), "## Concepts To Know/Review", "jump: and stays")
vim.cmd('execute "normal \\<Plug>(prep-prev)"')
T.same(at(), "## Questions to Ask Them", "jump: <Plug>(prep-prev)")

-- Inserting and sorting.
T.same(vim.fn.getcompletion("Prep in", "cmdline"), { "insert" }, "complete: `:Prep in`")
local names = vim.fn.getcompletion("Prep ", "cmdline")
for _, name in ipairs({ "new", "insert", "missing", "sort", "next", "prev", "status", "explain" }) do
  T.ok(vim.list_contains(names, name), "complete: `:Prep " .. name .. "`", names)
end
T.same(
  vim.list_slice(vim.fn.getcompletion("Prep insert ", "cmdline"), 1, 3),
  { "company-summary", "predicted-questions", "strategic-advice" },
  "complete: the sections that are not there, those that are needed first"
)
T.same(vim.fn.getcompletion("Prep explain vague", "cmdline"), { "vague-talking-point" }, "complete: rules")
changes("insert: by name", function()
  vim.cmd("Prep insert company-summary")
end)
T.same(headings()[4], "Company Summary", "insert: at its place")
answers = { "Predicted Interview Questions" }
changes("insert: by choice", function()
  vim.cmd("Prep insert")
end)
T.same(headings()[5], "Predicted Interview Questions", "insert: the chosen one at its place")
T.ok(not vim.list_contains(offered, "Company Summary"), "insert: what is there is not offered", offered)
T.ok(vim.list_contains(offered, "STAR Stories (optional)"), "insert: optional ones are", offered)
vim.cmd("Prep insert nonsense")
hears("company-summary", "insert: a wrong name is told, with the right ones")
changes("missing: inserts the rest", function()
  vim.cmd("Prep missing")
end)
T.same(#headings(), 8, "missing: all eight are there")
vim.cmd("Prep sort")
hears("in order already", "sort: says when there is nothing to do")
local mixed =
  { "# Interview Prep: Elm – Chef", "", "## Strategic Advice", "", "- x", "", "## Job Overview", "", "- y" }
vim.api.nvim_buf_set_lines(0, 0, -1, false, mixed)
changes("sort: sorts", function()
  vim.cmd("Prep sort")
end)
T.same(headings(), { "Job Overview", "Strategic Advice" }, "sort: into standard order")
vim.cmd("edit!")

-- Pages.
local function window()
  local found
  T.wait(10, function()
    found = vim.iter(vim.api.nvim_list_wins()):find(function(win)
      return vim.api.nvim_win_get_config(win).relative ~= ""
    end)
    return found
  end)
  local text = found and table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(found), 0, -1, false), "\n")
    or ""
  if found then
    vim.api.nvim_win_close(found, true)
  end
  return text
end
attached(0)
vim.cmd("Prep status")
T.ok(window():find("Company Summary", 1, true), "status: the page names what is missing", said)
said = {}
vim.cmd("Prep explain placeholder")
T.ok(window():find("Lorem ipsum", 1, true), "explain: the rule's page")
T.wait(10, function()
  return #vim.diagnostic.get(0) > 0
end)
vim.api.nvim_win_set_cursor(0, { T.find(lines(), "## Resume Highlights for This Role"), 0 })
answers = { "missing-section" }
vim.cmd("Prep explain")
T.ok(window():find("missing-section", 1, true), "explain: the rule at the cursor", said)
vim.cmd("Prep explain nonsense")
hears("There is no rule `nonsense`", "explain: a wrong name is told")
vim.cmd("Prep fly")
hears("there is no `:Prep fly`: explain, insert", "a wrong part is told, with the right ones")
vim.cmd("Prep sort now")
hears("takes no argument", "too many arguments are told")

-- A new note.
answers = { "Birch & Lane", "Chef" }
vim.cmd("cd " .. vim.fn.fnameescape(folder))
vim.cmd("Prep new")
T.wait(20, function()
  return #lines() > 10
end)
T.same(vim.fs.basename(vim.api.nvim_buf_get_name(0)), "birch-lane.prep.md", "new: the file is named after the company")
T.same(lines()[1], "# Interview Prep: Birch & Lane – Chef", "new: the title has company and role")
T.same(#headings(), 8, "new: with all sections")
vim.cmd("silent! undo")
vim.cmd("silent! bwipeout!")
answers = { "Acme", "Nurse" }
vim.cmd("Prep new acme")
hears("is not empty", "new: a note that is there is left alone")

-- Help and queries.
vim.cmd("helptags " .. vim.fn.fnameescape(root .. "/editors/nvim/doc"))
T.ok(pcall(vim.cmd.help, "prep-ls"), "help: `:help prep-ls`")
T.ok(pcall(vim.cmd.help, ":Prep"), "help: `:help :Prep`")
vim.cmd("silent! helpclose")
os.remove(root .. "/editors/nvim/doc/tags")
for _, query in ipairs(vim.fn.glob(root .. "/grammars/queries/*.scm", false, true)) do
  local text = table.concat(vim.fn.readfile(query), "\n")
  local fits, problem = pcall(vim.treesitter.query.parse, "markdown", text)
  T.ok(fits, "queries: " .. vim.fs.basename(query) .. " fits Neovim's parser", problem)
end
local inline = vim.treesitter.query.get("markdown_inline", "highlights")
T.ok(
  inline and vim.list_contains(inline.captures, "prep.label"),
  "queries: ours extend Neovim's",
  inline and inline.captures
)
T.ok(inline and vim.list_contains(inline.captures, "markup.strong"), "queries: and keep them")

-- Health. The note was read anew just now.
T.wait(10, function()
  return require("prep").is_note(note)
end)
local function health()
  vim.cmd("silent checkhealth prep")
  local text = table.concat(lines(), "\n")
  vim.cmd("silent bwipeout!")
  return text
end
local report = health()
T.ok(report:find("OK prep%-ls %d") and not report:find("ERROR"), "health: all is well, with the version", report)
T.ok(report:find("the defaults, since there is no prep.toml", 1, true), "health: the configuration in force", report)
T.ok(report:find("acme.prep.md is a prep note", 1, true), "health: what is a note", report)
local broken = assert(io.open(folder .. "/prep.toml", "w"))
broken:write("[rules]\nplaceholder = 'loud'\n")
broken:close()
report = health()
T.ok(report:find("ERROR") and report:find("loud"), "health: a broken prep.toml, with the reason", report)
os.remove(folder .. "/prep.toml")

-- What the README and the help say in Lua can be read.
local function compiles(file, fence, close)
  local text = table.concat(vim.fn.readfile(root .. "/editors/nvim/" .. file), "\n") .. "\n"
  local count = 0
  for code in text:gmatch(fence .. "\n(.-)\n" .. close) do
    count = count + 1
    local chunk, problem = loadstring(code)
    chunk = chunk or loadstring("return " .. code)
    T.ok(chunk, ("%s: block %d of Lua can be read"):format(file, count), problem)
  end
  T.ok(count > 3, file .. ": has blocks of Lua", count)
end
compiles("README.md", "```lua", "```")
compiles("doc/prep-ls.txt", ">lua", "<")

-- Two servers: the switch for the outline.
local function outlines()
  local buffer, count = vim.api.nvim_get_current_buf(), 0
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  for _, client in ipairs(vim.lsp.get_clients({ bufnr = buffer, method = "textDocument/documentSymbol" })) do
    local answer = client:request_sync("textDocument/documentSymbol", params, 5000, buffer)
    count = count + (answer and type(answer.result) == "table" and #answer.result > 0 and 1 or 0)
  end
  return count
end
vim.lsp.config("other", {
  cmd = { "python3", root .. "/tests/editors/other_server.py" },
  filetypes = { "markdown" },
})
open("acme.prep.md")
vim.lsp.enable("other")
T.wait(10, function()
  local other = vim.lsp.get_clients({ bufnr = 0, name = "other" })[1]
  return other and other.initialized
end)
T.wait(10, function()
  return require("prep.note").is_note(vim.api.nvim_get_current_buf())
end)
T.same(outlines(), 2, "two servers: two outlines as they come")
T.ok(health():find("other has an outline of acme.prep.md, too", 1, true), "two servers: health says so")

local function start_again(options)
  local client = vim.lsp.get_clients({ name = "prep_ls" })[1]
  vim.lsp.config("prep_ls", { init_options = options })
  vim.cmd("Prep restart")
  T.wait(20, function()
    local new = vim.lsp.get_clients({ bufnr = 0, name = "prep_ls" })[1]
    return new and new.initialized and (not client or new.id ~= client.id)
  end)
end
start_again({ features = { outline = false } })
T.same(outlines(), 1, "two servers: one outline with `features.outline = false`")
T.ok(not health():find("has an outline of", 1, true), "two servers: and health is content")

-- A note from a posting.
local posting = { "Quay Bakery is looking for a pastry chef.", "", "What you'll do:", "- Laminate dough" }
vim.fn.writefile(posting, folder .. "/posting.txt")
vim.cmd("Prep new --posting posting.txt")
T.same(
  vim.fs.basename(vim.api.nvim_buf_get_name(0)),
  "quay-bakery-pastry-chef.prep.md",
  "new: from a posting, named after it"
)
T.same(lines()[1], "# Interview Prep: Quay Bakery – Pastry chef", "new: the posting's company and role")
hears("To fill in: location", "new: what the posting does not say is told")
vim.cmd("Prep new --posting posting.txt")
hears("is there already", "new: a note that is there is left alone by a posting, too")
vim.fn.setreg("a", table.concat(posting, "\n"))
vim.cmd("Prep new copied --posting @a")
T.same(vim.fs.basename(vim.api.nvim_buf_get_name(0)), "copied.prep.md", "new: from a register, into a file")
vim.cmd("Prep new --posting nowhere.txt")
hears("nowhere.txt", "new: a posting that is not there is told")
T.ok(vim.list_contains(vim.fn.getcompletion("Prep new --p", "cmdline"), "--posting"), "complete: --posting")
vim.lsp.enable("other", false)

-- A wrong setting is named.
forget()
start_again({ features = { outlines = false } })
hears("`outlines`", "wrong setting: it is named")

-- The server is killed: Neovim says so, and `:Prep restart` brings it back.
vim.lsp.config("prep_ls", { init_options = { features = { outlines = vim.NIL } } })
vim.cmd("Prep restart")
attached(0)
forget()
local pids = vim.fn.systemlist({ "pgrep", "-P", tostring(vim.uv.os_getpid()), "prep-ls" })
T.ok(#pids >= 1, "killed: the server's process is found", pids)
for _, pid in ipairs(pids) do
  vim.uv.kill(tonumber(pid), "sigkill")
end
T.wait(10, function()
  return #vim.lsp.get_clients({ bufnr = 0, name = "prep_ls" }) == 0
end)
hears("prep_ls quit with exit code 0 and signal 9", "killed: Neovim says so")
vim.cmd("Prep missing")
hears("`:checkhealth prep` says why", "killed: a command says that there is no server")
vim.cmd("Prep restart")
T.ok(attached(0), "killed: `:Prep restart` brings it back")

-- The program is missing.
forget()
vim.lsp.config("prep_ls", { cmd = { folder .. "/no-such-prep-ls", "server" } })
vim.cmd("Prep restart")
hears("is not on the PATH, or not executable: install it", "missing: it is told, with the cure")
vim.cmd("edit " .. vim.fn.fnameescape(folder .. "/linked.prep.md"))
vim.wait(300)
T.ok(not heard():find("PATH", 1, true), "missing: but once", heard)
report = health()
T.ok(report:find("no-such-prep-ls` is not on the PATH", 1, true), "missing: health names it", report)
T.ok(report:find("cargo install --path . --locked", 1, true), "missing: and the cure", report)
vim.cmd("Prep explain placeholder")
hears("cannot be started", "missing: `:Prep explain` says so")
T.finish()
