//! Names that the text before the cursor declares by itself, whether the rest of it can be read or not.

use crate::assist::reading::Reading;
use crate::assist::shape::Shape;
use crate::assist::vocabulary::{Named, Sort, Vocabulary};
use crate::syntax::{LexemeKind, is_name};

/// What is seen between two brackets.
#[derive(Default)]
struct Frame {
    names: Vec<Named>,
    /// What is seen as soon as its statement is over.
    waiting: Vec<Named>,
}

/// What `reading` declares that can be seen before the lexeme at `end`.
pub(super) fn declared(reading: &Reading<'_>, end: usize, vocabulary: &Vocabulary) -> Vec<Named> {
    let mut frames = vec![Frame::default()];
    // What the block that comes next sees.
    let mut pending: Vec<Named> = Vec::new();
    for (index, lexeme) in reading.solid.iter().enumerate().take(end + 1) {
        let Some(frame) = frames.last_mut() else { break };
        if lexeme.begins {
            frame.names.append(&mut frame.waiting);
        }
        match (lexeme.kind, reading.written(lexeme)) {
            _ if index == end => break,
            (LexemeKind::Bracket, "{") => {
                frames.push(Frame { names: std::mem::take(&mut pending), waiting: Vec::new() });
            }
            (LexemeKind::Bracket, "(" | "[") => frames.push(Frame::default()),
            // The outermost stays: a bracket too many closes nothing.
            (LexemeKind::Bracket, _) => match frames.pop() {
                Some(outermost) if frames.is_empty() => frames.push(outermost),
                _ => {}
            },
            (LexemeKind::Word, word) if is_name(word) => match declares(reading, index, vocabulary) {
                Some((Seen::Behind, named)) => frame.waiting.push(named),
                Some((Seen::Inside, named)) => pending.push(named),
                Some((Seen::Here, named)) => frame.names.push(named),
                None => {}
            },
            _ => {}
        }
    }
    frames.into_iter().flat_map(|frame| frame.names).collect()
}

/// Where a name can be seen.
enum Seen {
    /// Behind its statement.
    Behind,
    /// In the block of its statement.
    Inside,
    /// From now on.
    Here,
}

/// What the word at `index` declares, if it does.
fn declares(reading: &Reading<'_>, index: usize, vocabulary: &Vocabulary) -> Option<(Seen, Named)> {
    let word = reading.at(index);
    if let Some(kind) = reading.declared_kind(index) {
        let one = Shape::Primitive(kind);
        let shape = if reading.at(index + 1) == "[" { Shape::list(one) } else { one };
        return Some((Seen::Behind, Named::new(word, Sort::Primitive, shape)));
    }
    let first = first_of_list(reading, index);
    let begins = |index: usize| reading.solid.get(index).is_some_and(|lexeme| lexeme.begins);
    let lone = first == index;
    let value = || if lone { value(reading, index, vocabulary) } else { Shape::Unknown };
    let introducer = first.checked_sub(1)?;
    Some(match reading.at(introducer) {
        "let" => (Seen::Behind, Named::new(word, Sort::Local, value())),
        "shared" if lone => (Seen::Behind, Named::new(word, Sort::Shared, value())),
        "atomic" if lone && begins(introducer) => {
            (Seen::Behind, Named::new(word, Sort::Shared, Shape::Atomic(Box::new(value()))))
        }
        "const" if lone => (Seen::Behind, Named::new(word, Sort::Constant, value())),
        "fn" if lone => (Seen::Here, Named::new(word, Sort::Function, Shape::Plain)),
        "thread" if lone && matches!(reading.at(index + 1), "{" | "=") => {
            (Seen::Behind, Named::new(word, Sort::Thread, Shape::Thread))
        }
        "as" => {
            let exception = (0..introducer).rev().take(6).any(|index| reading.at(index) == "except");
            let shape = if exception { Shape::Exception } else { Shape::Unknown };
            (Seen::Inside, Named::new(word, Sort::Local, shape))
        }
        "for" => {
            let seen = if begins(introducer) { Seen::Inside } else { Seen::Here };
            (seen, Named::new(word, Sort::Local, Shape::Unknown))
        }
        "(" if introducer.checked_sub(2).is_some_and(|function| reading.at(function) == "fn") => {
            (Seen::Inside, Named::new(word, Sort::Local, Shape::Unknown))
        }
        _ => return None,
    })
}

/// Where the list of names begins that the word at `index` is in: `a` of `a, b`, `a` of `a, b=1, c`.
fn first_of_list(reading: &Reading<'_>, index: usize) -> usize {
    let mut first = index;
    while reading.back(first, 1) == "," {
        // A default may stand between.
        let name = (0..first - 1).rev().find(|at| matches!(reading.back(*at, 1), "," | "(" | "let" | "for"));
        match name.filter(|name| reading.kind(*name) == Some(LexemeKind::Word)) {
            Some(name) => first = name,
            None => break,
        }
    }
    first
}

/// What the value is behind `=`, up to the statement that follows.
fn value(reading: &Reading<'_>, index: usize, vocabulary: &Vocabulary) -> Shape {
    let value = reading.solid.get(index + 2).filter(|_| reading.at(index + 1) == "=");
    let next = reading.solid.iter().skip(index + 2).find(|lexeme| lexeme.begins);
    let text =
        value.zip(next).and_then(|(value, next)| reading.text.get(value.span.range().start..next.span.range().start));
    let text = text.map(|text| text.trim().trim_end_matches(';'));
    text.and_then(|text| vocabulary.shape(text)).unwrap_or_default().read()
}
