//! What threads are called: their names, and the labels that tell two of one name apart.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::machine::shared::NewName;

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
    /// quotes labels, so that quotes and what is not printed become something else.
    fn new_label(&mut self, name: &str) -> Arc<str> {
        let plain = |letter: char| match letter {
            '"' => '\'',
            letter if letter.is_control() => ' ',
            letter => letter,
        };
        let base: String = name.chars().map(plain).collect();
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
