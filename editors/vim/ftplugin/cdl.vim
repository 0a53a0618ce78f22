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
setlocal formatexpr=concur#FormatExpr()
let b:undo_ftplugin = 'setl com< cms< fo< et< sw< sts< sua< fdm< fde< fdl< fex< efm< mp<'

compiler concur

let b:match_words = '\<if\>:\<elif\>:\<else\>,\<try\>:\<except\>:\<else\>:\<finally\>'
let b:match_skip = 's:comment\|string\|bar'
let b:undo_ftplugin ..= ' | unlet! b:match_words b:match_skip'

" :ConcurRun runs the scenario, :ConcurCheck looks at every schedule of it; both save it, and take the options of the command.
" :ConcurFormat puts it into the one format.
command! -buffer -nargs=* -complete=file ConcurRun call concur#Run(<q-args>)
command! -buffer -nargs=* -complete=file ConcurCheck call concur#Check(<q-args>)
command! -buffer -range=% ConcurFormat call concur#Format(<line1>, <line2>)
let b:undo_ftplugin ..= ' | delcommand -buffer ConcurRun | delcommand -buffer ConcurCheck | delcommand -buffer ConcurFormat'
