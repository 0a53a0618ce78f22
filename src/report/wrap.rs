//! Lines broken at words where they are wider than the terminal.

use textwrap::{Options, WordSplitter, WrapAlgorithm};

/// A gap of so many blanks divides the columns of a table.
const GAP: &str = "   ";

/// `text` in no more than `width` columns. What is broken goes on below where its text began: behind its blanks, or in the
/// last column of a table.
pub fn wrapped(text: &str, width: usize) -> String {
    let line = |line: &str| {
        let hanging = " ".repeat(hanging(line, width));
        let options = Options::new(width)
            .subsequent_indent(&hanging)
            .wrap_algorithm(WrapAlgorithm::FirstFit)
            .word_splitter(WordSplitter::NoHyphenation);
        textwrap::fill(line, options) + "\n"
    };
    text.lines().map(line).collect()
}

fn hanging(line: &str, width: usize) -> usize {
    let indent = line.len() - line.trim_start().len();
    let inside = line.get(indent..).unwrap_or_default();
    let column = inside.rfind(GAP).map(|at| line.get(..indent + at + GAP.len()).unwrap_or_default());
    let column = column.map_or(indent, textwrap::core::display_width);
    if column > width / 2 { indent + 4 } else { column }
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn what_is_broken_goes_on_below_where_its_text_began() {
        let text = "  :step T [N]   lets thread T do one step\n  a sleeps until then\n";
        let wanted = "  :step T [N]   lets thread T do\n                one step\n  a sleeps until then\n";
        assert_eq!(wrapped(text, 32), wanted);
        assert_eq!(wrapped(text, 100), text);
    }

    #[test]
    fn a_column_too_far_right_is_no_place_to_go_on() {
        assert_eq!(
            wrapped("  a long name of a method   does it\n", 20),
            "  a long name of a\n      method   does\n      it\n"
        );
    }
}
