//! `barrier`: a number of threads that wait for each other, again and again.
//!
//! The states are CPython's (Lib/threading.py, class Barrier): filling, draining, resetting, broken; and one more for the
//! time in which the action runs, which CPython spends holding the barrier's inner lock.

use super::{BarrierOperation, Operation, Primitive, Reply, Wait, timeout};
use crate::value::{Exception, ThreadId, Value};

/// `threading.Barrier`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Barrier {
    parties: i64,
    count: i64,
    state: State,
    action: Value,
    wait: Wait,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    Filling,
    /// The last one has come; its action runs.
    Acting,
    Draining,
    Resetting,
    Broken,
}

impl Barrier {
    /// One for so many threads. CPython 3.11 takes 0 and then hangs; as in 3.12, that is an error.
    pub fn new(parties: &Value, action: Value, wait: &Value) -> Result<Self, Exception> {
        let parties = timeout::integer(parties)?;
        if parties < 1 {
            return Err(Exception::new("ValueError", "parties must be > 0"));
        }
        if !matches!(action, Value::None | Value::Function(_) | Value::Builtin(_)) {
            return Err(Exception::new("TypeError", format!("'{}' object is not callable", action.type_name())));
        }
        Ok(Self { parties, count: 0, state: State::Filling, action, wait: timeout::optional(wait)? })
    }

    /// How many threads it is for.
    pub fn parties(&self) -> i64 {
        self.parties
    }

    /// How many have come and wait.
    pub fn waiting(&self) -> i64 {
        if self.state == State::Filling { self.count } else { 0 }
    }

    fn arrive(&mut self, wait: Option<Wait>) -> Reply {
        if self.state == State::Broken {
            return broken();
        }
        let index = self.count;
        self.count += 1;
        if self.count < self.parties {
            let wait = wait.unwrap_or(self.wait);
            return Reply::Continue(Operation::Barrier(BarrierOperation::Arrived { index, wait }));
        }
        if matches!(self.action, Value::None) {
            return self.release();
        }
        self.state = State::Acting;
        Reply::Call(self.action.clone())
    }

    /// Lets all go; the last one goes first.
    fn release(&mut self) -> Reply {
        self.state = State::Draining;
        self.leave();
        Reply::Done(Value::Int(self.parties - 1))
    }

    /// One thread less; the last one to leave opens the barrier for the next generation.
    fn leave(&mut self) {
        self.count -= 1;
        if self.count == 0 && matches!(self.state, State::Draining | State::Resetting) {
            self.state = State::Filling;
        }
    }
}

impl Primitive<BarrierOperation> for Barrier {
    fn ready(&self, _who: ThreadId, operation: &BarrierOperation) -> bool {
        match operation {
            BarrierOperation::Wait(_) => matches!(self.state, State::Filling | State::Broken),
            BarrierOperation::Arrived { .. } => !matches!(self.state, State::Filling | State::Acting),
            // While the action runs, CPython holds the lock that these need.
            BarrierOperation::Reset | BarrierOperation::Abort => self.state != State::Acting,
            _ => true,
        }
    }

    fn perform(&mut self, _who: ThreadId, operation: BarrierOperation, _woken: &mut Vec<ThreadId>) -> Reply {
        match operation {
            BarrierOperation::Wait(wait) => self.arrive(wait),
            BarrierOperation::Arrived { index, .. } => {
                let fine = self.state == State::Draining;
                self.leave();
                if fine { Reply::Done(Value::Int(index)) } else { broken() }
            }
            BarrierOperation::Release => self.release(),
            BarrierOperation::ActionFailed | BarrierOperation::Abort => {
                if matches!(operation, BarrierOperation::ActionFailed) {
                    self.count -= 1;
                }
                self.state = State::Broken;
                Reply::Done(Value::None)
            }
            BarrierOperation::Reset => {
                self.state = match (self.count, self.state) {
                    (0, _) => State::Filling,
                    (_, State::Filling | State::Broken) => State::Resetting,
                    (_, other) => other,
                };
                Reply::Done(Value::None)
            }
            BarrierOperation::Parties => Reply::Done(Value::Int(self.parties)),
            BarrierOperation::Waiting => Reply::Done(Value::Int(self.waiting())),
            BarrierOperation::Broken => Reply::Done(Value::Bool(self.state == State::Broken)),
        }
    }

    fn expire(&mut self, _who: ThreadId, _operation: BarrierOperation) -> Reply {
        self.state = State::Broken;
        self.leave();
        broken()
    }
}

fn broken() -> Reply {
    Reply::Raise(Exception::new("BrokenBarrierError", ""))
}
