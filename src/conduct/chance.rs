//! What a step leaves open: which waiter, which option. The schedule decides, then the policy.

use std::collections::VecDeque;
use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::policy::Policy;
use crate::machine::{Chooser, Image};
use crate::run::{Decision, option_texts};
use crate::syntax::ast::Choice;
use crate::value::{ThreadId, Value};

/// Decides one step, and notes how.
pub(super) struct Chance<'a> {
    pub(super) policy: &'a mut dyn Policy,
    pub(super) dice: &'a mut Dice,
    pub(super) image: &'a Arc<Image>,
    /// What the schedule decides of this step, and is not used up yet.
    pub(super) asked: VecDeque<Choice>,
    /// Labels of threads by id.
    pub(super) labels: &'a [Arc<str>],
    /// How each thing was decided that the step left open.
    pub(super) decisions: Vec<Decision>,
    /// What was asked for and is not there, with what is.
    pub(super) missing: Option<(String, Vec<String>)>,
}

/// The source of chance for `choose`, apart from the policy's, so that both are the same whatever the other does.
#[derive(Debug)]
pub(super) struct Dice {
    generator: StdRng,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self { generator: StdRng::seed_from_u64(seed ^ 0x9e37_79b9_7f4a_7c15) }
    }
}

impl Chance<'_> {
    /// What was asked for and is not there, with what is. A choice that the step did not have is asked for in vain.
    pub(super) fn in_vain(&mut self) -> Option<(String, Vec<String>)> {
        let left = self.asked.pop_front().map(|choice| match choice {
            Choice::Option(text) => text,
            Choice::Waiters(names) => {
                let names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.text)).collect();
                format!("to wake {}", names.join(", "))
            }
        });
        self.missing.take().or(left.map(|what| (what, Vec::new())))
    }

    fn label(&self, thread: ThreadId) -> &str {
        self.labels.get(thread.index()).map_or("?", |label| label)
    }

    /// The next waiter that the schedule asks for.
    fn asked_waiter(&mut self, waiters: &[ThreadId]) -> Option<usize> {
        let Some(Choice::Waiters(names)) = self.asked.front_mut() else { return None };
        let name = if names.is_empty() { None } else { Some(names.remove(0).text) };
        if names.is_empty() {
            self.asked.pop_front();
        }
        let name = name?;
        let found = waiters.iter().position(|waiter| self.label(*waiter) == name);
        if found.is_none() {
            let options = waiters.iter().map(|waiter| self.label(*waiter).to_owned()).collect();
            self.missing = Some((format!("to wake `{name}`"), options));
        }
        found
    }
}

impl Chooser for Chance<'_> {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        let index = match self.asked_waiter(waiters) {
            Some(index) => index,
            None => self.policy.tie(waiters.len()),
        };
        let woken = waiters.get(index).copied();
        Decision::add_waiter(&mut self.decisions, woken);
        index
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let texts = option_texts(options, &**self.image);
        let index = match self.asked.pop_front() {
            Some(Choice::Option(wanted)) => {
                let found = texts.iter().position(|text| *text == wanted);
                if found.is_none() {
                    self.missing = Some((wanted, texts.clone()));
                }
                found.unwrap_or(0)
            }
            other => {
                self.asked.extend(other);
                if options.len() < 2 { 0 } else { self.dice.generator.random_range(0..options.len()) }
            }
        };
        self.decisions.extend(texts.into_iter().nth(index).map(Decision::Option));
        index
    }
}
