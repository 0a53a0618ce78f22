//! What each word of the language is for: its form, and a sentence or two.

/// A word, how it is written, what it does.
pub(super) struct Word {
    pub(super) word: &'static str,
    pub(super) form: &'static str,
    pub(super) doc: &'static str,
}

const fn row(word: &'static str, form: &'static str, doc: &'static str) -> Word {
    Word { word, form, doc }
}

/// What is known of `word`. Primitives have rows of their own in the registry.
pub(super) fn word(word: &str) -> Option<&'static Word> {
    tables().find(|row| row.word == word)
}

/// All of them.
pub(super) fn tables() -> impl Iterator<Item = &'static Word> {
    [DECLARATIONS, THREADS, CONTROL, VALUES, CLAIMS, LATER].into_iter().flatten()
}

const DECLARATIONS: &[Word] = &[
    row(
        "shared",
        "shared x = 0",
        "Declares a variable that all threads see. Each read and each write of it is a step of its own.",
    ),
    row(
        "atomic",
        "atomic x = 0   or   atomic { ... }",
        "A shared variable whose updates (`x += 1`) are one step; or a block that is one step as a whole.",
    ),
    row("const", "const N = 3", "Declares a value that never changes. Reading it is no step."),
    row("let", "let x = e   or   let a, b = pair", "Declares a local, which only this function or thread sees."),
    row(
        "fn",
        "fn f(a, b=1) { ... }",
        "Declares a function. Called, it is part of the thread that calls it; `thread f()` runs it in a thread of its own.",
    ),
    row("return", "return   or   return e", "Leaves a function or a thread's block, with a value or with `None`."),
    row("import", "", "Reserved. There is nothing to import: every primitive is at hand."),
];

const THREADS: &[Word] = &[
    row(
        "thread",
        "thread NAME { ... }   or   thread NAME = f(x)",
        "Starts a thread with a block or a call; `thread \"Worker {i}\" = f(i)` computes its name. Starting is one step.",
    ),
    row("daemon", "daemon thread NAME { ... }", "Starts a thread that the scenario does not wait for at its end."),
    row(
        "join",
        "join   or   join t, u",
        "Waits until these threads have ended; without names, until all threads started so far have.",
    ),
    row("sleep", "sleep 100ms", "Lets virtual time pass for this thread. One step; the others run in the meantime."),
    row("yield", "yield", "A step that does nothing, so that others can come in between."),
    row(
        "choose",
        "choose(a, b, ...)",
        "Gives any one of the values. `check` tries all of them; a run takes the first, or one by chance.",
    ),
    row(
        "critical",
        "critical { ... }   or   critical NAME { ... }",
        "Marks a critical section. It protects nothing: `expect never overlap in NAME` claims that no two threads are in it at once.",
    ),
    row(
        "with",
        "with L { ... }   or   with a, b as x { ... }",
        "Acquires what it names, runs the block, and releases it on every way out.",
    ),
    row(
        "as",
        "with L as x { ... }   or   except E as e { ... }",
        "Gives a name to what `with` acquired or `except` caught.",
    ),
    row(
        "schedule",
        "schedule { a*2 b a }",
        "Says who runs: thread by thread, so many steps each. A name alone means until it stops.",
    ),
];

const CONTROL: &[Word] = &[
    row(
        "if",
        "if c { ... } elif d { ... } else { ... }",
        "Runs the first block whose condition is true. Within an expression: `a if c else b`.",
    ),
    row("elif", "elif c { ... }", "Goes on with an `if`: tested where no condition before it was true."),
    row("else", "else { ... }", "Goes on with an `if` (no condition was true) or a `try` (nothing was raised)."),
    row("while", "while c { ... }", "Runs the block as long as the condition is true."),
    row("loop", "loop { ... }", "Runs the block again and again, until `break` or `return`."),
    row(
        "for",
        "for x in xs { ... }",
        "Runs the block for each item of a list, a range, a string, a dict's keys. Within a list: `[f(x) for x in xs if c]`.",
    ),
    row(
        "in",
        "x in xs   or   for x in xs { ... }",
        "Whether a value is an item, a key or a part of another; what a `for` goes through.",
    ),
    row("break", "break", "Leaves the innermost loop."),
    row("continue", "continue", "Goes on with the next round of the innermost loop."),
    row("pass", "pass", "Does nothing."),
    row(
        "print",
        "print a, b   or   print(a, b, ..., sep=\" \", end=\"\\n\")",
        "Prints the values in one step, with blanks between them.",
    ),
    row("assert", "assert c, \"message\"", "Raises AssertionError if the condition is false."),
    row(
        "raise",
        "raise ValueError(\"message\")",
        "Raises an exception; alone in an `except` block, the one that is being handled.",
    ),
    row(
        "try",
        "try { ... } except E as e { ... } else { ... } finally { ... }",
        "Runs the block and catches what it raises.",
    ),
    row("except", "except E as e { ... }   or   except (E, F) { ... }", "Catches exceptions of these types, or all."),
    row("finally", "finally { ... }", "Runs on every way out of a `try`."),
];

const VALUES: &[Word] = &[
    row("and", "a and b", "The first of the two that is false, or the second. What is not needed is not evaluated."),
    row("or", "a or b", "The first of the two that is true, or the second. What is not needed is not evaluated."),
    row("not", "not a   or   a not in xs", "True where the value counts as false."),
    row("True", "True", "The truth value, equal to 1."),
    row("False", "False", "The truth value, equal to 0. `None`, 0, and what is empty count as false too."),
    row("None", "None", "No value; what a function without `return` gives."),
];

const CLAIMS: &[Word] = &[
    row(
        "expect",
        "expect output {\n    | text\n}   or   expect always|possible|never ...",
        "Claims what is true of the scenario. `concur check` and `concur test` judge it; a run takes no notice.",
    ),
    row("invariant", "invariant x >= 0", "Claims that the condition is true in every state that a step leads to."),
    row(
        "output",
        "expect output {\n    | text\n}   or   expect possible output {\n    | text\n}",
        "What the scenario prints under its own schedule; with `possible`, under some schedule. Each line begins with `| `.",
    ),
    row("always", "expect always x == 2", "At the end of every schedule."),
    row(
        "possible",
        "expect possible x == 1   or   expect possible deadlock",
        "At the end of some schedule; or: it happens in some schedule.",
    ),
    row(
        "never",
        "expect never x == 0   or   expect never race",
        "At the end of no schedule; or: it happens in no schedule.",
    ),
    row("deadlock", "expect never deadlock", "Threads that wait for each other, so that none of them can ever go on."),
    row("livelock", "expect never livelock", "Threads that go round for ever although each of them could get on."),
    row(
        "race",
        "expect never race   or   expect possible race on x",
        "Two threads can be about to access one location, one of them to write.",
    ),
    row("raises", "expect never raises   or   expect possible raises ValueError", "An exception goes uncaught."),
    row("overlap", "expect never overlap in NAME", "Two threads are in one `critical` section at once."),
];

const LATER: &[Word] = &[
    row("async", "", "Kept for a later version."),
    row("await", "", "Kept for a later version."),
    row("process", "", "Kept for a later version."),
    row("task", "", "Kept for a later version."),
];
