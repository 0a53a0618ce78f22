//! How large a value may become. Every operation that builds one asks here first, before it takes any memory; nesting is
//! bounded so that going through a value recursively (to print, compare, hash or drop it) never runs out of stack.

use super::{Exception, Value};

/// The most items of one list or dict.
pub const MAX_ITEMS: usize = 4_000_000;
/// The most bytes of one text.
pub const MAX_TEXT: usize = 64 << 20;
/// The most levels of lists and dicts within each other.
pub const MAX_DEPTH: u16 = 100;

/// Fails if a list or dict of `count` items would be too large.
pub(crate) fn check_items(count: Option<usize>) -> Result<usize, Exception> {
    match count {
        Some(count) if count <= MAX_ITEMS => Ok(count),
        _ => Err(Exception::memory_error("value too large: a list or dict holds at most 4000000 items")),
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
