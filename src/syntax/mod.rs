//! From text to [`ast`]: layout (brackets, lines), grammar, tree, and what is said about mistakes.

pub mod ast;
