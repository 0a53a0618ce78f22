//! A listener that hears nothing and a chooser that takes the first: for steps of which nobody wants to know, and that
//! leave nothing open.

use crate::machine::event::{Cast, Event};
use crate::machine::machine::{Chooser, Log};
use crate::value::{ThreadId, Value};

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Deaf;

impl Log for Deaf {
    fn wants(&self) -> bool {
        false
    }

    fn event(&mut self, _event: Event, _cast: &dyn Cast) {}

    fn print(&mut self, _text: &str) {}
}

/// Takes the longest waiting thread, as CPython does, and the first option.
#[derive(Clone, Copy, Debug, Default)]
pub struct First;

impl Chooser for First {
    fn waiter(&mut self, _waiters: &[ThreadId]) -> usize {
        0
    }

    fn option(&mut self, _options: &[Value]) -> usize {
        0
    }
}
