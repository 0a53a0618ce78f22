//! `concur` runs concurrency scenarios written in CDL on real OS threads, one step at a time, and says what happened.
//!
//! The rooms, from the bottom up: [`system`] (threads of the operating system), [`source`] (text and diagnostics), [`value`] (what variables hold), [`syntax`] (text to
//! AST), [`format`] (the one format of that text), [`program`] (AST to code), [`primitives`] (locks and the like as pure
//! state machines), [`sync`] (the same, blocking, for Rust threads), [`machine`] (what a step does), [`conduct`] (who does
//! the next one), [`live`] (no one decides: threads let loose), [`run`] (what a run tells), [`report`] (how it is shown), [`assist`] (what
//! helps while one writes), [`repl`] (a session).
//! ARCHITECTURE.md is the map.
//!
//! [`sync`] stands alone: Python's primitives, to be used from Rust.

pub mod assist;
pub mod check;
pub mod cli;
pub mod conduct;
pub mod explore;
pub mod format;
pub mod live;
pub mod lsp;
pub mod machine;
pub mod primitives;
pub mod program;
pub mod repl;
pub mod report;
pub mod run;
pub mod source;
pub mod suite;
pub mod sync;
pub mod syntax;
pub mod system;
pub mod value;
