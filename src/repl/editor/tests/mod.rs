//! What someone who types sees: colours, completions, hints.

mod complete;
mod highlight;
mod hint;

use crate::assist::{Named, Shape, Sort, Vocabulary};
use crate::value::ObjectKind;

/// A session in which something of each kind has been declared.
fn vocabulary() -> Vocabulary {
    let lock = Shape::Primitive(ObjectKind::Lock);
    let names = [
        ("balance", Sort::Shared, Shape::Plain),
        ("waiting", Sort::Shared, Shape::List(Box::new(Shape::Unknown))),
        ("LIMIT", Sort::Constant, Shape::Plain),
        ("withdraw", Sort::Function, Shape::Plain),
        ("account_lock", Sort::Primitive, lock.clone()),
        ("forks", Sort::Primitive, Shape::List(Box::new(lock))),
        ("cond", Sort::Primitive, Shape::Primitive(ObjectKind::Condition)),
        ("book", Sort::Primitive, Shape::Primitive(ObjectKind::RwLock)),
        ("producer", Sort::Thread, Shape::Thread),
        ("total", Sort::Local, Shape::Plain),
    ];
    let threads = ["producer", "producer#2", "Worker 1", "Worker 2", "Thread-1 (withdraw)"];
    Vocabulary {
        names: names.into_iter().map(|(name, sort, shape)| Named::new(name, sort, shape)).collect(),
        threads: threads.map(str::to_owned).to_vec(),
        ..Vocabulary::default()
    }
}
