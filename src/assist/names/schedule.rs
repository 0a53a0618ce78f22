//! Threads that a schedule names.

use super::{Access, Definition, Mention, Role};
use crate::source::Span;
use crate::syntax::ast::Schedule;
use crate::syntax::{LexemeKind, lexemes};

/// Where `schedule`, which stands in `text`, names threads: `a*2`, of several threads with that name `a#2`.
pub(super) fn scheduled(text: &str, schedule: &Schedule, definitions: &[Definition]) -> Vec<Mention> {
    let threads = |name: &str| -> Vec<usize> {
        let named = definitions.iter().enumerate().filter(|(_, one)| one.role == Role::Thread && one.name.text == name);
        named.map(|(index, _)| index).collect()
    };
    let mut found = Vec::new();
    for entry in &schedule.entries {
        let start = entry.span.range().start;
        let written = text.get(entry.span.range()).unwrap_or_default();
        let mut before = "";
        let pieces = lexemes(written);
        for (index, piece) in pieces.iter().enumerate() {
            let word = written.get(piece.span.range()).unwrap_or_default();
            if piece.kind == LexemeKind::Word && before != ":" {
                let behind = written.get(piece.span.range().end..).unwrap_or_default();
                let ordinal = behind
                    .strip_prefix('#')
                    .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
                let ordinal = ordinal.and_then(|digits| digits.parse::<usize>().ok()).unwrap_or(1);
                let threads = threads(word);
                let chosen = threads.get(ordinal.saturating_sub(1)).or(threads.last());
                let span = Span::new(start + piece.span.range().start, start + piece.span.range().end);
                found.extend(chosen.map(|definition| Mention { span, definition: *definition, access: Access::Read }));
            }
            if index == 0 || piece.kind != LexemeKind::Blank {
                before = word;
            }
        }
    }
    found
}
