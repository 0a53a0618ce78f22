//! Reports of runs made by hand: what people and programs are shown, pinned word for word.

mod endings;
mod stage;
mod traces;
