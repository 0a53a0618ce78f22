//! `:help`.

use super::command::{COMMANDS, Command};
use crate::primitives::registry::{self, signature};
use crate::report::Paint;
use crate::report::explain;
use crate::report::phrase::list;
use crate::value::ObjectKind;

const INTRODUCTION: &str = "\
Type the language: `lock left`, `shared x = 0`, `thread a { with left { x += 1 } }`. A thread that is started runs as far as
it can, and what happens is shown. What changes nothing is answered: `x + 1`. An open bracket or brace goes on in the next line.
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
    if let Some(kind) = ObjectKind::from_keyword(topic).map(registry::kind) {
        let mut text = format!("  {}: {}\n", paint.bold(topic), kind.doc);
        for method in kind.methods {
            text.push_str(&format!(
                "    .{}({})   {}\n",
                method.name,
                signature(method.parameters),
                paint.dim(method.doc)
            ));
        }
        return Ok(text);
    }
    if let Ok(command) = Command::of(&format!(":{topic}")) {
        return Ok(format!("  {}   {}\n", paint.bold(command.usage), command.help));
    }
    let kinds: Vec<String> = ObjectKind::DECLARED.iter().map(|(word, _)| (*word).to_owned()).collect();
    Err(format!("there is no help on `{topic}`: there is on commands, on {}, and on codes of errors\n", list(&kinds)))
}

fn everything(paint: Paint) -> String {
    let wide = COMMANDS.iter().map(|command| command.usage.len()).max().unwrap_or(0);
    let line = |command: &Command| {
        let gap = " ".repeat(wide - command.usage.len());
        format!("  {}{gap}   {}\n", paint.bold(command.usage), command.help)
    };
    let commands: String = COMMANDS.iter().map(line).collect();
    format!("{INTRODUCTION}\n{commands}\nA command may be cut short: `:th`. `:help lock` says what a lock can do.\n")
}
