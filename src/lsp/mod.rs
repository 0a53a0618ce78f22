//! A language server: what an editor asks while somebody writes a scenario.
//!
//! One thread answers, from what is known of the newest version of each text ([`analysis`]); only a check of every schedule
//! runs beside it. Whatever an editor asks, the server goes on.

mod actions;
mod analysis;
mod capabilities;
mod client;
mod complete;
mod diagnose;
mod documents;
mod findings;
mod hints;
mod hover;
mod lenses;
mod markup;
mod names;
mod place;
mod requests;
mod server;
mod signature;
mod symbols;
mod tokens;

pub use server::{Ended, serve};
