" The commands in Vim; editing.lua says more of them. Started by editors/vim/test/run.

function s:Open(text) abort
  let path = tempname() .. '.cdl'
  call writefile(a:text, path)
  execute 'edit!' path
endfunction

function s:Formats() abort
  call s:Open(['shared   x=1', '', '', '', 'if x==1{', 'print   x', '}', 'print x;print 2'])
  7mark p
  call cursor(6, 9)
  ConcurFormat
  call assert_equal(['shared x = 1', '', 'if x == 1 {', '    print x', '}', 'print x', 'print 2'], getline(1, '$'))
  call assert_equal('    print x', getline('.'))
  call assert_equal(['}', 5], [getline("'p"), line("'p")])
endfunction

function s:FormatsNothingWrong() abort
  for command in ['ConcurFormat', 'normal! ggVGgq']
    call s:Open(['shared x=1', 'print 1 2'])
    let said = execute(command)
    call assert_equal(['shared x=1', 'print 1 2'], getline(1, '$'))
    call assert_match('line 2: a comma is missing', said)
    call assert_equal([[2, 9, bufnr('%')]], map(getloclist(0), '[v:val.lnum, v:val.col, v:val.bufnr]'))
  endfor
  call assert_false(bufexists('<stdin>'))
endfunction

function s:BreaksComments() abort
  call s:Open(['# A comment of several words', 'print   1'])
  setlocal textwidth=20
  normal! gggqq
  call assert_equal(['# A comment of', '# several words', 'print   1'], getline(1, '$'))
endfunction

function s:Checks() abort
  call s:Open(['print 1'])
  call setline(1, ['shared x = 0', 'thread a { x += 1 }', 'thread b { x += 1 }', 'expect never race'])
  silent ConcurCheck
  call assert_equal(getline(1, '$'), readfile(expand('%')))
  call assert_equal(1, len(getqflist()))
  call assert_notequal(0, getqflist(#{winid: 0}).winid)
  silent ConcurCheck --nonsense
  call assert_match('unexpected argument', get(getqflist(), 0, #{text: ''}).text)
endfunction

function s:Folds() abort
  call s:Open(['thread a {', '    print 1', '}'])
  setlocal foldlevel=0
  call assert_equal(3, foldclosedend(1))
endfunction

" Without what `:make` shows as it goes.
set shellpipe=>%s\ 2>&1

for s:test in ['Formats', 'FormatsNothingWrong', 'BreaksComments', 'Checks', 'Folds']
  try
    call call('s:' .. s:test, [])
  catch
    call add(v:errors, s:test .. ': ' .. v:exception .. ' at ' .. v:throwpoint)
  endtry
endfor
verbose echo join(v:errors + [len(v:errors) .. ' failed in Vim', ''], "\n")
execute empty(v:errors) ? 'qall!' : 'cquit'
