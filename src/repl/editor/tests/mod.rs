//! What someone who types sees: colours, completions, hints.

mod complete;
mod highlight;
mod hint;

use crate::assist::Vocabulary;
use crate::value::ObjectKind;

/// A session in which something of each kind has been declared.
fn vocabulary() -> Vocabulary {
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Vocabulary {
        variables: owned(&["balance", "waiting"]),
        constants: owned(&["LIMIT"]),
        functions: owned(&["withdraw"]),
        objects: vec![
            ("account_lock".to_owned(), ObjectKind::Lock),
            ("forks".to_owned(), ObjectKind::Lock),
            ("cond".to_owned(), ObjectKind::Condition),
            ("book".to_owned(), ObjectKind::RwLock),
        ],
        threads: owned(&["producer", "producer#2", "Worker 1", "Worker 2", "Thread-1 (withdraw)"]),
        locals: owned(&["total"]),
        ..Vocabulary::default()
    }
}
