//! The threads that the parts of a state refer to.

use super::action::{Action, Arguments, Location, OperationTarget, StartRequest};
use super::thread::Thread;
use super::world::{FutureEntry, RosterEntry};
use crate::primitives::Future;
use crate::value::{Mentions, ThreadId};

impl Mentions for Thread {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self {
            handle,
            pending,
            asleep_until: _,
            deadline: _,
            told: _,
            atomic: _,
            origin: _,
            raised: _,
            gave_up: _,
            frames: _,
            stack,
        } = self;
        handle.mentions(show);
        pending.mentions(show);
        stack.mentions(show);
    }
}

impl Mentions for Action {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Read { location } => location.mentions(show),
            Self::Write { location, value } => {
                location.mentions(show);
                value.mentions(show);
            }
            Self::Update { location, operator: _, operand } => {
                location.mentions(show);
                operand.mentions(show);
            }
            Self::Method { location, method: _, arguments } => {
                location.mentions(show);
                arguments.mentions(show);
            }
            Self::Operate { target, operation } => {
                target.mentions(show);
                operation.mentions(show);
            }
            Self::Start(request) => request.mentions(show),
            Self::Join { threads } | Self::JoinWorkers { workers: threads, uncaught: _ } => threads.mentions(show),
            Self::Choose { options } => options.mentions(show),
            Self::FinishTask { future: _, result } => {
                if let Ok(value) = result {
                    value.mentions(show);
                }
            }
            Self::Continue
            | Self::Print { text: _ }
            | Self::Sleep { duration: _ }
            | Self::Yield
            | Self::JoinAll
            | Self::Now
            | Self::Count
            | Self::BeginAtomic
            | Self::Enter { section: _ }
            | Self::Leave { section: _ }
            | Self::WaitFor { condition: _, wait: _, deadline: _, slot: _ }
            | Self::End { uncaught: _ } => {}
        }
    }
}

impl Mentions for Location {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { variable: _, path } = self;
        path.mentions(show);
    }
}

impl Mentions for Arguments {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { positional, keywords } = self;
        positional.mentions(show);
        keywords.iter().for_each(|(_, value)| value.mentions(show));
    }
}

impl Mentions for OperationTarget {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::Thread(thread) => show(*thread),
            Self::Object(_) | Self::Future(_) => {}
        }
    }
}

impl Mentions for StartRequest {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { name: _, daemon: _, callee, arguments, block: _ } = self;
        callee.mentions(show);
        arguments.mentions(show);
    }
}

impl Mentions for RosterEntry {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { handle, label: _, pool: _, life: _ } = self;
        handle.mentions(show);
    }
}

impl Mentions for FutureEntry {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { state: Future { state, asked: _ }, function: _, place: _, worker } = self;
        state.mentions(show);
        worker.mentions(show);
    }
}

#[cfg(test)]
#[path = "tests/mentions.rs"]
mod tests;
