//! The results of [`ThreadPool::map`](super::ThreadPool::map).

use std::collections::VecDeque;
use std::time::Instant;

use super::{Error, Future, Timeout};

/// The results of a `map`, in the order of its items. After the first error there are no more, and what has not begun is
/// cancelled; so too when it is dropped, but as in CPython only once a result has been asked for.
#[derive(Debug)]
pub struct Map<T> {
    futures: VecDeque<Future<T>>,
    end: Option<Instant>,
    /// Whether a result has been asked for: CPython's is a generator, which cleans up only what it has begun.
    begun: bool,
}

impl<T> Map<T> {
    /// No results yet, and a time for all of them that begins now.
    pub(super) fn within(timeout: Timeout) -> Self {
        Self { futures: VecDeque::new(), end: timeout.end(), begun: false }
    }

    /// One more.
    pub(super) fn push(&mut self, future: Future<T>) {
        self.futures.push_back(future);
    }

    fn cancel(&mut self) {
        for future in self.futures.drain(..) {
            future.cancel();
        }
    }
}

impl<T> Iterator for Map<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        self.begun = true;
        let future = self.futures.front()?;
        let in_time = future.exception(self.end.map_or(Timeout::FOREVER, Timeout::until)).map(drop);
        let result = in_time
            .and_then(|()| self.futures.pop_front().map_or_else(|| Err(Error::impossible()), Future::into_result));
        if result.is_err() {
            self.cancel();
        }
        Some(result)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.futures.len()))
    }
}

impl<T> Drop for Map<T> {
    fn drop(&mut self) {
        if self.begun {
            self.cancel();
        }
    }
}
