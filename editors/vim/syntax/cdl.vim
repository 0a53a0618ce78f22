" Vim syntax file
" Language: CDL, the language of concurrency scenarios
" The words are held to those of the language by tests/editors.rs; each list stands on a line of its own.

" Vim comes with colours for another language whose files are named *.cdl (that of Comshare's dimensions); they are not wanted
" here, wherever they stand in the 'runtimepath'.
if exists('b:current_syntax')
  syn clear
endif
setlocal foldmethod=syntax
let s:cpo = &cpo
set cpo&vim

syn case match
syn sync minlines=100

" ── reserved words ──

syn keyword cdlConditional if elif else
syn keyword cdlRepeat while loop for break continue
syn keyword cdlException try except finally raise assert
syn keyword cdlOperatorWord and or not in
syn keyword cdlStatement as fn import let pass print return with yield
syn keyword cdlStorage const shared
syn keyword cdlThread async await thread
syn keyword cdlClaimWord expect nextgroup=cdlQuantifier,cdlOutput skipwhite
syn keyword cdlClaimWord invariant
syn keyword cdlBoolean True False
syn keyword cdlNone None

" ── words only where a statement starts and something follows that makes them one ──

let s:begin = '\%(\%(^\|[;{}]\)\s*\)\@<='
let s:name = '\%(\%(and\|as\|else\|for\|if\|in\|not\|or\)\>\)\@!\K'
let s:stop = '\s*\%($\|[;}#]\)'

let s:objects = 'lock rlock semaphore bounded_semaphore event condition barrier queue rwlock pool'
let s:blocks = 'atomic critical'
let s:values = 'join sleep'
let s:daemon = 'daemon'
let s:schedule = 'schedule'

function! s:any(words)
  return '\<\%(' .. join(split(a:words), '\|') .. '\)\>'
endfunction

exe 'syn match cdlObject /' .. s:begin .. s:any(s:objects) .. '\ze\s\+' .. s:name .. '/'
exe 'syn match cdlSoftWord /' .. s:begin .. s:any(s:blocks) .. '\ze\%(\s*{\|\s\+' .. s:name .. '\)/'
exe 'syn match cdlSoftWord /' .. s:begin .. s:any(s:values) .. '\ze\%(\s*[(0-9"'']\|\s\+' .. s:name .. '\)/'
exe 'syn match cdlSoftWord /' .. s:begin .. '\<join\>\ze' .. s:stop .. '/'
exe 'syn match cdlThread /' .. s:any(s:daemon) .. '\ze\s\+thread\>/'

" ── names that the language gives a meaning ──

let s:builtins = 'abs active_count all any bool choose current_thread dict divmod enumerate float int len list max min now range repr reversed round sorted str sum zip'
exe 'syn match cdlBuiltin /\%(\.\s*\)\@<!' .. s:any(s:builtins) .. '\ze\s*(/'
exe 'syn match cdlBuiltin /\%(\.\.\s*\)\@<=' .. s:any(s:builtins) .. '\ze\s*(/'
syn match cdlFunction /\%(\<fn\s\+\)\@<=\K\k*/

syn keyword cdlExceptionType BaseException Exception GeneratorExit KeyboardInterrupt SystemExit ArithmeticError FloatingPointError OverflowError ZeroDivisionError AssertionError AttributeError BufferError EOFError ImportError ModuleNotFoundError LookupError IndexError KeyError MemoryError NameError UnboundLocalError OSError BlockingIOError ChildProcessError ConnectionError BrokenPipeError ConnectionAbortedError ConnectionRefusedError ConnectionResetError FileExistsError FileNotFoundError InterruptedError IsADirectoryError NotADirectoryError PermissionError ProcessLookupError TimeoutError ReferenceError RuntimeError NotImplementedError RecursionError BrokenBarrierError BrokenExecutor BrokenThreadPool StopAsyncIteration StopIteration SyntaxError IndentationError TabError SystemError TypeError ValueError UnicodeError UnicodeDecodeError UnicodeEncodeError UnicodeTranslateError Warning BytesWarning DeprecationWarning EncodingWarning FutureWarning ImportWarning PendingDeprecationWarning ResourceWarning RuntimeWarning SyntaxWarning UnicodeWarning UserWarning CancelledError InvalidStateError Empty Full

" ── numbers and signs ──

syn match cdlNumber /\<0[xX][0-9a-fA-F_]\+\>/
syn match cdlNumber /\<\d[0-9_]*\%(\.\d[0-9_]*\)\=\%([eE][+-]\=\d[0-9_]*\)\=\%(ns\|us\|ms\|s\|min\)\=\>/
syn match cdlOperator /[-+*\/%=<>!]\|\.\./

" A block, or a dict: to be folded, as are lines of output and schedules below.
syn region cdlBlock start=/{/ end=/}/ transparent fold contains=TOP

" ── strings, and what stands in them ──

syn region cdlString start=/"/ skip=/\\./ end=/"/ end=/$/ contains=cdlEscape,cdlReplacement
syn region cdlString start=/'/ skip=/\\./ end=/'/ end=/$/ contains=cdlEscape,cdlReplacement
syn region cdlReplacement matchgroup=cdlSpecialSign start=/{/ end=/}/ end=/$/ contained contains=@cdlValue,cdlFormat,cdlConversion
syn match cdlEscape /\\\%(x\x\{2}\|u\x\{4}\|U\x\{8}\|\o\{1,3}\|.\)\|{{\|}}/ contained
syn match cdlConversion /![rs]\>/ contained
syn region cdlFormat start=/:/ end=/\ze}/ end=/$/ contained contains=cdlReplacement
" Brackets in a replacement, so that a colon in them begins no format.
syn region cdlInside start=/(/ end=/)/ end=/$/ contained transparent contains=@cdlValue
syn region cdlInside start=/\[/ end=/\]/ end=/$/ contained transparent contains=@cdlValue
syn region cdlInside start=/{/ end=/}/ end=/$/ contained transparent contains=@cdlValue
syn cluster cdlValue contains=cdlConditional,cdlRepeat,cdlOperatorWord,cdlThread,cdlBoolean,cdlNone,cdlBuiltin,cdlExceptionType,cdlNumber,cdlOperator,cdlString,cdlInside

" ── claims and schedules ──

let s:quantifiers = 'always possible never'
let s:states = 'deadlock livelock'
exe 'syn match cdlQuantifier /' .. s:any(s:quantifiers) .. '/ contained nextgroup=cdlOutput,cdlHappening skipwhite'
exe 'syn match cdlHappening /' .. s:any(s:states) .. '\ze' .. s:stop .. '/ contained'
exe 'syn match cdlHappening /\<race\>\ze\%(' .. s:stop .. '\|\s\+on\>\)/ contained nextgroup=cdlOn skipwhite'
exe 'syn match cdlHappening /\<raises\>\ze\%(' .. s:stop .. '\|\s\+' .. s:name .. '\k*' .. s:stop .. '\)/ contained'
exe 'syn match cdlHappening /\<overlap\>\ze\%(' .. s:stop .. '\|\s\+in\s\+\K\k*' .. s:stop .. '\)/ contained'
syn match cdlOn /\<on\>/ contained
syn region cdlOutput matchgroup=cdlClaimWord start=/\<output\>\ze\s*{/ matchgroup=NONE end=/}/ contained fold contains=cdlBar,cdlComment
syn match cdlBar /|.*/ contained

exe 'syn region cdlSchedule matchgroup=cdlClaimWord start=/' .. s:begin .. s:any(s:schedule) .. '\ze\s*{/ matchgroup=NONE end=/}/ fold contains=cdlLabel,cdlScheduleComment,cdlTurn'
syn match cdlLabel /"[^"]*"\|'[^']*'/ contained
syn region cdlTurn start=/:\%(choose\|notify\)\>/ end=/)/ contained contains=cdlLabel,cdlTurnWord,cdlNumber
syn match cdlTurn /:wake\>/ contained contains=cdlTurnWord
syn match cdlTurnWord /:\@<=\%(choose\|notify\|wake\)\>/ contained
syn match cdlTurn /\*\d\+/ contained contains=cdlNumber
" Directly behind a name, `#2` is a part of it.
syn match cdlScheduleComment /\%(^\|[[:space:]{},]\)\@1<=#.*/ contained contains=cdlTodo

" ── comments ──

syn keyword cdlTodo TODO FIXME XXX NOTE contained
syn match cdlComment /#.*/ contains=cdlTodo,@Spell

hi def link cdlConditional Conditional
hi def link cdlRepeat Repeat
hi def link cdlException Exception
hi def link cdlOperatorWord Keyword
hi def link cdlStatement Statement
hi def link cdlStorage StorageClass
hi def link cdlThread Keyword
hi def link cdlSoftWord Keyword
hi def link cdlClaimWord PreProc
hi def link cdlQuantifier PreProc
hi def link cdlHappening PreProc
hi def link cdlOn PreProc
hi def link cdlTurnWord PreProc
hi def link cdlBoolean Boolean
hi def link cdlNone Constant
hi def link cdlObject Type
hi def link cdlBuiltin Function
hi def link cdlFunction Function
hi def link cdlExceptionType Type
hi def link cdlNumber Number
hi def link cdlOperator Operator
hi def link cdlString String
hi def link cdlBar String
hi def link cdlLabel String
hi def link cdlEscape SpecialChar
hi def link cdlSpecialSign Special
hi def link cdlConversion Special
hi def link cdlFormat Special
hi def link cdlComment Comment
hi def link cdlScheduleComment Comment
hi def link cdlTodo Todo

unlet s:begin s:name s:stop
delfunction s:any
let &cpo = s:cpo
unlet s:cpo

let b:current_syntax = 'cdl'
