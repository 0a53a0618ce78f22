//! What a step leaves open: which waiter, which option. The schedule decides, then the policy.

use std::sync::Arc;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::policy::Policy;
use crate::machine::{Chooser, Image};
use crate::run::Decision;
use crate::syntax::ast::Turn as Asked;
use crate::value::{self, ThreadId, Value};

/// Decides one step, and notes how.
pub(super) struct Chance<'a> {
    pub(super) policy: &'a mut dyn Policy,
    pub(super) dice: &'a mut Dice,
    pub(super) image: &'a Arc<Image>,
    /// What the schedule asks for in this step.
    pub(super) asked: Option<Asked>,
    /// Labels of threads by id.
    pub(super) labels: &'a [Arc<str>],
    /// How it was decided, if it was not the default.
    pub(super) decision: Option<Decision>,
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
    fn label(&self, thread: ThreadId) -> &str {
        self.labels.get(thread.index()).map_or("?", |label| label)
    }

    /// The next waiter that the schedule asks for.
    fn asked_waiter(&mut self, waiters: &[ThreadId]) -> Option<usize> {
        let Some(Asked::Notify(names)) = &mut self.asked else { return None };
        if names.is_empty() {
            return None;
        }
        let name = names.remove(0);
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
        Decision::add_waiter(&mut self.decision, woken);
        index
    }

    fn option(&mut self, options: &[Value]) -> usize {
        let texts = || options.iter().map(|option| value::repr(option, &**self.image)).collect::<Vec<_>>();
        let index = match &self.asked {
            Some(Asked::Choose(wanted)) => {
                let texts = texts();
                let found = texts.iter().position(|text| text == wanted);
                if found.is_none() {
                    self.missing = Some((wanted.clone(), texts));
                }
                found.unwrap_or(0)
            }
            _ if options.len() < 2 => 0,
            _ => self.dice.generator.random_range(0..options.len()),
        };
        let chosen = options.get(index).map(|option| value::repr(option, &**self.image));
        self.decision = chosen.map(Decision::Option);
        index
    }
}
