(function "fn" @context name: (name) @name) @item
(variable kind: _ @context name: (name) @name) @item
(objects kind: _ @context (declarator name: (name) @name)) @item
(thread_start "thread" @context name: (_) @name) @item
