//! What helps while one writes, in a session or in an editor: what a word means, and what fits where the cursor stands.
//!
//! Everything is read off the lists that the language itself is made from: its words, the registry, the built-ins.

mod complete;
mod names;
mod topic;
mod words;

pub use complete::{Candidate, Sort, Vocabulary, complete};
pub use names::{Access, Definition, Mention, Names, Role};
pub use topic::{Member, Topic, member, members_of, topic, topics};
