//! From AST to [`Program`]: names resolved, mistakes that can be known before a run reported, code emitted.
//!
//! A program is immutable, and every instruction knows its place in the source.

mod code;
mod demand;
mod elsewhere;
mod errors;
mod globals;
mod jump;
mod lower;
mod prelude;
mod signature;
mod specials;
mod uses;

pub use code::{
    CallShape, CompiledClaim, Function, FunctionKind, Jump, ObjectSite, Op, Operand, Parameter, Part, PlaceSite,
    Program, Region, StartBody, StartName, StartShape, Variable, VariableId,
};
pub use errors::{CODES, nearest};
pub use lower::{Compiled, compile};
pub use prelude::Prelude;
pub use specials::{ATOMIC_METHODS, SPECIAL_FUNCTIONS, SpecialFunction};
pub use uses::Use;
