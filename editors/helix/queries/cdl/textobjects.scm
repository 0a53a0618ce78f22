(function body: (block) @function.inside) @function.around
(thread_start body: (block) @class.inside) @class.around
(parameter) @parameter.inside
(argument) @parameter.inside
(comment) @comment.inside
(comment)+ @comment.around
