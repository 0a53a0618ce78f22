//! Whether a text goes on: what someone who types line by line has to know.

use super::scan::Scan;
use super::{Before, Blame, Frame, Kind};

/// Whether something is still open where `text` ends: a bracket, a comment or string of several lines, or a line that ends
/// with a comma or an operator. A string in plain quotes ends with its line: nothing that follows could close it.
pub fn is_open(text: &str) -> bool {
    let mut scan = Scan::new(text, Blame::Brackets);
    scan.skip_mark();
    while let Some(next) = scan.peek() {
        scan.step(next);
    }
    let in_string = |frame: &Frame| matches!(frame.kind, Kind::Text(_) | Kind::Interpolation | Kind::Format);
    if scan.frames.iter().any(in_string) {
        scan.broken_string();
        return scan.frames.len() > 1;
    }
    let goes_on = matches!(scan.frame().before, Before::Operator | Before::Comma);
    scan.endless || scan.frames.len() > 1 || goes_on
}
