use super::*;
use crate::primitives::tests::text;
use crate::primitives::{
    BarrierOperation, ConditionOperation, EventOperation, FutureOperation, MutexOperation, PoolOperation,
    QueueOperation, SemaphoreOperation, ThreadOperation, Wait,
};
use crate::value::{FunctionId, Key, ObjectId, ObjectRef};

const NO: Value = Value::Bool(false);
const MINUS: Value = Value::Int(-1);

/// Calls a method with positional arguments and, if its name is not empty, one keyword argument.
fn call(on: ObjectKind, name: &str, positional: &[Value], keyword: (&str, Value)) -> Result<Operation, String> {
    run(method(on, name).unwrap(), positional, keyword)
}

fn run(method: &Method, positional: &[Value], keyword: (&str, Value)) -> Result<Operation, String> {
    let keywords = Some(keyword).filter(|(name, _)| !name.is_empty());
    let keywords = keywords.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    method.call(positional.to_vec(), keywords).map_err(|error| format!("{}: {}", error.type_name, error.message))
}

fn timeout(value: Value) -> (&'static str, Value) {
    ("timeout", value)
}

const NOTHING: (&str, Value) = ("", Value::None);

fn make(kind: ObjectKind, positional: &[Value]) -> Result<Object, String> {
    construct(kind, positional.to_vec(), Vec::new()).map_err(|error| format!("{}: {}", error.type_name, error.message))
}

fn acquire(wait: Wait) -> Result<Operation, String> {
    Ok(MutexOperation::Acquire(wait).into())
}

fn error<T>(message: &str) -> Result<T, String> {
    Err(message.to_owned())
}

#[test]
fn lk05_to_lk16_and_rl06_rl07_arguments_of_acquire() {
    let no_timeout = "ValueError: can't specify a timeout for a non-blocking call";
    for kind in [ObjectKind::Lock, ObjectKind::RLock, ObjectKind::Condition] {
        let acquired = |positional: &[Value], keyword| call(kind, "acquire", positional, keyword);
        assert_eq!(acquired(&[], NOTHING), acquire(Wait::Forever));
        assert_eq!(acquired(&[NO], NOTHING), acquire(Wait::Never));
        assert_eq!(acquired(&[], ("blocking", NO)), acquire(Wait::Never));
        assert_eq!(acquired(&[], timeout(Value::Duration(5))), acquire(Wait::For(5)));
        assert_eq!(acquired(&[], timeout(Value::Int(0))), acquire(Wait::Never));
        assert_eq!(acquired(&[NO, Value::Int(1)], NOTHING), error(no_timeout));
        assert_eq!(acquired(&[NO, Value::Int(0)], NOTHING), error(no_timeout));
        assert_eq!(acquired(&[], timeout(MINUS)), acquire(Wait::Forever));
        assert_eq!(acquired(&[], timeout(Value::Int(-100))), error("ValueError: timeout value must be positive"));
        assert_eq!(
            acquired(&[], timeout(Value::Float(1e100))),
            error("OverflowError: timestamp out of range for platform time_t")
        );
        assert_eq!(
            acquired(&[], timeout(Value::None)),
            error("TypeError: 'NoneType' object cannot be interpreted as an integer")
        );
        assert_eq!(acquired(&[NO, MINUS], NOTHING), acquire(Wait::Never));
    }
}

#[test]
fn lk26_a_blocking_argument_that_is_no_number() {
    let message = |name| error(&format!("TypeError: '{name}' object cannot be interpreted as an integer"));
    assert_eq!(call(ObjectKind::Lock, "acquire", &[text("x")], NOTHING), message("str"));
    assert_eq!(call(ObjectKind::Lock, "acquire", &[Value::None], NOTHING), message("NoneType"));
    assert_eq!(call(ObjectKind::Lock, "acquire", &[Value::Int(3)], NOTHING), acquire(Wait::Forever));
}

#[test]
fn rl08_and_sm19_have_no_locked() {
    assert!(method(ObjectKind::Lock, "locked").is_some());
    assert!(method(ObjectKind::RLock, "locked").is_none());
    assert!(method(ObjectKind::Semaphore, "locked").is_none());
}

#[test]
fn sm06_to_sm09_arguments_of_acquire() {
    let acquired = |positional: &[Value], keyword| call(ObjectKind::Semaphore, "acquire", positional, keyword);
    let acquire = |wait| Ok(SemaphoreOperation::Acquire(wait).into());
    let no_timeout = "ValueError: can't specify timeout for non-blocking acquire";
    assert_eq!(acquired(&[], NOTHING), acquire(Wait::Forever));
    assert_eq!(acquired(&[NO], timeout(Value::Float(1.0))), error(no_timeout));
    assert_eq!(acquired(&[NO], timeout(Value::None)), acquire(Wait::Never));
    assert_eq!(acquired(&[], timeout(Value::Int(2))), acquire(Wait::For(2_000_000_000)));
    assert_eq!(acquired(&[], timeout(Value::Int(-5))), acquire(Wait::Never));
}

#[test]
fn sm01_sm02_sm21_the_initial_value() {
    assert_eq!(make(ObjectKind::Semaphore, &[]), make(ObjectKind::Semaphore, &[Value::Int(1)]));
    for kind in [ObjectKind::Semaphore, ObjectKind::BoundedSemaphore] {
        assert_eq!(make(kind, &[MINUS]), error("ValueError: semaphore initial value must be >= 0"));
        let message = "TypeError: '<' not supported between instances of 'str' and 'int'";
        assert_eq!(make(kind, &[text("1")]), error(message));
        // Python takes a float, and then counts in halves; here it is refused.
        assert!(make(kind, &[Value::Float(1.5)]).is_err());
    }
}

#[test]
fn cv09_ev03_and_fu03_timeouts_of_none_or_less() {
    for (value, wait) in [(Value::None, Wait::Forever), (MINUS, Wait::Never), (Value::Duration(3), Wait::For(3))] {
        let given = || timeout(value.clone());
        assert_eq!(call(ObjectKind::Condition, "wait", &[], given()), Ok(ConditionOperation::Wait(wait).into()));
        assert_eq!(call(ObjectKind::Event, "wait", &[], given()), Ok(EventOperation::Wait(wait).into()));
        assert_eq!(run(&future().methods[0], &[], given()), Ok(FutureOperation::Result(wait).into()));
        assert_eq!(run(&thread().methods[0], &[], given()), Ok(ThreadOperation::Join(wait).into()), "th11");
    }
}

#[test]
fn cv01_cv18_a_condition_is_over_its_own_lock_or_the_given_one() {
    let lock = |kind| Value::Object(ObjectRef { id: ObjectId(4), kind });
    let over = |positional: &[Value]| match make(ObjectKind::Condition, positional)? {
        Object::Condition(condition) => Ok(condition.lock.map(|lock| lock.id)),
        other => Err(format!("{other:?}")),
    };
    assert_eq!(over(&[]), Ok(None));
    assert_eq!(over(&[lock(ObjectKind::RLock)]), Ok(Some(ObjectId(4))));
    assert_eq!(over(&[Value::Int(1)]), error("AttributeError: 'int' object has no attribute 'acquire'"));
    assert!(over(&[lock(ObjectKind::Event)]).is_err());
}

#[test]
fn ba04_ba05_arguments_of_a_barrier() {
    assert_eq!(make(ObjectKind::Barrier, &[Value::Int(0)]), error("ValueError: parties must be > 0"));
    assert!(make(ObjectKind::Barrier, &[text("3")]).is_err());
    let message = "TypeError: Barrier.__init__() missing 1 required positional argument: 'parties'";
    assert_eq!(make(ObjectKind::Barrier, &[]), error(message));
    let action = Value::Function(FunctionId(0));
    assert!(make(ObjectKind::Barrier, &[Value::Int(2), action, Value::Duration(1)]).is_ok());
    let message = "TypeError: 'int' object is not callable";
    assert_eq!(make(ObjectKind::Barrier, &[Value::Int(2), Value::Int(1)]), error(message));
}

#[test]
fn ba11_ba13_timeouts_of_wait() {
    for (value, wait) in [(Value::None, None), (Value::Int(0), Some(Wait::Never)), (MINUS, Some(Wait::Never))] {
        assert_eq!(call(ObjectKind::Barrier, "wait", &[value], NOTHING), Ok(BarrierOperation::Wait(wait).into()));
    }
}

#[test]
fn qu07_qu08_timeouts_of_put_and_get() {
    let negative = "ValueError: 'timeout' must be a non-negative number";
    assert_eq!(call(ObjectKind::Queue, "get", &[], timeout(MINUS)), error(negative));
    assert_eq!(call(ObjectKind::Queue, "get", &[NO], timeout(MINUS)), Ok(QueueOperation::Get(Wait::Never).into()));
    let mut bounded = make(ObjectKind::Queue, &[Value::Int(1)]).unwrap();
    let mut unbounded = make(ObjectKind::Queue, &[]).unwrap();
    let put = || call(ObjectKind::Queue, "put", &[Value::Int(1)], timeout(MINUS)).unwrap();
    let who = crate::value::ThreadId(0);
    use crate::primitives::{Primitive, Reply};
    assert!(
        matches!(bounded.perform(who, put(), &mut Vec::new()), Some(Reply::Raise(e)) if *e.type_name == *"ValueError")
    );
    assert_eq!(unbounded.perform(who, put(), &mut Vec::new()), Some(Reply::Done(Value::None)));
}

#[test]
fn qu14_join_of_a_queue_has_no_timeout() {
    let message = "TypeError: Queue.join() got an unexpected keyword argument 'timeout'";
    assert_eq!(call(ObjectKind::Queue, "join", &[], timeout(Value::Int(1))), error(message));
}

#[test]
fn tp01_tp02_arguments_of_a_pool() {
    let message = "ValueError: max_workers must be greater than 0";
    assert_eq!(make(ObjectKind::Pool, &[Value::Int(0)]), error(message));
    assert_eq!(make(ObjectKind::Pool, &[]), make(ObjectKind::Pool, &[Value::Int(8)]));
}

#[test]
fn submit_takes_any_number_of_arguments() {
    let function = Value::Function(FunctionId(3));
    let given = [function.clone(), Value::Int(1), Value::Int(2)];
    let arguments = vec![Value::Int(1), Value::Int(2)];
    let submit = |keywords| {
        Ok(PoolOperation::Submit { function: function.clone(), arguments: arguments.clone(), keywords }.into())
    };
    assert_eq!(call(ObjectKind::Pool, "submit", &given, NOTHING), submit(Value::None));
    // All names are the callee's, even `fn`.
    for name in ["b", "fn", "timeout"] {
        let key = Key::new(Value::str(name)).unwrap();
        let named = Value::dict([(key, Value::Int(3))].into_iter().collect()).unwrap();
        assert_eq!(call(ObjectKind::Pool, "submit", &given, (name, Value::Int(3))), submit(named));
    }
    let message = "TypeError: ThreadPoolExecutor.submit() missing 1 required positional argument: 'fn'";
    assert_eq!(call(ObjectKind::Pool, "submit", &[], NOTHING), error(message));
    assert_eq!(call(ObjectKind::Pool, "submit", &[], ("fn", function)), error(message));
}

#[test]
fn shutdown_takes_cancel_futures_by_name_only() {
    let cancel = ("cancel_futures", Value::Bool(true));
    assert_eq!(
        call(ObjectKind::Pool, "shutdown", &[], cancel),
        Ok(PoolOperation::Shutdown { wait: true, cancel: true }.into())
    );
    let message = "TypeError: ThreadPoolExecutor.shutdown() takes from 1 to 2 positional arguments but 3 were given";
    assert_eq!(call(ObjectKind::Pool, "shutdown", &[NO, NO], NOTHING), error(message));
}

#[test]
fn wrong_arguments_are_told_in_the_words_of_cpython() {
    use ObjectKind::{BoundedSemaphore, Event, Lock, Queue, RLock, Semaphore};
    let one = [Value::Int(1)];
    let three = [Value::Int(1), Value::Int(2), Value::Int(3)];
    let foo = || ("foo", Value::Int(1));
    let cases = [
        (call(Lock, "acquire", &three, NOTHING), "acquire() takes at most 2 arguments (3 given)"),
        (call(Lock, "acquire", &[], foo()), "'foo' is an invalid keyword argument for acquire()"),
        (
            call(Lock, "acquire", &one, ("blocking", NO)),
            "argument for acquire() given by name ('blocking') and position (1)",
        ),
        (call(Lock, "release", &one, NOTHING), "lock.release() takes no arguments (1 given)"),
        (call(Lock, "release", &[], foo()), "lock.release() takes no keyword arguments"),
        (call(RLock, "release", &one, NOTHING), "RLock.release() takes no arguments (1 given)"),
        (
            call(Semaphore, "acquire", &three, NOTHING),
            "Semaphore.acquire() takes from 1 to 3 positional arguments but 4 were given",
        ),
        (
            call(Semaphore, "acquire", &one, ("blocking", NO)),
            "Semaphore.acquire() got multiple values for argument 'blocking'",
        ),
        (
            call(BoundedSemaphore, "release", &[], foo()),
            "BoundedSemaphore.release() got an unexpected keyword argument 'foo'",
        ),
        (call(Event, "set", &one, NOTHING), "Event.set() takes 1 positional argument but 2 were given"),
        (call(Queue, "put", &[], NOTHING), "Queue.put() missing 1 required positional argument: 'item'"),
    ];
    for (result, message) in cases {
        assert_eq!(result, error(&format!("TypeError: {message}")));
    }
    assert_eq!(make(Lock, &one), error("TypeError: _thread.allocate_lock() takes no arguments (1 given)"));
}

#[test]
fn a_function_does_not_count_itself_as_an_argument() {
    let parameters = [Parameter::required("a"), Parameter::required("b"), Parameter::required("c")];
    let bound = |positional: &[Value]| {
        arguments("f", &parameters, positional.to_vec(), Vec::new()).map_err(|error| error.message)
    };
    assert_eq!(bound(&[]), error("f() missing 3 required positional arguments: 'a', 'b', and 'c'"));
    assert_eq!(bound(&[NO]), error("f() missing 2 required positional arguments: 'b' and 'c'"));
    assert_eq!(bound(&[NO, NO, NO, NO]), error("f() takes 3 positional arguments but 4 were given"));
    let none = arguments("g", &[], vec![NO], Vec::new()).map_err(|error| error.message);
    assert_eq!(none, error("g() takes 0 positional arguments but 1 was given"));
}

#[test]
fn signatures_read_as_in_python() {
    let of = |kind, name| signature(method(kind, name).unwrap().parameters);
    assert_eq!(of(ObjectKind::Lock, "acquire"), "blocking=True, timeout=-1");
    assert_eq!(of(ObjectKind::Pool, "submit"), "fn, *args, **kwargs");
    assert_eq!(of(ObjectKind::Pool, "shutdown"), "wait=True, *, cancel_futures=False");
    assert_eq!(signature(kind(ObjectKind::Pool).constructor), "max_workers=None, thread_name_prefix=\"\"");
}

#[test]
fn every_row_is_of_its_own_kind_and_names_are_unique() {
    for (_, declared) in ObjectKind::DECLARED {
        let row = kind(declared);
        assert_eq!(row.kind, declared);
        let methods = row.methods.iter().map(|method| method.name);
        let special = row.special.iter().map(|special| special.name);
        let attributes = row.attributes.iter().map(|attribute| attribute.name);
        let mut names: Vec<&str> = methods.chain(special).chain(attributes).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{declared:?}");
        assert!(row.guards.iter().all(|(name, _)| row.special.iter().any(|special| special.name == *name)));
    }
}
