//! What the query for colours catches, node by node.

use std::collections::BTreeMap;
use std::ops::Range;

use tree_sitter::{Query, QueryCursor, StreamingIterator, Tree};

/// The colours of each place that has any.
pub(crate) type Colours = BTreeMap<(usize, usize), Vec<String>>;

pub(crate) fn query(text: &str) -> Query {
    Query::new(&tree_sitter_cdl::LANGUAGE.into(), text).unwrap_or_else(|why| panic!("{why}"))
}

pub(crate) fn colours(query: &Query, tree: &Tree, text: &str) -> Colours {
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(query, tree.root_node(), text.as_bytes());
    let mut found = Colours::new();
    while let Some((caught, index)) = captures.next() {
        let capture = caught.captures[*index];
        let Range { start, end } = capture.node.byte_range();
        found.entry((start, end)).or_default().push(query.capture_names()[capture.index as usize].to_owned());
    }
    found
}
