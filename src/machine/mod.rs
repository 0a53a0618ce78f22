//! The one meaning of a step: threads as coroutines, and the world that they share.

mod action;
mod alone;
mod condition;
mod doubt;
mod event;
mod footprint;
mod forecast;
mod image;
mod indifferent;
#[expect(clippy::module_inception, reason = "the room is named after its main thing")]
mod machine;
mod mentions;
mod naming;
mod owned;
mod perform;
mod resume;
mod scenario;
mod shared;
mod shortcut;
mod thread;
mod waiting;
mod world;

pub use action::{Access, Action, Arguments, Location, OperationTarget, StartRequest, operation_name, waiting_name};
pub use alone::{Surroundings, Went};
pub use condition::evaluate;
pub use event::{Cast, Event, EventKind, Outcome, Target};
pub use footprint::{MOST_HELD, Measure};
pub use forecast::{Forecast, Steps};
pub use image::{CODES, Image, ObjectInfo};
pub use indifferent::{Deaf, First};
pub use machine::{Awaited, Chooser, Log, Machine, Progress, Turn};
pub use naming::Naming;
pub use resume::{Fuel, is_data};
pub use scenario::{Loaded, Scenario};
pub use shared::{By, Call, NewName, Newcomer, Performed, Shared};
pub use shortcut::{NoShortcut, Shortcut};
pub use thread::{Frame, RECURSION_LIMIT, Thread};
pub use world::{Changes, Crew, FutureEntry, Hold, RosterEntry, World};
