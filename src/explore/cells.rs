//! Between cells and the world: what lies where.

use std::sync::Arc;

use super::layout::Cell;
use super::store::Content;
use crate::machine::{FutureEntry, World};
use crate::primitives::Object;
use crate::value::FutureId;

/// The value of a cell that is no thread.
pub(super) fn content_of(world: &World, cell: Cell) -> Option<Content> {
    match cell {
        Cell::Variable(index) => world.variables.get(index).cloned().map(Content::Variable),
        Cell::Object(index) => world.objects.get(index).map(|object| match object {
            Object::Lock(lock) => Content::Object(Object::Lock(lock.anonymous())),
            other => Content::Object(other.clone()),
        }),
        Cell::Section(index) => world.sections.get(index).cloned().map(Content::Section),
        Cell::Crew => Some(Content::Crew(Arc::new(world.crew()))),
        Cell::Future(future) => world
            .futures
            .get(future.index())
            .map(|entry| Content::Future(FutureEntry { worker: None, ..entry.clone() })),
        Cell::Clock => Some(Content::Clock(world.clock)),
        Cell::Thread(_) | Cell::Timer(_) | Cell::Output => None,
    }
}

/// Puts a value into its place in the world.
pub(super) fn lay(world: &mut World, cell: Cell, content: Content) {
    match (cell, content) {
        (Cell::Variable(index), Content::Variable(value)) => put(&mut world.variables, index, value),
        (Cell::Object(index), Content::Object(value)) => put(&mut world.objects, index, value),
        (Cell::Section(index), Content::Section(value)) => put(&mut world.sections, index, value),
        (Cell::Clock, Content::Clock(value)) => world.clock = value,
        (Cell::Future(future), Content::Future(value)) => put_future(&mut world.futures, future, value),
        _ => {}
    }
}

fn put<T>(places: &mut [T], index: usize, value: T) {
    if let Some(place) = places.get_mut(index) {
        *place = value;
    }
}

/// Futures come in order, so at most the next one is new.
fn put_future(futures: &mut Vec<FutureEntry>, future: FutureId, entry: FutureEntry) {
    match futures.get_mut(future.index()) {
        Some(place) => *place = entry,
        None => futures.push(entry),
    }
}
