-- What the server gives Neovim, asked through Neovim's own API in a headless Neovim.
-- usage: nvim -u INIT -i NONE -n -l check.lua FOLDER    (the folder that `run` wrote)
local T = dofile(debug.getinfo(1, "S").source:match("^@(.*)/") .. "/harness.lua")
local folder = assert(vim.uv.fs_realpath(arg[1]))

T.watchdog(180)
vim.cmd("filetype plugin on")

local exit
vim.lsp.config("prep_ls", {
  on_exit = function(code, signal)
    exit = { code = code, signal = signal }
  end,
})

local function lines_of(buffer)
  return vim.api.nvim_buf_get_lines(buffer, 0, -1, false)
end

--- Opens a file of the folder and returns its buffer and the client, once it is attached.
local function open(name)
  vim.cmd.edit(folder .. "/" .. name)
  local buffer = vim.api.nvim_get_current_buf()
  local client
  T.wait(20, function()
    client = vim.lsp.get_clients({ bufnr = buffer, name = "prep_ls" })[1]
    return client and client.initialized
  end)
  return buffer, client
end

local function missing_sections(buffer)
  local found = vim.tbl_filter(function(d)
    return d.code == "missing-section"
  end, vim.diagnostic.get(buffer))
  table.sort(found, function(a, b)
    return a.lnum < b.lnum
  end)
  return found
end

local function symbols(client, buffer)
  local params = { textDocument = vim.lsp.util.make_text_document_params(buffer) }
  local answer, problem = client:request_sync("textDocument/documentSymbol", params, 20000, buffer)
  if not answer or answer.err then
    return nil, problem or answer.err.message
  end
  return answer.result == vim.NIL and {} or answer.result or {}
end

-- f. An ordinary Markdown file, opened first: what follows gives the server time to say something about it.
local readme, client = open("README.md")
if not T.ok(client, "Markdown: the server attaches to a Markdown buffer", vim.inspect(vim.lsp.config.prep_ls)) then
  T.finish()
end
T.comment(("server: %s, positions in %s"):format(vim.fn.exepath("prep-ls"), client.offset_encoding))
T.same(symbols(client, readme), {}, "Markdown: an ordinary file has no symbols")

-- a. The note.
local note, note_client = open("acme.prep.md")
local before = lines_of(note)
T.same(vim.bo[note].filetype, "markdown", "note: its file type is markdown")
T.ok(note_client and note_client.id == client.id, "note: the same server serves both buffers")
T.same(vim.uv.fs_realpath(client.root_dir or "/"), folder, "note: the root is the folder with .git")
T.wait(20, function()
  return #missing_sections(note) > 0
end)
local found = missing_sections(note)
T.same(#found, #T.gaps, "diagnostics: one missing-section for each gap")
for number, gap in ipairs(T.gaps) do
  local d = found[number] or {}
  local name = "diagnostics: gap " .. number
  T.same(d.source, "prep-ls", name .. " has the source prep-ls")
  T.same(d.severity, vim.diagnostic.severity.WARN, name .. " is a warning")
  T.same(d.lnum and before[d.lnum + 1], "## " .. gap.after, name .. " stands at the section before it")
  for _, title in ipairs(gap.missing) do
    T.ok(d.message and d.message:find(title, 1, true), name .. " names " .. title, d.message)
  end
end
local checked = T.check(folder, before)
T.wait(20, function()
  return vim.deep_equal(T.diagnostics(note), checked)
end)
T.same(T.diagnostics(note), checked, "diagnostics: the same as those of prep-ls check")

-- c. The outline.
local function utf_length(line)
  return vim.str_utfindex(line, client.offset_encoding)
end

local function slice(line, from, to)
  local start = vim.str_byteindex(line, client.offset_encoding, from, false)
  return line:sub(start + 1, vim.str_byteindex(line, client.offset_encoding, to, false))
end

local function before_or_at(a, b)
  return a.line < b.line or (a.line == b.line and a.character <= b.character)
end

local function within(inner, outer)
  return before_or_at(outer.start, inner.start) and before_or_at(inner["end"], outer["end"])
end

local function names(list)
  return vim.tbl_map(function(symbol)
    return symbol.name
  end, list or {})
end

local function named(list, title)
  for _, symbol in ipairs(list or {}) do
    if symbol.name == title then
      return symbol
    end
  end
end

-- A range reaches the line before `next_line` (0-based): it ends at the end of that line, or at the start of the next.
local function reaches(range, next_line)
  local last = range["end"]
  return (last.line == next_line and last.character == 0)
    or (last.line == next_line - 1 and last.character == utf_length(before[next_line]))
end

local outline, problem = symbols(client, note)
outline = outline or {}
T.ok(#outline == 1 and outline[1].name:find("Acme", 1, true), "outline: one title, which names the company", function()
  return problem or vim.inspect(names(outline))
end)
local title = outline[1] or { children = {} }
T.same(names(title.children), T.present, "outline: the sections below the title, by their titles, in order")
T.ok(title.range and reaches(title.range, #before), "outline: the title's range is the whole note", title.range)
for number, name in ipairs(T.present) do
  local symbol = named(title.children, name)
  local heading = T.find(before, "## " .. name) - 1
  local following = T.present[number + 1] and T.find(before, "## " .. T.present[number + 1]) - 1 or #before
  local range, selection = symbol and symbol.range, symbol and symbol.selectionRange
  T.ok(
    range and range.start.line == heading and range.start.character == 0 and reaches(range, following),
    ("outline: '%s' ranges from its heading to the line before the next"):format(name),
    { range = range, heading = heading, following = following }
  )
  T.same(
    selection
      and selection.start.line == heading
      and selection["end"].line == heading
      and slice(before[heading + 1], selection.start.character, selection["end"].character),
    name,
    ("outline: the selection range of '%s' is the heading's text"):format(name)
  )
end

local function children_named(section, wanted)
  local children = names((named(title.children, section) or {}).children)
  for _, name in ipairs(wanted) do
    local seen = vim.iter(children):any(function(child)
      return vim.startswith(child, name)
    end)
    T.ok(seen, ("outline: '%s' holds '%s'"):format(section, name), children)
  end
end

children_named("Job Overview", { "Position", "Location", "Type" })
children_named("Resume Highlights for This Role", { "Professional Summary", "Key Achievements", "Technical Skills" })
children_named("Questions to Ask Them", { "How does Acme", "What would the first" })

local nested = true
local function check_nesting(symbol)
  nested = nested and within(symbol.selectionRange, symbol.range)
  for _, child in ipairs(symbol.children or {}) do
    nested = nested and within(child.range, symbol.range)
    check_nesting(child)
  end
end
vim.iter(outline):each(check_nesting)
T.ok(nested, "outline: every symbol lies within its parent, every selection within its range", outline)

-- e. The quick fix of the first gap, taken by its title.
vim.api.nvim_win_set_cursor(0, { T.find(before, "## " .. T.gaps[1].after), 0 })
local wanted = T.gaps[1].missing[1]
local offered, taken = {}, false
vim.lsp.buf.code_action({
  apply = true,
  context = { only = { "quickfix" } },
  filter = function(action)
    offered[#offered + 1] = ("%s [%s]"):format(action.title, action.kind or "no kind")
    local take = not taken and action.title:find(wanted, 1, true) ~= nil
    taken = taken or take
    return take
  end,
})
T.wait(20, function()
  return not vim.deep_equal(lines_of(note), before)
end)
T.ok(taken, "quick fix: one for the missing section is offered", offered)
T.ok(#offered > 0 and vim.iter(offered):all(function(line)
  return line:find("[quickfix", 1, true) ~= nil
end), "quick fix: only quick fixes are offered when asked for them", offered)
local after = lines_of(note)
T.inserted_section(before, after, wanted, { T.gaps[1].after, "Questions to Ask Them" }, "quick fix")
local report
checked, report = T.check(folder, after)
T.same(
  T.missing_ids(report),
  { "predicted-questions", "strategic-advice" },
  "quick fix: the section is missing no longer, the others still are"
)
T.wait(20, function()
  return vim.deep_equal(T.diagnostics(note), checked)
end)
T.same(T.diagnostics(note), checked, "quick fix: the diagnostics are those of prep-ls check again")

-- g. Every action is done once: taken again, it is offered no more, or its opposite gives the same lines back.
local function titles(line)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, only = { "refactor", "quickfix" }, triggerKind = 1 }
  local answer = client:request_sync("textDocument/codeAction", params, 20000, note)
  return vim.tbl_map(function(action)
    return action.disabled and "" or action.title
  end, answer and answer.result or {})
end

local function take(line_text, label)
  local was = lines_of(note)
  vim.api.nvim_win_set_cursor(0, { T.find(was, line_text), 0 })
  local taking = false
  vim.lsp.buf.code_action({
    apply = true,
    context = { only = { "refactor", "quickfix" } },
    filter = function(action)
      local chosen = not taking and action.title == label and not action.disabled
      taking = taking or chosen
      return chosen
    end,
  })
  T.wait(20, function()
    return not vim.deep_equal(lines_of(note), was)
  end)
  T.ok(taking, "actions: '" .. label .. "' is offered", titles(T.find(was, line_text)))
  return lines_of(note)
end

local function done(line_text, label)
  local left = titles(T.find(lines_of(note), line_text))
  T.ok(#left > 0 and not vim.tbl_contains(left, label), "actions: '" .. label .. "' is offered no more", left)
end

local start = lines_of(note)
local moved = take("## Why This Job Is a Fit", "Move the section “Why This Job Is a Fit” up")
T.ok(
  T.find(moved, "## Why This Job Is a Fit") < T.find(moved, "## Job Overview"),
  "actions: the section stands before the other",
  moved
)
done("## Why This Job Is a Fit", "Move the section “Why This Job Is a Fit” up")
T.same(
  take("## Why This Job Is a Fit", "Move the section “Why This Job Is a Fit” down"),
  start,
  "actions: moved back, the note is as it was"
)
local headed = take("**Key Achievements**", "Turn these 3 parts into sub-headings")
T.ok(T.find(headed, "### Key Achievements"), "actions: the part is a sub-heading", headed)
done("### Key Achievements", "Turn these 3 parts into sub-headings")
T.same(
  take("### Key Achievements", "Turn these 3 sub-headings into bold lines"),
  start,
  "actions: turned back, the note is as it was"
)
done("**Key Achievements**", "Turn these 3 sub-headings into bold lines")
local sections = "Insert the 2 missing sections"
local whole = take("## Job Overview", sections)
T.ok(T.find(whole, "## Strategic Advice"), "actions: all sections are there", whole)
done("## Job Overview", sections)
local silent = "Ignore `empty-section` in this note"
take("## Strategic Advice", silent)
done("## Strategic Advice", silent)

-- Every action of a note that has something for each, at each line: taken through Neovim it changes the note and is
-- offered no more there, and the file keeps its line ends and its end. A section that moved may move on, and one more
-- question from the bank is another one.
local every, every_client = open("every.prep.md")
local original = lines_of(every)
local function offered_at(line)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  local params = vim.lsp.util.make_range_params(0, every_client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local answer = every_client:request_sync("textDocument/codeAction", params, 20000, every)
  local actions = vim.tbl_filter(function(action)
    return not action.disabled
  end, answer and answer.result or {})
  params.context.only = { "source" }
  answer = every_client:request_sync("textDocument/codeAction", params, 20000, every)
  return vim.list_extend(actions, answer and answer.result or {})
end

local function take_at(line, chosen)
  local was = lines_of(every)
  vim.api.nvim_win_set_cursor(0, { line, 0 })
  local taking = false
  vim.lsp.buf.code_action({
    apply = true,
    context = chosen.kind:find("^source") and { only = { chosen.kind }, diagnostics = {} } or nil,
    filter = function(action)
      local this = not taking and action.title == chosen.title and action.kind == chosen.kind and not action.disabled
      taking = taking or this
      return this
    end,
  })
  T.wait(20, function()
    return not vim.deep_equal(lines_of(every), was)
  end)
end

local ways, kinds, faults = {}, {}, {}
for line, content in ipairs(original) do
  for _, action in ipairs(content ~= "" and offered_at(line) or {}) do
    local name = action.kind .. ": " .. action.title
    if not ways[name] then
      ways[name] = true
      kinds[action.kind] = (kinds[action.kind] or 0) + 1
      take_at(line, action)
      local now = lines_of(every)
      if vim.deep_equal(now, original) then
        faults[#faults + 1] = name .. " changes nothing"
      end
      local repeats = action.title:find("^Move the section") or action.title:find("question from the bank", 1, true)
      local at = vim.api.nvim_win_get_cursor(0)[1]
      for _, again in ipairs(repeats and {} or offered_at(at)) do
        if again.title == action.title and again.kind == action.kind then
          faults[#faults + 1] = name .. " is offered again"
        end
      end
      vim.cmd("silent write!")
      local file = assert(io.open(folder .. "/every.prep.md", "rb"))
      local bytes = file:read("*a")
      file:close()
      if bytes:find("\r", 1, true) or bytes:sub(-1) ~= "\n" or bytes:sub(-2) == "\n\n" then
        faults[#faults + 1] = name .. " changes line ends or the note's end"
      end
      vim.api.nvim_buf_set_lines(every, 0, -1, false, original)
    end
  end
end
T.same(faults, {}, "every action: taken once it is done")
T.ok(vim.tbl_count(ways) > 30, "every action: there are many", vim.tbl_keys(ways))
for _, kind in ipairs({
  "quickfix",
  "refactor.rewrite",
  "refactor.move",
  "source.fixAll.prep-ls",
  "source.sortSections.prep-ls",
}) do
  T.ok(kinds[kind], "every action: some of the kind " .. kind, kinds)
end
vim.cmd("silent write!")

-- h. Jumping, rename and growing selections, in a note of links.
local linked = open("linked.prep.md")
local text = lines_of(linked)

--- Puts the cursor on some text of the note: on its `skip`th byte, of its first occurrence from line `from` on.
local function put(what, skip, from)
  for number = from or 1, #text do
    local at = lines_of(linked)[number]:find(what, 1, true)
    if at then
      vim.api.nvim_win_set_cursor(0, { number, at - 1 + (skip or 0) })
      return number
    end
  end
  error("no " .. what)
end

--- Asks for the definition at the cursor through Neovim and waits until the cursor is on another line.
local function jump(name, heading)
  local from = vim.api.nvim_win_get_cursor(0)[1]
  vim.lsp.buf.definition()
  T.wait(20, function()
    return vim.api.nvim_win_get_cursor(0)[1] ~= from
  end)
  T.same(vim.api.nvim_get_current_line(), heading, name)
end

put("#s1-the-leak", 3)
jump("definition: from a link to its heading", "### S1: The leak")
put("[[#", 8)
jump("definition: from a wiki link to its heading", "## 🎯 Gaps & Concerns")
put("and S1", 4)
jump("definition: from a story's id to the story", "### S1: The leak")

local function references(declaration)
  local items
  vim.lsp.buf.references({ includeDeclaration = declaration }, {
    on_list = function(list)
      items = list.items
    end,
  })
  T.wait(20, function()
    return items ~= nil
  end)
  local places = vim.tbl_map(function(item)
    return item.lnum .. ":" .. item.col
  end, items or {})
  table.sort(places)
  return places
end

local function place(what, from)
  local number = put(what, 0, from)
  return number .. ":" .. (vim.api.nvim_win_get_cursor(0)[2] + 1)
end

local places_wanted = { place("[the leak]"), place("S1 at"), place("[the leak]", 10) }
table.sort(places_wanted)
local declared = place("S1: The")
T.same(references(false), places_wanted, "references: every link to a story and every mention of its id")
put("S1: The")
places_wanted[#places_wanted + 1] = declared
table.sort(places_wanted)
T.same(references(true), places_wanted, "references: its heading is one of them when asked for")

--- What a rename makes of the note.
local function rename(new, name, pairs_of_text)
  local old = table.concat(lines_of(linked), "\n")
  local want = old
  for _, pair in ipairs(pairs_of_text) do
    want = want:gsub(vim.pesc(pair[1]), (pair[2]:gsub("%%", "%%%%")))
  end
  vim.lsp.buf.rename(new)
  T.wait(20, function()
    return table.concat(lines_of(linked), "\n") ~= old
  end)
  T.same(vim.split(table.concat(lines_of(linked), "\n"), "\n"), vim.split(want, "\n"), name)
end

put("The leak", 2, 9)
rename("The flood", "rename: a heading and every link to it, and nothing else", {
  { "S1: The leak", "S1: The flood" },
  { "#s1-the-leak", "#s1-the-flood" },
})
put("S1 at")
rename("STAR-2", "rename: a story's id wherever it stands", { { "S1", "STAR-2" }, { "#s1-", "#star-2-" } })
put("Birch Lane", 3, 11)
rename("Elm", "rename: the company throughout", { { "Birch Lane", "Elm" } })
put("🎯 Gaps & Concerns", 8, 13)
rename("Risks", "rename: the emoji of a heading stays", { { "🎯 Gaps & Concerns", "🎯 Risks" } })

put("Night", 2)
local params = vim.lsp.util.make_position_params(0, client.offset_encoding)
local answer = client:request_sync("textDocument/selectionRange", {
  textDocument = params.textDocument,
  positions = { params.position },
}, 20000, linked)
local steps, range = {}, answer and answer.result and answer.result[1]
while range do
  steps[#steps + 1] = range.range
  range = range.parent
end
T.ok(#steps >= 6, "selection ranges: word, text, item, section, note", steps)
local growing = true
for number = 2, #steps do
  growing = growing
    and within(steps[number - 1], steps[number])
    and not vim.deep_equal(steps[number - 1], steps[number])
end
T.ok(growing, "selection ranges: each holds the one before and more", steps)
local line = vim.api.nvim_get_current_line()
local first = steps[1] or { start = {}, ["end"] = {} }
T.same(
  slice(line, first.start.character or 0, first["end"].character or 0),
  "Night",
  "selection ranges: the first is the word"
)

-- i. Two files: the note is open, the other one is not.
local fern = open("fern.prep.md")
linked, text = fern, lines_of(fern)
put("people.md#the-panel", 12)
local where = {}
vim.lsp.buf.references({ includeDeclaration = true }, {
  on_list = function(list)
    where = vim.tbl_map(function(item)
      return vim.fs.basename(item.filename) .. ":" .. item.lnum .. ":" .. item.col
    end, list.items)
  end,
})
T.wait(20, function()
  return #where > 0
end)
table.sort(where)
T.same(where, {
  place("[the panel]"):gsub("^", "fern.prep.md:", 1),
  place("[[people"):gsub("^", "fern.prep.md:", 1),
  "people.md:3:4",
}, "two files: references in the note and in a file that is not open")
put("people.md#the-panel", 12)
vim.lsp.buf.definition()
T.wait(20, function()
  return vim.api.nvim_get_current_buf() ~= fern
end)
T.same(vim.fs.basename(vim.api.nvim_buf_get_name(0)), "people.md", "two files: definition opens the other one")
T.same(vim.api.nvim_get_current_line(), "## The Panel", "two files: at the heading")
local people = vim.api.nvim_get_current_buf()
vim.cmd.buffer(fern)
put("people.md#the-panel", 12)
vim.lsp.buf.rename("Who Asks")
T.wait(20, function()
  return lines_of(people)[3] == "## Who Asks" and lines_of(fern)[5] ~= text[5]
end)
T.same(lines_of(people)[3], "## Who Asks", "two files: a rename at the link renames the heading")
T.same(
  lines_of(fern)[5],
  "- 😀 Leases: ask [the panel](people.md#who-asks) and [[people#Who Asks|them]]",
  "two files: and all links to it"
)
put("🎯 Gaps & Concerns", 8)
vim.lsp.buf.rename("Risks")
T.wait(20, function()
  return lines_of(fern)[3] == "## 🎯 Risks"
end)
T.same(lines_of(people)[5], "- 😀 Ann, about [gaps](fern.prep.md#-risks)", "two files: the links of the other follow")
local function found_by(query)
  local told = client:request_sync("workspace/symbol", { query = query }, 20000, fern)
  local listed = vim.tbl_map(function(symbol)
    return symbol.name .. " " .. vim.fs.basename(symbol.location.uri) .. ":" .. (symbol.location.range.start.line + 1)
  end, told and told.result or {})
  return listed
end
T.same(found_by("fern risks"), { "Fern Legal › Risks fern.prep.md:3" }, "workspace symbols: as the buffers are")
T.ok(
  vim.list_contains(found_by("nurse"), "Acme – Nurse acme.prep.md:1"),
  "workspace symbols: all notes",
  found_by("nurse")
)

-- f. All this time the ordinary file stayed silent.
T.same(T.diagnostics(readme), {}, "Markdown: an ordinary file has no diagnostics")

client:stop()
T.wait(10, function()
  return exit ~= nil
end)
T.same(exit, { code = 0, signal = 0 }, "the server stops when asked, with status 0")
T.finish()
