//! The texts that are open in the editor, kept as the editor has them.

use std::collections::BTreeMap;
use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, Uri};

use super::analysis::Analysis;
use super::findings::Findings;
use super::place::Encoding;
use crate::source::Source;

/// A text that is open.
#[derive(Debug)]
pub(super) struct Document {
    /// What the editor calls it.
    pub(super) uri: Uri,
    /// The editor's count of its changes.
    pub(super) version: i32,
    /// What the last check found, if the text has not changed since.
    pub(super) findings: Option<Arc<Findings>>,
    /// Whether the editor does not know yet what is wrong with this version.
    pub(super) stale: bool,
    source: Source,
    analysis: Option<Arc<Analysis>>,
}

impl Document {
    fn new(uri: Uri, version: i32, text: &str) -> Self {
        let source = Source::new(name(&uri), text);
        Self { uri, version, findings: None, stale: true, source, analysis: None }
    }

    /// The text.
    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    /// What is known of it.
    pub(super) fn analysis(&mut self) -> Arc<Analysis> {
        let source = &self.source;
        Arc::clone(self.analysis.get_or_insert_with(|| Arc::new(Analysis::new(source.clone()))))
    }

    fn change(&mut self, change: TextDocumentContentChangeEvent, encoding: Encoding) {
        let text = match change.range {
            None => change.text,
            Some(range) => {
                let mut text = self.source.text().to_owned();
                text.replace_range(encoding.bytes(&self.source, range), &change.text);
                text
            }
        };
        self.source = Source::new(self.source.name(), text);
    }
}

/// What messages call a text: the last part of its address.
fn name(uri: &Uri) -> String {
    let last = uri.path().segments().next_back();
    last.map(|last| last.decode().into_string_lossy().into_owned()).unwrap_or_default()
}

/// All of them, by address.
#[derive(Debug, Default)]
pub(super) struct Documents {
    open: BTreeMap<String, Document>,
}

impl Documents {
    /// A text was opened.
    pub(super) fn open(&mut self, uri: Uri, version: i32, text: &str) {
        self.open.insert(uri.as_str().to_owned(), Document::new(uri, version, text));
    }

    /// A text was changed, from one change to the next.
    pub(super) fn change(
        &mut self,
        uri: &Uri,
        version: i32,
        changes: Vec<TextDocumentContentChangeEvent>,
        encoding: Encoding,
    ) {
        let Some(document) = self.open.get_mut(uri.as_str()) else { return };
        changes.into_iter().for_each(|change| document.change(change, encoding));
        document.version = version;
        document.analysis = None;
        document.findings = None;
        document.stale = true;
    }

    /// A text was closed.
    pub(super) fn close(&mut self, uri: &Uri) {
        self.open.remove(uri.as_str());
    }

    /// The text of that address.
    pub(super) fn get(&mut self, uri: &Uri) -> Option<&mut Document> {
        self.open.get_mut(uri.as_str())
    }

    /// Those of which the editor does not know yet what is wrong.
    pub(super) fn stale(&mut self) -> impl Iterator<Item = &mut Document> {
        self.open.values_mut().filter(|document| document.stale)
    }
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use lsp_types::{Position, Range};

    use super::*;

    #[test]
    fn changes_are_made_one_after_the_other() {
        let uri = Uri::from_str("file:///tmp/two%20words.cdl").unwrap();
        let mut documents = Documents::default();
        documents.open(uri.clone(), 1, "print \"ß\"\nprint 2\n");
        let at = |line, character| Position { line, character };
        let change = |start, end, text: &str| TextDocumentContentChangeEvent {
            range: Some(Range { start, end }),
            range_length: None,
            text: text.into(),
        };
        let changes = vec![change(at(0, 8), at(0, 8), "x"), change(at(0, 9), at(1, 7), "y\"")];
        documents.change(&uri, 2, changes, Encoding::Utf16);
        let document = documents.get(&uri).unwrap();
        assert_eq!((document.source().text(), document.source().name()), ("print \"ßxy\"\n", "two words.cdl"));
    }
}
