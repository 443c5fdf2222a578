-- `:Prep`, the `<Plug>` maps, and what happens when the server comes and goes. What it takes is loaded when it is needed.
if vim.g.loaded_prep then
  return
end
vim.g.loaded_prep = true

vim.api.nvim_create_user_command("Prep", function(command)
  require("prep.commands").run(command.fargs, command.count)
end, {
  nargs = "*",
  count = 1,
  desc = "Prep notes: new, insert, missing, sort, next, prev, status, explain, restart",
  complete = function(lead, line)
    return require("prep.commands").complete(lead, line)
  end,
})

for _, name in ipairs({ "new", "insert", "missing", "sort", "status", "explain", "restart" }) do
  vim.keymap.set("n", ("<Plug>(prep-%s)"):format(name), function()
    require("prep.commands").run({ name })
  end, { desc = ":Prep " .. name })
end
for _, name in ipairs({ "next", "prev" }) do
  vim.keymap.set({ "n", "x", "o" }, ("<Plug>(prep-%s)"):format(name), function()
    require("prep")[name](vim.v.count1)
  end, { desc = ":Prep " .. name })
end

local group = vim.api.nvim_create_augroup("prep", {})

---@param event string
---@param done fun(buffer: integer)
local function of_server(event, done)
  vim.api.nvim_create_autocmd(event, {
    group = group,
    callback = function(args)
      local client = vim.lsp.get_client_by_id(args.data.client_id)
      if client and client.name == "prep_ls" then
        done(args.buf)
      end
    end,
  })
end

of_server("LspAttach", function(buffer)
  require("prep.note").attach(buffer)
end)
of_server("LspDetach", function(buffer)
  require("prep.note").detach(buffer)
end)

vim.api.nvim_create_autocmd("DiagnosticChanged", {
  group = group,
  callback = function(args)
    local note = package.loaded["prep.note"]
    if note then
      note.changed(args.buf)
    end
  end,
})

vim.api.nvim_create_autocmd("FileType", {
  group = group,
  pattern = "markdown",
  callback = function()
    require("prep.server").look_for_program()
  end,
})

-- The colours of `queries/`: only what cannot be taken for anything else has one unless a theme says more.
vim.api.nvim_set_hl(0, "@prep.suppression", { default = true, link = "@comment.note" })
