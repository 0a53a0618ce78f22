//! Where an entry ends: a line that leaves a bracket or a brace open goes on in the next one.

/// Whether something is still open at the end of a text. Strings end with their line, so they never are.
pub(super) fn is_open(text: &str) -> bool {
    text.lines().fold(0i64, |depth, line| (depth + depth_of(line)).max(0)) > 0
}

/// Whether a line belongs to the statement before it, though that looks whole.
pub(super) fn continues(line: &str) -> bool {
    let word: String = line.trim_start().chars().take_while(|letter| letter.is_alphanumeric()).collect();
    matches!(word.as_str(), "else" | "elif" | "except" | "finally")
}

/// How many more brackets a line opens than it closes.
fn depth_of(line: &str) -> i64 {
    // A line of an expected output is as it is.
    if line.trim_start().starts_with('|') {
        return 0;
    }
    let (mut depth, mut quote, mut escaped) = (0, None, false);
    for character in line.chars() {
        match (quote, character) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(mark), character) if mark == character => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(character),
            (None, '#') => break,
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')' | ']' | '}') => depth -= 1,
            (None, _) => {}
        }
    }
    depth
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_and_braces_keep_an_entry_open() {
        for open in ["thread a {", "f(1,", "xs = [1,\n2", "with a { # }", "if x { print \"}\"", "expect output {\n| }"]
        {
            assert!(is_open(open), "{open}");
        }
        for whole in ["x = 1", "thread a { x += 1 }", "f(\n1)", "print \"{\"", "print '('", "}", "# {", "} {}"] {
            assert!(!is_open(whole), "{whole}");
        }
        assert!(continues("  else {") && continues("except ValueError {") && !continues("elsewhere = 1"));
    }
}
