//! Words for a person, as Markdown or without its marks.

use lsp_types::{Documentation, MarkupContent, MarkupKind};

use super::brief;

/// `text`, which is Markdown, for an editor that shows it or not.
pub(super) fn content(text: String, markdown: bool) -> MarkupContent {
    let text = brief::page(text);
    if markdown {
        MarkupContent { kind: MarkupKind::Markdown, value: text }
    } else {
        MarkupContent { kind: MarkupKind::PlainText, value: plain(&text) }
    }
}

/// The same as documentation; none if there is nothing to say.
pub(super) fn documentation(text: String, markdown: bool) -> Option<Documentation> {
    let said = !text.is_empty();
    said.then(|| match markdown {
        true => Documentation::MarkupContent(content(text, markdown)),
        false => Documentation::String(plain(&brief::page(text))),
    })
}

/// Without the marks of Markdown. What stands in a fence is code, and stays as it is.
fn plain(text: &str) -> String {
    let (mut fenced, mut lines) = (false, Vec::new());
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        } else {
            lines.push(if fenced { line.to_owned() } else { line.replace('`', "") });
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn marks_go_and_code_stays() {
        assert_eq!(plain("```cdl\nprint \"`\"\n```\n\nSays `x`."), "print \"`\"\n\nSays x.");
    }
}
