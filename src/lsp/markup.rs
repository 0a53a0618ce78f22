//! Words for a person, as Markdown or without its marks.

use lsp_types::{Documentation, MarkupContent, MarkupKind};

/// `text`, which is Markdown, for an editor that shows it or not.
pub(super) fn content(text: String, markdown: bool) -> MarkupContent {
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
        false => Documentation::String(plain(&text)),
    })
}

/// Without the marks of Markdown.
fn plain(text: &str) -> String {
    let lines: Vec<String> =
        text.lines().filter(|line| !line.starts_with("```")).map(|line| line.replace('`', "")).collect();
    lines.join("\n")
}
