//! Threads let loose: a scenario on real OS threads, with real blocking, real time and real races.
//!
//! No one decides who goes on. Each step happens at one instant on the real thing it touches (a monitor of
//! [`sync`](crate::sync)), and gets a stamp there, larger than that of the step before on the same thing (Lamport, "Time,
//! Clocks, and the Ordering of Events in a Distributed System", CACM 1978). A thread writes down only the stamps of its
//! own steps. Merged, they are a schedule, and the [`Machine`](crate::machine::Machine) that follows it comes to the
//! very same state: so traces, reports and schedules of a live run are those of its replay.

mod commons;
mod journal;
mod object;
mod options;
mod participant;
mod reach;
mod registry;
mod replay;
mod run;
mod turnstile;
mod variable;
mod writer;

pub use options::Options;
pub use run::run;
