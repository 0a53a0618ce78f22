//! The interactive session, whoever reads its lines.
//!
//! A session is a text and a schedule: what was entered, and what was played of it. After each entry the text is loaded and
//! the schedule played anew, from the first step (`tape`). So a session is a run like any other, what `:save` writes gives
//! the same run, and to take something back is to play the shorter tape.

mod answer;
mod command;
pub mod editor;
mod help;
mod notes;
mod search;
mod session;
mod show;
mod tape;
mod text;

pub use command::{Argument, COMMANDS, Command};
pub use session::{Reply, Session, Settings};
