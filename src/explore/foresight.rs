//! What a thread may yet do before another one has done its next step.
//!
//! From where a thread stands its code is followed in all directions, its calls included; what is met on the way is what
//! it may touch. The way ends where it must wait for the other thread: at a lock that this one holds, or at a `join` of
//! it. So an access that is always guarded by a lock is out of reach for others while the lock is held. Everything is
//! overestimated: what cannot be known from the text counts as all that is possible.

use super::flow::{assigns, jumps};
use super::touch::Touch;
use super::walk::Walk;
use crate::machine::{Image, Thread};
use crate::program::{Function, Op};
use crate::value::{FunctionId, ObjectId, ObjectKind, ThreadId, Value};

/// The one whose step others are held against.
pub(super) struct Rival<'a> {
    pub(super) who: ThreadId,
    /// The locks that it holds.
    pub(super) holds: &'a [ObjectId],
    /// The pool that it works for.
    pub(super) pool: Option<ObjectId>,
    /// Whether a `join` without names waits for it.
    pub(super) is_joined: bool,
}

impl Rival<'_> {
    /// Nobody.
    pub(super) const NONE: Rival<'static> = Rival { who: ThreadId(u32::MAX), holds: &[], pool: None, is_joined: false };
}

/// The thread that is there from the start.
pub(super) const MAIN: ThreadId = ThreadId(0);

/// What is known of the program before the search.
pub(super) struct Foresight<'a> {
    pub(super) image: &'a Image,
    pub(super) functions: Vec<Known>,
    /// Functions that are used as values, and can be called from anywhere.
    pub(super) loose: Vec<FunctionId>,
    /// Whether there are atomic blocks, in which nothing waits.
    pub(super) has_atomic: bool,
    /// Whether there are threads that are cut off where the others end.
    pub(super) has_daemons: bool,
    /// Whether waiters may wake without a notify.
    pub(super) spurious: bool,
    pub(super) variables: usize,
    pub(super) objects: usize,
}

/// What is known of a function.
pub(super) struct Known {
    /// Whether a jump leads to an instruction.
    pub(super) targets: Vec<bool>,
    /// For each local, whether it never changes once it has a value.
    pub(super) constant: Vec<bool>,
}

impl<'a> Foresight<'a> {
    pub(super) fn of(image: &'a Image, spurious: bool) -> Self {
        let program = &image.program;
        let loose = program.literals.iter().filter_map(|literal| match literal {
            Value::Function(function) => Some(*function),
            _ => None,
        });
        let has_atomic = program.functions.iter().flat_map(|function| &function.code).any(|op| *op == Op::BeginAtomic);
        Self {
            image,
            functions: program.functions.iter().map(known).collect(),
            loose: loose.collect(),
            has_atomic,
            has_daemons: program.starts.iter().any(|start| start.daemon),
            spurious,
            variables: program.variables.len(),
            objects: image.initial.len(),
        }
    }

    /// What `thread` may touch before `rival` has done its next step.
    pub(super) fn reach(&self, thread: &Thread, rival: &Rival<'_>) -> Touch {
        Walk::of(self, rival, thread)
    }

    /// The locks that `thread` may yet do something to.
    pub(super) fn locks_of(&self, thread: &Thread) -> Vec<ObjectId> {
        let reach = self.reach(thread, &Rival::NONE);
        let objects = self.image.initial.iter().enumerate().map(|(index, object)| (ObjectId::at(index), object));
        let locks = objects.filter(|(_, object)| object.as_mutex().is_some()).map(|(lock, _)| lock);
        locks.filter(|lock| reach.everything || reach.writes.has(self.object_place(*lock))).collect()
    }

    /// Where a primitive stands in a state.
    pub(super) fn object_place(&self, object: ObjectId) -> usize {
        self.variables + object.index()
    }

    /// The primitives of a kind.
    pub(super) fn objects_of(&self, kind: ObjectKind) -> impl Iterator<Item = ObjectId> + use<'_> {
        let objects = self.image.objects.iter().enumerate().filter(move |(_, info)| info.kind == kind);
        objects.map(|(index, _)| ObjectId::at(index))
    }
}

fn known(function: &Function) -> Known {
    let mut targets = vec![false; function.code.len() + 1];
    let mut assigned: Vec<Vec<usize>> = vec![Vec::new(); function.locals as usize];
    let mut loops = Vec::new();
    for (at, op) in function.code.iter().enumerate() {
        for target in jumps(function, *op) {
            if let Some(place) = targets.get_mut(target as usize) {
                *place = true;
            }
            if target as usize <= at {
                loops.push(target as usize..=at);
            }
        }
        for slot in assigns(*op) {
            if let Some(places) = assigned.get_mut(slot as usize) {
                places.push(at);
            }
        }
    }
    for region in &function.regions {
        if let Some(place) = targets.get_mut(region.handler as usize) {
            *place = true;
        }
    }
    let parameters = function.parameters.len();
    let constant = assigned.iter().enumerate().map(|(slot, places)| match places.as_slice() {
        [] => slot < parameters,
        [once] => slot >= parameters && !loops.iter().any(|body| body.contains(once)),
        _ => false,
    });
    Known { constant: constant.collect(), targets }
}
