" Vim indent file
" Language: CDL, the language of concurrency scenarios
" Lines stand where `concur fmt` puts them. What is open is read from the first line on: the lines before decide, not how
" they happen to be indented.

" Vim comes with an indentation for another language whose files are named *.cdl; this one takes its place.
let b:did_indent = 1

setlocal indentexpr=CdlIndent(v:lnum)
setlocal indentkeys=0{,0},0),0],!^F,o,O,e,0=elif,0=except,0=finally
setlocal nosmartindent
let b:undo_indent = 'setl inde< indk< si<'

if exists('*CdlIndent')
  finish
endif

let s:step = 4
let s:heads = split('if elif else while loop for with try except finally fn atomic critical schedule expect')
let s:clauses = '^\%(elif\|else\|except\|finally\)\>'
let s:wanting = split('print return raise assert')
let s:signs = '^\%(\*\*\|\/\/\|==\|!=\|<=\|>=\|\.\.\|[-+*\/%<>]\)'

" The state of reading: what is open, the innermost last, and where the line at hand stands. Of each open bracket: its kind
" (`b` for a block, `o` for lines of output, `s` for a schedule, `v` for all that holds values), where a line stands that
" begins with what closes it, where lines inside stand; and of the statement at hand in it: what was read last (nothing,
" a value, or what lets the next line go on), its first word, whether that begins a line of its own.
function s:Start() abort
  return #{open: [s:Frame('b', 0, 0)], indent: 0}
endfunction

function s:Frame(kind, outer, inner) abort
  return #{kind: a:kind, outer: a:outer, inner: a:inner, last: '', word: ''}
endfunction

" Where a line of this text stands.
function s:Indent(state, text) abort
  let frame = a:state.open[-1]
  if a:text =~# '^[])}]'
    return frame.outer
  endif
  if frame.kind !=# 'b' || frame.last !=# 'more' || a:text =~# s:clauses
    return frame.inner
  endif
  return frame.inner + (index(s:heads, frame.word) >= 0 ? 2 : 1) * s:step
endfunction

" Reads a line.
function s:Read(state, text) abort
  let at = 0
  let a:state.indent = s:Indent(a:state, a:text)
  while at < len(a:text)
    let at = s:Token(a:state, a:text, at)
  endwhile
  let frame = a:state.open[-1]
  if frame.kind ==# 'b' && frame.last !=# 'more'
    let [frame.last, frame.word] = ['', '']
  endif
endfunction

" Reads what stands at `at`; gives where it ends.
function s:Token(state, text, at) abort
  let frame = a:state.open[-1]
  let sign = a:text[a:at]
  if sign =~# '\s'
    return matchend(a:text, '^\s*', a:at)
  elseif sign ==# '#' && (frame.kind !=# 's' || a:at == 0 || a:text[a:at - 1] =~# '\s')
    return len(a:text)
  elseif frame.kind ==# 'o' && sign ==# '|'
    return len(a:text)
  elseif sign =~# '[[({]'
    return s:Open(a:state, a:text, a:at)
  elseif sign =~# '[])}]'
    if len(a:state.open) > 1
      call remove(a:state.open, -1)
    endif
    let a:state.open[-1].last = sign ==# '}' ? 'end' : 'value'
    return a:at + 1
  elseif sign =~# '["'']'
    let frame.last = 'value'
    return s:String(a:text, a:at)
  elseif sign ==# ';'
    let [frame.last, frame.word] = ['', '']
    return a:at + 1
  elseif sign ==# ',' || a:text[a:at :] =~# s:signs
    let end = sign ==# ',' ? a:at + 1 : a:at + matchend(a:text[a:at :], s:signs)
    " `x += 1`: the value has to begin on this line.
    let assigns = a:text[end] ==# '=' && a:text[a:at : end - 1] !~# '[=!<>]'
    let frame.last = assigns ? 'wants' : 'more'
    return end + assigns
  elseif sign =~# '[=:.]'
    let frame.last = 'wants'
    return a:at + 1
  endif
  return s:Word(frame, a:text, a:at)
endfunction

function s:Word(frame, text, at) abort
  let end = matchend(a:text[a:at :], '^\%(\k\|[^\x00-\x7f]\|\d\.\d\)\+')
  if end < 0
    return a:at + 1
  endif
  let word = a:text[a:at : a:at + end - 1]
  if a:frame.last ==# '' || a:frame.last ==# 'end' && a:frame.word ==# ''
    let a:frame.word = word
  elseif a:frame.last ==# 'end' && index(s:heads, word) >= 0
    let a:frame.word = word
  endif
  let a:frame.last = word =~# '^\%(and\|or\|not\|in\)$' ? 'more' : index(s:wanting, word) >= 0 ? 'wants' : 'value'
  return a:at + end
endfunction

function s:Open(state, text, at) abort
  let frame = a:state.open[-1]
  let holds = frame.kind ==# 'b'
  let kind = 'v'
  if a:text[a:at] ==# '{' && !(frame.last =~# '^\%(more\|wants\)$' || frame.last ==# '' && !holds)
    let before = strpart(a:text, 0, a:at)
    let kind = before =~# '\<output\s*$' ? 'o' : before =~# '\<schedule\s*$' ? 's' : 'b'
  endif
  let own = holds && kind !=# 'v'
  let outer = own ? frame.inner : a:state.indent
  let inner = outer + s:step
  " In the head of a block, deeper than what stands in the block.
  if holds && !own && index(s:heads, frame.word) >= 0 && a:text[a:at + 1 :] !~# '^\s*\%(#.*\)\=$'
    let inner = max([frame.inner + s:step, outer]) + s:step
  endif
  call add(a:state.open, s:Frame(kind, outer, inner))
  return a:at + 1
endfunction

" Where the string ends that begins at `at`, with all that is put into it.
function s:String(text, at) abort
  let [quote, at] = [a:text[a:at], a:at + 1]
  while at < len(a:text) && a:text[at] !=# quote
    if a:text[at] ==# '\' || a:text[at : at + 1] ==# '{{'
      let at += 2
    elseif a:text[at] ==# '{'
      let at = s:Replacement(a:text, at)
    else
      let at += 1
    endif
  endwhile
  return at + 1
endfunction

function s:Replacement(text, at) abort
  let [depth, at] = [1, a:at + 1]
  while at < len(a:text) && depth > 0
    if a:text[at] =~# '["'']'
      let at = s:String(a:text, at)
      continue
    endif
    let depth += a:text[at] =~# '[[({]' ? 1 : a:text[at] =~# '[])}]' ? -1 : 0
    let at += 1
  endwhile
  return at
endfunction

" The state before line `number`. What was read for the lines before is kept, as long as they say the same.
function s:Before(number) abort
  let lines = map(getline(1, a:number - 1), 'trim(v:val, " \t\r")')
  let kept = get(b:, 'cdl_indent', #{lines: [], state: s:Start()})
  if kept.lines !=# lines[: len(kept.lines) - 1] || empty(kept.lines)
    let kept = #{lines: [], state: s:Start()}
  endif
  for line in lines[len(kept.lines) :]
    if line !=# ''
      call s:Read(kept.state, line)
    endif
  endfor
  let b:cdl_indent = #{lines: lines, state: kept.state}
  return kept.state
endfunction

function CdlIndent(number) abort
  return s:Indent(s:Before(a:number), trim(getline(a:number), " \t\r"))
endfunction
