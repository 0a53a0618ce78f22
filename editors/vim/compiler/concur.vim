" Vim compiler file
" Compiler: concur check

if exists('current_compiler')
  finish
endif
let current_compiler = 'concur'

CompilerSet makeprg=concur\ check\ --color\ never\ %:S
" The code, the sign with the message, and the place in the line that begins the drawing.
CompilerSet errorformat=%E%\\s%#×\ %m,%W%\\s%#⚠\ %m,%C%\\s%#│\ %m,%Z%\\s%#╭─[%f:%l:%c]%.%#,%-G%.%#
