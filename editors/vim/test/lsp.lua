-- The language server in a Neovim with the three lines of the README: a second Neovim, in which keys are typed as a user
-- would type them, and looked at what is shown. Started by editors/vim/test/lsp.

local here = debug.getinfo(1).source:match('@(.*/)')
local t = dofile(here .. 'check.lua')

local PATIENCE = 10000
local folder = vim.fn.tempname()
vim.fn.mkdir(folder, 'p')

local editor = vim.fn.jobstart({ 'nvim', '--embed', '--headless', '-i', 'NONE', '-n' }, { rpc = true })

local function call(name, ...)
  return vim.rpcrequest(editor, 'nvim_' .. name, ...)
end

--- What a piece of Lua gives in the editor.
local function lua(code, ...)
  return call('exec_lua', code, { ... })
end

--- Types keys, which are read in the background.
local function type_keys(keys)
  call('input', keys)
end

--- Waits until `look` gives something, and gives that.
local function wait(look)
  local seen
  vim.wait(PATIENCE, function()
    seen = look()
    return seen
  end, 20)
  return seen
end

local function open(name, lines)
  local path = folder .. '/' .. name
  vim.fn.writefile(lines, path)
  type_keys('<Esc>')
  call('command', 'silent edit! ' .. path)
end

local function clients()
  return lua([[
    local get = vim.lsp.get_clients or vim.lsp.get_active_clients
    local names = {}
    for _, client in ipairs(get({ bufnr = 0 })) do
      if vim.lsp.buf_is_attached(0, client.id) then table.insert(names, client.name) end
    end
    return names
  ]])
end

local function diagnostics()
  return lua([[
    local found = {}
    for _, one in ipairs(vim.diagnostic.get(0)) do
      table.insert(found, { line = one.lnum, column = one.col, severity = one.severity, message = one.message, code = one.code })
    end
    return found
  ]])
end

--- The text of a floating window, if there is one.
local function floating()
  local text = lua([[
    for _, window in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(window).relative ~= '' then
        return table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(window), 0, -1, false), '\n')
      end
    end
    return ''
  ]])
  return text ~= '' and text
end

--- The words that are offered, as a set.
local function offered()
  local words = {}
  for _, item in ipairs(call('call_function', 'complete_info', { { 'items' } }).items or {}) do
    words[(item.abbr ~= '' and item.abbr or item.word):match('^[%w_]+') or ''] = true
  end
  return next(words) and words
end

local RIGHT = {
  'shared balance = 1000',
  'lock account_lock',
  '',
  'fn withdraw(amount) {',
  '    with account_lock { balance -= amount }',
  '}',
  'thread ann = withdraw(700)',
}

local function attached()
  open('bank.cdl', RIGHT)
  t.check(call('buf_get_option', 0, 'filetype') == 'cdl', 'the file type')
  t.check(wait(function() return vim.tbl_contains(clients(), 'concur') end), 'no server is attached')
  t.check(#diagnostics() == 0, 'a right file has diagnostics: ' .. vim.inspect(diagnostics()))
  open('other.cdl', RIGHT)
  t.check(wait(function() return #clients() == 1 end), 'the second file has ' .. #clients() .. ' servers')
end

local function several_errors()
  local wrong = vim.list_extend({}, RIGHT)
  wrong[5] = '    with acount_lock { balance -= amount }'
  table.insert(wrong, 'print 1 2')
  open('wrong.cdl', wrong)
  local found = wait(function() return #diagnostics() >= 2 and diagnostics() end) or diagnostics()
  table.sort(found, function(one, other) return one.line < other.line end)
  t.check(#found == 2, vim.inspect(found))
  if #found ~= 2 then return end
  t.check(found[1].line == 4 and found[1].column == 9 and found[1].severity == 1, vim.inspect(found[1]))
  t.check(found[1].message:match('acount_lock'), found[1].message)
  t.check(found[2].line == 7, vim.inspect(found[2]))
  -- They go away as the mistakes do, without saving.
  type_keys('Gdd')
  t.check(wait(function() return #diagnostics() == 1 end), 'one left: ' .. vim.inspect(diagnostics()))
  call('buf_set_lines', 0, 4, 5, true, { RIGHT[5] })
  t.check(wait(function() return #diagnostics() == 0 end), 'none left: ' .. vim.inspect(diagnostics()))
end

local function hover()
  open('hover.cdl', RIGHT)
  wait(function() return #clients() == 1 end)
  for keys, wanted in pairs({ ['2G0'] = '[Ll]ock', ['5Gfa'] = 'lock', ['1Gwb'] = 'shared' }) do
    type_keys(keys)
    type_keys('K')
    local text = wait(floating)
    t.check(text and text:match(wanted), keys .. 'K shows ' .. vim.inspect(text))
    type_keys('hl')
    wait(function() return not floating() end)
  end
end

local function completion()
  open('complete.cdl', RIGHT)
  wait(function() return #clients() == 1 end)
  type_keys('Goaccount_lock.<C-x><C-o>')
  local words = wait(offered) or {}
  t.check(words.acquire and words.release and words.locked, 'offered: ' .. vim.inspect(vim.tbl_keys(words)))
  t.check(not words.append and not words.notify, 'of other types: ' .. vim.inspect(vim.tbl_keys(words)))
  type_keys('<C-e><Esc>')
end

local function definition()
  open('definition.cdl', RIGHT)
  wait(function() return #clients() == 1 end)
  type_keys('7Gfw<C-]>')
  t.check(wait(function() return call('win_get_cursor', 0)[1] == 4 end), 'CTRL-] goes to ' .. vim.inspect(call('win_get_cursor', 0)))
end

local function formatting()
  open('format.cdl', { 'shared   x=1', 'if x==1{', 'print x', '}' })
  wait(function() return #clients() == 1 end)
  lua([[ (vim.lsp.buf.format or vim.lsp.buf.formatting_sync)() ]])
  local wanted = { 'shared x = 1', 'if x == 1 {', '    print x', '}' }
  local lines = function() return call('buf_get_lines', 0, 0, -1, true) end
  t.check(wait(function() return vim.deep_equal(lines(), wanted) end), 'formatted: ' .. vim.inspect(lines()))
end

t.run({
  { 'the server is attached, once', attached },
  { 'several mistakes are shown, and go away as they are mended', several_errors },
  { 'K shows what stands under the cursor', hover },
  { 'CTRL-X CTRL-O offers the methods of a lock', completion },
  { 'CTRL-] goes to the definition', definition },
  { 'the file is formatted', formatting },
})
