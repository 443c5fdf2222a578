-- What check.lua and screen.lua share: TAP output, waiting with a limit, and the facts about the note that `run` writes.
-- screen.lua loads this file into the Neovim on the screen too, and asks it for diagnostics there.
local M = {}

-- The sections of the note acme.prep.md, in its order, and those that it lacks: two at one gap, one at another.
M.present = {
  "Job Overview",
  "Why This Job Is a Fit",
  "Resume Highlights for This Role",
  "Questions to Ask Them",
  "Concepts To Know/Review",
}
M.gaps = {
  { after = "Resume Highlights for This Role", missing = { "Company Summary", "Predicted Interview Questions" } },
  { after = "Concepts To Know/Review", missing = { "Strategic Advice" } },
}
M.missing = { "Company Summary", "Predicted Interview Questions", "Strategic Advice" }

local done, failed = 0, 0

local function comment(text)
  for _, line in ipairs(vim.split(tostring(text), "\n", { trimempty = true })) do
    io.stdout:write("# ", line, "\n")
  end
end

M.comment = comment

--- Reports one assertion. `detail` (a value, or a function that gives one) is printed when it failed.
function M.ok(condition, name, detail)
  done = done + 1
  if condition then
    io.stdout:write(("ok %d - %s\n"):format(done, name))
  else
    failed = failed + 1
    io.stdout:write(("not ok %d - %s\n"):format(done, name))
    if type(detail) == "function" then
      detail = detail()
    end
    if detail ~= nil then
      comment(type(detail) == "string" and detail or vim.inspect(detail))
    end
  end
  io.stdout:flush()
  return condition
end

--- Reports whether two lists or values are equal, with both when they are not.
function M.same(got, want, name)
  return M.ok(vim.deep_equal(got, want), name, function()
    return "got " .. vim.inspect(got) .. "\nwant " .. vim.inspect(want)
  end)
end

--- Closes the output; `run` takes a missing plan line for a crash.
function M.finish()
  io.stdout:write(("1..%d\n"):format(done))
  io.stdout:flush()
  os.exit(failed == 0 and 0 or 1)
end

--- Ends this process when it has not finished in time, whatever it is waiting for.
function M.watchdog(seconds)
  local timer = assert(vim.uv.new_timer())
  timer:start(seconds * 1000, 0, function()
    io.stdout:write(("# not finished after %d s\n"):format(seconds))
    io.stdout:flush()
    os.exit(1)
  end)
end

--- Waits until `condition` is true; false after `seconds`.
function M.wait(seconds, condition)
  return (vim.wait(seconds * 1000, condition, 25))
end

--- Where the block stands that turns the lines `before` into `after`: its first line (1-based) and its lines. Nil when
--- something other than one insertion happened.
function M.insertion(before, after)
  local added = #after - #before
  if added <= 0 then
    return nil
  end
  local first = 1
  while first <= #before and before[first] == after[first] do
    first = first + 1
  end
  for line = first, #before do
    if before[line] ~= after[line + added] then
      return nil
    end
  end
  return first, vim.list_slice(after, first, first + added - 1)
end

--- Where a whole line stands (1-based), and how often.
function M.find(lines, text)
  local first, count = nil, 0
  for number, line in ipairs(lines) do
    if line == text then
      first = first or number
      count = count + 1
    end
  end
  return first, count
end

--- The first line of content below a heading (1-based number of the heading's line), or nil when the section is empty.
function M.first_content(lines, heading)
  for number = heading + 1, #lines do
    local line = lines[number]
    if line:match("^#+ ") then
      return nil
    elseif line:match("%S") and not line:match("^%-%-%-+%s*$") then
      return line
    end
  end
end

--- Reports that `after` is `before` with the section `title` put in between its neighbours, with a skeleton.
function M.inserted_section(before, after, title, neighbours, how)
  local heading = "## " .. title
  local at, count = M.find(after, heading)
  local shown = table.concat(after, "\n")
  M.same(count, 1, how .. ": the heading '" .. heading .. "' stands there once")
  M.ok(at and M.first_content(after, at), how .. ": a skeleton stands below it", shown)
  local previous = M.find(after, "## " .. neighbours[1])
  local following = M.find(after, "## " .. neighbours[2])
  M.ok(
    at and previous and following and previous < at and at < following,
    how .. ": it stands between '" .. neighbours[1] .. "' and '" .. neighbours[2] .. "'",
    shown
  )
  M.ok(M.insertion(before, after), how .. ": no other line changed", shown)
end

local severities = { "error", "warning", "info", "hint" }

-- Byte column (0-based) to the column of `check --format json` (1-based, in Unicode scalar values).
local function column(buffer, line, byte)
  local text = vim.api.nvim_buf_get_lines(buffer, line, line + 1, false)[1]
  return text and vim.str_utfindex(text, "utf-32", math.min(byte, #text)) + 1 or 1
end

--- The diagnostics of a buffer as sorted lines of text, in the units of `check --format json`.
function M.diagnostics(buffer)
  if buffer == nil or buffer == 0 then
    buffer = vim.api.nvim_get_current_buf()
  end
  local lines = {}
  for _, d in ipairs(vim.diagnostic.get(buffer)) do
    lines[#lines + 1] = ("%s %s %d:%d-%d:%d %s"):format(
      severities[d.severity],
      d.code or "no-code",
      d.lnum + 1,
      column(buffer, d.lnum, d.col),
      d.end_lnum + 1,
      column(buffer, d.end_lnum, d.end_col),
      d.message
    )
  end
  table.sort(lines)
  return lines
end

--- What `prep-ls check` says of these lines of a note in `folder`: sorted lines as above, and the whole report.
function M.check(folder, lines)
  local run = vim
    .system({ "prep-ls", "check", "--stdin-filename", "acme.prep.md", "--format", "json" }, {
      cwd = folder,
      stdin = table.concat(lines, "\n") .. "\n",
      text = true,
    })
    :wait(20000)
  local parsed, report = pcall(vim.json.decode, run.stdout or "")
  if not parsed or type(report) ~= "table" or type(report.diagnostics) ~= "table" or run.code > 1 then
    return { ("prep-ls check failed with status %d: %s"):format(run.code, run.stderr or "") }, { diagnostics = {} }
  end
  local found = {}
  for _, d in ipairs(report.diagnostics) do
    local from, to = d.range.start, d.range["end"]
    found[#found + 1] = ("%s %s %d:%d-%d:%d %s"):format(
      d.severity,
      d.rule,
      from.line,
      from.column,
      to.line,
      to.column,
      d.message
    )
  end
  table.sort(found)
  return found, report
end

--- The section ids that a report of `check` calls missing, in its order.
function M.missing_ids(report)
  local ids = {}
  for _, d in ipairs(report.diagnostics) do
    if d.rule == "missing-section" then
      vim.list_extend(ids, d.data and d.data.sections or {})
    end
  end
  return ids
end

return M
