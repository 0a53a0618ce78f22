//! What is printed so far, as a state knows it: a number for each text, and behind it the text before the last print.

use std::collections::HashMap;
use std::sync::Arc;

use super::Ground;
use crate::explore::layout::Cell;
use crate::explore::question::Outputs;
use crate::explore::store::Content;

/// What is printed so far once `text` is, or nothing if that is of no interest.
pub(super) fn trail(
    ground: &Ground<'_>,
    trails: &mut HashMap<(u32, Arc<str>), Option<u32>>,
    before: u32,
    text: &Arc<str>,
) -> Option<u32> {
    *trails.entry((before, Arc::clone(text))).or_insert_with(|| match &ground.question.outputs {
        Outputs::Ignored => Some(before),
        Outputs::Collected => {
            Some(ground.store.number(ground.layout.position(Cell::Output), Content::Trail(before, Arc::clone(text))))
        }
        Outputs::Wanted(wanted) => {
            let rest = wanted.get(before as usize..)?;
            rest.starts_with(&**text).then(|| before + u32::try_from(text.len()).unwrap_or(u32::MAX))
        }
    })
}

impl Ground<'_> {
    /// What a number of the output's cell stands for.
    pub(in crate::explore) fn output(&self, number: u32) -> String {
        let position = self.layout.position(Cell::Output);
        let (mut pieces, mut at) = (Vec::new(), number);
        while let Some(Content::Trail(before, text)) = self.store.content(position, at) {
            pieces.push(text);
            at = before;
        }
        pieces.iter().rev().map(|piece| &**piece).collect()
    }
}
