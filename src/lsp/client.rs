//! What an editor can do, as it says at the start.

use lsp_types::{InitializeParams, MarkupKind};
use serde_json::Value;

use super::place::Encoding;

/// Where an editor shows Markdown; elsewhere it gets plain text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Markdown {
    /// In a hover.
    pub(super) hover: bool,
    /// Beside a completion.
    pub(super) completion: bool,
    /// Beside a signature.
    pub(super) signature: bool,
}

/// What the editor can do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// What its columns count.
    pub(super) encoding: Encoding,
    /// Where it shows Markdown.
    pub(super) markdown: Markdown,
    /// Whether it shows an outline of several levels.
    pub(super) nested_symbols: bool,
    /// Whether it takes snippets: text with a place for the cursor.
    pub(super) snippets: bool,
    /// Whether it can be asked to fetch code lenses again.
    pub(super) refreshes_lenses: bool,
    /// Whether it wants a check whenever a text is saved.
    pub(super) checks: bool,
}

impl Client {
    /// As it says at the start.
    pub(super) fn new(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let general = capabilities.general.as_ref();
        let text = capabilities.text_document.as_ref();
        let hover = text.and_then(|text| text.hover.as_ref()).and_then(|hover| hover.content_format.as_ref());
        let signature = text.and_then(|text| text.signature_help.as_ref());
        let signature = signature.and_then(|one| one.signature_information.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let markdown =
            |formats: Option<&Vec<MarkupKind>>| formats.is_some_and(|one| one.contains(&MarkupKind::Markdown));
        let item = text.and_then(|text| text.completion.as_ref()).and_then(|one| one.completion_item.as_ref());
        let workspace = capabilities.workspace.as_ref();
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        let option = |name: &str| params.initialization_options.as_ref().and_then(|options| options.get(name));
        Self {
            encoding: Encoding::chosen(general.and_then(|general| general.position_encodings.as_deref())),
            markdown: Markdown {
                hover: markdown(hover),
                completion: markdown(item.and_then(|item| item.documentation_format.as_ref())),
                signature: markdown(signature.and_then(|one| one.documentation_format.as_ref())),
            },
            nested_symbols: symbols.and_then(|one| one.hierarchical_document_symbol_support).unwrap_or(false),
            snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
            refreshes_lenses: lenses.and_then(|lenses| lenses.refresh_support).unwrap_or(false),
            checks: option("checkOnSave").and_then(Value::as_bool).unwrap_or(true),
        }
    }
}

/// The requests that it makes again by itself if it is told that the text has changed meanwhile, as it says at the start.
pub(super) fn repeated(params: &InitializeParams) -> Vec<String> {
    let general = params.capabilities.general.as_ref();
    let stale = general.and_then(|general| general.stale_request_support.as_ref());
    stale.map(|stale| stale.retry_on_content_modified.clone()).unwrap_or_default()
}
