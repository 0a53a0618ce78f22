//! A thread that does a step in a world that it reaches, whoever else does: the action it stands at, and local work up to
//! the next one. An atomic block is one step.

use std::sync::Arc;

use crate::machine::action::Action;
use crate::machine::image::Image;
use crate::machine::machine::{Chooser, Log, Turn};
use crate::machine::perform::{Effect, Step};
use crate::machine::resume::{Fuel, Stop};
use crate::machine::shared::{By, Shared};
use crate::machine::thread::Thread;
use crate::value::Exception;

/// How far a thread came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Went {
    /// To the end of the step.
    Through,
    /// The fuel ran out first: the thread must go on before it can do another step.
    OutOfFuel,
    /// The run was over first; the action has not happened.
    Nowhere,
}

/// What a thread works in.
pub struct Surroundings<'a, W> {
    /// What it shares with others.
    pub world: &'a mut W,
    /// What does not change.
    pub image: &'a Arc<Image>,
    /// Who hears of events.
    pub log: &'a mut dyn Log,
    /// Who decides what is left open.
    pub chooser: &'a mut dyn Chooser,
    /// How much local work may be done.
    pub fuel: &'a mut Fuel,
}

impl Thread {
    /// Whether it is in the middle of a step, or of what it does before its first one: its fuel had run out.
    pub fn is_midway(&self) -> bool {
        matches!(self.pending, Action::Continue) || self.atomic > 0
    }

    /// Does one step, or the rest of one whose fuel had run out.
    pub fn step<W: Shared>(&mut self, turn: Turn, around: &mut Surroundings<'_, W>) -> Went {
        if matches!(self.pending, Action::Continue) {
            self.work(around.world, around.image, around.fuel);
        } else if self.atomic == 0 && !self.act(turn, around) {
            return Went::Nowhere;
        }
        // In an atomic block whose fuel ran out just before an action, that action is the block's, with its rules.
        if self.finish_atomic(around) { Went::Through } else { Went::OutOfFuel }
    }

    /// Does the pending action and the local work behind it; false if the run was over first.
    fn act<W: Shared>(&mut self, turn: Turn, around: &mut Surroundings<'_, W>) -> bool {
        let action = std::mem::replace(&mut self.pending, Action::Continue);
        self.deadline = None;
        self.told = false;
        if matches!(action, Action::BeginAtomic) && self.atomic == 0 {
            around.world.begin_atomic(By { who: self.handle.id, turn, place: None });
        }
        let effect = Step::new(self, turn, around.world, around.image, around.log, around.chooser).perform(action);
        if matches!(effect, Effect::Stopped) {
            return false;
        }
        self.take_up(effect, around);
        true
    }

    fn take_up<W: Shared>(&mut self, effect: Effect, around: &mut Surroundings<'_, W>) {
        let was_atomic = self.atomic > 0;
        let goes_on = self.apply(around.image, effect);
        if was_atomic && self.atomic == 0 {
            around.world.end_atomic();
        }
        if goes_on {
            self.work(around.world, around.image, around.fuel);
        }
    }

    /// Does the rest of an atomic block that the thread is in; whether it got to the end of it.
    fn finish_atomic<W: Shared>(&mut self, around: &mut Surroundings<'_, W>) -> bool {
        loop {
            if matches!(self.pending, Action::Continue) {
                return false;
            }
            if self.atomic == 0 {
                return true;
            }
            if !around.fuel.burn(1) {
                return false;
            }
            let sleeps = matches!(self.pending, Action::Sleep { .. } | Action::Yield);
            if sleeps || around.world.would_wait(self.handle.id, &self.pending) {
                let exception = Exception::new("RuntimeError", "cannot wait inside an atomic block");
                self.take_up(Effect::Raise(Arc::new(exception)), around);
            } else if !self.act(Turn::Perform, around) {
                return true;
            }
        }
    }

    /// Does local work up to the next action.
    pub fn work<W: Shared>(&mut self, world: &mut W, image: &Image, fuel: &mut Fuel) {
        let was_atomic = self.atomic > 0;
        self.pending = match self.resume(image, world, fuel) {
            Stop::Action(action) => action,
            Stop::Value(_) => Action::End { uncaught: None },
            Stop::OutOfFuel => Action::Continue,
        };
        if matches!(self.pending, Action::End { .. }) {
            self.atomic = 0;
        }
        if was_atomic && self.atomic == 0 {
            world.end_atomic();
        }
    }
}
