//! Addresses as the client spells them. `file:///a b.cdl` is no address, but some clients say so: inside it is spelled as it
//! should be, and whatever goes out calls the text as the client does.

use std::collections::BTreeMap;
use std::str::FromStr;

use lsp_types::Uri;
use serde_json::Value;

/// What clients spell otherwise, by how it should be spelled.
#[derive(Debug, Default)]
pub(super) struct Addresses {
    spelled: BTreeMap<String, String>,
}

impl Addresses {
    /// Spells the addresses in what a client says as they should be.
    pub(super) fn take(&mut self, said: &mut Value) {
        match said {
            Value::Array(items) => items.iter_mut().for_each(|item| self.take(item)),
            Value::Object(fields) => {
                for (name, value) in fields {
                    match value {
                        Value::String(address) if name == "uri" || name == "rootUri" => self.correct(address),
                        other => self.take(other),
                    }
                }
            }
            _ => {}
        }
    }

    fn correct(&mut self, address: &mut String) {
        if Uri::from_str(address).is_ok() {
            self.spelled.remove(address);
            return;
        }
        let correct = encoded(address);
        if Uri::from_str(&correct).is_ok() {
            self.spelled.insert(correct.clone(), std::mem::replace(address, correct));
        }
    }

    /// Spells the addresses in what the client is told as the client does.
    pub(super) fn give(&self, told: &mut Value) {
        if self.spelled.is_empty() {
            return;
        }
        match told {
            Value::String(text) => {
                if let Some(spelled) = self.spelled.get(text) {
                    text.clone_from(spelled);
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.give(item)),
            Value::Object(fields) => {
                fields.values_mut().for_each(|value| self.give(value));
                // The changes of several texts have their addresses as names.
                let named = |(name, value): (String, Value)| (self.spelled.get(&name).cloned().unwrap_or(name), value);
                *fields = std::mem::take(fields).into_iter().map(named).collect();
            }
            _ => {}
        }
    }
}

/// The same with each byte encoded that may not stand in an address.
fn encoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let is_code = |at: usize| bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    let mut text = String::new();
    for (at, &byte) in bytes.iter().enumerate() {
        let may_stand = byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte);
        if may_stand || byte == b'%' && is_code(at) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_address_comes_back_as_it_was_spelled() {
        let mut addresses = Addresses::default();
        for (spelled, correct) in [
            ("file:///a b.cdl", "file:///a%20b.cdl"),
            ("file:///日.cdl", "file:///%E6%97%A5.cdl"),
            ("file:///a%20b/100%.cdl", "file:///a%20b/100%25.cdl"),
            ("file:///[x].cdl", "file:///%5Bx%5D.cdl"),
            ("untitled:Untitled-1", "untitled:Untitled-1"),
        ] {
            let said = json!({ "textDocument": { "uri": spelled, "text": spelled }, "uri": 1 });
            let mut inside = said.clone();
            addresses.take(&mut inside);
            assert_eq!(inside, json!({ "textDocument": { "uri": correct, "text": spelled }, "uri": 1 }));
            addresses.give(&mut inside);
            assert_eq!(inside, said);
            let mut edit = json!({ "changes": { correct: [] } });
            addresses.give(&mut edit);
            assert_eq!(edit, json!({ "changes": { spelled: [] } }));
        }
    }

    #[test]
    fn a_client_that_spells_an_address_as_it_should_be_gets_it_so() {
        let mut addresses = Addresses::default();
        for spelled in ["file:///a b.cdl", "file:///a%20b.cdl"] {
            let mut said = json!({ "uri": spelled });
            addresses.take(&mut said);
            addresses.give(&mut said);
            assert_eq!(said, json!({ "uri": spelled }));
        }
    }
}
