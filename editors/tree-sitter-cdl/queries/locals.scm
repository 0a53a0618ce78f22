; Which name means what: functions and blocks have names of their own, threads' blocks too.

[(script) (function) (block) (for_statement) (comprehension) (handler) (with_statement)] @local.scope

(variable name: (name) @local.definition)
(declarator name: (name) @local.definition)
(function name: (name) @local.definition)
(parameter name: (name) @local.definition)
(let_statement names: (targets (name) @local.definition))
(for_statement targets: (targets (name) @local.definition))
(for_clause targets: (targets (name) @local.definition))
(with_item binding: (name) @local.definition)
(handler binding: (name) @local.definition)
(thread_start name: (name) @local.definition)

(name) @local.reference
