; Colours. No node is caught twice, so it does not matter whether an editor takes the first pattern or the last.

; ── words ──

["if" "elif" "else"] @keyword.conditional
["while" "loop" "for" (break_statement) (continue_statement)] @keyword.repeat
["try" "except" "finally" "raise" "assert"] @keyword.exception
"return" @keyword.return
"fn" @keyword.function
["and" "or" "not" "in"] @keyword.operator
["thread" "daemon" "join" "sleep" (yield_statement)] @keyword.coroutine
["shared" "const" "let" "atomic"] @keyword.modifier
["as" "with" "print" (pass_statement) "critical"] @keyword
["expect" "always" "possible" "never" "output" (deadlock) (livelock) "race" "on" "raises" "overlap" "invariant"
  "schedule" "choose" "notify" "wake"] @keyword.directive
["lock" "rlock" "semaphore" "bounded_semaphore" "event" "condition" "barrier" "queue" "rwlock" "pool"] @type.builtin


; ── values ──

(none) @constant.builtin
[(true) (false)] @boolean
(int) @number
(float) @number.float
(duration) @number
(string ["\"" "'"] @string)
(string_text) @string
(escape) @string.escape
(interpolation ["{" "}"] @punctuation.special)
(conversion) @character.special
(format ":" @punctuation.special)
(format_text) @string.special
(bar) @string.special

; ── names ──

(function name: (name) @function)
(parameter name: (name) @variable.parameter)
(argument name: (name) @variable.parameter)
(declarator name: (name) @variable)
(variable kind: "const" name: (name) @constant)
(variable kind: ["shared" "atomic"] name: (name) @variable)
(targets (name) @variable)
(with_item binding: (name) @variable)
(handler binding: (name) @variable)
(critical name: (name) @label)
(overlap section: (name) @label)
(thread_start name: (name) @variable)
(handler_types (name) @type)
(raises exception: (name) @type)

(call callee: (name) @function.builtin
  (#any-of? @function.builtin
    "abs" "active_count" "all" "any" "bool" "choose" "current_thread" "dict" "divmod" "enumerate" "float" "int" "len" "list"
    "max" "min" "now" "range" "repr" "reversed" "round" "sorted" "str" "sum" "zip"))
(call callee: (name) @type (#match? @type "^[A-Z]"))
(call callee: (name) @function.call
  (#not-match? @function.call "^[A-Z]")
  (#not-any-of? @function.call
    "abs" "active_count" "all" "any" "bool" "choose" "current_thread" "dict" "divmod" "enumerate" "float" "int" "len" "list"
    "max" "min" "now" "range" "repr" "reversed" "round" "sorted" "str" "sum" "zip"))
(call callee: (attribute name: (name) @function.method.call))

; ── schedules ──

(label) @label
(steps) @number
(option) @string

; ── signs ──

["=" "+=" "-=" "*=" "/=" "//=" "%=" "**=" "==" "!=" "<" "<=" ">" ">=" "+" "-" "*" "/" "//" "%" "**" ".."] @operator
["," ";" "." ] @punctuation.delimiter
(slice ":" @punctuation.delimiter)
(entry_pair ":" @punctuation.delimiter)
["(" ")" "[" "]"] @punctuation.bracket
(block ["{" "}"] @punctuation.bracket)
(dict ["{" "}"] @punctuation.bracket)
(schedule ["{" "}"] @punctuation.bracket)
(output_block ["{" "}"] @punctuation.bracket)

(comment) @comment
