//! The one door to the printed form of values, so that a trace shows them exactly as the language prints them.

use crate::value::{Names, Value};

/// The value as source text would write it: `'a'`, `[1, 2]`.
pub(super) fn repr(value: &Value, names: &dyn Names) -> String {
    // TEMP: `crate::value::repr(value, names)`.
    match value {
        Value::None => "None".into(),
        Value::Bool(true) => "True".into(),
        Value::Bool(false) => "False".into(),
        Value::Int(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        Value::Duration(nanoseconds) => super::phrase::duration(*nanoseconds),
        Value::Str(text) => format!("'{text}'"),
        Value::List(list) => {
            let items: Vec<String> = list.items.iter().map(|item| repr(item, names)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Dict(dict) => {
            let entry =
                |(key, value): (&crate::value::Key, &Value)| format!("{}: {}", repr(&key.0, names), repr(value, names));
            let entries: Vec<String> = dict.entries.iter().map(entry).collect();
            format!("{{{}}}", entries.join(", "))
        }
        Value::Object(object) => names.object(*object),
        other => format!("{other:?}"),
    }
}
