//! What one instruction does, as far as that is known before a run.

/// The steps of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Doing {
    /// How many at least.
    pub(super) least: usize,
    /// How many at most, if there is a limit.
    pub(super) most: Option<usize>,
    /// Their words in the trace, in order; none if it cannot be said which ones they are.
    pub(super) words: Option<Vec<&'static str>>,
    /// The name of a function that it calls, which makes steps of its own.
    pub(super) calls: Option<String>,
    /// Whether it is an access to a shared variable.
    pub(super) shared: bool,
}

impl Doing {
    /// Local work.
    pub(super) fn nothing() -> Self {
        Self::several(0, &[])
    }

    /// One step.
    pub(super) fn one(word: &'static str) -> Self {
        Self::several(1, &[word])
    }

    /// One step that reads or writes a shared variable.
    pub(super) fn access(word: &'static str) -> Self {
        Self { shared: true, ..Self::one(word) }
    }

    /// The first `least` of these steps, and perhaps the others.
    pub(super) fn several(least: usize, words: &[&'static str]) -> Self {
        Self { least, most: Some(words.len()), words: Some(words.to_vec()), calls: None, shared: false }
    }

    /// Steps without limit, of these kinds.
    pub(super) fn many(least: usize, words: &[&'static str]) -> Self {
        Self { most: None, ..Self::several(least, words) }
    }

    /// A call.
    pub(super) fn call(name: String) -> Self {
        Self { calls: Some(name), ..Self::nothing() }
    }

    /// Whether it may be more than local work.
    pub(super) fn acts(&self) -> bool {
        self.most != Some(0) || self.calls.is_some()
    }

    /// This, and then `other`.
    pub(super) fn then(self, other: Self) -> Self {
        let words = self.words.zip(other.words).map(|(first, second)| [first, second].concat());
        Self {
            least: self.least + other.least,
            most: self.most.zip(other.most).map(|(first, second)| first + second),
            words,
            calls: self.calls.or(other.calls),
            shared: self.shared || other.shared,
        }
    }

    /// Either this or `other`.
    pub(super) fn or(self, other: Self) -> Self {
        let words = self.words.zip(other.words).and_then(|(one, other)| {
            let (short, long) = if one.len() < other.len() { (one, other) } else { (other, one) };
            long.starts_with(&short).then_some(long)
        });
        Self {
            least: self.least.min(other.least),
            most: self.most.zip(other.most).map(|(one, other)| one.max(other)),
            words,
            calls: self.calls.or(other.calls),
            shared: self.shared || other.shared,
        }
    }

    /// One of these; nothing if there is none, since then it raises.
    pub(super) fn any(ways: impl IntoIterator<Item = Self>) -> Self {
        ways.into_iter().reduce(Self::or).unwrap_or_else(Self::nothing)
    }
}
