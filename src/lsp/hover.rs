//! What is shown of the word under the mouse: what a primitive or a method does, what a constant is, who writes a variable.

use lsp_types::{Hover, HoverContents};

use super::analysis::Analysis;
use super::markup::content;
use super::place::Encoding;
use crate::assist::{
    Access, Definition, Label, Member, Role, Topic, Vocabulary, Word, call_at, called, members_of, topic, word_at,
};
use crate::report::phrase::list;
use crate::source::Span;
use crate::syntax::{Lexeme, LexemeKind, lexemes, quote_thread};

/// What there is to say of what stands at `offset`, as Markdown or as plain text.
pub(super) fn hover(analysis: &Analysis, offset: usize, encoding: Encoding, markdown: bool) -> Option<Hover> {
    let (span, text) = words(analysis, offset)?;
    Some(Hover {
        contents: HoverContents::Markup(content(text, markdown)),
        range: Some(encoding.range(&analysis.source, span)),
    })
}

fn words(analysis: &Analysis, offset: usize) -> Option<(Span, String)> {
    if let Some((mention, definition)) = analysis.names.at(offset) {
        return Some((mention.span, of_definition(analysis, mention.definition, definition)));
    }
    let label = analysis.names.labels.iter().find(|label| touches(label.span, offset));
    if let Some(label) = label {
        return Some((label.span, of_label(label)));
    }
    let word = word_at(analysis.source.text(), offset)?;
    let text = match word.receiver {
        Some(receiver) => of_members(&Vocabulary::at(&analysis.names, offset).members(receiver, word.text))?,
        None => of_word(analysis, &word)?,
    };
    Some((word.span, text))
}

fn touches(span: Span, offset: usize) -> bool {
    let range = span.range();
    range.start <= offset && offset <= range.end
}

/// A word that is no name of the text's own, and no member of anything.
fn of_word(analysis: &Analysis, word: &Word<'_>) -> Option<String> {
    if (word.text, word.before) == ("on", "race") {
        return Some(format!("{}\nSays which shared variable the data race is on.", code("expect possible race on x")));
    }
    if let Some(text) = of_keyword(analysis, word) {
        return Some(text);
    }
    if analysis.names.exceptions.contains_key(word.text) {
        return Some(format!("{}\nA type of exception of this text.", code(word.text)));
    }
    Some(of_topic(&topic(word.text)?, word.text))
}

/// What a call takes, where the word is the keyword of one of its arguments: `timeout` of `l.acquire(timeout=1s)`.
fn of_keyword(analysis: &Analysis, word: &Word<'_>) -> Option<String> {
    let behind = analysis.source.text().get(word.span.range().end..)?.trim_start();
    let given = behind.starts_with('=') && !behind.starts_with("==") && matches!(word.before, "(" | ",");
    let at = word.span.range().start;
    let call = call_at(analysis.source.text(), at).filter(|_| given)?;
    let signature = called(&call, &Vocabulary::at(&analysis.names, at))?;
    let parameters: Vec<&str> = signature.parameters.iter().map(|one| one.shown.as_str()).collect();
    let known = signature.parameters.iter().any(|one| one.by_name && one.name == word.text);
    let form = format!("{}({})", signature.name, parameters.join(", "));
    known.then(|| format!("{}\nThe parameter `{}`. {}", code(&form), word.text, signature.doc))
}

/// A thread that has no name of its own in the text.
fn of_label(label: &Label) -> String {
    let what = match label.starts.as_slice() {
        [0] => "The thread that runs the file from top to bottom.",
        [] => "A thread. Nothing in the text starts one of this name.",
        _ => "A thread, whose name is made when it starts.",
    };
    format!("{}\n{what}", code(&quote_thread(&label.name)))
}

fn code(text: &str) -> String {
    format!("```cdl\n{text}\n```\n")
}

/// What a member is; of what can be one of several things, each with what has it.
fn of_members(members: &[Member]) -> Option<String> {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for member in members {
        let text = format!("{}\n{}", code(&format!(".{}", member.form())), member.doc);
        match told.iter_mut().find(|(known, _)| *known == text) {
            Some((_, owners)) => owners.push(format!("`{}`", member.owner)),
            None => told.push((text, vec![format!("`{}`", member.owner)])),
        }
    }
    match told.as_slice() {
        [] => None,
        [(only, _)] => Some(only.clone()),
        several => {
            let one = |(text, owners): &(String, Vec<String>)| format!("{text} (Of {}.)", list(owners));
            Some(several.iter().map(one).collect::<Vec<_>>().join("\n\n"))
        }
    }
}

fn of_topic(topic: &Topic, word: &str) -> String {
    let form = if topic.form.is_empty() { word.to_owned() } else { topic.form.replace("   or   ", "\n") };
    format!("{}\n{}{}", code(&form), topic.doc, members(&topic.members))
}

fn members(members: &[Member]) -> String {
    if members.is_empty() {
        return String::new();
    }
    let lines = members.iter().map(|member| format!("\n- `.{}`: {}", member.form(), member.doc));
    format!("\n{}", lines.collect::<String>())
}

fn of_definition(analysis: &Analysis, index: usize, definition: &Definition) -> String {
    let head = code(&head(analysis, definition));
    match definition.role {
        Role::Shared | Role::Atomic => {
            let what = match definition.role {
                Role::Atomic => "All threads see it. An update (`x += 1`) is one step.",
                _ => "All threads see it. Each read and each write is a step, `x += 1` two.",
            };
            format!("{head}\n{what}\n\n{}", accesses(analysis, index))
        }
        Role::Constant => match value(analysis, &definition.name.text) {
            // A text may have any mark in it, and stands in a fence then.
            Some(value) if value.contains('`') => format!("{head}\nA constant:\n\n{}", code(&shortened(&value))),
            Some(value) => format!("{head}\nA constant: `{}`", shortened(&value)),
            None => format!("{head}\nA constant."),
        },
        Role::Primitive { kind, array } => {
            let row = topic(kind.keyword());
            let doc = row.map(|row| row.doc).unwrap_or_default();
            let array = if array { "An array. " } else { "" };
            format!("{head}\n{array}{doc}{}", members(&members_of(kind)))
        }
        Role::Function => format!("{head}\n{}", uses(analysis, index)),
        Role::Parameter => format!("{head}\nA parameter."),
        Role::Thread => format!("{head}\nA thread's handle."),
        Role::Future => format!("{head}\nA future: what a pool was asked to do. `result()` waits for its value."),
        Role::Local => format!("{head}\nA local: only this function or thread sees it."),
        Role::Section => {
            let lines = lines(analysis, index, |_| true);
            format!("{head}\nA critical section, {lines}. It protects nothing by itself.")
        }
    }
}

/// The declaration without its blocks, on one line.
fn head(analysis: &Analysis, definition: &Definition) -> String {
    let text = analysis.source.slice(definition.head);
    let mut line = String::new();
    for lexeme in lexemes(text) {
        let written = text.get(lexeme.span.range()).unwrap_or_default();
        let blank = matches!(lexeme, Lexeme { kind: LexemeKind::Blank | LexemeKind::Comment, .. });
        match blank {
            true if line.ends_with([' ', '(', '[', '{']) => {}
            true => line.push(' '),
            false => line.push_str(written),
        }
    }
    shortened(line.trim_end().trim_end_matches(';'))
}

/// The start of a long text.
fn shortened(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// The value of a constant, if all of the text can be compiled.
fn value(analysis: &Analysis, name: &str) -> Option<String> {
    let image = &analysis.scenario.as_ref()?.image;
    let index = image.program.constants.iter().position(|(constant, ..)| constant == name)?;
    Some(crate::value::repr(image.constants.get(index)?, &**image))
}

/// Who writes a shared variable, and who reads it.
fn accesses(analysis: &Analysis, index: usize) -> String {
    let writes = lines(analysis, index, |access| matches!(access, Access::Write | Access::Update));
    let reads = lines(analysis, index, |access| matches!(access, Access::Read | Access::Update));
    match (writes.is_empty(), reads.is_empty()) {
        (true, true) => "Never used.".to_owned(),
        (true, false) => format!("Read {reads}; never written after its first value."),
        (false, true) => format!("Written {writes}; never read."),
        (false, false) => format!("Written {writes}; read {reads}."),
    }
}

fn uses(analysis: &Analysis, index: usize) -> String {
    let used = lines(analysis, index, |access| access == Access::Read);
    if used.is_empty() { "Never called.".to_owned() } else { format!("Used {used}.") }
}

/// `in lines 3, 7 and 9`.
fn lines(analysis: &Analysis, index: usize, chosen: impl Fn(Access) -> bool) -> String {
    const MOST: usize = 8;
    let mentions = analysis.names.of(index).filter(|mention| chosen(mention.access));
    let mut numbers: Vec<usize> = mentions.map(|mention| analysis.source.position(mention.span.start).line).collect();
    numbers.dedup();
    let more = numbers.len().saturating_sub(MOST);
    let mut texts: Vec<String> = numbers.iter().take(MOST).map(usize::to_string).collect();
    if more > 0 {
        texts.push(format!("{more} more"));
    }
    match texts.len() {
        0 => String::new(),
        1 => format!("in line {}", list(&texts)),
        _ => format!("in lines {}", list(&texts)),
    }
}
