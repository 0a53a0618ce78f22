//! Making values, and what one can ask of any value: its truth, its type's name, its size.

use std::sync::Arc;

use indexmap::IndexMap;

use super::exception::builtin_exception;
use super::limits::{check_items, depth_around, size_after};
use super::{Dict, Exception, Key, List, Range, Value};

impl Value {
    /// A text.
    pub fn str(text: impl Into<String>) -> Self {
        Self::Str(Arc::new(text.into()))
    }

    /// A list; fails if it is too long or nested too deeply.
    pub fn list(items: Vec<Value>) -> Result<Self, Exception> {
        List::new(items).map(|list| Self::List(Arc::new(list)))
    }

    /// `[]`.
    pub fn empty_list() -> Self {
        Self::flat_list(Vec::new())
    }

    /// A list of items that are neither lists nor dicts; `items` must be within `MAX_ITEMS`.
    pub(crate) fn flat_list(items: Vec<Value>) -> Self {
        let size = u32::try_from(items.len()).unwrap_or(u32::MAX);
        Self::List(Arc::new(List { items, depth: 1, size }))
    }

    /// A dict; fails if it is too large or nested too deeply.
    pub fn dict(entries: IndexMap<Key, Value>) -> Result<Self, Exception> {
        Dict::new(entries).map(|dict| Self::Dict(Arc::new(dict)))
    }

    /// `{}`.
    pub fn empty_dict() -> Self {
        Self::Dict(Arc::new(Dict { entries: IndexMap::new(), depth: 1, size: 0 }))
    }

    /// `range(start, end, step)`.
    pub fn range(start: i64, end: i64, step: i64) -> Result<Self, Exception> {
        if step == 0 {
            return Err(Exception::value_error("range() arg 3 must not be zero"));
        }
        Ok(Self::Range(Arc::new(Range { start, end, step })))
    }

    /// Whether `if` takes it for true.
    #[inline]
    pub fn truth(&self) -> bool {
        match self {
            Self::None => false,
            Self::Bool(value) => *value,
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Duration(nanoseconds) => *nanoseconds != 0,
            Self::Str(text) => !text.is_empty(),
            Self::List(list) => !list.items.is_empty(),
            Self::Dict(dict) => !dict.entries.is_empty(),
            Self::Range(range) => range.length() > 0,
            _ => true,
        }
    }

    /// `type(x).__name__`, as error messages quote it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::None => "NoneType",
            Self::Bool(_) => "bool",
            Self::Int(_) => "int",
            Self::Float(_) => "float",
            Self::Duration(_) => "duration",
            Self::Str(_) => "str",
            Self::List(_) => "list",
            Self::Dict(_) => "dict",
            Self::Range(_) => "range",
            Self::Function(_) => "function",
            Self::Builtin(_) => "builtin_function_or_method",
            Self::Thread(_) => "Thread",
            Self::Future(_) => "Future",
            Self::Object(object) => object.kind.type_name(),
            Self::Exception(exception) => builtin_exception(&exception.type_name).map_or("Exception", |(name, _)| name),
        }
    }

    /// What it costs to go through all of it once, to copy or compare or print it: in instructions, roughly. The largest value
    /// costs half a million.
    pub fn effort(&self) -> u64 {
        match self {
            Self::Str(text) => text.len() as u64 / 128,
            Self::Exception(exception) => exception.message.len() as u64 / 128,
            other => other.size() as u64 / 8,
        }
    }

    /// Whether someone else holds the same text, list or dict, so that it is copied before it is changed.
    pub fn is_shared(&self) -> bool {
        match self {
            Self::Str(text) => Arc::strong_count(text) > 1,
            Self::List(list) => Arc::strong_count(list) > 1,
            Self::Dict(dict) => Arc::strong_count(dict) > 1,
            _ => false,
        }
    }

    /// Upper bound of how many items it has in all.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::List(list) => (list.size as usize).max(list.items.len()),
            Self::Dict(dict) => (dict.size as usize).max(dict.entries.len()),
            _ => 0,
        }
    }

    /// Upper bound of how deeply lists and dicts nest in it: 0 for anything else, 1 for a flat list.
    pub(crate) fn depth(&self) -> u16 {
        match self {
            Self::List(list) => list.depth.max(1),
            Self::Dict(dict) => dict.depth.max(1),
            _ => 0,
        }
    }
}

impl List {
    /// A list of these items, if it may be.
    pub fn new(items: Vec<Value>) -> Result<Self, Exception> {
        check_items(Some(items.len()))?;
        let depth = deepest(items.iter())?;
        let size = size_after(0, [].iter(), items.len(), items.iter())?;
        Ok(Self { items, depth, size })
    }

    /// Raises the bounds for `value`, which takes `slots` more places (0: that of another). Fails if it may not be.
    pub(crate) fn make_room(&mut self, slots: usize, value: &Value) -> Result<(), Exception> {
        let depth = depth_around(value, 1)?;
        self.size = size_after(self.size, self.items.iter(), slots, [value].into_iter())?;
        self.depth = self.depth.max(depth);
        Ok(())
    }

    /// Puts `value` in at `place`, which is at most the length.
    pub(crate) fn insert(&mut self, place: usize, value: Value) -> Result<(), Exception> {
        self.make_room(1, &value)?;
        self.items.insert(place.min(self.items.len()), value);
        Ok(())
    }
}

impl Dict {
    /// A dict of these entries, if it may be.
    pub fn new(entries: IndexMap<Key, Value>) -> Result<Self, Exception> {
        check_items(Some(entries.len()))?;
        let depth = deepest(entries.values())?;
        let size = size_after(0, [].iter(), entries.len(), entries.values())?;
        Ok(Self { entries, depth, size })
    }

    /// As that of a list.
    fn make_room(&mut self, slots: usize, value: &Value) -> Result<(), Exception> {
        let depth = depth_around(value, 1)?;
        self.size = size_after(self.size, self.entries.values(), slots, [value].into_iter())?;
        self.depth = self.depth.max(depth);
        Ok(())
    }

    /// Sets the entry of `key`.
    pub fn insert(&mut self, key: Key, value: Value) -> Result<(), Exception> {
        let slots = usize::from(!self.entries.contains_key(&key));
        self.make_room(slots, &value)?;
        self.entries.insert(key, value);
        Ok(())
    }
}

/// The depth of a container of these items.
fn deepest<'a>(items: impl Iterator<Item = &'a Value>) -> Result<u16, Exception> {
    items.map(|item| depth_around(item, 1)).try_fold(1, |deepest, depth| Ok(depth?.max(deepest)))
}

impl Range {
    /// How many numbers it has; up to 2^64 of them.
    pub fn length(&self) -> u128 {
        let (from, to, step) = if self.step > 0 {
            (i128::from(self.start), i128::from(self.end), i128::from(self.step))
        } else {
            (i128::from(self.end), i128::from(self.start), -i128::from(self.step))
        };
        if to <= from || step == 0 { 0 } else { ((to - from - 1) / step + 1).unsigned_abs() }
    }

    /// The number at `place`.
    #[inline]
    pub fn at(&self, place: u128) -> Option<i64> {
        // A range has fewer than 2^64 numbers; the product of 65 bits and 64 fits.
        let place = u64::try_from(place).ok()?;
        let number = i128::from(self.start) + i128::from(place) * i128::from(self.step);
        let (end, up) = (i128::from(self.end), self.step > 0);
        let within = if up { number < end } else { number > end };
        if within { i64::try_from(number).ok() } else { None }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<f64> for Value {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::str(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::str(text)
    }
}

/// `count` as an int value.
pub(crate) fn int_from(count: impl TryInto<i64>) -> Result<Value, Exception> {
    count.try_into().map(Value::Int).map_err(|_| Exception::int_too_large())
}
