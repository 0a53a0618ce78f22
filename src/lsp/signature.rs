//! What a call takes, while its arguments are being typed.

use lsp_types::{ParameterInformation, ParameterLabel, SignatureHelp, SignatureInformation};

use super::analysis::Analysis;
use super::markup::documentation;
use super::place::Encoding;
use crate::assist::{Call, Parameter, Signature, Vocabulary, call_at, called};

/// The signature of the call around `offset`, with the parameter that is being typed.
pub(super) fn help(analysis: &Analysis, offset: usize, markdown: bool) -> Option<SignatureHelp> {
    let call = call_at(analysis.source.text(), offset).filter(|call| !call.head)?;
    let Signature { name, parameters, doc } = called(&call, &Vocabulary::at(&analysis.names, offset))?;
    let mut label = format!("{name}(");
    let mut shown = Vec::new();
    for parameter in &parameters {
        if !shown.is_empty() {
            label.push_str(", ");
        }
        // Offsets into a label count units of 16 bits, whatever else is counted.
        let start = Encoding::Utf16.length(&label);
        label.push_str(&parameter.shown);
        let end = Encoding::Utf16.length(&label);
        shown.push(ParameterInformation { label: ParameterLabel::LabelOffsets([start, end]), documentation: None });
    }
    label.push(')');
    let information = SignatureInformation {
        label,
        documentation: documentation(doc, markdown),
        parameters: Some(shown),
        active_parameter: None,
    };
    let active = active(&parameters, &call).and_then(|active| u32::try_from(active).ok());
    Some(SignatureHelp { signatures: vec![information], active_signature: Some(0), active_parameter: active })
}

/// Which parameter is being typed; the last one takes all that is left if it takes any number.
fn active(parameters: &[Parameter], call: &Call<'_>) -> Option<usize> {
    if let Some(keyword) = call.keyword {
        return parameters.iter().position(|parameter| parameter.name == keyword);
    }
    // Behind an argument by name all others have one, too: what comes is the first that nobody gave.
    if !call.given.is_empty() {
        let placed = call.argument.saturating_sub(call.given.len());
        let open = |one: &Parameter| one.by_name && !call.given.contains(&one.name.as_str());
        return parameters.iter().enumerate().skip(placed).find(|(_, one)| open(one)).map(|(index, _)| index);
    }
    let many = parameters.iter().position(Parameter::many);
    let given = call.argument.min(many.unwrap_or(usize::MAX));
    (given < parameters.len()).then_some(given)
}
