//! What helps while one writes, in a session or in an editor: what a word means, and what fits where the cursor stands.
//!
//! Everything is read off the lists that the language itself is made from: its words, the registry, the built-ins.

mod complete;
mod infer;
mod names;
mod reading;
mod shape;
mod signature;
mod topic;
mod vocabulary;
mod words;

pub use complete::{Candidate, Completion, complete};
pub use names::{Access, Definition, Label, Mention, Names, Role, Stray};
pub use reading::{Call, Word, call_at, word_at};
pub use shape::Shape;
pub use signature::{Parameter, Signature, called};
pub use topic::{Member, Topic, member, members_of, topic, topics};
pub use vocabulary::{Named, Sort, Vocabulary};
