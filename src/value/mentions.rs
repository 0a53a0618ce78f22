//! The threads that a value, or whatever holds values, refers to.
//!
//! Each kind is taken apart without a rest (`..`), so that a new part does not compile until it says whom it refers to.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{Dict, Key, List, ThreadHandle, ThreadId, Value};

/// What may refer to threads.
pub trait Mentions {
    /// Shows each thread that is referred to, as often as it is.
    fn mentions(&self, show: &mut dyn FnMut(ThreadId));
}

impl Mentions for ThreadId {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        show(*self);
    }
}

impl Mentions for ThreadHandle {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { id, name: _ } = self;
        show(*id);
    }
}

impl Mentions for Value {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        match self {
            Self::None
            | Self::Bool(_)
            | Self::Int(_)
            | Self::Float(_)
            | Self::Duration(_)
            | Self::Str(_)
            | Self::Range(_)
            | Self::Function(_)
            | Self::Builtin(_)
            | Self::Future(_)
            | Self::Object(_)
            | Self::Exception(_) => {}
            Self::List(list) => list.mentions(show),
            Self::Dict(dict) => dict.mentions(show),
            Self::Thread(handle) => handle.mentions(show),
        }
    }
}

impl Mentions for List {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { items, depth: _, size: _ } = self;
        items.mentions(show);
    }
}

impl Mentions for Dict {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        let Self { entries, depth: _, size: _ } = self;
        for (Key(key), value) in entries {
            key.mentions(show);
            value.mentions(show);
        }
    }
}

impl<T: Mentions> Mentions for Option<T> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        self.iter().for_each(|one| one.mentions(show));
    }
}

impl<T: Mentions> Mentions for Vec<T> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        self.iter().for_each(|one| one.mentions(show));
    }
}

impl<T: Mentions> Mentions for VecDeque<T> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        self.iter().for_each(|one| one.mentions(show));
    }
}

impl<T: Mentions> Mentions for Arc<T> {
    fn mentions(&self, show: &mut dyn FnMut(ThreadId)) {
        (**self).mentions(show);
    }
}
