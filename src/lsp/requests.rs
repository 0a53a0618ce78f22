//! What can be asked, and the answers.

use std::panic::{AssertUnwindSafe, catch_unwind};

use lsp_server::{ErrorCode, Request, RequestId, Response};
use lsp_types::request::{
    CodeActionRequest, CodeLensRequest, Completion, DocumentHighlightRequest, DocumentSymbolRequest,
    FoldingRangeRequest, Formatting, GotoDefinition, HoverRequest, InlayHintRequest, PrepareRenameRequest, References,
    Rename, Request as Asked, SemanticTokensFullRequest, SemanticTokensRangeRequest, SignatureHelpRequest,
};
use lsp_types::{
    CodeActionOrCommand, CompletionResponse, DocumentSymbolResponse, GotoDefinitionResponse, Location, Position,
    PrepareRenameResponse, SemanticTokensRangeResult, SemanticTokensResult, TextEdit, Uri, WorkspaceEdit,
};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::analysis::is_too_large;
use super::client::Client;
use super::documents::{Document, Documents};
use super::place::Encoding;
use super::{actions, complete, hints, hover, lenses, names, signature, symbols, tokens};
use crate::format::format;

/// The answer to a request, whatever it is.
pub(super) fn answer(request: Request, documents: &mut Documents, client: Client) -> Response {
    let id = request.id.clone();
    // A bug in one answer must not take the session along, and with it what the editor shows.
    catch_unwind(AssertUnwindSafe(|| Asking { documents, client }.answer(request))).unwrap_or_else(|_| {
        Response::new_err(id, ErrorCode::InternalError as i32, "a bug of concur: this has no answer".to_owned())
    })
}

struct Asking<'d> {
    documents: &'d mut Documents,
    client: Client,
}

/// Why there is no answer.
struct Refusal {
    code: ErrorCode,
    why: String,
}

/// The result of a request; None is the protocol's `null`.
type Answer<T> = Result<Option<T>, Refusal>;

impl Asking<'_> {
    fn answer(mut self, request: Request) -> Response {
        let Request { id, method, params } = request;
        macro_rules! asked {
            ($kind:ty, $answer:expr) => {
                self.to::<<$kind as Asked>::Params, _>(id, params, $answer)
            };
        }
        match method.as_str() {
            HoverRequest::METHOD => asked!(HoverRequest, |own, params| {
                let at = params.text_document_position_params;
                let client = own.client;
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    hover::hover(&document.analysis(), offset, client.encoding, client.markdown.hover)
                }))
            }),
            Completion::METHOD => asked!(Completion, |own, params| {
                let at = params.text_document_position;
                let client = own.client;
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    let items = complete::complete(document.source(), offset, client);
                    Some(CompletionResponse::Array(items))
                }))
            }),
            SignatureHelpRequest::METHOD => asked!(SignatureHelpRequest, |own, params| {
                let at = params.text_document_position_params;
                let markdown = own.client.markdown.signature;
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    signature::help(&document.analysis(), offset, markdown)
                }))
            }),
            GotoDefinition::METHOD => asked!(GotoDefinition, |own, params| {
                let (at, encoding) = (params.text_document_position_params, own.client.encoding);
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    let location = names::definition(&document.analysis(), offset, &document.uri, encoding);
                    location.map(GotoDefinitionResponse::Scalar)
                }))
            }),
            References::METHOD => asked!(References, |own, params| {
                let (at, encoding) = (params.text_document_position, own.client.encoding);
                let declaration = params.context.include_declaration;
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    let analysis = document.analysis();
                    let location =
                        |span| Location { uri: document.uri.clone(), range: encoding.range(&analysis.source, span) };
                    let mentions = names::mentions(&analysis, offset, declaration);
                    Some(mentions.into_iter().map(|mention| location(mention.span)).collect::<Vec<_>>())
                }))
            }),
            DocumentHighlightRequest::METHOD => asked!(DocumentHighlightRequest, |own, params| {
                let (at, encoding) = (params.text_document_position_params, own.client.encoding);
                Ok(own.at(&at.text_document.uri, at.position, |document, offset| {
                    Some(names::highlights(&document.analysis(), offset, encoding))
                }))
            }),
            PrepareRenameRequest::METHOD => asked!(PrepareRenameRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.at(&params.text_document.uri, params.position, |document, offset| {
                    let analysis = document.analysis();
                    let span = names::renamable(&analysis, offset)?;
                    Some(PrepareRenameResponse::Range(encoding.range(&analysis.source, span)))
                }))
            }),
            Rename::METHOD => asked!(Rename, |own, params| own.rename(&params)),
            DocumentSymbolRequest::METHOD => asked!(DocumentSymbolRequest, |own, params| {
                let client = own.client;
                Ok(own.of(&params.text_document.uri, |document| {
                    let nested = symbols::symbols(&document.analysis(), client.encoding);
                    match client.nested_symbols {
                        true => DocumentSymbolResponse::Nested(nested),
                        false => DocumentSymbolResponse::Flat(symbols::flat(nested, &document.uri)),
                    }
                }))
            }),
            FoldingRangeRequest::METHOD => asked!(FoldingRangeRequest, |own, params| {
                Ok(own.of(&params.text_document.uri, |document| symbols::folds(&document.analysis())))
            }),
            Formatting::METHOD => asked!(Formatting, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| formatted(document, encoding)).flatten())
            }),
            CodeActionRequest::METHOD => asked!(CodeActionRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| {
                    let wanted = encoding.bytes(document.source(), params.range);
                    let only = params.context.only.as_deref();
                    let actions = actions::actions(&document.analysis(), wanted, only, &document.uri, encoding);
                    actions.into_iter().map(CodeActionOrCommand::CodeAction).collect::<Vec<_>>()
                }))
            }),
            CodeLensRequest::METHOD => asked!(CodeLensRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| {
                    let analysis = document.analysis();
                    lenses::lenses(&analysis, document.findings.as_deref(), &document.uri, encoding)
                }))
            }),
            InlayHintRequest::METHOD => asked!(InlayHintRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| {
                    let wanted = encoding.bytes(document.source(), params.range);
                    hints::hints(&document.analysis(), wanted, encoding)
                }))
            }),
            SemanticTokensFullRequest::METHOD => asked!(SemanticTokensFullRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| {
                    let all = 0..document.source().text().len();
                    SemanticTokensResult::Tokens(tokens::tokens(&document.analysis(), all, encoding))
                }))
            }),
            SemanticTokensRangeRequest::METHOD => asked!(SemanticTokensRangeRequest, |own, params| {
                let encoding = own.client.encoding;
                Ok(own.of(&params.text_document.uri, |document| {
                    let wanted = encoding.bytes(document.source(), params.range);
                    SemanticTokensRangeResult::Tokens(tokens::tokens(&document.analysis(), wanted, encoding))
                }))
            }),
            _ => {
                let why = format!("concur has no answer to `{method}`");
                Response::new_err(id, ErrorCode::MethodNotFound as i32, why)
            }
        }
    }

    /// Takes the parameters apart and makes a response of the answer.
    fn to<P: DeserializeOwned, T: Serialize>(
        &mut self,
        id: RequestId,
        params: serde_json::Value,
        answer: impl FnOnce(&mut Self, P) -> Answer<T>,
    ) -> Response {
        match serde_json::from_value(params) {
            Err(error) => Response::new_err(id, ErrorCode::InvalidParams as i32, error.to_string()),
            Ok(params) => match answer(self, params) {
                Ok(answer) => Response::new_ok(id, answer),
                Err(refusal) => Response::new_err(id, refusal.code as i32, refusal.why),
            },
        }
    }

    /// An answer about a whole text; none about one that is not open, or too large for a scenario.
    fn of<T>(&mut self, uri: &Uri, answer: impl FnOnce(&mut Document) -> T) -> Option<T> {
        self.documents.get(uri).filter(|document| !is_too_large(document.source())).map(answer)
    }

    /// An answer about a place in a text.
    fn at<T>(
        &mut self,
        uri: &Uri,
        position: Position,
        answer: impl FnOnce(&mut Document, usize) -> Option<T>,
    ) -> Option<T> {
        let encoding = self.client.encoding;
        let answer = |document: &mut Document| answer(document, encoding.offset(document.source(), position));
        self.of(uri, answer).flatten()
    }

    // The protocol's type has addresses as keys, and they are not changed.
    #[allow(clippy::mutable_key_type)]
    fn rename(&mut self, params: &lsp_types::RenameParams) -> Answer<WorkspaceEdit> {
        let (at, encoding) = (&params.text_document_position, self.client.encoding);
        let edits = self.at(&at.text_document.uri, at.position, |document, offset| {
            Some(names::rename(&document.analysis(), offset, &params.new_name, encoding))
        });
        let refused = |why| Refusal { code: ErrorCode::RequestFailed, why };
        let edits = edits.transpose().map_err(refused)?;
        let uri = at.text_document.uri.clone();
        Ok(edits.map(|edits| WorkspaceEdit { changes: Some([(uri, edits)].into()), ..WorkspaceEdit::default() }))
    }
}

/// The changes that bring a text into the one format; none for a text that cannot be read.
fn formatted(document: &Document, encoding: Encoding) -> Option<Vec<TextEdit>> {
    let source = document.source();
    let after = format(source).ok()?;
    let before = source.text();
    if after == before {
        return Some(Vec::new());
    }
    // What is the same at both ends stays, so that the cursor does where it can.
    let same = |one: &str, other: &str| one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b).count();
    let mut start = same(before, &after);
    while !before.is_char_boundary(start) {
        start -= 1;
    }
    let (rest, new) = (before.get(start..).unwrap_or_default(), after.get(start..).unwrap_or_default());
    let tail = rest.bytes().rev().zip(new.bytes().rev()).take_while(|(a, b)| a == b).count();
    let mut end = rest.len() - tail;
    while !rest.is_char_boundary(end) {
        end += 1;
    }
    let new_text = new.get(..new.len() - (rest.len() - end)).unwrap_or_default().to_owned();
    let span = crate::source::Span::new(start, start + end);
    Some(vec![TextEdit { range: encoding.range(source, span), new_text }])
}
