; For nvim-treesitter-textobjects; Helix has its own in editors/helix.

(function body: (block) @function.inner) @function.outer
(thread_start body: (block) @class.inner) @class.outer
(if_statement body: (block) @conditional.inner) @conditional.outer
(while_statement body: (block) @loop.inner) @loop.outer
(loop_statement body: (block) @loop.inner) @loop.outer
(for_statement body: (block) @loop.inner) @loop.outer
(block) @block.outer
(call arguments: (arguments) @call.inner) @call.outer
(parameter) @parameter.inner
(argument) @parameter.inner
(comment) @comment.outer
