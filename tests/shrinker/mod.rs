//! Makes a text that shows something smaller, statement by statement, for as long as it still does.

#![allow(dead_code, reason = "each test file uses its own")]

/// So many texts are tried at most.
const MOST: usize = 600;

/// A smaller text that still shows it.
pub(crate) fn shrink(text: &str, shows: &dyn Fn(&str) -> bool) -> String {
    let mut tried = 0;
    let mut still_shows = |text: &str| {
        tried += 1;
        tried <= MOST && shows(text)
    };
    let mut best = text.to_owned();
    let spread = spread(text);
    if spread != best && still_shows(&spread) {
        best = spread;
    }
    loop {
        let smaller = candidates(&best).into_iter().find(|smaller| still_shows(smaller));
        match smaller {
            Some(smaller) => best = smaller,
            None => return best,
        }
    }
}

/// Each statement of a block on a line of its own.
fn spread(text: &str) -> String {
    let (mut spread, mut quoted, mut escaped) = (String::new(), false, false);
    // For each brace that is open, whether it opens a block.
    let mut blocks: Vec<bool> = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if quoted {
            spread.push(letter);
            quoted = letter != '"' || escaped;
            escaped = letter == '\\' && !escaped;
            continue;
        }
        match letter {
            '"' => {
                quoted = true;
                spread.push(letter);
            }
            '{' => {
                let is_block = matches!(rest.peek(), Some(' ' | '\n'));
                blocks.push(is_block);
                spread.push_str(if is_block { "{\n" } else { "{" });
            }
            '}' => spread.push_str(if blocks.pop() == Some(true) { "\n}" } else { "}" }),
            ';' => spread.push('\n'),
            letter => spread.push(letter),
        }
    }
    let lines = spread.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| format!("{line}\n")).collect()
}

/// Texts that are a little smaller: without one statement, or with what a block holds in the place of the block. The
/// largest cuts come first.
fn candidates(text: &str) -> Vec<String> {
    let lines: Vec<&str> = text.lines().collect();
    let without = |left_out: &dyn Fn(usize) -> bool| {
        let kept = lines.iter().enumerate().filter(|(index, _)| !left_out(*index));
        kept.map(|(_, line)| format!("{line}\n")).collect::<String>()
    };
    let mut cuts: Vec<(usize, String)> = Vec::new();
    for first in 0..lines.len() {
        let last = end_of_statement(&lines, first);
        cuts.push((last - first + 1, without(&|index| (first..=last).contains(&index))));
        if last > first {
            cuts.push((2, without(&|index| index == first || index == last)));
        }
        if first + 1 < lines.len() {
            // Two that need each other.
            let next = end_of_statement(&lines, first + 1);
            cuts.push((1, without(&|index| (first + 1..=next).contains(&index) || index == first)));
        }
    }
    cuts.sort_by_key(|(size, _)| std::cmp::Reverse(*size));
    cuts.into_iter().map(|(_, text)| text).collect()
}

/// The last line of the statement that begins on a line: where as many braces are closed as were opened.
fn end_of_statement(lines: &[&str], first: usize) -> usize {
    let mut open = 0;
    for (index, line) in lines.iter().enumerate().skip(first) {
        let braces = |brace| line.matches(brace).count();
        let continues = line.starts_with('}') && line.ends_with('{') && index > first;
        open = (open + braces('{')).saturating_sub(braces('}'));
        if open == 0 && !continues {
            return index;
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_nothing_to_do_with_it_is_left_out() {
        let text = "lock a\nshared x = 0\nthread t { with a { x += 1; print \"{x}; }\" } }\nprint x\n";
        let small = shrink(text, &|text| text.contains("x += 1") && text.contains("shared x"));
        assert_eq!(small, "shared x = 0\nx += 1\n");
        let small = shrink(text, &|text| text.contains("print \"{x}; }\""));
        assert_eq!(small, "print \"{x}; }\"\n");
    }
}
