//! What can go on with a statement behind one of its blocks: `else` behind that of `if`, `except` behind that of `try`.

use crate::assist::reading::Reading;

/// The words that can go on behind the `}` at `close`; nothing if it closes no block.
pub(super) fn going_on(reading: &Reading<'_>, close: usize) -> Option<Vec<&'static str>> {
    let open = block(reading, close)?;
    Some(match head(reading, open) {
        "if" | "elif" => vec!["elif", "else"],
        "try" => vec!["except", "finally"],
        "except" => vec!["except", "else", "finally"],
        "else" if follows_try(reading, open) => vec!["finally"],
        _ => Vec::new(),
    })
}

/// Where the block opens that the bracket at `close` closes.
fn block(reading: &Reading<'_>, close: usize) -> Option<usize> {
    (reading.at(close) == "}").then(|| reading.opening(close)).flatten().filter(|open| reading.opens_block(*open))
}

/// The word whose block opens at `open`.
fn head<'t>(reading: &Reading<'t>, open: usize) -> &'t str {
    let lone = reading.back(open, 1);
    if matches!(lone, "else" | "finally" | "try") {
        return lone;
    }
    let head = |index: &usize| reading.begins(*index) || matches!(reading.at(*index), "elif" | "except");
    reading.before(open).find(head).map(|index| reading.at(index)).unwrap_or_default()
}

/// Whether the `else` whose block opens at `open` is one of `try`.
fn follows_try(reading: &Reading<'_>, open: usize) -> bool {
    let before = open.checked_sub(2).and_then(|close| block(reading, close));
    before.is_some_and(|before| matches!(head(reading, before), "try" | "except"))
}
