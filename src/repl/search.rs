//! `:check`: every schedule from here on.

use std::sync::Arc;

use super::session::Settings;
use super::tape::{Played, Tape};
use crate::check;
use crate::explore::{Options, Progress, Start};
use crate::report::Origin;
use crate::report::check::Page;
use crate::source::{Source, render};
use crate::syntax::parse_schedule;

/// Columns of what is drawn, where no one says.
const WIDTH: usize = 100;

/// Looks at every schedule that begins with what was played. That `main` comes to the end of its text is its end.
pub(super) fn check(
    tape: &Tape,
    now: &Played,
    settings: &Settings,
    tell: &mut dyn FnMut(&Progress),
) -> Result<String, String> {
    let schedule = parse_schedule(&Source::new("schedule", tape.schedule.clone())).unwrap_or_default();
    let options = Options {
        start: Some(Arc::new(Start { machine: now.machine.clone(), schedule })),
        jobs: settings.jobs,
        interrupt: Arc::clone(&settings.interrupt),
        ..Options::default()
    };
    if let Some(refusal) = check::refusal(&now.text.scenario, &options) {
        return Err(render(&refusal, &now.text.source, settings.look));
    }
    let checked = check::check(&now.text.scenario, &options, tell);
    let page = Page {
        check: &checked,
        scenario: &now.text.scenario,
        source: &now.text.source,
        file: "from here",
        origin: Origin::Session,
        paint: settings.paint,
        width: settings.look.width.max(WIDTH.min(settings.look.width)),
    };
    Ok(format!("{}{}", page.problems(), page.summary()))
}
