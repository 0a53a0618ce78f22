; For Neovim; Helix and Zed have their own in editors/helix and editors/zed.

[(block) (output_block) (schedule) (dict) (list) (comprehension) (arguments) (parameters) (paren)] @indent.begin
["}" "]" ")"] @indent.branch @indent.end
[(string) (comment)] @indent.ignore
