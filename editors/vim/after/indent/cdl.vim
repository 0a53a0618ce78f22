" As a package this folder comes before Vim's own files, whose indentation for another language named CDL would win.
exe 'source' fnameescape(expand('<sfile>:p:h:h:h') .. '/indent/cdl.vim')
