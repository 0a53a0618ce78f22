" Vim filetype plugin
" Language: CDL, the language of concurrency scenarios

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=4 softtabstop=4
setlocal suffixesadd=.cdl
setlocal foldlevel=99
" `:%!concur fmt -` formats the file, `gq` any whole statements.
setlocal formatprg=concur\ fmt\ -
let b:undo_ftplugin = 'setl com< cms< fo< et< sw< sts< sua< fdm< fdl< fp< efm< mp<'

compiler concur

let b:match_words = '\<if\>:\<elif\>:\<else\>,\<try\>:\<except\>:\<else\>:\<finally\>'
let b:match_skip = 's:comment\|string\|bar'
let b:undo_ftplugin ..= ' | unlet! b:match_words b:match_skip'

" :ConcurRun runs the scenario, :ConcurCheck looks at every schedule of it; both take the options of the command.
command! -buffer -nargs=* -complete=file ConcurRun call s:Show('script', <q-args>)
command! -buffer -nargs=* -complete=file ConcurCheck make! <args>
let b:undo_ftplugin ..= ' | delcommand -buffer ConcurRun | delcommand -buffer ConcurCheck'

if exists('*s:Show')
  finish
endif

function s:Show(command, options) abort
  update
  let line = 'concur ' .. a:command .. ' ' .. shellescape(expand('%')) .. ' ' .. a:options
  botright new
  setlocal buftype=nofile bufhidden=wipe noswapfile
  if has('nvim')
    call termopen(line)
  else
    call term_start([&shell, &shellcmdflag, line], #{curwin: 1})
  endif
endfunction
