//! `concur` runs concurrency scenarios written in CDL on real OS threads, one step at a time, and says what happened.
//!
//! The rooms, from the bottom up: [`source`] (text and diagnostics), [`value`] (what variables hold), [`syntax`] (text to
//! AST), [`program`] (AST to code), [`primitives`] (locks and the like as pure state machines), [`machine`] (what a
//! step does), [`conduct`] (who does the next one), [`report`] (how a run is shown). ARCHITECTURE.md is the map.
//!
//! [`sync`] is of use without scenarios: Python's primitives for Rust threads.

pub mod cli;
pub mod conduct;
pub mod live;
pub mod machine;
pub mod primitives;
pub mod program;
pub mod report;
pub mod run;
pub mod source;
pub mod suite;
pub mod sync;
pub mod syntax;
pub mod value;
