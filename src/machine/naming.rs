//! What threads are called: their names, and the labels that tell two of one name apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::machine::shared::NewName;
use crate::source::without_hidden;

/// A label is no longer than this, in characters.
const LONGEST: usize = 200;

/// The names given so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Naming {
    /// How many threads without a name there were.
    numbered: u32,
    labels: BTreeMap<String, usize>,
}

impl Naming {
    /// The name of a new thread, and its label.
    pub fn christen(&mut self, name: NewName) -> (String, Arc<str>) {
        let name = self.name_of(name);
        let label = self.new_label(&name);
        (name, label)
    }

    /// As Python names it: `Thread-1 (worker)`.
    fn name_of(&mut self, name: NewName) -> String {
        let function = match name {
            NewName::Given(name) => return name,
            NewName::Numbered(function) => function,
        };
        self.numbered += 1;
        let number = self.numbered;
        match function {
            Some(function) => format!("Thread-{number} ({function})"),
            None => format!("Thread-{number}"),
        }
    }

    /// What traces and schedules call a new thread: its name, with `#2` behind it for the second of that name. A schedule
    /// quotes labels, so that quotes and what is not printed become something else, and of a long name it has the beginning.
    fn new_label(&mut self, name: &str) -> Arc<str> {
        let cut = name.char_indices().nth(LONGEST).map(|(at, _)| at);
        let shown = cut.and_then(|at| Some(format!("{}…", name.get(..at)?)));
        let base = without_hidden(shown.as_deref().unwrap_or(name), ' ').replace('"', "'");
        let mut label = base.clone();
        let mut count = self.labels.get(&base).copied().unwrap_or(0);
        loop {
            count += 1;
            if count > 1 {
                label = format!("{base}#{count}");
            }
            if count == 1 || !self.labels.contains_key(&label) {
                break;
            }
        }
        self.labels.insert(base, count);
        if count > 1 {
            self.labels.insert(label.clone(), 1);
        }
        label.into()
    }
}
