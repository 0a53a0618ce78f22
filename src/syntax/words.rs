//! The words of the language: one list, for the parser's messages, editors and completion.

/// The reserved words, some of them for later: none of these can be a name.
pub const KEYWORDS: &[&str] = &[
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "elif",
    "else",
    "except",
    "expect",
    "finally",
    "fn",
    "for",
    "if",
    "import",
    "in",
    "invariant",
    "let",
    "loop",
    "not",
    "or",
    "pass",
    "print",
    "raise",
    "return",
    "shared",
    "thread",
    "try",
    "while",
    "with",
    "yield",
    "True",
    "False",
    "None",
];

/// Words only where a statement starts and a name, a block or a value follows; plain names elsewhere.
pub const SOFT_KEYWORDS: &[&str] = &[
    "lock",
    "rlock",
    "semaphore",
    "bounded_semaphore",
    "event",
    "condition",
    "barrier",
    "queue",
    "rwlock",
    "pool",
    "atomic",
    "critical",
    "daemon",
    "choose",
    "join",
    "process",
    "schedule",
    "sleep",
    "task",
];

/// What may stand behind `expect always`, `expect possible` or `expect never`, and `output`.
pub const CLAIM_WORDS: &[&str] =
    &["output", "always", "possible", "never", "deadlock", "livelock", "race", "raises", "overlap"];

/// Words that begin a statement and can stand nowhere inside of one: seen inside `(`, the `(` was never closed.
pub(super) const STATEMENT_WORDS: &[&str] = &[
    "assert",
    "break",
    "const",
    "continue",
    "elif",
    "except",
    "expect",
    "finally",
    "fn",
    "import",
    "invariant",
    "let",
    "loop",
    "pass",
    "print",
    "raise",
    "return",
    "shared",
    "try",
    "while",
    "with",
    "yield",
];

/// Words that begin a statement whose head a block follows.
pub(super) const HEAD_WORDS: &[&str] =
    &["if", "elif", "else", "while", "loop", "for", "with", "try", "except", "finally", "fn", "def", "class"];

/// Words that go on with the statement of the block before them.
pub const CLAUSE_WORDS: &[&str] = &["elif", "else", "except", "finally"];

/// Words that can be a whole statement.
pub const WORDS_ALONE: &[&str] = &["break", "continue", "join", "pass", "raise", "return", "yield"];

/// Words that begin a statement and may have a value in parentheses behind them, as a call has.
pub const WORDS_WITH_PARENTHESES: &[&str] = &["assert", "join", "print", "raise", "return", "sleep"];

/// Words with which no statement begins.
const INNER_WORDS: &[&str] = &["and", "as", "choose", "in", "not", "or", "True", "False", "None"];

/// Words that are kept for later.
const LATER_WORDS: &[&str] = &["async", "await", "import", "process", "task"];

/// The words with which a statement of its own can begin.
pub fn beginnings() -> impl Iterator<Item = &'static str> {
    let others = [INNER_WORDS, LATER_WORDS, CLAUSE_WORDS];
    let begins = move |word: &&str| !others.iter().any(|words| words.contains(word));
    KEYWORDS.iter().chain(SOFT_KEYWORDS).copied().filter(begins)
}
