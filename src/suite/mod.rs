//! Scenarios as tests: finds them in files, folders and Markdown, judges their claims, and renews what they expect.
//!
//! A scenario keeps the offsets of the file it stands in, so that every place it names, and every block it renews, is
//! one in that file.

mod bless;
mod gather;
mod judge;
mod read;
mod run;
mod tell;

pub use crate::check::Capture;
pub use crate::source::LARGEST;
pub use bless::{Blessing, renew};
pub use gather::{Case, NOTHING_THERE, Places, gather};
pub use judge::{Judged, Verdict, Verdicts, judge};
pub use read::{Refused, read, too_large};
pub use run::{Loaded, Scenario, load, names, parse_schedule, run, run_here};
pub use tell::{Tally, json, text};
