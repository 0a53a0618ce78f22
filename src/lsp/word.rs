//! The word under the cursor, whatever is wrong around it.

use crate::assist::{Member, Names, Role, Topic, member, members_of, topic};
use crate::source::Span;
use crate::syntax::{LexemeKind, lexemes};

/// A word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// The word.
    pub(super) text: &'t str,
    /// Where it stands.
    pub(super) span: Span,
    /// The name whose member it is, where it stands behind a dot: `xs` of `xs[i].append`. Empty for a longer expression.
    pub(super) receiver: Option<Span>,
}

/// The word that `offset` touches.
pub(super) fn word_at(text: &str, offset: usize) -> Option<Word<'_>> {
    let lexemes = lexemes(text);
    let touches = |span: Span| span.range().start <= offset && offset <= span.range().end;
    let index = lexemes.iter().position(|lexeme| lexeme.kind == LexemeKind::Word && touches(lexeme.span))?;
    let span = lexemes.get(index)?.span;
    let mut before = lexemes.get(..index)?.iter().rev().filter(|lexeme| lexeme.kind != LexemeKind::Blank).peekable();
    let written = |span: Span| text.get(span.range()).unwrap_or_default();
    let receiver = before.next_if(|lexeme| written(lexeme.span) == ".").map(|_| {
        let mut depth = 0_usize;
        while let Some(lexeme) = before.next_if(|lexeme| depth > 0 || written(lexeme.span) == "]") {
            match written(lexeme.span) {
                "]" => depth += 1,
                "[" => depth = depth.saturating_sub(1),
                _ => {}
            }
        }
        before.next().filter(|lexeme| lexeme.kind == LexemeKind::Word).map(|lexeme| lexeme.span).unwrap_or_default()
    });
    Some(Word { text: written(span), span, receiver })
}

impl Word<'_> {
    /// What is known of it as a member, where it stands behind a dot.
    pub(super) fn member(&self, names: &Names) -> Option<Member> {
        let receiver = self.receiver?;
        let role = names.mentions.iter().find(|mention| mention.span == receiver && !receiver.is_empty());
        match role.and_then(|mention| names.definitions.get(mention.definition)).map(|definition| definition.role) {
            Some(Role::Primitive { kind, .. }) => members_of(kind).into_iter().find(|member| member.name == self.text),
            _ => member(self.text),
        }
    }

    /// What is known of it as a word of the language.
    pub(super) fn topic(&self) -> Option<Topic> {
        if self.receiver.is_some() { None } else { topic(self.text) }
    }
}
