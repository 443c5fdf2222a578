-- What a person sees and types: a real Neovim on a tmux screen, keys sent to the terminal, the same Neovim asked over
-- its socket for what no screen shows. Started by screen.sh.
-- usage: nvim -u NONE -i NONE -n -l screen.lua FOLDER INIT TMUX-SOCKET
local here = debug.getinfo(1, "S").source:match("^@(.*)/")
local T = dofile(here .. "/harness.lua")
local folder, init, tmux_socket = assert(vim.uv.fs_realpath(arg[1])), arg[2], arg[3]
local nvim_socket = vim.fs.dirname(tmux_socket) .. "/nvim.sock"

T.watchdog(240)

local function tmux(...)
  local run = vim.system({ "tmux", "-u", "-S", tmux_socket, "-f", "/dev/null", ... }, { text = true }):wait(10000)
  if run.code ~= 0 then
    error(("tmux %s: %s"):format(table.concat({ ... }, " "), run.stderr))
  end
  return run.stdout
end

local function screen()
  return tmux("capture-pane", "-p", "-t", "nvim")
end

--- The screen as a detail of a failed assertion.
local function shown()
  return (screen():gsub("%s*\n", "\n"):gsub("\n\n+", "\n"))
end

--- Key names of tmux, such as `Escape` and `C-x`.
local function keys(...)
  tmux("send-keys", "-t", "nvim", ...)
end

--- Text typed as it is, as fast as the terminal takes it.
local function type_text(text)
  tmux("send-keys", "-t", "nvim", "-l", "--", text)
end

-- The editor on the screen.
local command = { vim.v.progpath, "-u", init, "-i", "NONE", "-n", "--listen", nvim_socket, "acme.prep.md" }
tmux("new-session", "-d", "-s", "nvim", "-x", "180", "-y", "70", "-c", folder, unpack(command))
-- An Escape is one at once, not the start of an Alt key.
tmux("set-option", "-s", "escape-time", "0")

local connected, channel
T.wait(20, function()
  connected, channel = pcall(vim.fn.sockconnect, "pipe", nvim_socket, { rpc = true })
  return connected and channel > 0
end)
if not T.ok(connected and channel > 0, "screen: Neovim starts", shown) then
  T.finish()
end

local function remote(code, ...)
  return vim.rpcrequest(channel, "nvim_exec_lua", code, { ... })
end

remote("_G.T = dofile(...)", here .. "/harness.lua")
local attached = T.wait(20, function()
  return remote([[
    local client = vim.lsp.get_clients({ bufnr = 0, name = "prep_ls" })[1]
    return vim.v.vim_did_enter == 1 and client ~= nil and client.initialized == true
  ]])
end)
if not T.ok(attached, "screen: the server attaches", shown) then
  T.finish()
end

local function buffer()
  return remote("return vim.api.nvim_buf_get_lines(0, 0, -1, false)")
end

local function diagnostics()
  return remote("return T.diagnostics(0)")
end

local function wait_mode(mode)
  return T.wait(10, function()
    return vim.rpcrequest(channel, "nvim_get_mode").mode == mode
  end)
end

--- Leaves insert or select mode; true once normal mode is reached.
local function normal_mode()
  keys("Escape")
  return wait_mode("n")
end

--- Puts the cursor on a heading by searching for it, as a person would.
local function go_to(heading)
  type_text("/^" .. vim.fn.escape(heading, "/"))
  keys("Enter")
  return T.wait(10, function()
    return vim.startswith(remote("return vim.api.nvim_get_current_line()"), heading)
  end)
end

-- a. The warning on the screen.
local original = buffer()
local checked = T.check(folder, original)
T.wait(20, function()
  return vim.deep_equal(diagnostics(), checked)
end)
T.same(diagnostics(), checked, "screen: the diagnostics are those of prep-ls check")
local start = diagnostics()

local gap = T.gaps[1]
local heading = "## " .. gap.after
local message = remote(
  [[
    for _, d in ipairs(vim.diagnostic.get(0, { lnum = ... })) do
      if d.code == "missing-section" then return d.message end
    end
  ]],
  T.find(original, heading) - 1
)
local line
T.wait(10, function()
  line = vim.iter(vim.split(screen(), "\n")):find(function(text)
    return text:find(heading, 1, true) ~= nil
  end)
  return line and message and line:find(vim.fn.strcharpart(message, 0, 40), 1, true) ~= nil
end)
T.ok(
  type(message) == "string" and line and line:find(vim.fn.strcharpart(message, 0, 40), 1, true),
  "screen: the message stands beside the heading",
  shown
)
T.ok(line and line:match("^%s*W%s*## "), "screen: a warning sign stands before it", line or shown)

-- b. Completion at the first gap. The cursor goes to the last line of the section above it.
local following = T.present[vim.iter(ipairs(T.present)):find(function(_, name)
  return name == gap.after
end) + 1]
T.ok(go_to("## " .. following), "completion: a search finds the section after the gap", shown)
keys("2", "k", "o", "Enter")
type_text("## ")
T.wait(10, function()
  return remote("return vim.api.nvim_get_current_line()") == "## "
end)
-- The list comes up by itself: `#` and the space after it are among the trigger characters.
local popup
T.wait(20, function()
  popup = remote([[return vim.fn.complete_info({ "pum_visible", "items" })]])
  return popup.pum_visible == 1
end)
T.ok(popup.pum_visible == 1, "completion: a list opens on '## '", shown)
-- Labels may carry the heading's mark.
local labels = vim.tbl_map(function(item)
  return (vim.trim(item.abbr ~= "" and item.abbr or item.word):gsub("^#+%s*", ""))
end, popup.items or {})
T.same(vim.list_slice(labels, 1, #T.missing), T.missing, "completion: the missing sections come first, in order")
local strays = vim.tbl_filter(function(label)
  return vim.list_contains(T.present, label) or vim.list_contains(T.missing, label)
end, vim.list_slice(labels, #T.missing + 1))
T.same(strays, {}, "completion: no standard section is offered twice, or when it is there already")
T.ok(
  T.wait(5, function()
    return screen():find(T.missing[1], 1, true) ~= nil
  end),
  "completion: the list is on the screen",
  shown
)

keys("C-n", "C-y")
T.wait(10, function()
  local lines = buffer()
  local at = T.find(lines, "## " .. T.missing[1])
  return at and T.first_content(lines, at)
end)
local accepted = buffer()
T.inserted_section(original, accepted, T.missing[1], { gap.after, following }, "completion")
T.same(select(2, T.find(accepted, "## ")), 0, "completion: no empty heading is left")
T.ok(screen():find("## " .. T.missing[1], 1, true), "completion: the section is on the screen", shown)

-- d. Undo. A skeleton may take Neovim more than one step, but never many.
T.ok(normal_mode(), "undo: Escape leaves the skeleton", shown)
local steps = 0
while steps < 4 and not vim.deep_equal(buffer(), original) do
  local last = buffer()
  steps = steps + 1
  keys("u")
  T.wait(3, function()
    return not vim.deep_equal(buffer(), last)
  end)
end
T.same(buffer(), original, "undo: the text is as it was")
T.comment(("undo took %d step(s)"):format(steps))
T.wait(20, function()
  return vim.deep_equal(diagnostics(), start)
end)
T.same(diagnostics(), start, "undo: the diagnostics are as they were")

-- d. Fast typing into a section: emoji outside the basic plane and of several scalar values, bullets that are no list,
-- a combining accent, and a placeholder, so that what is reported changes.
local typed = {
  "- **Night shifts:** led a 24-bed ward 🩺 with SBAR handovers and cut falls by 18 % within one year",
  "• rota café 👩‍⚕️ cafe\u{301} ✅ TODO ask Ms Ōmura about it • and the 𝔸cme 病棟 handbook",
  "• second bullet — “quoted”, 100 % typed 👨‍👩‍👧‍👦 by hand",
  "- **Team work:** always gave my best in every team, on every ward 🏥🏥, at any hour of the day",
}
T.ok(go_to("## Why This Job Is a Fit"), "typing: a search finds the section", shown)
keys("o", "Enter")
for number, text in ipairs(typed) do
  -- Bursts of a few characters, each a change of its own or two changes in one, as the server gets them.
  local length = vim.fn.strchars(text)
  for from = 0, length - 1, 9 do
    type_text(vim.fn.strcharpart(text, from, 9))
  end
  if number < #typed then
    keys("Enter")
  end
end
T.wait(20, function()
  return select(2, T.find(buffer(), typed[#typed])) == 1
end)
T.ok(normal_mode(), "typing: Escape ends it", shown)
local final = buffer()
local at = T.find(original, "## Why This Job Is a Fit")
local expected = vim.list_slice(original, 1, at)
vim.list_extend(expected, { "" })
vim.list_extend(expected, typed)
vim.list_extend(expected, original, at + 1)
T.same(final, expected, "typing: every character arrives")
checked = T.check(folder, final)
T.ok(not vim.deep_equal(checked, start), "typing: it changes what prep-ls check reports", checked)
T.wait(20, function()
  return vim.deep_equal(diagnostics(), checked)
end)
T.same(diagnostics(), checked, "typing: the diagnostics are those of prep-ls check on the final text")
vim.wait(1500)
T.same(diagnostics(), checked, "typing: and they stay so")

T.same(remote("return #vim.lsp.get_clients({ name = 'prep_ls' })"), 1, "screen: the server is still the one")
keys("Escape", ":qa!", "Enter")
T.finish()
