//! Data races: two threads that can go on are about to access one location, and one of them would write.

use std::sync::Arc;

use super::{Ground, Mover};
use crate::explore::access::{self, Access};
use crate::explore::layout::Cell;
use crate::explore::question::Key;
use crate::explore::store::Content;
use crate::program::VariableId;
use crate::value::ThreadId;

/// Finds the races in states.
pub(super) struct Races<'g> {
    ground: &'g Ground<'g>,
    /// For each thread and its number: what it is about to access.
    accesses: Vec<Vec<Option<Option<Arc<Access>>>>>,
    /// Variables, and behind them the elements of which it is asked, for which it has been told that there is a race, if it is
    /// told only once.
    told: Option<Vec<bool>>,
    /// Kept between two states, so that it need not be made anew.
    about: Vec<(ThreadId, Arc<Access>)>,
}

impl<'g> Races<'g> {
    pub(super) fn of(ground: &'g Ground<'g>) -> Self {
        Self { ground, accesses: Vec::new(), told: None, about: Vec::new() }
    }

    /// From now on each race is told of only once: a search need not know how often it shows.
    pub(super) fn tell_once(&mut self) {
        let Ground { image, question, .. } = self.ground;
        let atomic = |variable: VariableId| {
            image.program.variables.get(variable.0 as usize).is_some_and(|variable| variable.atomic)
        };
        let variables = image.program.variables.iter().map(|variable| variable.atomic);
        self.told = Some(variables.chain(question.elements.iter().map(|element| atomic(element.variable))).collect());
    }

    /// What has been told of.
    pub(super) fn take_told(&mut self) -> Option<Vec<bool>> {
        self.told.take()
    }

    /// Goes on where that had been told of.
    pub(super) fn tell_as(&mut self, told: Option<Vec<bool>>) {
        self.told = told;
    }

    /// Whether each is told of only once.
    pub(super) fn tells_once(&self) -> bool {
        self.told.is_some()
    }

    /// The races in a state in which these can go on.
    pub(super) fn find(&mut self, row: &[u32], movers: &[Mover], mut say: impl FnMut(Key)) {
        if self.told.as_ref().is_some_and(|told| !told.contains(&false)) {
            return;
        }
        let about = std::mem::take(&mut self.about);
        let about = self.accesses_of(row, movers, about);
        for (index, (_, first)) in about.iter().enumerate() {
            for (_, second) in about.iter().skip(index + 1) {
                // Most variables have no elements of which it is asked, and are done with after the first race.
                let known = self.ground.question.elements.is_empty() && self.is_told(&Key::Race(first.variable));
                if known || !first.conflicts(second, || self.ground.variable(first.variable, row)) {
                    continue;
                }
                for key in self.names_of(first, second, row) {
                    if !self.is_told(&key) {
                        self.tell(&key);
                        say(key);
                    }
                }
            }
        }
        self.about = about;
    }

    /// The first two threads that are about to race so.
    pub(super) fn first(&mut self, row: &[u32], movers: &[Mover], key: &Key) -> Option<(ThreadId, ThreadId)> {
        let about = self.accesses_of(row, movers, Vec::new());
        about.iter().enumerate().find_map(|(index, (one, first))| {
            let second = about.iter().skip(index + 1).find(|(_, second)| {
                first.conflicts(second, || self.ground.variable(first.variable, row))
                    && self.names_of(first, second, row).contains(key)
            });
            second.map(|(other, _)| (*one, *other))
        })
    }

    /// What a thread is about to access, if that can be part of a race.
    pub(super) fn access(&mut self, who: ThreadId, number: u32) -> Option<Arc<Access>> {
        let (index, number) = (who.index(), number as usize);
        if self.accesses.len() <= index {
            self.accesses.resize(index + 1, Vec::new());
        }
        let numbers = self.accesses.get_mut(index)?;
        if numbers.len() <= number {
            numbers.resize(number + 1, None);
        }
        let known = numbers.get_mut(number)?;
        if known.is_none() {
            let position = self.ground.layout.position(Cell::Thread(who));
            let content = self.ground.store.content(position, u32::try_from(number).unwrap_or(0));
            *known = Some(match content {
                Some(Content::Thread(thread)) => access::of(&thread, self.ground.image).map(Arc::new),
                _ => None,
            });
        }
        known.clone().flatten()
    }

    fn accesses_of(
        &mut self,
        row: &[u32],
        movers: &[Mover],
        mut about: Vec<(ThreadId, Arc<Access>)>,
    ) -> Vec<(ThreadId, Arc<Access>)> {
        about.clear();
        for mover in movers {
            let number = row.get(self.ground.layout.position(Cell::Thread(mover.who))).copied().unwrap_or(0);
            if let Some(access) = self.access(mover.who, number) {
                about.push((mover.who, access));
            }
        }
        about
    }

    /// What two accesses that conflict are a race for.
    fn names_of(&self, first: &Access, second: &Access, row: &[u32]) -> Vec<Key> {
        access::names_of(first, second, &self.ground.question.elements, || self.ground.variable(first.variable, row))
    }

    /// Where it is noted whether a race has been told of.
    fn note_of(&self, key: &Key) -> Option<usize> {
        match key {
            Key::Race(variable) => Some(variable.0 as usize),
            Key::RaceOn(_, index) => Some(self.ground.image.program.variables.len() + index),
            _ => None,
        }
    }

    fn is_told(&self, key: &Key) -> bool {
        let note = self.note_of(key).zip(self.told.as_ref());
        note.and_then(|(note, told)| told.get(note)) == Some(&true)
    }

    fn tell(&mut self, key: &Key) {
        let note = self.note_of(key).zip(self.told.as_mut());
        if let Some(told) = note.and_then(|(note, told)| told.get_mut(note)) {
            *told = true;
        }
    }
}
