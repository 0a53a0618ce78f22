-- Colours, indentation, errors: what works without the language server. Started by editors/vim/test/run.

local here = debug.getinfo(1).source:match('@(.*/)')
local t = dofile(here .. 'check.lua')

-- The server has a test of its own.
require('concur').attach = function() end

-- What says where a word is one of the language: the tree-sitter grammar, which other tests hold to the parser.
local add = vim.treesitter.language and vim.treesitter.language.add
if add then add('cdl', { path = vim.env.CDL_PARSER }) else vim.treesitter.require_language('cdl', vim.env.CDL_PARSER) end

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

local function errors()
  local path = vim.env.ROOT .. '/tests/mistakes/async_function.cdl'
  vim.cmd('silent edit! ' .. path)
  vim.cmd('silent make!')
  local found = vim.tbl_filter(function(item) return item.valid == 1 end, vim.fn.getqflist())
  t.check(#found >= 2, 'only ' .. #found .. ' errors')
  local first = found[1] or { lnum = 0, col = 0, text = '', bufnr = 0 }
  t.check(vim.fn.bufname(first.bufnr):match('async_function') ~= nil, 'the file of an error')
  t.check(first.lnum == 1 and first.col == 1 and first.type == 'E', vim.inspect(first))
  t.check(first.text:match('^`async` is kept for a later version'), first.text)
  vim.cmd('silent ConcurCheck --max-states 10')
  t.check(#vim.fn.getqflist() > 0, ':ConcurCheck')
end

local function commands()
  vim.cmd('silent edit! ' .. vim.env.ROOT .. '/scenarios/bank.cdl')
  vim.cmd('silent ConcurRun --trace log')
  vim.wait(5000, function() return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n'):match('Final') end)
  local shown = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, true), '\n')
  t.check(shown:match('Final account balance: 1000') ~= nil, ':ConcurRun shows ' .. shown)
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
  { ':make finds the errors of concur check', errors },
  { ':ConcurRun shows a run', commands },
  { 'the tree-sitter queries can be read by this Neovim', queries },
})
