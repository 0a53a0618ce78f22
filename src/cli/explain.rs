//! `concur explain`: an error code at length.

use clap::Args;

use super::{Console, Exit};
use crate::report::explain::{PAGES, Page, meant, page, summary};

/// Explain an error code, with an example
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur explain cdl::name::unknown\n  concur explain --all")]
pub(super) struct Explain {
    /// A code as messages show it; without it, all codes are listed
    code: Option<String>,

    /// Explain every code
    #[arg(long, conflicts_with = "code")]
    all: bool,
}

/// `concur explain`.
pub(super) fn run(command: &Explain, console: &Console) -> Exit {
    match &command.code {
        Some(code) => match page(code) {
            Some(page) => console.put(&shown(page, console)),
            None => {
                console.say(&unknown(code));
                Exit::Wrong
            }
        },
        None if command.all => {
            let pages: Vec<String> = PAGES.iter().map(|page| shown(page, console)).collect();
            console.put(&pages.join("\n"))
        }
        None => console.put(&list(console)),
    }
}

fn unknown(code: &str) -> String {
    let close: Vec<String> = meant(code).into_iter().map(|code| format!("`{code}`")).collect();
    let meant = if close.is_empty() { String::new() } else { format!("; did you mean {}?", close.join(" or ")) };
    format!("concur: there is no error code `{code}`{meant}\n`concur explain` lists them\n")
}

fn list(console: &Console) -> String {
    let wide = PAGES.iter().map(|page| page.code.len()).max().unwrap_or(0);
    let line = |page: &Page| {
        let blanks = " ".repeat(wide - page.code.len());
        format!("{}{blanks}  {}\n", console.paint.bold(page.code), summary(page))
    };
    PAGES.iter().map(line).collect()
}

/// The page with its headings and examples set off, and without Markdown's marks for them.
fn shown(page: &Page, console: &Console) -> String {
    let paint = console.paint;
    let mut text = String::new();
    let mut inside = false;
    for line in page.text.lines() {
        let line = match line.strip_prefix("```") {
            Some(words) if !inside => {
                inside = true;
                match words.trim() {
                    "cdl wrong" => paint.bad("wrong:"),
                    "cdl right" => paint.good("right:"),
                    _ => continue,
                }
            }
            Some(_) => {
                inside = false;
                continue;
            }
            None if inside && !line.is_empty() => format!("    {line}"),
            None if inside => String::new(),
            None => match line.strip_prefix("# ") {
                Some(title) => paint.bold(title.trim_matches('`')),
                None => line.to_owned(),
            },
        };
        text.push_str(&line);
        text.push('\n');
    }
    text
}
