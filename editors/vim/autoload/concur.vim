" What the commands of a CDL buffer do: see ftplugin/cdl.vim.

let s:title = 'concur fmt'

" How the messages of `concur` are read; the text comes from `file`, or from any file for `%f`. In this order: the code's
" line with its sign and the message, the frame of the drawing, the place in the line that begins it; what is wrong with
" the command itself; nothing else.
function concur#ErrorFormat(file) abort
  return '%E%\s%#× %m,%W%\s%#⚠ %m,%C%\s%#│ %m,%Z%\s%#╭─[' .. a:file .. ':%l:%c]%.%#,%trror: %m,%-G%.%#'
endfunction

" Runs the scenario in a terminal.
function concur#Run(options) abort
  if !s:Save()
    return
  endif
  let line = 'concur script ' .. shellescape(expand('%')) .. ' ' .. a:options
  botright new
  setlocal buftype=nofile bufhidden=wipe noswapfile
  if has('nvim')
    call termopen(line)
  else
    call term_start([&shell, &shellcmdflag, line], #{curwin: 1})
  endif
endfunction

" Looks at every schedule; what is found, or wrong with the options, is shown below the text.
function concur#Check(options) abort
  if !s:Save()
    return
  endif
  execute 'make!' a:options
  let window = win_getid()
  botright cwindow
  call win_gotoid(window)
endfunction

" Formats these lines. As long as something is wrong with the text it stays as it is, and what is wrong is listed.
function concur#Format(first, last) abort
  let old = getline(1, '$')
  let new = systemlist('concur fmt --color never -', old)
  if v:shell_error != 0
    call s:Refuse(new)
    return
  endif
  if getloclist(0, #{title: 1}).title ==# s:title
    call setloclist(0, [], 'r', #{title: s:title, items: []})
  endif
  call s:Rewrite(old, empty(new) ? [''] : new, a:first, a:last)
endfunction

" For `gq`. Comments, and lines that break as one types, are left to Vim.
function concur#FormatExpr() abort
  let last = v:lnum + v:count - 1
  if mode() =~# '[iR]' || match(getline(v:lnum, last), '^\s*[^# \t]') < 0
    return 1
  endif
  call concur#Format(v:lnum, last)
  return 0
endfunction

" The program reads files: what is seen has to be in one.
function s:Save() abort
  if bufname('%') ==# ''
    call s:Complain('concur: this scenario is in no file yet, :write FILE helps')
    return 0
  endif
  update
  return 1
endfunction

function s:Complain(message) abort
  echohl ErrorMsg
  echomsg a:message
  echohl None
endfunction

function s:Refuse(output) abort
  let found = getqflist(#{lines: a:output, efm: concur#ErrorFormat('<stdin>')}).items
  let buffer = bufnr('%')
  call map(filter(found, 'v:val.valid && v:val.lnum > 0'), 'extend(v:val, #{bufnr: buffer})')
  if empty(found)
    call s:Complain(s:title .. ': ' .. trim(join(a:output)))
    return
  endif
  call setloclist(0, [], ' ', #{title: s:title, items: found})
  let more = len(found) > 1 ? printf(' (1 of %d, :lopen)', len(found)) : ''
  call s:Complain(printf('%s: line %d: %s', s:title, found[0].lnum, found[0].text) .. more)
endfunction

" Makes `new` of `old` where these lines are touched. Only lines that differ are written, so that the cursor and marks stay
" on their statements.
function s:Rewrite(old, new, first, last) abort
  let [column, indent] = [col('.'), indent('.')]
  " From below, so that the numbers of lines hold.
  for [at, gone, start, added] in reverse(s:Changes(a:old, a:new))
    if at + max([gone, 1]) < a:first || at >= a:last + (gone == 0)
      continue
    endif
    let kept = min([gone, added])
    for step in range(kept)
      call setline(at + step + 1, a:new[start + step])
    endfor
    if gone > kept
      call deletebufline('%', at + kept + 1, at + gone)
    elseif added > kept
      call append(at + kept, a:new[start + kept : start + added - 1])
    endif
  endfor
  call cursor(line('.'), max([column > indent ? column + indent('.') - indent : column, 1]))
endfunction

" Which lines of `old` become which of `new`: where they begin and how many there are, for each. A line is the same one if
" it differs in blanks only.
function s:Changes(old, new) abort
  let [old, new] = [s:Squeezed(a:old), s:Squeezed(a:new)]
  let [at, start, found] = [0, 0, []]
  while at < len(old) || start < len(new)
    if at < len(old) && start < len(new) && old[at] ==# new[start]
      if a:old[at] !=# a:new[start]
        call add(found, [at, 1, start, 1])
      endif
      let [gone, added] = [1, 1]
    else
      let [gone, added] = s:Apart(old[at :], new[start :])
      call add(found, [at, gone, start, added])
    endif
    let [at, start] += [gone, added]
  endwhile
  return found
endfunction

function s:Squeezed(lines) abort
  return map(copy(a:lines), 'substitute(v:val, "\\s\\+", "", "g")')
endfunction

" How many lines of each there are before the next one that is in both: as few as can be.
function s:Apart(old, new) abort
  for distance in range(1, len(a:old) + len(a:new) - 1)
    for added in range(max([0, distance - len(a:old) + 1]), min([distance, len(a:new) - 1]))
      let line = a:old[distance - added]
      " There are blank lines everywhere.
      if line !=# '' && line ==# a:new[added]
        return [distance - added, added]
      endif
    endfor
  endfor
  return [len(a:old), len(a:new)]
endfunction
