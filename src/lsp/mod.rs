//! A language server: what an editor asks while somebody writes a scenario.
//!
//! One thread answers, from what is known of the newest version of each text ([`analysis`]); only reading ahead ([`wire`]),
//! writing, and a check of every schedule run beside it. Whatever an editor asks, the server goes on.

mod actions;
mod addresses;
mod analysis;
mod brief;
mod capabilities;
mod checks;
mod client;
mod complete;
mod diagnose;
mod documents;
mod findings;
mod hints;
mod hover;
mod inbox;
mod lenses;
mod markup;
mod memory;
mod names;
mod outputs;
mod place;
mod requests;
mod server;
mod signature;
mod symbols;
mod tokens;
mod wire;

pub use server::{Ended, serve};
pub use wire::{Wire, stdio};
