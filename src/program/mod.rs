//! From AST to [`Program`]: names resolved, mistakes that can be known before a run reported, code emitted.
//!
//! A program is immutable, and every instruction knows its place in the source.

mod code;
mod elsewhere;
mod errors;
mod globals;
mod lower;
mod prelude;
mod signature;

pub use code::{
    CallShape, CompiledClaim, Function, FunctionKind, Jump, ObjectSite, Op, Operand, Parameter, PlaceSite, Program,
    Region, StartBody, StartName, StartShape, Variable, VariableId,
};
pub use errors::{CODES, nearest};
pub use lower::compile;
pub use prelude::Prelude;
