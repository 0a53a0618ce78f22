//! The one door to the printed form of values, so that a trace shows them exactly as the language prints them.

use crate::value::{self, Names, Value};

/// The value as source text would write it: `'a'`, `[1, 2]`.
pub(super) fn repr(value: &Value, names: &dyn Names) -> String {
    value::repr(value, names)
}
