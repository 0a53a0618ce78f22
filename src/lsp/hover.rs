//! What is shown of the word under the mouse: what a primitive or a method does, what a constant is, who writes a variable.

use lsp_types::{Hover, HoverContents};

use super::analysis::Analysis;
use super::markup::content;
use super::place::Encoding;
use super::word::word_at;
use crate::assist::{Access, Definition, Member, Role, Topic, members_of, topic};
use crate::report::phrase::list;
use crate::source::Span;

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
    let word = word_at(analysis.source.text(), offset)?;
    let text = match word.member(&analysis.names) {
        Some(member) => of_member(&member),
        None => of_topic(&word.topic()?, word.text),
    };
    Some((word.span, text))
}

fn code(text: &str) -> String {
    format!("```cdl\n{text}\n```\n")
}

fn of_member(member: &Member) -> String {
    format!("{}\n{}", code(&format!(".{}", member.form())), member.doc)
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
            Some(value) => format!("{head}\nA constant: `{value}`"),
            None => format!("{head}\nA constant."),
        },
        Role::Primitive { kind, array } => {
            let row = topic(kind.keyword());
            let doc = row.map(|row| row.doc).unwrap_or_default();
            let array = if array { "An array. " } else { "" };
            format!("{head}\n{array}{doc}{}", members(&members_of(kind)))
        }
        Role::Function => format!("{head}\n{}", called(analysis, index)),
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

/// The declaration up to its block, or its first line.
fn head(analysis: &Analysis, definition: &Definition) -> String {
    let whole = analysis.source.slice(definition.statement);
    let first = whole.lines().next().unwrap_or_default();
    match definition.role {
        Role::Function | Role::Parameter | Role::Thread | Role::Section => {
            let head = first.split_once('{').map_or(first, |(head, _)| head);
            // A name may be computed: `thread "Worker {i}"`.
            if head.matches('"').count().is_multiple_of(2) { head.trim_end().to_owned() } else { first.to_owned() }
        }
        _ => first.to_owned(),
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
    let reads = lines(analysis, index, |access| access == Access::Read);
    match (writes.is_empty(), reads.is_empty()) {
        (true, true) => "Never used.".to_owned(),
        (true, false) => format!("Read {reads}; never written after its first value."),
        (false, true) => format!("Written {writes}; never read."),
        (false, false) => format!("Written {writes}; read {reads}."),
    }
}

fn called(analysis: &Analysis, index: usize) -> String {
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
