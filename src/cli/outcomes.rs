//! `concur outcomes`: every output, or final state, that some schedule gives.

use clap::Args;

use super::check::Search;
use super::progress::Progress;
use super::script::Format;
use super::{Console, Exit, bug, interrupt};
use crate::check::{self, Outcomes as Found};
use crate::report::check as report;
use crate::report::outcomes::{Page, SHOWN};
use crate::suite;

/// So many outcomes come with a schedule in JSON.
const MOST: usize = 10_000;

/// List every output that some schedule gives
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  concur outcomes race.cdl\n  concur outcomes race.cdl --of counter --format json")]
pub(super) struct Outcomes {
    /// A scenario, or - for standard input
    #[arg(value_name = "FILE")]
    file: String,

    /// Every final value of these shared variables, whatever is printed
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    of: Vec<String>,

    #[command(flatten)]
    search: Search,

    /// Text, or one JSON object
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// `concur outcomes`.
pub(super) fn run(command: &Outcomes, console: &Console) -> Exit {
    let source = match suite::read(&command.file) {
        Ok(source) => source,
        Err(refused) => return console.refuse(&refused),
    };
    let loaded = suite::load(&source);
    console.diagnose_all(&loaded.diagnostics, &source);
    let Some(scenario) = &loaded.scenario else { return Exit::Wrong };
    let options = command.search.options(&interrupt::flag());
    if let Some(refusal) = check::refusal(scenario, &options) {
        console.diagnose(&refusal, &source);
        return Exit::Wrong;
    }
    let of = match check::variables(scenario, &command.of) {
        Ok(of) => of,
        Err(why) => {
            console.say(&format!("concur: {why}\n"));
            return Exit::Wrong;
        }
    };
    let most = if command.format == Format::Json { MOST } else { SHOWN };
    let mut line = Progress::new();
    let width = console.look.width;
    let found = check::outcomes(scenario, of, &options, most, &mut |progress| {
        line.show(|time| report::progress(progress, time, width));
    });
    drop(line);
    if let Some(what) = &found.bug {
        console.say(&bug::told(what, &bug::command(&std::env::args_os().collect::<Vec<_>>())));
    }
    let (file, paint, width) = (command.file.as_str(), console.paint, console.width);
    let page = Page { outcomes: &found, scenario, source: &source, file, paint, width };
    let written = console.put(&match command.format {
        Format::Text => page.text(),
        Format::Json => page.json(),
    });
    written.max(exit(&found))
}

fn exit(found: &Found) -> Exit {
    match (&found.bug, found.complete()) {
        (Some(_), _) => Exit::Bug,
        (None, true) => Exit::Ok,
        (None, false) => Exit::Limit,
    }
}
