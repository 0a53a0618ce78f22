//! What would change in a file, as a unified diff that `patch` understands.

use std::time::Duration;

use similar::TextDiff;

use super::Paint;
use super::phrase::one_line;

/// From `before` to `after`, both the text of `path`.
pub fn unified(path: &str, before: &str, after: &str, paint: Paint) -> String {
    let diff = TextDiff::configure().timeout(Duration::from_secs(2)).diff_lines(before, after);
    let name = one_line(path);
    let text = diff.unified_diff().header(&name, &name).to_string();
    text.split_inclusive('\n').enumerate().map(|(at, line)| painted(at, line, paint)).collect()
}

/// One line of the diff; its line end is not coloured.
fn painted(at: usize, line: &str, paint: Paint) -> String {
    let (text, end) = line.strip_suffix('\n').map_or((line, ""), |text| (text, "\n"));
    let text = match text.bytes().next() {
        // The names of the file.
        _ if at < 2 => paint.bold(text),
        Some(b'-') => paint.bad(text),
        Some(b'+') => paint.good(text),
        Some(b'@') => paint.dim(text),
        _ => text.to_owned(),
    };
    text + end
}
