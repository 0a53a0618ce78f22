//! The primitives of an entry as `concur::sync` has them, and what operations on them answer in Python's words.

use std::collections::BTreeMap;
use std::panic;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use concur::sync::{
    Barrier, BoundedSemaphore, Condition, Error, Event, Future, Guard, Held, Lock, Lockable, Map, Queue, RLock,
    Semaphore, ThreadPool,
};

use super::answers::{
    Patience, Said, list, none, of_barrier, of_event, of_future, of_lock, of_queue, of_rlock, of_semaphore, raise,
    thread_name, timeout, truth,
};
use super::operation::{Call, Operation, arguments_of};

/// What the entry's threads share.
pub(crate) struct World {
    objects: Mutex<BTreeMap<String, Arc<Object>>>,
    futures: Mutex<BTreeMap<String, Arc<Future<String>>>>,
    number: Mutex<i64>,
    /// What tasks and actions have noted.
    ran: Arc<Mutex<Vec<String>>>,
}

/// A primitive.
enum Object {
    Lock(Arc<Lock>),
    RLock(Arc<RLock>),
    Condition(Condition),
    OverLock(Condition<Arc<Lock>>),
    OverRLock(Condition<Arc<RLock>>),
    Semaphore(Semaphore),
    Bounded(BoundedSemaphore),
    Event(Event),
    Barrier(Barrier),
    Queue(Queue<i64>),
    Pool(ThreadPool),
}

impl World {
    /// A world with these primitives, and those that tasks know: `gate` and `begun`.
    pub(crate) fn new(declarations: &[String]) -> Result<Arc<Self>, Error> {
        let empty = Self {
            objects: Mutex::default(),
            futures: Mutex::default(),
            number: Mutex::default(),
            ran: Arc::default(),
        };
        for declaration in
            ["event gate", "semaphore begun(0)"].into_iter().chain(declarations.iter().map(String::as_str))
        {
            let (kind, rest) = declaration.split_once(' ').unwrap();
            let (name, arguments) = rest.split_once('(').unwrap_or((rest, ")"));
            let object = empty.make(kind, &arguments_of(arguments.strip_suffix(')').unwrap()))?;
            empty.objects.lock().unwrap().insert(name.to_owned(), Arc::new(object));
        }
        Ok(Arc::new(empty))
    }

    fn make(&self, kind: &str, arguments: &[(Option<String>, String)]) -> Result<Object, Error> {
        let named = |name: &str| arguments.iter().find(|(its, _)| its.as_deref() == Some(name)).map(|(_, value)| value);
        let first = arguments.first().map(|(_, value)| value.as_str());
        let number = || first.map_or(0, |value| value.parse().unwrap());
        Ok(match (kind, first) {
            ("lock", None) => Object::Lock(Arc::default()),
            ("rlock", None) => Object::RLock(Arc::default()),
            ("condition", None) => Object::Condition(Condition::new()),
            ("condition", Some(lock)) => match &*self.object(lock).unwrap() {
                Object::Lock(lock) => Object::OverLock(Condition::over(Arc::clone(lock))),
                Object::RLock(lock) => Object::OverRLock(Condition::over(Arc::clone(lock))),
                _ => panic!("a condition over {lock}"),
            },
            ("semaphore", _) => Object::Semaphore(Semaphore::new(number())?),
            ("bounded_semaphore", _) => Object::Bounded(BoundedSemaphore::new(number())?),
            ("event", None) => Object::Event(Event::new()),
            ("barrier", _) => Object::Barrier(match (named("timeout"), named("action")) {
                (Some(time), None) => Barrier::with_timeout(number(), timeout(time)?)?,
                (None, Some(action)) => self.barrier_with_action(number(), action)?,
                _ => Barrier::new(number())?,
            }),
            ("queue", _) => Object::Queue(Queue::new(number())),
            ("pool", _) => Object::Pool(match named("thread_name_prefix") {
                Some(prefix) => ThreadPool::with_prefix(number(), prefix)?,
                None => ThreadPool::new(number())?,
            }),
            _ => panic!("a {kind} of {first:?}"),
        })
    }

    fn barrier_with_action(&self, parties: i64, action: &str) -> Result<Barrier, Error> {
        let (ran, action) = (Arc::clone(&self.ran), action.to_owned());
        Barrier::with_action(parties, None, move || match action.as_str() {
            "fail" => Err(Error::new("ValueError", "failed")),
            "sign" => {
                ran.lock().unwrap().push(format!("'{}'", thread_name()));
                Ok(())
            }
            _ => panic!("an action {action}"),
        })
    }

    fn object(&self, name: &str) -> Option<Arc<Object>> {
        self.objects.lock().unwrap().get(name).cloned()
    }

    fn future(&self, name: &str) -> Arc<Future<String>> {
        Arc::clone(self.futures.lock().unwrap().get(name).unwrap_or_else(|| panic!("nothing is called {name}")))
    }

    /// Does it. A `raise` is a panic with an error, which guards on its way have to stand.
    pub(crate) fn perform(self: &Arc<Self>, operation: &Operation) -> Said {
        match operation {
            Operation::Call(call) => self.call(call),
            Operation::With { object, body } => self.with(object, body),
            Operation::Try { body, type_name } => match self.perform(body) {
                Err(error) if error.is_a(type_name) => Ok(format!("caught {error}")),
                other => other,
            },
            Operation::Raise { type_name, message } => raise(type_name, message),
            Operation::Keep { name, call } => {
                let future = self.submit(call)?;
                self.futures.lock().unwrap().insert(name.clone(), Arc::new(future));
                none(())
            }
            Operation::Drop(call) => {
                let object = self.object(&call.object).unwrap();
                let Object::Pool(pool) = &*object else { panic!("{}.map", call.object) };
                drop(self.map(pool, call)?);
                none(())
            }
            Operation::Add { amount } => {
                *self.number.lock().unwrap() += amount;
                none(())
            }
            Operation::Look(name) if name == "number" => Ok(self.number.lock().unwrap().to_string()),
            Operation::Look(name) if name == "ran" => Ok(list(&self.ran.lock().unwrap())),
            Operation::Look(name) => panic!("nothing is called {name}"),
            Operation::Pause => {
                thread::sleep(Duration::from_millis(20));
                none(())
            }
        }
    }

    fn with(self: &Arc<Self>, name: &str, body: &Operation) -> Said {
        let object = self.object(name).unwrap();
        match &*object {
            Object::Lock(lock) => self.hold(lock.lock(), body),
            Object::RLock(lock) => self.hold(lock.lock()?, body),
            Object::Condition(condition) => self.hold(condition.lock()?, body),
            Object::OverLock(condition) => self.hold(condition.lock()?, body),
            Object::OverRLock(condition) => self.hold(condition.lock()?, body),
            Object::Semaphore(semaphore) => self.hold(semaphore.permit(), body),
            Object::Bounded(semaphore) => self.hold(semaphore.permit(), body),
            Object::Pool(_) => {
                let leaves = Leaves { world: self, name };
                let said = self.perform(body);
                drop((object, leaves));
                said
            }
            _ => panic!("with {name}"),
        }
    }

    fn hold<H: Held>(self: &Arc<Self>, guard: Guard<H>, body: &Operation) -> Said {
        let said = self.perform(body)?;
        guard.release()?;
        Ok(said)
    }

    fn call(self: &Arc<Self>, call: &Call) -> Said {
        let Some(object) = self.object(&call.object) else { return of_future(&self.future(&call.object), call) };
        match &*object {
            Object::Lock(lock) => of_lock(lock, call),
            Object::RLock(lock) => of_rlock(lock, call),
            Object::Condition(condition) => self.of_condition(condition, call),
            Object::OverLock(condition) => self.of_condition(condition, call),
            Object::OverRLock(condition) => self.of_condition(condition, call),
            Object::Semaphore(semaphore) => of_semaphore(semaphore, call),
            Object::Bounded(semaphore) => of_semaphore(semaphore, call),
            Object::Event(event) => of_event(event, call),
            Object::Barrier(barrier) => of_barrier(barrier, call),
            Object::Queue(queue) => of_queue(queue, call),
            Object::Pool(pool) => self.of_pool(pool, call),
        }
    }

    fn of_condition<L: Lockable>(&self, condition: &Condition<L>, call: &Call) -> Said {
        match call.method.as_str() {
            "acquire" => truth(match call.patience()? {
                Patience::Forever => condition.acquire().map(|()| true)?,
                Patience::No => condition.try_acquire()?,
                Patience::For(timeout) => condition.acquire_timeout(timeout)?,
            }),
            "release" => none(condition.release()?),
            "wait" => truth(condition.wait(call.timeout(0)?)?),
            "wait_for" => {
                let predicate = call.argument(0, "predicate").unwrap();
                truth(condition.wait_for(|| self.holds(predicate), call.timeout(1)?)?)
            }
            "notify" => none(condition.notify(call.number(0, "n").unwrap_or(1))?),
            "notify_all" => none(condition.notify_all()?),
            method => panic!("condition.{method}"),
        }
    }

    fn holds(&self, predicate: &str) -> bool {
        match predicate {
            "True" => true,
            "False" => false,
            _ => *self.number.lock().unwrap() == predicate.strip_prefix("number == ").unwrap().parse::<i64>().unwrap(),
        }
    }

    fn of_pool(self: &Arc<Self>, pool: &ThreadPool, call: &Call) -> Said {
        match call.method.as_str() {
            "submit" => self.submit(call).map(|_| "a future".to_owned()),
            "shutdown" => none(pool.shutdown(
                call.argument(0, "wait") != Some("False"),
                call.argument(1, "cancel_futures") == Some("True"),
            )?),
            "map" => Ok(list(&self.map(pool, call)?.collect::<Result<Vec<_>, _>>()?)),
            method => panic!("pool.{method}"),
        }
    }

    fn map(self: &Arc<Self>, pool: &ThreadPool, call: &Call) -> Result<Map<String>, Error> {
        let (world, task) = (Arc::clone(self), call.argument(0, "fn").unwrap().to_owned());
        let items = call.argument(1, "items").unwrap().trim_matches(['[', ']']).split(", ");
        let items: Vec<i64> = items.map(|item| item.parse().unwrap()).collect();
        pool.map(move |item| world.task(&task, item), items, call.timeout(2)?)
    }

    fn submit(self: &Arc<Self>, call: &Call) -> Result<Future<String>, Error> {
        let object = self.object(&call.object).unwrap();
        let Object::Pool(pool) = &*object else { panic!("{}.submit", call.object) };
        let (world, task) = (Arc::clone(self), call.argument(0, "fn").unwrap().to_owned());
        let number = call.number(1, "n").unwrap_or(0);
        pool.submit(move || world.task(&task, number))
    }

    /// What pools are given to do.
    fn task(self: &Arc<Self>, task: &str, number: i64) -> String {
        let note = |what: String| self.ran.lock().unwrap().push(what);
        let object = |name: &str| self.object(name).unwrap();
        match task {
            "seven" => return "7".to_owned(),
            "fail" => raise("ValueError", "failed"),
            "leave" => raise("SystemExit", "enough"),
            "name" => return thread_name(),
            "note" => note(number.to_string()),
            "even" if number % 2 == 1 => raise("ValueError", "odd"),
            "even" => {}
            "wait" => {
                let (Object::Semaphore(begun), Object::Event(gate)) = (&*object("begun"), &*object("gate")) else {
                    panic!("begun, gate")
                };
                begun.release().unwrap();
                gate.wait(None);
            }
            "nested" => {
                let Object::Pool(pool) = &*object("p") else { panic!("p") };
                let inner = pool.submit(|| 7).and_then(|future| future.result(None));
                return inner.unwrap_or_else(|error| panic::resume_unwind(Box::new(error))).to_string();
            }
            _ => panic!("a task {task}"),
        }
        (number * 10).to_string()
    }
}

/// The end of a `with` over a pool: the pool is dropped, also by a panic.
struct Leaves<'a> {
    world: &'a World,
    name: &'a str,
}

impl Drop for Leaves<'_> {
    fn drop(&mut self) {
        let pool = self.world.objects.lock().unwrap().remove(self.name);
        drop(pool);
    }
}
