//! Behind a line that is more than one step: which. "Each read and each write is a step" cannot be seen in `x += 1`.

use lsp_types::{InlayHint, InlayHintKind, InlayHintLabel, InlayHintTooltip};

use super::analysis::Analysis;
use super::place::Encoding;
use crate::machine::{Forecast, Steps};
use crate::source::Span;

/// More words than that are not listed.
const MOST: usize = 6;

/// The hints of the statements that touch `wanted`; none where the text cannot be compiled.
pub(super) fn hints(analysis: &Analysis, wanted: std::ops::Range<usize>, encoding: Encoding) -> Vec<InlayHint> {
    let Some(scenario) = &analysis.scenario else { return Vec::new() };
    let program = &scenario.image.program;
    let forecast = Forecast::of(program);
    let parts = program.functions.iter().flat_map(|function| function.parts.iter().map(move |part| (function, part)));
    let near = parts.filter(|(_, part)| {
        let place = part.span.range();
        place.start < wanted.end && wanted.start < place.end
    });
    let told = near.filter_map(|(function, part)| Some((part.span, label(&forecast.steps(function, part))?)));
    let mut told: Vec<(Span, String)> = told.collect();
    told.sort_by_key(|(place, _)| *place);
    told.into_iter().map(|(place, label)| hint(analysis, place, label, encoding)).collect()
}

fn hint(analysis: &Analysis, place: Span, label: String, encoding: Encoding) -> InlayHint {
    let text = analysis.source.slice(place);
    let end = place.range().start + text.trim_end().len();
    InlayHint {
        position: encoding.position(&analysis.source, end),
        label: InlayHintLabel::String(label),
        kind: None::<InlayHintKind>,
        text_edits: None,
        tooltip: Some(InlayHintTooltip::String(
            "Between two steps of a thread any other thread may do its own.".to_owned(),
        )),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    }
}

/// `2 steps: read, write`; nothing where there is no shared variable in it, or not more than one step.
fn label(steps: &Steps) -> Option<String> {
    let several = steps.calls || steps.most.is_none_or(|most| most > 1);
    if !steps.shared || !several {
        return None;
    }
    let number = match (steps.least, steps.most) {
        (least, Some(most)) if least == most => most.to_string(),
        (0, Some(most)) => format!("up to {most}"),
        (least, Some(most)) => format!("{least} to {most}"),
        (0, None) => "any number of".to_owned(),
        (least, None) => format!("{least} or more"),
    };
    let plural = if steps.most == Some(1) { "step" } else { "steps" };
    let calls = if steps.calls { " and those of calls" } else { "" };
    let listed = (1..=MOST).contains(&steps.words.len());
    let words = if listed { format!(": {}", steps.words.join(", ")) } else { String::new() };
    Some(format!("{number} {plural}{calls}{words}"))
}
