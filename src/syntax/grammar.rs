//! The parser that pest makes of `grammar/cdl.pest`.

#![allow(missing_docs, unreachable_pub)]

/// One `Rule` for each rule of the grammar.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/cdl.pest"]
pub(super) struct Grammar;
