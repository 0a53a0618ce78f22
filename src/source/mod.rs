//! Source text, places in it, and what is said about them: the bottom of the house.
//!
//! Every other room names a place by a [`Span`] of byte offsets into one [`Source`] and says what is
//! wrong there with a [`Diagnostic`]; only [`render`] knows how such a thing looks on a terminal.

mod diagnostic;
mod render;
mod span;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use render::{Look, render};
pub use span::{Position, Source, Span};
