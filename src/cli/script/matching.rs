//! `--match`: the schedule that prints what a file says.

use std::sync::Arc;

use serde_json::Value;

use super::{Format, Session};
use crate::check::{self, Match};
use crate::cli::check::cores;
use crate::cli::progress::Progress;
use crate::cli::{Console, Exit};
use crate::explore::{Options, Timing};
use crate::report::{Origin, check as report, json_diagnostic, json_line, matching as told};
use crate::source::Source;
use crate::suite::{self, Scenario};
use crate::syntax::ast::Schedule;

/// Reads what is to be printed.
pub(super) fn log(path: &str, files: &[String], console: &Console) -> Result<Source, Exit> {
    if path == "-" && files.iter().any(|file| file == "-") {
        console.say("concur: standard input is either the scenario or what is to be printed, not both\n");
        return Err(Exit::Wrong);
    }
    match suite::read(path) {
        Ok(source) => Ok(Source::new(source.name(), source.text().replace("\r\n", "\n"))),
        Err(mut refused) => {
            // Help there is for scenarios, but for a name that is nearly right.
            refused.diagnostic.help =
                refused.diagnostic.help.filter(|_| refused.diagnostic.code == "cdl::file::missing");
            Err(console.refuse(&refused))
        }
    }
}

impl Session<'_> {
    /// Looks for a schedule with which `scenario` prints `log`; where there is none, says so.
    pub(super) fn search(
        &self,
        origin: &Origin,
        scenario: &Scenario,
        log: &Source,
    ) -> Result<(Source, Schedule), Exit> {
        let options = Options {
            jobs: cores(),
            time_limit: self.command.time_limit,
            interrupt: Arc::clone(&self.interrupt),
            ..Options::default()
        };
        // A run knows the time, so whoever asks for it can be answered here too.
        let timing = if check::refusal(scenario, &options).is_some() { Timing::Exact } else { options.timing };
        let options = Options { timing, ..options };
        let (mut line, width) = (Progress::new(), self.console.look.width);
        let found = check::matching(scenario, log.text(), &options, &mut |progress| {
            line.show(|time| report::progress(progress, time, width));
        });
        drop(line);
        if let Some(what) = &found.bug {
            self.say_bug(what);
            return Err(Exit::Bug);
        }
        let Some(replay) = &found.replay else { return Err(self.not_found(origin, log, &found)) };
        if self.command.format == Format::Text {
            self.console.say(&format!("schedule {}\n", replay.schedule));
        }
        let source = Source::new("--match", replay.schedule.as_str());
        let schedule = suite::parse_schedule(&source).map_err(|diagnostics| {
            self.console.diagnose_all(&diagnostics, &source);
            self.say_bug("the schedule that was found cannot be read");
            Exit::Bug
        })?;
        Ok((source, schedule))
    }

    /// Says where all schedules part from `log`, or that this is not known.
    fn not_found(&self, origin: &Origin, log: &Source, found: &Match) -> Exit {
        let file = origin.name();
        if !found.complete() {
            let what = told::unknown(found, file);
            self.console.say(&format!("concur: {what}\n"));
            return if self.command.format == Format::Json {
                self.ended(&told::ended("limit", &what), Exit::Limit)
            } else {
                Exit::Limit
            };
        }
        let diagnostic = told::parted(&found.parting, log, file);
        self.console.diagnose(&diagnostic, log);
        self.console.say(&told::instead(&found.parting, self.console.look.width));
        if self.command.format == Format::Text {
            return Exit::Failed;
        }
        let written = self.console.put(&json_diagnostic(&diagnostic, log));
        let end = told::unmatched(&found.parting, &diagnostic.message);
        written.max(self.ended(&end, Exit::Failed))
    }

    /// The end of a stream without a run.
    fn ended(&self, end: &Value, exit: Exit) -> Exit {
        self.console.put(&json_line(end)).max(exit)
    }
}
