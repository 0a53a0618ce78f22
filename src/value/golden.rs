//! What CPython 3.11 answered to the questions in `testdata/golden.tsv`, held against our answers.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Value as Json;

use super::*;

const TABLE: &str = include_str!("testdata/golden.tsv");

fn decode(json: &Json) -> Value {
    match json {
        Json::Null => Value::None,
        Json::Bool(value) => Value::Bool(*value),
        Json::Number(number) => Value::Int(number.as_i64().unwrap()),
        Json::String(text) => Value::str(text.as_str()),
        Json::Array(items) => Value::list(items.iter().map(decode).collect()).unwrap(),
        Json::Object(tagged) => match tagged.iter().next().unwrap() {
            (tag, Json::String(text)) if tag == "float" => Value::Float(text.parse().unwrap()),
            (tag, Json::Array(parts)) if tag == "range" => {
                let [start, end, step] = [0, 1, 2].map(|i| parts[i].as_i64().unwrap());
                Value::range(start, end, step).unwrap()
            }
            (_, Json::Array(pairs)) => {
                let pairs = pairs.iter().map(|pair| (Key::new(decode(&pair[0])).unwrap(), decode(&pair[1])));
                Value::dict(pairs.collect::<IndexMap<_, _>>()).unwrap()
            }
            other => panic!("no value: {other:?}"),
        },
    }
}

fn keywords(json: &Json) -> Vec<Keyword> {
    let Value::Dict(dict) = decode(json) else { panic!("no keywords: {json}") };
    dict.entries.iter().map(|(name, value)| (Arc::from(to_str(&name.0, &Anonymous)), value.clone())).collect()
}

fn list(json: &Json) -> Vec<Value> {
    json.as_array().unwrap().iter().map(decode).collect()
}

fn binary_operator(symbol: &str) -> Option<BinaryOperator> {
    use BinaryOperator::*;
    [Add, Subtract, Multiply, Divide, FloorDivide, Modulo, Power].into_iter().find(|o| o.symbol() == symbol)
}

fn compare_operator(symbol: &str) -> Option<CompareOperator> {
    use CompareOperator::*;
    [Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual, In, NotIn].into_iter().find(|o| o.symbol() == symbol)
}

fn given(value: &Value) -> Option<&Value> {
    (!matches!(value, Value::None)).then_some(value)
}

fn answer(operation: &str, arguments: &Json) -> Result<Value, Exception> {
    if let Some(name) = operation.strip_prefix("method ") {
        let mut receiver = decode(&arguments[0]);
        let result = call_method(&mut receiver, name, &list(&arguments[1]), &keywords(&arguments[2]))?;
        return Value::list(vec![result, receiver]);
    }
    if let Some(name) = operation.strip_prefix("builtin ") {
        let builtin = builtin_named(name).unwrap();
        return call_builtin(builtin, &list(&arguments[0]), &keywords(&arguments[1]), &Anonymous);
    }
    let mut arguments = list(arguments);
    if let Some(operator) = operation.strip_suffix('=').and_then(binary_operator) {
        let [target, right] = arguments.as_mut_slice() else { panic!("two arguments") };
        return assign_binary(operator, target, right).map(|()| target.clone());
    }
    if let Some(operator) = binary_operator(operation) {
        let result = binary(operator, &arguments[0], &arguments[1]);
        assert_eq!(result, binary_owned(operator, arguments[0].clone(), &arguments[1]), "in place");
        return result;
    }
    if let Some(operator) = compare_operator(operation) {
        return compare(operator, &arguments[0], &arguments[1]).map(Value::Bool);
    }
    match (operation, arguments.as_mut_slice()) {
        ("-x", [value]) => unary(UnaryOperator::Negative, value),
        ("+x", [value]) => unary(UnaryOperator::Positive, value),
        ("not", [value]) => unary(UnaryOperator::Not, value),
        ("index", [object, place]) => index(object, place),
        ("set_index", [object, place, value]) => {
            set_index(object, place, value.clone())?;
            Ok(object.clone())
        }
        ("slice", [object, start, end, step]) => slice(object, given(start), given(end), given(step)),
        ("iterate", [value]) => {
            let value = iterable(value)?;
            let length = length_of_iteration(&value)?;
            Value::list((0..length).map(|place| item_at(&value, place).unwrap()).collect())
        }
        ("repr", [value]) => Ok(value.clone()),
        ("str", [value]) => Ok(Value::str(to_str(value, &Anonymous))),
        ("truth", [value]) => Ok(Value::Bool(value.truth())),
        ("format", [value, spec]) => format(value, &to_str(spec, &Anonymous), &Anonymous).map(Value::str),
        (other, _) => panic!("no operation: {other}"),
    }
}

#[test]
fn values_behave_like_those_of_cpython() {
    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut rows = 0;
    for line in TABLE.lines() {
        let [operation, arguments, expected] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        rows += 1;
        let got = match answer(operation, &serde_json::from_str(arguments).unwrap()) {
            Ok(value) => repr(&value, &Anonymous),
            Err(error) => format!("!{}: {}", error.type_name, error.message),
        };
        let got = got.replace('\\', "\\\\").replace('\t', "\\t").replace('\n', "\\n").replace('\r', "\\r");
        if got != expected {
            wrong
                .entry(operation)
                .or_default()
                .push(format!("{operation} {arguments}\n  CPython: {expected}\n  here:    {got}"));
        }
    }
    let shown: Vec<String> = wrong.values().flatten().cloned().collect();
    assert!(rows > 300, "only {rows} rows");
    assert!(shown.is_empty(), "{} of {rows} rows differ:\n{}", shown.len(), shown.join("\n"));
}
