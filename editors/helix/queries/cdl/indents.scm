[(block) (output_block) (schedule) (dict) (list) (comprehension) (arguments) (parameters) (paren)] @indent
["}" "]" ")"] @outdent
