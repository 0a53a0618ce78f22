//! From text to [`ast`]: layout (brackets, lines), grammar, tree, and what is said about mistakes.

pub mod ast;

use crate::source::{Diagnostic, Source};

pub struct Parsed {
    pub script: ast::Script,
    pub diagnostics: Vec<Diagnostic>,
}
pub fn parse(_source: &Source) -> Parsed {
    Parsed { script: ast::Script::default(), diagnostics: Vec::new() }
}
pub fn parse_schedule(_source: &Source) -> Result<ast::Schedule, Vec<Diagnostic>> {
    Ok(ast::Schedule::default())
}
pub fn quote_thread(label: &str) -> String {
    label.to_owned()
}
