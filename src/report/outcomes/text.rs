//! All outcomes as a table: how each ends, what it prints or which values it leaves, and the command that comes to it.

use super::{Page, SHOWN};
use crate::check::{Outcome, shown};
use crate::conduct::PolicyKind;
use crate::explore::EndKind;
use crate::report::cell::{cut, width};
use crate::report::check::{thousands, why};
use crate::report::entries::{Entries, INDENT, colored, statuses};
use crate::report::phrase::{list, one_line, shell};
use crate::report::runs::Ending;
use crate::report::words::repr;
use crate::report::{Asked, Driver, Origin, Scene, Status, deadlock};
use crate::run::{End, Run};
use crate::source::Look;

impl Page<'_> {
    /// The table.
    pub fn text(&self) -> String {
        let (searched, sampled) = self.outcomes.outcomes.split_at(self.outcomes.searched());
        let mut text = self.headline();
        text.push_str(&self.some(searched, 0));
        if self.outcomes.runs > 0 {
            text.push_str(&format!("\n{}\n", self.paint.bold(&self.sampled(sampled.len()))));
            text.push_str(&self.some(sampled, searched.len()));
        }
        if let Some(hint) = self.hint() {
            text.push_str(&format!("\n{:INDENT$}{}\n", "", self.paint.dim(&hint)));
        }
        text
    }

    /// Some of these outcomes, the number of the first of which is one more than `before`.
    fn some(&self, outcomes: &[Outcome], before: usize) -> String {
        let entries = Entries { noun: "outcome", paint: self.paint, width: self.width };
        let mut text = statuses(outcomes.iter().map(|outcome| (Status::from(outcome.end), 1)), thousands, self.paint);
        let ends: Vec<EndKind> = outcomes.iter().map(|outcome| outcome.end).collect();
        let shown = shown(&ends, SHOWN);
        let table = Table { page: self, entries, names: self.names() };
        for (index, outcome) in outcomes.iter().enumerate().filter(|(index, _)| shown.contains(index)) {
            text.push_str(&table.entry(before + index, outcome));
        }
        let more = outcomes.len() - shown.len();
        if more > 0 {
            let (more, plural) = (more as u64, plural(more as u64));
            let more = thousands(more);
            text.push_str(&format!("\n{:INDENT$}and {more} more outcome{plural}; --format json lists them all\n", ""));
        }
        text
    }

    /// `612 more outcomes from 1,000 random runs`.
    fn sampled(&self, outcomes: usize) -> String {
        let more = if self.outcomes.searched() > 0 { " more" } else { "" };
        let number = if outcomes == 0 { "no".to_owned() } else { thousands(outcomes as u64) };
        let runs = self.outcomes.runs;
        let (noun, runs, plural) = (plural(outcomes as u64), thousands(runs), plural(runs));
        format!("{number}{more} outcome{noun} from {runs} random run{plural}")
    }

    /// What to ask for instead, where this says little.
    fn hint(&self) -> Option<String> {
        let (found, file) = (self.outcomes, shell(self.file));
        if !found.complete() {
            return Some(format!("how often random runs print what: concur script {file} --runs 1000"));
        }
        let silent = found.outcomes.iter().all(|outcome| outcome.output.as_deref() == Some(""));
        let variables = self.scenario.image.program.variables.iter().take(NAMED);
        let names: Vec<&str> = variables.map(|variable| variable.name.as_str()).collect();
        let hint = format!("it prints nothing; final values: concur outcomes {file} --of {}", names.join(","));
        (silent && !names.is_empty()).then_some(hint)
    }

    /// `race.cdl: 2 outcomes in 38 states`.
    fn headline(&self) -> String {
        let found = self.outcomes;
        let (file, paint) = (one_line(self.file), self.paint);
        let states = format!("{} state{}", thousands(found.progress.states), plural(found.progress.states));
        let outcomes = match found.searched() {
            0 => "no outcome".to_owned(),
            1 => "1 outcome".to_owned(),
            some => format!("{} outcomes", thousands(some as u64)),
        };
        let of = match self.names() {
            names if names.is_empty() => String::new(),
            names => format!(" of {}", list(&names.into_iter().map(str::to_owned).collect::<Vec<_>>())),
        };
        if !found.complete() {
            let why = why(found.cut);
            return format!(
                "{}\n",
                paint.doubt(&format!("{file}: not complete: {why}{outcomes}{of} so far, in {states}"))
            );
        }
        let remark = match (found.outcomes.as_slice(), found.of.is_empty()) {
            ([], _) => ": no schedule comes to an end",
            ([_], true) => ": whatever the schedule, it prints and ends the same",
            ([_], false) => ": whatever the schedule, it ends the same",
            _ => "",
        };
        format!("{}{remark}\n", paint.bold(&format!("{file}: {outcomes}{of} in {states}")))
    }
}

/// So many variables are named in a hint.
const NAMED: usize = 3;

struct Table<'a> {
    page: &'a Page<'a>,
    entries: Entries,
    names: Vec<&'a str>,
}

impl Table<'_> {
    fn entry(&self, index: usize, outcome: &Outcome) -> String {
        let mut text = format!("\n{}", self.head(index, outcome));
        match &outcome.output {
            Some(output) => text.push_str(&self.output(index, output)),
            None => text.push_str(&self.values(outcome)),
        }
        if let Some(replay) = &outcome.replay {
            text.push_str(&self.entries.notes(&self.notes(&replay.run), Status::from(outcome.end)));
            text.push_str(&self.entries.follow(self.page.file, &replay.schedule, "", outcome.seed));
        }
        text
    }

    /// `   1  deadlock   8 steps`.
    fn head(&self, index: usize, outcome: &Outcome) -> String {
        let (paint, status) = (self.page.paint, Status::from(outcome.end));
        let number = paint.bold(&format!("{:>4}", index + 1));
        let steps = outcome.replay.as_ref().map(|replay| replay.run.steps);
        let steps = steps.map_or(String::new(), |steps| format!("  {} step{}", thousands(steps), plural(steps)));
        format!("{number}  {}{}\n", colored(status, status.word(), paint), paint.dim(&steps))
    }

    fn output(&self, index: usize, output: &str) -> String {
        let mut outputs = self.page.outcomes.outcomes.iter().filter_map(|outcome| outcome.output.as_deref());
        let first = outputs.next().unwrap_or_default();
        self.entries.output(index, output, first, outputs.find(|other| *other != first))
    }

    /// `x = 0, y = 1`, or a line each if that is too long.
    fn values(&self, outcome: &Outcome) -> String {
        let names = &*self.page.scenario.image;
        let value = |(name, value): (&&str, &Option<_>)| match value {
            Some(value) => one_line(&format!("{name} = {}", repr(value, names))),
            None => format!("{name} has no value yet"),
        };
        let values: Vec<String> = self.names.iter().zip(&outcome.values).map(value).collect();
        let (together, room) = (values.join(", "), self.entries.room());
        if width(&together) <= room {
            return self.entries.bar(&together);
        }
        values.iter().map(|value| self.entries.bar(&cut(value, room))).collect()
    }

    /// What went wrong.
    fn notes(&self, run: &Run) -> Vec<String> {
        let mut notes = Ending::of(run).notes();
        if let End::Deadlock(found) = &run.end {
            let page = self.page;
            let driver = Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 };
            let asked = Asked { origin: Origin::File(page.file.to_owned()), driver };
            let scene = Scene { run, source: page.source, names: &*page.scenario.image, look: Look::default(), asked };
            let sentence = one_line(&deadlock::sentence(found, &scene));
            notes.push(sentence.strip_prefix("deadlock: ").map_or(sentence.clone(), str::to_owned));
        }
        notes
    }
}

fn plural(number: u64) -> &'static str {
    if number == 1 { "" } else { "s" }
}
