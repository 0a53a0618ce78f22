//! What belongs together in a list of tokens: brackets, statements with blocks, parentheses around all of a statement.

use super::tokens::{Kind, Token};

/// For each token, by its number.
#[derive(Debug)]
pub(super) struct Shape {
    /// The bracket that goes with this one.
    pub(super) partner: Vec<Option<usize>>,
    /// Whether a statement starts here whose own line goes on into a block.
    pub(super) heads: Vec<bool>,
    /// Whether this bracket closes where its statement ends.
    pub(super) whole: Vec<bool>,
    /// The next token, this one included, that is no comment.
    pub(super) ahead: Vec<Option<usize>>,
}

/// The shape of `tokens`.
pub(super) fn shape(tokens: &[Token<'_>]) -> Shape {
    let none = vec![false; tokens.len()];
    let mut shape = Shape { partner: vec![None; tokens.len()], heads: none.clone(), whole: none, ahead: ahead(tokens) };
    // Of each open bracket: its number, and that of the statement at hand in it.
    let mut open: Vec<(usize, Option<usize>)> = Vec::new();
    let mut statement = None;
    for (at, token) in tokens.iter().enumerate() {
        if token.starts {
            statement = Some(at);
        }
        match token.kind {
            Kind::Open(bracket) => {
                let start = statement.filter(|_| bracket.holds_lines());
                start.and_then(|start| shape.heads.get_mut(start)).into_iter().for_each(|head| *head = true);
                open.push((at, statement));
                statement = None;
            }
            Kind::Close(_) => {
                let Some((partner, outer)) = open.pop() else { continue };
                statement = outer;
                for (one, other) in [(at, partner), (partner, at)] {
                    shape.partner.get_mut(one).into_iter().for_each(|place| *place = Some(other));
                }
                let ends = ends_statement(tokens.get(at + 1..).unwrap_or_default());
                shape.whole.get_mut(partner).into_iter().for_each(|whole| *whole = ends);
            }
            _ => {}
        }
    }
    shape
}

fn ahead(tokens: &[Token<'_>]) -> Vec<Option<usize>> {
    let mut next = None;
    let mut ahead: Vec<_> = tokens
        .iter()
        .enumerate()
        .rev()
        .map(|(at, token)| {
            if token.kind != Kind::Comment {
                next = Some(at);
            }
            next
        })
        .collect();
    ahead.reverse();
    ahead
}

/// Whether a statement ends before `rest`.
fn ends_statement(rest: &[Token<'_>]) -> bool {
    let next = rest.iter().find(|token| token.kind != Kind::Comment);
    next.is_none_or(|next| next.starts || matches!(next.kind, Kind::Close(bracket) if bracket.holds_lines()))
}
