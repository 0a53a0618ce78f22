; What a file defines, and where it is used.

(function name: (name) @name) @definition.function
(variable kind: "const" name: (name) @name) @definition.constant
(variable kind: ["shared" "atomic"] name: (name) @name) @definition.variable
(objects (declarator name: (name) @name)) @definition.variable
(thread_start name: (name) @name) @definition.class

(call callee: (name) @name) @reference.call
(call callee: (attribute name: (name) @name)) @reference.call
