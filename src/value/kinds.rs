//! Ids, operators and the kinds of primitive: the small words that every room above shares.

/// Makes a newtype over `u32` that indexes one store.
macro_rules! id {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u32);

        impl $name {
            /// The id of the `index`-th entry.
            pub fn at(index: usize) -> Self {
                Self(u32::try_from(index).unwrap_or(u32::MAX))
            }

            /// The entry's index in its store.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    )+};
}

id! {
    /// A function of the program.
    FunctionId,
    /// A declared primitive (each element of an array has its own).
    ObjectId,
    /// A thread of the run; `main` is 0.
    ThreadId,
    /// A future of the run.
    FutureId,
}

/// The kinds of declared primitive, and the two guards that an `rwlock` gives out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKind {
    /// `threading.Lock`.
    Lock,
    /// `threading.RLock`.
    RLock,
    /// `threading.Semaphore`.
    Semaphore,
    /// `threading.BoundedSemaphore`.
    BoundedSemaphore,
    /// `threading.Event`.
    Event,
    /// `threading.Condition`.
    Condition,
    /// `threading.Barrier`.
    Barrier,
    /// `queue.Queue`.
    Queue,
    /// Many readers or one writer.
    RwLock,
    /// What `W.read()` gives.
    ReadGuard,
    /// What `W.write()` gives.
    WriteGuard,
    /// `concurrent.futures.ThreadPoolExecutor`.
    Pool,
}

impl ObjectKind {
    /// The kinds that a word declares, with that word.
    pub const DECLARED: [(&'static str, ObjectKind); 10] = [
        ("lock", ObjectKind::Lock),
        ("rlock", ObjectKind::RLock),
        ("semaphore", ObjectKind::Semaphore),
        ("bounded_semaphore", ObjectKind::BoundedSemaphore),
        ("event", ObjectKind::Event),
        ("condition", ObjectKind::Condition),
        ("barrier", ObjectKind::Barrier),
        ("queue", ObjectKind::Queue),
        ("rwlock", ObjectKind::RwLock),
        ("pool", ObjectKind::Pool),
    ];

    /// The kind that `word` declares.
    pub fn from_keyword(word: &str) -> Option<Self> {
        Self::DECLARED.iter().find(|(keyword, _)| *keyword == word).map(|(_, kind)| *kind)
    }

    /// The word that declares it; a guard has that of its lock.
    pub fn keyword(self) -> &'static str {
        match self {
            Self::ReadGuard | Self::WriteGuard => "rwlock",
            _ => Self::DECLARED.iter().find(|(_, kind)| *kind == self).map_or("object", |(keyword, _)| *keyword),
        }
    }

    /// What `type(x).__name__` is in CPython 3.11, as its error messages quote it.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::Lock => "_thread.lock",
            Self::RLock => "_thread.RLock",
            Self::Semaphore => "Semaphore",
            Self::BoundedSemaphore => "BoundedSemaphore",
            Self::Event => "Event",
            Self::Condition => "Condition",
            Self::Barrier => "Barrier",
            Self::Queue => "Queue",
            Self::RwLock => "RwLock",
            Self::ReadGuard => "ReadGuard",
            Self::WriteGuard => "WriteGuard",
            Self::Pool => "ThreadPoolExecutor",
        }
    }
}

/// Which primitive, with its kind at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectRef {
    /// Which.
    pub id: ObjectId,
    /// What it is.
    pub kind: ObjectKind,
}

/// `-x`, `+x`, `not x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UnaryOperator {
    /// `-`.
    Negative,
    /// `+`.
    Positive,
    /// `not`.
    Not,
}

/// Arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BinaryOperator {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `//`.
    FloorDivide,
    /// `%`.
    Modulo,
    /// `**`.
    Power,
}

impl BinaryOperator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::FloorDivide => "//",
            Self::Modulo => "%",
            Self::Power => "**",
        }
    }
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CompareOperator {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessOrEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterOrEqual,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
}

impl CompareOperator {
    /// As it is written.
    pub fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::In => "in",
            Self::NotIn => "not in",
        }
    }
}
