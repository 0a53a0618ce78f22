//! How large a value may become. Every operation that builds one asks here first, before it takes any memory; nesting is
//! bounded so that going through a value recursively (to print, compare, hash or drop it) never runs out of stack.

use super::{Exception, Value};

/// The most items of one list or dict, with all that nest in it. (Parts may be shared, so 60 steps of `x = [x, x]` would cost no
/// memory, but looking at the result would take for ever.)
pub const MAX_ITEMS: usize = 4_000_000;
/// The most bytes of one text.
pub const MAX_TEXT: usize = 64 << 20;
/// The most levels of lists and dicts within each other.
pub const MAX_DEPTH: u16 = 100;

/// Fails if a list or dict of `count` items would be too large.
pub(crate) fn check_items(count: Option<usize>) -> Result<usize, Exception> {
    match count {
        Some(count) if count <= MAX_ITEMS => Ok(count),
        _ => Err(too_many()),
    }
}

#[cold]
fn too_many() -> Exception {
    Exception::memory_error("value too large: a list or dict holds at most 4000000 items")
}

/// The size of a container of size `bound` that holds `held`, once it has `slots` more items and all that is in `added`.
pub(crate) fn size_after<'a>(
    bound: u32,
    held: impl Iterator<Item = &'a Value>,
    slots: usize,
    added: impl Iterator<Item = &'a Value> + Clone,
) -> Result<u32, Exception> {
    let quick = added.clone().fold(slots.saturating_add(bound as usize), |sum, value| sum.saturating_add(value.size()));
    if quick <= MAX_ITEMS {
        return Ok(u32::try_from(quick).unwrap_or(u32::MAX));
    }
    // Bounds grow with what has long been overwritten; so count.
    let mut left = MAX_ITEMS.checked_sub(slots).ok_or_else(too_many)?;
    for value in held {
        left = left.checked_sub(1).ok_or_else(too_many)?;
        count_off(value, &mut left)?;
    }
    added.into_iter().try_for_each(|value| count_off(value, &mut left))?;
    Ok(u32::try_from(MAX_ITEMS - left).unwrap_or(u32::MAX))
}

/// Takes the number of items within `value` off what is left.
fn count_off(value: &Value, left: &mut usize) -> Result<(), Exception> {
    let mut step = |child: &Value| {
        *left = left.checked_sub(1).ok_or_else(too_many)?;
        count_off(child, left)
    };
    match value {
        Value::List(list) => list.items.iter().try_for_each(&mut step),
        Value::Dict(dict) => dict.entries.values().try_for_each(&mut step),
        _ => Ok(()),
    }
}

/// Fails if a text of `bytes` would be too large.
pub(crate) fn check_text(bytes: Option<usize>) -> Result<usize, Exception> {
    match bytes {
        Some(bytes) if bytes <= MAX_TEXT => Ok(bytes),
        _ => Err(Exception::memory_error("value too large: a text holds at most 64 MiB")),
    }
}

/// The depth of a container that gets `value` as an item `levels` below its top (1: directly).
pub(crate) fn depth_around(value: &Value, levels: usize) -> Result<u16, Exception> {
    let fits = |depth: u16| usize::from(depth).saturating_add(levels) <= usize::from(MAX_DEPTH);
    let mut depth = value.depth();
    if !fits(depth) {
        // What is stored is an upper bound, which overwritten items leave too high.
        depth = exact_depth(value);
    }
    if !fits(depth) {
        return Err(Exception::recursion_error("value nested too deeply"));
    }
    Ok(depth.saturating_add(u16::try_from(levels).unwrap_or(MAX_DEPTH)))
}

/// The true depth; children whose bound cannot raise it are not visited.
fn exact_depth(value: &Value) -> u16 {
    let deepest = |deepest: u16, child: &Value| {
        if child.depth() > deepest { deepest.max(exact_depth(child)) } else { deepest }
    };
    match value {
        Value::List(list) => list.items.iter().fold(0, deepest).saturating_add(1),
        Value::Dict(dict) => dict.entries.values().fold(0, deepest).saturating_add(1),
        _ => 0,
    }
}
