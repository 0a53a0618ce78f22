//! Which declaration each name of a text stands for, as the lowering found it: for those who show and rename names.

use crate::source::Span;

/// A name that stands for something declared in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Use {
    /// Where it stands.
    pub span: Span,
    /// Where what it stands for is declared: the place of the name there.
    pub declared: Span,
}

/// All of them in the order of the text, each once: the lowering looks at some names more than once.
pub(super) fn in_order(mut uses: Vec<Use>) -> Vec<Use> {
    uses.sort_unstable();
    uses.dedup_by_key(|one| one.span);
    uses
}
