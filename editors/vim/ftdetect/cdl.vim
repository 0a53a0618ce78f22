autocmd BufRead,BufNewFile *.cdl setfiletype cdl
