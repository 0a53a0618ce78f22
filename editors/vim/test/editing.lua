-- Colours, indentation, errors: what works without the language server. Started by editors/vim/test/run.

local here = debug.getinfo(1).source:match('@(.*/)')
local t = dofile(here .. 'check.lua')

-- The server has a test of its own, and colours are those of Vim until tree-sitter is wanted.
local concur = require('concur')
local attach = concur.attach
concur.attach = function() end

-- What says where a word is one of the language: the tree-sitter grammar, which other tests hold to the parser.
local add = vim.treesitter.language and vim.treesitter.language.add
local parser = vim.env.TREE_SITTER .. '/parser/cdl.so'
if add then add('cdl', { path = parser }) else vim.treesitter.require_language('cdl', parser) end

local WORDS = {
  cdlConditional = true, cdlRepeat = true, cdlException = true, cdlOperatorWord = true, cdlStatement = true,
  cdlStorage = true, cdlThread = true, cdlSoftWord = true, cdlClaimWord = true, cdlQuantifier = true, cdlHappening = true,
  cdlOn = true, cdlTurnWord = true, cdlBoolean = true, cdlNone = true, cdlObject = true,
}
-- Nodes that are a word, though they have a name.
local NAMED = {
  break_statement = true, continue_statement = true, pass_statement = true, yield_statement = true, deadlock = true,
  livelock = true, none = true, ['true'] = true, ['false'] = true,
}
local GROUPS = {
  string_text = 'cdlString', format_text = 'cdlFormat', escape = 'cdlEscape', conversion = 'cdlConversion',
  bar = 'cdlBar', int = 'cdlNumber', float = 'cdlNumber', duration = 'cdlNumber',
}

local function group(row, column)
  return vim.fn.synIDattr(vim.fn.synID(row + 1, column + 1, 1), 'name')
end

local function leaves(node, visit)
  if node:child_count() == 0 then return visit(node) end
  for child in node:iter_children() do leaves(child, visit) end
end

local function tree()
  return vim.treesitter.get_parser(0, 'cdl'):parse()[1]:root()
end

local function colours_of(path)
  leaves(tree(), function(node)
    local row, start, last, stop = node:range()
    if row ~= last or start == stop then return end
    local text = vim.api.nvim_buf_get_lines(0, row, row + 1, true)[1]:sub(start + 1, stop)
    local kind = node:type()
    local is_word = NAMED[kind] or not node:named() and text:match('^%a')
    for _, column in ipairs({ start, stop - 1 }) do
      local found = group(row, column)
      local place = string.format('%s:%d:%d `%s`, a %s, is %s', path, row + 1, column + 1, text, kind, found)
      t.check((WORDS[found] or false) == (is_word and true or false), place)
      t.check(GROUPS[kind] == nil or GROUPS[kind] == found, place)
      t.check((kind == 'comment') == (found == 'cdlComment' or found == 'cdlScheduleComment'), place)
    end
  end)
end

--- Calls `visit` with each scenario that the parser reads, and with what it is in the one format.
local function each(folder, visit)
  local count = 0
  for _, path in ipairs(t.scenarios(folder)) do
    vim.cmd('silent edit! ' .. vim.fn.fnameescape(path))
    local formatted = vim.fn.systemlist({ 'concur', 'fmt', '-' }, vim.api.nvim_buf_get_lines(0, 0, -1, true))
    if vim.v.shell_error == 0 then
      count = count + 1
      visit(path, formatted)
    end
    vim.cmd('bwipeout!')
  end
  return count
end

local function colours()
  local count = each('scenarios', colours_of) + each('tests', colours_of)
  t.check(count > 200, count .. ' scenarios')
end

-- A comment below one that stands behind code is put below that: not so here.
local function hangs(lines, number)
  local before = lines[number - 1]
  return before and lines[number]:match('^%s*#') and (before:match('%S.*#') or hangs(lines, number - 1))
end

local function indented(path, wanted)
  local flat = vim.tbl_map(function(line) return (line:gsub('^%s+', '')) end, wanted)
  vim.api.nvim_buf_set_lines(0, 0, -1, true, flat)
  vim.cmd('silent normal! gg=G')
  local found = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  for number, line in ipairs(wanted) do
    if not hangs(wanted, number) and not t.check(found[number] == line, string.format('%s:%d `%s`, not `%s`', path, number, found[number], line)) then
      return
    end
  end
end

local function indentation()
  local count = each('scenarios', indented) + each('tests', indented)
  t.check(count > 200, count .. ' scenarios')
end

local function lines()
  return vim.api.nvim_buf_get_lines(0, 0, -1, true)
end

--- Opens a file that holds `text`, and gives its path.
local function open(text)
  local path = vim.fn.tempname() .. '.cdl'
  vim.fn.writefile(text, path)
  vim.cmd('silent edit! ' .. path)
  return path
end

--- What the quickfix list shows, and whether it is on the screen; it is closed for the next test.
local function quickfix()
  local shown = vim.fn.getqflist({ winid = 0 }).winid ~= 0
  local found = vim.tbl_filter(function(item) return item.valid == 1 end, vim.fn.getqflist())
  vim.cmd('cclose')
  return found, shown
end

local function is_folded(wanted)
  local ends = function() return vim.fn.foldclosedend(1) == 4 and vim.fn.foldclosedend(5) == 7 end
  vim.cmd('setlocal foldlevel=0')
  t.check(vim.wait(2000, ends, 20), vim.inspect({ vim.wo.foldmethod, vim.fn.foldclosedend(1), vim.fn.foldclosedend(5) }))
  t.check(vim.wo.foldmethod == wanted, 'by ' .. vim.wo.foldmethod)
end

local FOLDED = { 'thread a {', '    print 1', '    print 2', '}', 'expect output {', '    | 1', '}' }

local function folds()
  open(FOLDED)
  is_folded('syntax')
end

local function folds_of_the_tree()
  if not vim.treesitter.start then return t.say('       (not by this Neovim)') end
  vim.opt.runtimepath:append(vim.env.TREE_SITTER)
  concur.attach = function(buffer) attach(buffer, { cmd = { 'no-server' } }) end
  local notify, said = vim.notify, {}
  vim.notify = function(text) table.insert(said, text) end
  open(FOLDED)
  is_folded('expr')
  local foldexpr = vim.treesitter.foldexpr
  vim.treesitter.foldexpr = nil
  vim.cmd('silent edit!')
  t.check(vim.wo.foldmethod == 'indent', 'by ' .. vim.wo.foldmethod)
  vim.treesitter.foldexpr = foldexpr
  concur.attach = function() end
  vim.notify = notify
  t.check(#said == 1 and said[1]:find('no program no-server', 1, true), vim.inspect(said))
end

local function errors()
  local path = vim.env.ROOT .. '/tests/mistakes/async_function.cdl'
  vim.cmd('silent edit! ' .. path)
  vim.cmd('silent make!')
  local found = quickfix()
  t.check(#found >= 2, 'only ' .. #found .. ' errors')
  local first = found[1] or { lnum = 0, col = 0, text = '', bufnr = 0 }
  t.check(vim.fn.bufname(first.bufnr):match('async_function') ~= nil, 'the file of an error')
  t.check(first.lnum == 1 and first.col == 1 and first.type == 'E', vim.inspect(first))
  t.check(first.text:match('^`async` is kept for a later version'), first.text)
end

local RACE = { 'shared x = 0', 'thread a { x += 1 }', 'thread b { x += 1 }', 'expect never race' }

local function checks()
  local path = open({ 'print 1' })
  local window = vim.api.nvim_get_current_win()
  vim.api.nvim_buf_set_lines(0, 0, -1, true, RACE)
  vim.cmd('silent ConcurCheck')
  local found, shown = quickfix()
  t.check(vim.deep_equal(vim.fn.readfile(path), RACE), 'the file is saved')
  t.check(#found == 1 and found[1].text:match('race'), vim.inspect(found))
  t.check(shown and vim.api.nvim_get_current_win() == window, 'the list is shown, below the text')
  vim.api.nvim_buf_set_lines(0, 3, 4, true, { 'expect possible race' })
  vim.cmd('silent ConcurCheck')
  found, shown = quickfix()
  t.check(#found == 0 and not shown, 'nothing is wrong: ' .. vim.inspect(found))
end

local function wrong_options()
  open({ 'print 1' })
  for options, wanted in pairs({ ['--nonsense'] = "unexpected argument '--nonsense'", ['--max-states many'] = 'is no number' }) do
    vim.cmd('silent ConcurCheck ' .. options)
    local found, shown = quickfix()
    t.check(#found == 1 and found[1].text:find(wanted, 1, true) and shown, options .. ': ' .. vim.inspect(found))
  end
end

local UGLY = { 'shared   x=1', '', '', '', 'if x==1{', '# why', 'print   x', '}', 'print x;print 2', 'thread  a { x+=1 }' }

--- The lines of `text` by `concur fmt`.
local function formatted(text)
  return vim.fn.systemlist({ 'concur', 'fmt', '-' }, text)
end

local function wants_a_file()
  vim.cmd('silent enew | setfiletype cdl')
  for _, command in ipairs({ 'ConcurCheck', 'ConcurRun' }) do
    local said = vim.fn.execute('silent! ' .. command)
    t.check(said:match('in no file yet'), command .. ' says ' .. said)
  end
end

local function formats()
  open(UGLY)
  vim.cmd("7mark p")
  vim.cmd("10mark t")
  vim.fn.cursor(7, 9)
  vim.cmd('ConcurFormat')
  t.check(vim.deep_equal(lines(), formatted(UGLY)), vim.inspect(lines()))
  t.check(vim.fn.getline("'p") == '    print x', "'p is at " .. vim.fn.getline("'p"))
  t.check(vim.fn.getline("'t") == 'thread a { x += 1 }', "'t is at " .. vim.fn.getline("'t"))
  t.check(vim.fn.getline('.') == '    print x', 'the cursor is at ' .. vim.fn.getline('.'))
  vim.cmd('silent undo')
  t.check(vim.deep_equal(lines(), UGLY), 'one undo takes it back')
  vim.cmd('silent redo | silent write | ConcurFormat')
  t.check(not vim.bo.modified, 'what is formatted is not touched')
end

local function formats_any()
  local function reformatted(_, wanted)
    local text = {}
    for number, line in ipairs(wanted) do
      -- Comments, lines of output and strings stay as they are.
      local plain = not line:match('[#|"\']')
      table.insert(text, plain and line:gsub('^ +', ''):gsub(' ', '  ') or line)
      if line == '' and number % 2 == 0 then table.insert(text, '') end
    end
    vim.api.nvim_buf_set_lines(0, 0, -1, true, text)
    vim.cmd('silent ConcurFormat')
    t.check(vim.deep_equal(lines(), formatted(text)), vim.inspect(lines()))
  end
  t.check(each('scenarios', reformatted) > 100, 'scenarios')
end

local function formats_some()
  open(UGLY)
  vim.cmd('silent normal! 7Ggqq')
  local wanted = vim.list_extend({}, UGLY)
  wanted[7] = '    print x'
  t.check(vim.deep_equal(lines(), wanted), vim.inspect(lines()))
  vim.cmd('silent normal! 9Ggqq')
  wanted[9] = 'print x'
  table.insert(wanted, 10, 'print 2')
  t.check(vim.deep_equal(lines(), wanted), vim.inspect(lines()))
  open({ '# A comment of several words', '# that has to be broken.', 'print   1' })
  vim.bo.textwidth = 20
  vim.cmd('silent normal! ggVjgq')
  t.check(vim.deep_equal(lines(), { '# A comment of', '# several words that', '# has to be broken.', 'print   1' }), vim.inspect(lines()))
end

local function formats_nothing_wrong()
  local wrong = { 'shared x=1', 'print 1 2', 'let let' }
  for _, command in ipairs({ 'ConcurFormat', 'normal! ggVGgq', '1ConcurFormat' }) do
    open(wrong)
    local said = vim.fn.execute('silent! ' .. command)
    t.check(vim.deep_equal(lines(), wrong), command .. ': ' .. vim.inspect(lines()))
    t.check(said:match('line 2: a comma is missing'), said)
    local found = vim.fn.getloclist(0)
    t.check(#found == 2 and found[1].lnum == 2 and found[1].col == 9 and found[1].bufnr == vim.fn.bufnr('%'), vim.inspect(found))
    vim.api.nvim_buf_set_lines(0, 1, -1, true, { 'print 1' })
    vim.cmd('ConcurFormat')
    t.check(#vim.fn.getloclist(0) == 0, 'what was wrong is gone')
  end
  t.check(vim.fn.bufexists('<stdin>') == 0, 'no other file is made up')
end

local function formats_without_the_program()
  open(UGLY)
  local path = vim.env.PATH
  vim.env.PATH = '/nowhere'
  local said = vim.fn.execute('silent! ConcurFormat')
  vim.env.PATH = path
  t.check(vim.deep_equal(lines(), UGLY), vim.inspect(lines()))
  t.check(said:match('concur'), 'it says ' .. said)
end

local function commands()
  vim.cmd('silent edit! ' .. vim.env.ROOT .. '/scenarios/race.cdl')
  vim.cmd('silent ConcurRun --trace log')
  local shown = function() return table.concat(lines(), '\n') end
  vim.wait(5000, function() return shown():find('main    exit', 1, true) end)
  t.check(shown():find('print "two increments', 1, true), ':ConcurRun shows ' .. shown())
  vim.cmd('bwipeout!')
end

local function queries()
  local parse = vim.treesitter.query and vim.treesitter.query.parse or vim.treesitter.parse_query
  for _, path in ipairs(vim.fn.glob(vim.env.ROOT .. '/editors/tree-sitter-cdl/queries/*.scm', true, true)) do
    local ok, why = pcall(parse, 'cdl', table.concat(vim.fn.readfile(path), '\n'))
    t.check(ok, path .. ': ' .. tostring(why))
  end
end

t.run({
  { 'every word of the language has its colour, and nothing else has one', colours },
  { 'gg=G puts every line where concur fmt puts it', indentation },
  { 'blocks are folded', folds },
  { 'blocks are folded with tree-sitter too', folds_of_the_tree },
  { ':make finds the errors of concur check', errors },
  { ':ConcurCheck checks what is seen, and shows what it finds', checks },
  { ':ConcurCheck shows what is wrong with its options', wrong_options },
  { ':ConcurRun shows a run', commands },
  { 'both say that they want a file', wants_a_file },
  { ':ConcurFormat formats; cursor and marks stay on their statements', formats },
  { ':ConcurFormat makes of every scenario what concur fmt does', formats_any },
  { 'gq formats some lines, and breaks comments', formats_some },
  { 'what has a mistake stays as it is when formatted, and the mistakes are listed', formats_nothing_wrong },
  { 'what is formatted without the program stays as it is', formats_without_the_program },
  { 'the tree-sitter queries can be read by this Neovim', queries },
})
