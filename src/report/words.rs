//! The one door to the printed form of values, so that a trace shows them exactly as the language prints them.

use crate::value::{self, Names, Value};

/// So much of a value is shown to a person, in bytes.
const SHOWN: usize = 400;

/// The value as source text would write it: `'a'`, `[1, 2]`; of a large one the beginning.
pub(super) fn repr(value: &Value, names: &dyn Names) -> String {
    value::repr_in_short(value, names, SHOWN)
}
