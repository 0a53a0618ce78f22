//! What only CDL's values have: limits, copying, identity.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::*;

fn ints(numbers: &[i64]) -> Value {
    Value::list(numbers.iter().copied().map(Value::Int).collect()).unwrap()
}

fn message<T: std::fmt::Debug>(result: Result<T, Exception>) -> String {
    let error = result.unwrap_err();
    format!("{}: {}", error.type_name, error.message)
}

fn call(receiver: &mut Value, method: &str, arguments: &[Value]) -> Result<Value, Exception> {
    call_method(receiver, method, arguments, &[])
}

fn builtin(name: &str, arguments: &[Value]) -> Result<Value, Exception> {
    call_builtin(builtin_named(name).unwrap(), arguments, &[], &Anonymous)
}

fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A list in a list in a list ...
fn nested(levels: usize) -> Result<Value, Exception> {
    (1..levels).try_fold(Value::empty_list(), |inner, _| Value::list(vec![inner]))
}

#[test]
fn a_value_stays_small() {
    assert_eq!(size_of::<Value>(), 16);
}

#[test]
fn a_copy_does_not_see_later_changes() {
    let mut original = ints(&[1, 2]);
    let copy = original.clone();
    call(&mut original, "append", &[Value::Int(3)]).unwrap();
    set_index(&mut original, &Value::Int(0), Value::Int(9)).unwrap();
    assert_eq!((original, copy), (ints(&[9, 2, 3]), ints(&[1, 2])));
}

#[test]
fn a_list_that_no_one_else_holds_grows_in_place() {
    let mut list = ints(&[1, 2]);
    let Value::List(before) = &list else { panic!() };
    let before = Arc::as_ptr(before);
    assign_binary(BinaryOperator::Add, &mut list, &ints(&[3])).unwrap();
    let list = binary_owned(BinaryOperator::Add, list, &ints(&[4])).unwrap();
    let Value::List(after) = &list else { panic!() };
    assert_eq!(before, Arc::as_ptr(after));
    assert_eq!(list, ints(&[1, 2, 3, 4]));
}

#[test]
fn an_assignment_reaches_through_several_levels() {
    let mut grid = Value::list(vec![ints(&[0, 0]), ints(&[0, 0])]).unwrap();
    let copy = grid.clone();
    set_path(&mut grid, &[Value::Int(1), Value::Int(-1)], Value::Int(7)).unwrap();
    assert_eq!(repr(&grid, &Anonymous), "[[0, 0], [0, 7]]");
    assert_eq!(repr(&copy, &Anonymous), "[[0, 0], [0, 0]]");
    let arguments = [Value::str("x")];
    call(place_mut(&mut grid, &[Value::Int(0)], &arguments, Arrival::Whole).unwrap(), "append", &arguments).unwrap();
    assert_eq!(repr(&grid, &Anonymous), "[[0, 0, 'x'], [0, 7]]");
    assert_eq!(
        message(set_path(&mut grid, &[Value::Int(0), Value::Int(2), Value::Int(0)], Value::None)),
        "TypeError: 'str' object does not support item assignment"
    );
    assert_eq!(
        message(set_path(&mut grid, &[Value::Int(5), Value::Int(0)], Value::None)),
        "IndexError: list index out of range"
    );
}

#[test]
fn equality_is_python_s_and_identity_is_exact() {
    let (one, float, yes) = (Value::Int(1), Value::Float(1.0), Value::Bool(true));
    assert!(equals(&one, &float) && equals(&float, &yes));
    assert!(one != float && float != yes);
    assert_eq!(Value::Float(f64::NAN), Value::Float(f64::NAN));
    assert!(!equals(&Value::Duration(1), &Value::Int(1)));
    let mut dict = Value::empty_dict();
    for key in [one.clone(), float, yes] {
        set_index(&mut dict, &key, key.clone()).unwrap();
    }
    assert_eq!(repr(&dict, &Anonymous), "{1: True}");
}

#[test]
fn equal_values_hash_alike_whatever_bounds_they_know() {
    let mut overwritten = ints(&[1, 2]);
    set_index(&mut overwritten, &Value::Int(0), nested(5).unwrap()).unwrap();
    set_index(&mut overwritten, &Value::Int(0), Value::Int(1)).unwrap();
    assert_eq!(overwritten, ints(&[1, 2]));
    assert_eq!(hash(&overwritten), hash(&ints(&[1, 2])));
}

#[test]
fn nothing_becomes_larger_than_the_limits() {
    let huge = Value::Int(1_000_000_000_000);
    let too_many = "MemoryError: value too large: a list or dict holds at most 4000000 items";
    let too_long = "MemoryError: value too large: a text holds at most 64 MiB";
    assert_eq!(message(binary(BinaryOperator::Multiply, &ints(&[0]), &huge)), too_many);
    assert_eq!(message(binary(BinaryOperator::Multiply, &Value::str("x"), &huge)), too_long);
    assert_eq!(message(builtin("list", &[Value::range(0, i64::MAX, 1).unwrap()])), too_many);
    let full = binary(BinaryOperator::Multiply, &ints(&[0]), &Value::Int(4_000_000)).unwrap();
    assert_eq!(message(call(&mut full.clone(), "append", &[Value::None])), too_many);
    assert_eq!(message(assign_binary(BinaryOperator::Add, &mut full.clone(), &ints(&[1]))), too_many);
    let text = Value::str("x".repeat(40 << 20));
    assert_eq!(message(binary(BinaryOperator::Add, &text, &text)), too_long);
    let twice = Value::list(vec![text.clone(), text.clone()]).unwrap();
    assert_eq!(message(builtin("str", std::slice::from_ref(&twice))), too_long);
    assert_eq!(message(call(&mut Value::str("-"), "join", &[twice])), too_long);
    assert_eq!(message(call(&mut text.clone(), "replace", &[Value::str("x"), Value::str("yy")])), too_long);
    let wide = format(&Value::Int(1), "100001", &Anonymous);
    assert_eq!(message(wide), "ValueError: width or precision too big: at most 100000");
}

/// A text of so many bytes.
fn long(bytes: usize) -> Value {
    Value::str("x".repeat(bytes))
}

/// The number of items, or bytes, of what an operation gave; none if it was too large.
fn measured(result: Result<Value, Exception>) -> Option<usize> {
    match result {
        Ok(Value::Str(text)) => Some(text.len()),
        Ok(value) => Some(value.size()),
        Err(exception) => {
            assert!(exception.message.starts_with("value too large"), "{exception:?}");
            None
        }
    }
}

#[test]
fn texts_as_large_as_may_be_are_made_and_no_larger_ones() {
    let (one, two) = (Value::str("x"), Value::str("yy"));
    let replaced = |text: &Value, by: &Value| measured(call(&mut text.clone(), "replace", &[one.clone(), by.clone()]));
    let (half, most) = (long(MAX_TEXT / 2), long(MAX_TEXT));
    assert_eq!(replaced(&most, &Value::str("z")), Some(MAX_TEXT));
    assert_eq!(replaced(&most, &Value::str("")), Some(0));
    assert_eq!(replaced(&half, &two), Some(MAX_TEXT));
    assert_eq!(replaced(&long(MAX_TEXT / 2 + 1), &two), None);
    let first = |count| call(&mut most.clone(), "replace", &[one.clone(), two.clone(), Value::Int(count)]);
    assert_eq!([measured(first(0)), measured(first(1))], [Some(MAX_TEXT), None]);
    let times = |text: &Value, times| measured(binary(BinaryOperator::Multiply, text, &Value::Int(times)));
    assert_eq!([times(&half, 2), times(&half, 3), times(&most, 1)], [Some(MAX_TEXT), None, Some(MAX_TEXT)]);
    let plus = |left: &Value, right: &Value| measured(binary(BinaryOperator::Add, left, right));
    assert_eq!(
        [plus(&half, &half), plus(&most, &Value::str("")), plus(&most, &one)],
        [Some(MAX_TEXT), Some(MAX_TEXT), None]
    );
    let joined = |separator: &str| {
        let parts = Value::list(vec![long(MAX_TEXT / 2 - 1), half.clone()]).unwrap();
        measured(call(&mut Value::str(separator), "join", &[parts]))
    };
    assert_eq!([joined("-"), joined("--")], [Some(MAX_TEXT), None]);
    let interpolated = |pieces: &[Value]| measured(concat(pieces));
    assert_eq!(
        [interpolated(&[half.clone(), half.clone()]), interpolated(&[most.clone(), one.clone()])],
        [Some(MAX_TEXT), None]
    );
    assert_eq!(measured(slice(&most, None, None, None)), Some(MAX_TEXT));
    let quotes = |bytes| measured(builtin("repr", &[long(bytes)]));
    assert_eq!([quotes(MAX_TEXT - 2), quotes(MAX_TEXT - 1)], [Some(MAX_TEXT), None]);
}

#[test]
fn case_is_judged_by_what_it_comes_to() {
    // Two bytes that stay two, and two that become three.
    let upper = |letter: &str, letters: usize| measured(call(&mut Value::str(letter.repeat(letters)), "upper", &[]));
    assert_eq!(upper("é", MAX_TEXT / 2), Some(MAX_TEXT));
    assert_eq!([upper("ɐ", MAX_TEXT / 3), upper("ɐ", MAX_TEXT / 3 + 1)], [Some(MAX_TEXT / 3 * 3), None]);
}

#[test]
fn lists_as_large_as_may_be_are_made_and_no_larger_ones() {
    let zeros = |count: usize| {
        binary(BinaryOperator::Multiply, &ints(&[0]), &Value::Int(i64::try_from(count).unwrap())).unwrap()
    };
    let range = |count: usize| Value::range(0, i64::try_from(count).unwrap(), 1).unwrap();
    let (half, most) = (zeros(MAX_ITEMS / 2), zeros(MAX_ITEMS));
    let plus = |left: &Value, right: &Value| measured(binary(BinaryOperator::Add, left, right));
    assert_eq!([plus(&half, &half), plus(&most, &ints(&[0]))], [Some(MAX_ITEMS), None]);
    let pairs = |times| {
        measured(binary(BinaryOperator::Multiply, &Value::list(vec![ints(&[1, 2, 3])]).unwrap(), &Value::Int(times)))
    };
    assert_eq!([pairs(1_000_000), pairs(1_000_001)], [Some(MAX_ITEMS), None]);
    for name in ["list", "sorted", "reversed"] {
        assert_eq!(measured(builtin(name, &[range(MAX_ITEMS)])), Some(MAX_ITEMS), "{name}");
        assert_eq!(measured(builtin(name, &[range(MAX_ITEMS + 1)])), None, "{name}");
    }
    let third = (MAX_ITEMS - 1) / 3;
    let enumerated = |count| measured(builtin("enumerate", &[range(count)]));
    assert_eq!([enumerated(third), enumerated(third + 1)], [Some(third * 3), None]);
    let zipped = |count| measured(builtin("zip", &[range(count), range(MAX_ITEMS)]));
    assert_eq!([zipped(third), zipped(third + 1)], [Some(third * 3), None]);
    assert_eq!(measured(slice(&most, None, None, None)), Some(MAX_ITEMS));
    let parts = |commas| measured(call(&mut Value::str(",".repeat(commas)), "split", &[Value::str(",")]));
    assert_eq!([parts(MAX_ITEMS - 1), parts(MAX_ITEMS)], [Some(MAX_ITEMS), None]);
}

#[test]
fn what_is_put_in_whole_takes_one_place() {
    // Two million items within, and a text of three million letters: an item more, or three million more.
    let row = binary(BinaryOperator::Multiply, &ints(&[0]), &Value::Int(2_000_000)).unwrap();
    let mut rows = Value::list(vec![row]).unwrap();
    let letters = [long(3_000_000)];
    let mut add = |method: &str| {
        let place = place_mut(&mut rows, &[Value::Int(0)], &letters, Arrival::by_method(method))?;
        call(place, method, &letters)
    };
    add("append").unwrap();
    assert_eq!(measured(add("extend")), None);
}

#[test]
fn nesting_ends_before_the_stack_of_a_small_thread() {
    let work = || {
        let deepest = nested(100).unwrap();
        let too_deep = "RecursionError: value nested too deeply";
        assert_eq!(message(Value::list(vec![deepest.clone()])), too_deep);
        assert_eq!(message(call(&mut ints(&[]), "append", std::slice::from_ref(&deepest))), too_deep);
        assert_eq!(message(set_index(&mut Value::empty_dict(), &Value::Int(0), deepest.clone())), too_deep);
        let mut outer = Value::list(vec![ints(&[0])]).unwrap();
        assert_eq!(message(set_path(&mut outer, &[Value::Int(0), Value::Int(0)], nested(99).unwrap())), too_deep);
        set_path(&mut outer, &[Value::Int(0), Value::Int(0)], nested(98).unwrap()).unwrap();
        assert_eq!(message(Value::list(vec![outer.clone()])), too_deep);
        let other = nested(100).unwrap();
        assert!(equals(&deepest, &other) && deepest == other && hash(&deepest) == hash(&other));
        assert!(!compare(CompareOperator::Less, &deepest, &other).unwrap());
        assert_eq!(repr(&deepest, &Anonymous).len(), 200);
    };
    std::thread::Builder::new().stack_size(128 << 10).spawn(work).unwrap().join().unwrap();
}

#[test]
fn shared_parts_count_each_time_so_that_no_value_takes_for_ever_to_look_at() {
    let mut doubled = ints(&[0]);
    let error = loop {
        match Value::list(vec![doubled.clone(), doubled.clone()]) {
            Ok(next) => doubled = next,
            Err(error) => break error,
        }
    };
    assert_eq!(&*error.type_name, "MemoryError");
    let mut pair = Value::list(vec![doubled.clone(), ints(&[])]).unwrap();
    assert_eq!(set_path(&mut pair, &[Value::Int(1)], doubled.clone()), Err(error.clone()));
    assert_eq!(call(&mut pair, "append", &[doubled]), Err(error));
    // What was overwritten does not count.
    let mut small = Value::list(vec![ints(&[0]), Value::None]).unwrap();
    let large = binary(BinaryOperator::Multiply, &ints(&[0]), &Value::Int(1_500_000)).unwrap();
    for _ in 0..10 {
        set_path(&mut small, &[Value::Int(0), Value::Int(0)], large.clone()).unwrap();
        set_path(&mut small, &[Value::Int(0), Value::Int(0)], Value::None).unwrap();
    }
}

#[test]
fn depth_is_that_of_what_is_there_not_of_what_was() {
    let mut list = ints(&[0]);
    for _ in 0..500 {
        let copy = list.clone();
        set_index(&mut list, &Value::Int(0), copy).unwrap();
        set_index(&mut list, &Value::Int(0), Value::Int(0)).unwrap();
    }
    assert_eq!(list, ints(&[0]));
}

#[test]
fn sorting_survives_what_has_no_order_and_keeps_equal_items_in_place() {
    let floats = (0..100).map(|i| Value::Float(if i % 3 == 0 { f64::NAN } else { f64::from(i * 37 % 41) }));
    builtin("sorted", &[Value::list(floats.collect()).unwrap()]).unwrap();
    let numbers: Vec<i64> = (0..1000).map(|i| i * 7919 % 1009).collect();
    let mut expected = numbers.clone();
    expected.sort_unstable();
    assert_eq!(builtin("sorted", &[ints(&numbers)]), Ok(ints(&expected)));
    let mixed = (0..60).map(|i| if i % 2 == 0 { Value::Int(i / 20) } else { Value::Float((i / 20) as f64) }).rev();
    let sorted = builtin("sorted", &[Value::list(mixed.clone().collect()).unwrap()]).unwrap();
    let Value::List(sorted) = sorted else { panic!() };
    let zeros: Vec<Value> = mixed.filter(|value| equals(value, &Value::Int(0))).collect();
    assert_eq!(sorted.items[..20], zeros);
}

#[test]
fn exceptions_print_their_message_and_show_their_type() {
    let exception = |name, text| Value::Exception(Arc::new(Exception::new(name, text)));
    assert_eq!(to_str(&exception("ValueError", "it's"), &Anonymous), "it's");
    assert_eq!(repr(&exception("ValueError", "it's"), &Anonymous), "ValueError(\"it's\")");
    assert_eq!(repr(&exception("OutOfMoney", ""), &Anonymous), "OutOfMoney()");
    let missing = index(&Value::empty_dict(), &Value::str("k")).unwrap_err();
    assert_eq!(missing.message, "'k'");
    assert_eq!(repr(&Value::Exception(Arc::new(missing)), &Anonymous), "KeyError('k')");
    assert_eq!(exception("KeyError", "").type_name(), "KeyError");
    assert_eq!(exception("OutOfMoney", "").type_name(), "Exception");
}

#[test]
fn durations_add_up_format_and_convert() {
    let duration = Value::Duration(1_500_000_000);
    assert_eq!(
        builtin("sum", &[Value::list(vec![duration.clone(), duration.clone()]).unwrap()]),
        Ok(Value::Duration(3_000_000_000))
    );
    assert_eq!(format(&duration, ">6", &Anonymous).as_deref(), Ok("  1.5s"));
    assert_eq!(builtin("float", std::slice::from_ref(&duration)), Ok(Value::Float(1.5)));
    assert_eq!(builtin("int", std::slice::from_ref(&duration)), Ok(Value::Int(1)));
    assert_eq!(
        message(binary(BinaryOperator::Add, &duration, &Value::Int(1))),
        "TypeError: unsupported operand type(s) for +: 'duration' and 'int'"
    );
    assert_eq!(
        message(compare(CompareOperator::Less, &duration, &Value::Int(1))),
        "TypeError: '<' not supported between instances of 'duration' and 'int'"
    );
    assert_eq!(
        message(unary(UnaryOperator::Negative, &Value::Duration(i64::MIN))),
        "OverflowError: duration too large: CDL's durations have 64 bits of nanoseconds"
    );
}

#[test]
fn huge_ranges_are_looked_at_without_being_built() {
    let all = Value::range(i64::MIN, i64::MAX, 1).unwrap();
    assert_eq!(
        message(builtin("len", std::slice::from_ref(&all))),
        "OverflowError: Python int too large to convert to C ssize_t"
    );
    assert_eq!(builtin("max", std::slice::from_ref(&all)), Ok(Value::Int(i64::MAX - 1)));
    assert_eq!(builtin("any", std::slice::from_ref(&all)), Ok(Value::Bool(true)));
    assert_eq!(builtin("all", std::slice::from_ref(&all)), Ok(Value::Bool(false)));
    assert_eq!(compare(CompareOperator::In, &Value::Float(3.0), &all), Ok(true));
    assert_eq!(index(&all, &Value::Int(-1)), Ok(Value::Int(i64::MAX - 1)));
    let ten = Value::range(0, 10, 1).unwrap();
    assert_eq!(builtin("sum", &[ten]), Ok(Value::Int(45)));
    assert_eq!(
        builtin("sum", &[Value::range(0, 3_000_000_000, 1).unwrap(), Value::Int(1)]),
        Ok(Value::Int(4_499_999_998_500_000_001))
    );
    assert_eq!(builtin("round", &[Value::Int(i64::MAX), Value::Int(-38)]), Ok(Value::Int(0)));
}

#[test]
fn every_method_and_builtin_is_documented_and_found_by_its_name() {
    for data_type in DataType::ALL {
        for method in methods_of(data_type) {
            assert!(is_data_method(method.name) && method.doc.ends_with('.'), "{}", method.name);
        }
    }
    for (builtin, info) in all_builtins() {
        assert_eq!(builtin_named(info.name), Some(builtin));
        assert!(info.doc.ends_with('.'), "{}", info.name);
    }
    assert!(method_mutates("append") && method_mutates("pop") && !method_mutates("get") && !method_mutates("push"));
}
