//! Functions and methods that are neither pure built-ins nor operations of a primitive, with what is said of them.

/// A function or a method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpecialFunction {
    /// Its name.
    pub name: &'static str,
    /// Its parameters, as a signature shows them.
    pub parameters: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
}

const fn row(name: &'static str, parameters: &'static str, doc: &'static str) -> SpecialFunction {
    SpecialFunction { name, parameters, doc }
}

/// Built-in functions that are steps, or look at the thread itself.
pub const SPECIAL_FUNCTIONS: [SpecialFunction; 4] = [
    row("choose", "a, b, ...", "Gives any one of the values, or of the items of one list. `check` tries all of them."),
    row("now", "", "The virtual time since the start."),
    row("active_count", "", "How many threads are alive, `main` included."),
    row("current_thread", "", "The handle of the thread that calls it. No step."),
];

/// What only an `atomic` variable can do; each is one step.
pub const ATOMIC_METHODS: [SpecialFunction; 3] = [
    row("compare_exchange", "old, new", "Writes `new` if the value is `old`; gives whether it was."),
    row("swap", "new", "Writes `new` and gives the value before."),
    row("fetch_add", "n", "Adds `n` and gives the value before."),
];

impl SpecialFunction {
    /// How many arguments it takes; meaningless for `choose`, which takes any number.
    pub(super) fn arity(&self) -> usize {
        self.parameters.split(',').filter(|parameter| !parameter.trim().is_empty()).count()
    }
}
