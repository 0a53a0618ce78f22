//! How runs, traces and findings are shown. Data in, words out: nothing here decides anything.
//!
//! Traces ([`Plain`], [`Log`], [`Lanes`], [`Json`]) are observers that write to a [`Sink`] as the run goes; what there is
//! to say at its end is in [`ending`]. Every event has its words in one place ([`describe`]).

mod abridged;
mod advice;
mod cell;
pub mod changes;
pub mod check;
mod deadlock;
mod describe;
mod drawing;
pub mod ending;
mod entries;
mod excerpt;
pub mod explain;
mod json;
mod lanes;
mod layout;
mod line;
mod log;
pub mod matching;
mod mishap;
pub mod outcomes;
pub mod output;
mod paint;
pub mod phrase;
mod plain;
pub mod runs;
mod scene;
mod sink;
mod standing;
mod stop;
mod words;
mod wrap;

#[cfg(test)]
mod tests;

pub use cell::cut;
pub use deadlock::report as deadlock;
pub use describe::said;
pub use ending::Status;
pub use json::{Json, diagnostic as json_diagnostic, json_line};
pub use lanes::Lanes;
pub use log::{Kept, Lines, Log};
pub use mishap::{overlap, uncaught};
pub use paint::Paint;
pub use plain::Plain;
pub use scene::{Asked, Driver, Origin, Scene};
pub use sink::{Haste, Sink};
pub use standing::sentence as standing;
pub use wrap::wrapped;
