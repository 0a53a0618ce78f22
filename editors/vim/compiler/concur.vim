" Vim compiler file
" Compiler: concur check

if exists('current_compiler')
  finish
endif
let current_compiler = 'concur'

CompilerSet makeprg=concur\ check\ --color\ never\ %:S
execute 'CompilerSet errorformat=' .. escape(concur#ErrorFormat('%f'), ' \|"')
