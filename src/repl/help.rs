//! `:help`.

use super::command::{COMMANDS, Command};
use crate::assist::{self, Topic};
use crate::program::nearest;
use crate::report::Paint;
use crate::report::explain;

const INTRODUCTION: &str = "\
Type the language: `lock left`, `shared x = 0`, `thread a { with left { x += 1 } }`. A thread that is started runs as far as \
it can, and what happens is shown. Expressions are answered: `x + 1`. An open bracket or brace goes on in the next line; \
Ctrl-C drops what was typed, and stops what takes too long.
";

/// Help on a topic, or on all.
pub(super) fn help(topic: &str, paint: Paint) -> Result<String, String> {
    if topic.is_empty() {
        return Ok(everything(paint));
    }
    if topic.starts_with(':') {
        let command = Command::of(topic).map_err(|why| why + "\n")?;
        return Ok(format!("  {}   {}\n", paint.bold(command.usage), command.help));
    }
    if let Some(page) = explain::page(topic) {
        return Ok(page.text.to_owned());
    }
    let command = Command::of(&format!(":{topic}")).ok();
    if let Some(Topic { form, doc, members }) = assist::topic(topic) {
        let form = if form.is_empty() { topic.to_owned() } else { form.replace("   or   ", "\n") };
        let forms = form.lines().map(|line| format!("  {}\n", paint.bold(line)));
        let mut text = format!("{}    {doc}\n", forms.collect::<String>());
        for member in members {
            text.push_str(&format!("    .{}   {}\n", member.form(), paint.dim(member.doc)));
        }
        if let Some(command) = command.filter(|command| command.name.strip_prefix(':') == Some(topic)) {
            text.push_str(&format!("  {}   {}\n", paint.bold(command.usage), command.help));
        }
        return Ok(text);
    }
    if let Some(member) = assist::member(topic) {
        return Ok(format!("  .{}   {}\n", paint.bold(&member.form()), member.doc));
    }
    if let Some(command) = command {
        return Ok(format!("  {}   {}\n", paint.bold(command.usage), command.help));
    }
    let near = nearest(topic, assist::topics()).map(|near| format!(": did you mean `{near}`?"));
    let otherwise = ": there is on commands, on words of the language, on methods, and on codes of errors".to_owned();
    Err(format!("there is no help on `{topic}`{}\n", near.unwrap_or(otherwise)))
}

fn everything(paint: Paint) -> String {
    let wide = COMMANDS.iter().map(|command| command.usage.len()).max().unwrap_or(0);
    let line = |command: &Command| {
        let gap = " ".repeat(wide - command.usage.len());
        format!("  {}{gap}   {}\n", paint.bold(command.usage), command.help)
    };
    let commands: String = COMMANDS.iter().map(line).collect();
    format!(
        "{INTRODUCTION}\n{commands}\nA command may be cut short: `:th`. `:help lock` says what a lock can do, `:help with` what a word is for.\n"
    )
}
