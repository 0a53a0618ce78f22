//! Source text, places in it, and what is said about them: the bottom of the house.
//!
//! Every other room names a place by a [`Span`] of byte offsets into one [`Source`] and says what is
//! wrong there with a [`Diagnostic`]; only [`render`] knows how such a thing looks on a terminal.

mod diagnostic;
mod render;
mod shown;
mod span;
mod visible;

pub use diagnostic::{Diagnostic, Fix, Label, Severity};
pub use render::{Look, render};
pub use shown::brief;
pub use span::{Position, Source, Span};
pub use visible::{Form, file_name, is_visible, one_line, visible, visible_json, without_hidden};

/// The largest source, in bytes.
pub const LARGEST: u64 = 4 << 20;
