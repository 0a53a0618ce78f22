//! What is said of a statement's steps before a run holds in every run: no fewer, no more, and those words.
//!
//! Runs go at random, and each step is counted for the statement that it belongs to, by the place of its instruction.

// Helpers of tests, though clippy does not see it: whatever fails here fails the test.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

mod generator;

use std::fs;
use std::path::Path;

use concur::machine::{
    Action, Cast, Chooser, Event, EventKind, Forecast, Fuel, Log, Machine, Scenario, Steps, Thread, Turn,
};
use concur::primitives::{
    BarrierOperation, ConditionOperation, Demand, EventOperation, MutexOperation, Operation, PoolOperation,
    RwLockOperation, Wait,
};
use concur::program::{FunctionKind, Op, Program};
use concur::source::{Source, Span};
use concur::value::{ThreadId, Value};
use proptest::prelude::*;

/// Decides everything by numbers that it is given, again and again.
struct Chance<'n> {
    numbers: &'n [usize],
    next: usize,
}

impl Chance<'_> {
    fn below(&mut self, limit: usize) -> usize {
        self.next += 1;
        self.numbers[self.next % self.numbers.len()] % limit
    }
}

impl Chooser for Chance<'_> {
    fn waiter(&mut self, waiters: &[ThreadId]) -> usize {
        self.below(waiters.len())
    }

    fn option(&mut self, options: &[Value]) -> usize {
        self.below(options.len())
    }
}

/// The words of the events of one step.
#[derive(Default)]
struct Words(Vec<String>);

impl Log for Words {
    fn wants(&self) -> bool {
        true
    }

    fn event(&mut self, event: Event, _: &dyn Cast) {
        let word = match event.kind {
            EventKind::Read { .. } => "read",
            EventKind::Write { .. } => "write",
            EventKind::Update { how, .. } => {
                // `append(1)` or `+= 1`.
                let method = how.split('(').next().filter(|_| how.starts_with(char::is_alphabetic));
                self.0.push(method.unwrap_or("update").to_owned());
                return;
            }
            EventKind::Operate { operation, .. } => operation,
            EventKind::Print { .. } => "print",
            EventKind::Sleep { .. } => "sleep",
            EventKind::Yield => "yield",
            EventKind::Start { .. } => "start",
            EventKind::Join { .. } => "join",
            EventKind::Now { .. } => "now()",
            EventKind::Count { .. } => "active_count()",
            EventKind::Choose { .. } => "choose",
            EventKind::Enter { .. } => "enter",
            EventKind::Leave { .. } => "leave",
            EventKind::Block { .. } | EventKind::Exit { .. } => return,
        };
        self.0.push(word.to_owned());
    }

    fn print(&mut self, _: &str) {}
}

/// A statement that a thread is in.
struct Stay {
    /// In which call, and which statement of its function.
    level: usize,
    part: Place,
    /// The instruction of its latest step.
    at: u32,
    words: Vec<String>,
    /// Whether something was raised meanwhile.
    cut: bool,
}

/// A statement: which function, and which part of it.
type Place = (usize, usize);

/// Where a thread stands in a call of the scenario's own text.
#[derive(Clone, Copy)]
struct Level {
    level: usize,
    part: Option<Place>,
    at: u32,
}

/// Where it stands in all of them, the innermost last, and whether it is inside of a function of the tool's own.
struct Standing {
    levels: Vec<Level>,
    inside: bool,
}

fn standing(program: &Program, thread: &Thread) -> Standing {
    let (mut levels, mut inside) = (Vec::new(), false);
    for (level, (id, next, _)) in thread.frames().enumerate() {
        let function = program.function(id).unwrap();
        inside = function.kind == FunctionKind::Prelude;
        if !inside {
            let at = next.saturating_sub(1);
            let part = function.parts.iter().position(|part| part.code.contains(&at));
            levels.push(Level { level, part: part.map(|part| (id.index(), part)), at });
        }
    }
    Standing { levels, inside }
}

/// Whether an action is the second half of one that began in an earlier step.
fn goes_on(action: &Action) -> bool {
    let Action::Operate { operation, .. } = action else { return false };
    matches!(
        operation,
        Operation::Event(EventOperation::Waiting(_))
            | Operation::Condition(ConditionOperation::Waiting { .. })
            | Operation::Mutex(MutexOperation::Reacquire { .. })
            | Operation::Barrier(BarrierOperation::Arrived { .. })
            | Operation::RwLock(RwLockOperation::WaitWrite)
            | Operation::Pool(PoolOperation::AwaitWorkers | PoolOperation::AwaitTask)
    )
}

struct Counting<'p> {
    program: &'p Program,
    forecast: Forecast<'p>,
    /// For each thread, the innermost last.
    stays: Vec<Vec<Stay>>,
    /// How many statements of several steps were seen to their end, and had as many as was said.
    exact: usize,
}

impl Counting<'_> {
    /// `who` is about to do a step; whether that is one of a statement.
    fn before(&mut self, machine: &Machine, who: ThreadId) -> bool {
        let thread = &machine.threads[who.index()];
        let Standing { levels, inside } = standing(self.program, thread);
        while self.stays.len() <= who.index() {
            self.stays.push(Vec::new());
        }
        let Some(Level { level, part: Some(part), at }) = levels.last().copied() else { return false };
        let again = goes_on(&thread.pending) || inside || self.was_read(&thread.pending, who, at);
        let repeats = self.repeats(part);
        let latest = self.stays[who.index()].pop_if(|stay| {
            // From a loop around it, the statement is come to anew.
            stay.level == level && !repeats && (stay.at > at || (stay.at == at && !again))
        });
        latest.iter().for_each(|over| self.over(over));
        let stays = &mut self.stays[who.index()];
        match stays.last_mut().filter(|stay| stay.level == level) {
            Some(stay) => stay.at = at,
            None => stays.push(Stay { level, part, at, words: Vec::new(), cut: false }),
        }
        true
    }

    /// Whether the action is the method of a handle that was read in the step before.
    fn was_read(&self, action: &Action, who: ThreadId, at: u32) -> bool {
        let shared =
            |stay: &Stay| matches!(self.program.functions[stay.part.0].code[at as usize], Op::CallSharedMethod { .. });
        !matches!(action, Action::Method { .. }) && self.stays[who.index()].last().is_some_and(shared)
    }

    fn repeats(&self, part: Place) -> bool {
        self.steps(part).most.is_none()
    }

    /// `who` has done a step, of which `words` told.
    fn after(&mut self, machine: &Machine, who: ThreadId, words: &[String], raised: bool) {
        let here = standing(self.program, &machine.threads[who.index()]);
        self.stays[who.index()].iter_mut().for_each(|stay| stay.cut |= raised);
        if let Some(stay) = self.stays[who.index()].last_mut()
            && let Some(word) = words.first()
        {
            stay.words.push(word.clone());
        }
        // Those that it is not in any more are over.
        let still = |stay: &Stay| {
            let here = here.levels.iter().find(|here| here.level == stay.level);
            here.is_some_and(|here| here.part == Some(stay.part) && (here.at >= stay.at || self.repeats(stay.part)))
        };
        let ended = machine.pending(who).is_none();
        let keep = self.stays[who.index()].iter().take_while(|stay| !ended && still(stay)).count();
        let over: Vec<Stay> = self.stays[who.index()].drain(keep..).collect();
        over.iter().for_each(|stay| self.over(stay));
    }

    fn steps(&self, (function, part): Place) -> Steps {
        let function = &self.program.functions[function];
        self.forecast.steps(function, &function.parts[part])
    }

    /// A statement is over, or given up because something was raised.
    fn over(&mut self, stay: &Stay) {
        let given_up = stay.cut;
        let told = self.steps(stay.part);
        let span: Span = self.program.functions[stay.part.0].parts[stay.part.1].span;
        let count = stay.words.len();
        let text = self.program.source.slice(span);
        let place = self.program.source.position(span.start);
        let what =
            || format!("{place:?} `{text}` made {:?}, told was {told:?}\n{}", stay.words, self.program.source.text());
        assert!(told.most.is_none_or(|most| count <= most), "too many: {}", what());
        assert!(given_up || count >= told.least, "too few: {}", what());
        if told.most.is_some() && !told.words.is_empty() {
            let mut listed = told.words.iter();
            assert!(stay.words.iter().all(|word| listed.any(|one| one == word)), "words: {}", what());
        }
        self.exact += usize::from(!given_up && told.most == Some(told.least) && count > 1);
    }
}

/// Runs a scenario at random; gives how many statements of several steps were counted exactly.
fn run(text: &str, numbers: &[usize]) -> usize {
    let loaded = Scenario::load(&Source::new("t.cdl", text));
    let scenario = loaded.scenario.unwrap_or_else(|| panic!("{:?}\n{text}", loaded.diagnostics));
    let program = &scenario.image.program;
    let mut counting = Counting { program, forecast: Forecast::of(program), stays: Vec::new(), exact: 0 };
    let mut chance = Chance { numbers, next: 0 };
    let mut machine = scenario.start(&mut Words::default(), &mut Fuel::of(1_000_000));
    for _ in 0..400 {
        let all = (0..machine.threads.len()).map(ThreadId::at);
        let ready: Vec<ThreadId> = all.clone().filter(|who| machine.can_go_on(*who)).collect();
        let patient = |action: &Action| match action {
            Action::Operate { operation, .. } => matches!(operation.patience(), Wait::For(_)),
            _ => false,
        };
        let tired: Vec<ThreadId> =
            all.filter(|who| !machine.can_go_on(*who) && machine.pending(*who).is_some_and(patient)).collect();
        let (who, turn) = match chance.below((ready.len() + tired.len()).max(1)) {
            index if index < ready.len() => (ready[index], Turn::Perform),
            index if index < ready.len() + tired.len() => (tired[index - ready.len()], Turn::Expire),
            _ => break,
        };
        let counts = counting.before(&machine, who);
        let before = machine.threads[who.index()].raised.clone();
        let mut words = Words::default();
        machine.step(who, turn, &mut words, &mut chance, &mut Fuel::of(1_000_000));
        let raised = match (&before, &machine.threads[who.index()].raised) {
            (Some((one, _)), Some((other, _))) => !std::sync::Arc::ptr_eq(one, other),
            (None, None) => false,
            _ => true,
        };
        words.0.truncate(usize::from(counts));
        counting.after(&machine, who, &words.0, raised);
    }
    counting.exact
}

/// Files of scenarios below a folder.
fn files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "cdl") {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn the_steps_of_every_file_are_those_that_were_told() {
    let mut texts = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"), &mut texts);
    let numbers: Vec<usize> = (0..211_usize).map(|index| index * index * 7919 + index / 3).collect();
    let counted: usize = texts.iter().flat_map(|text| (1..9).map(|from| run(text, &numbers[from * 7..]))).sum();
    assert!(counted > 1000, "only {counted} statements of several steps were counted");
}

/// What expressions are made of: all that may be a step or look like one.
const ATOMS: &[&str] = &[
    "x",
    "y",
    "1",
    "xs[x % 2]",
    "len(xs)",
    "xs",
    "n",
    "n.fetch_add(1)",
    "n.swap(2)",
    "xs.count(1)",
    "xs.copy()",
    "fut.result()",
    "fut.done()",
    "futures[0].exception()",
    "t.is_alive()",
    "t.name",
    "t.daemon",
    "t.join()",
    "ts[0].join(1ms)",
    "sem.value",
    "l.locked()",
    "h.locked()",
    "hs[1].locked()",
    "g()",
    "rd()",
    "local(1)",
    "add(x)",
    "add(k=y)",
    "sd.get(1)",
    "d.get(1)",
    "d.keys()",
    "q.qsize()",
    "k.unfinished_tasks",
    "k.get(timeout=1ms)",
    "q.get(timeout=1ms)",
    "e.wait(1ms)",
    "ev.wait(timeout=1ms)",
    "ev.is_set()",
    "c.waiters",
    "b.n_waiting",
    "now()",
    "active_count()",
    "choose(1, 2)",
    "choose(xs)",
    "current_thread().name",
    "\", \".join([\"a\"])",
    "\"-\".join(names)",
    "b.wait(timeout=1ms)",
    "a.acquire(timeout=1ms)",
    "L.acquire(blocking=False)",
    "sem.acquire(timeout=1ms)",
    "p.submit(rd).result()",
    "p.map(add, [1, 2])",
    "(thread rd())",
    "h.acquire(timeout=1ms)",
    "fs[0](y)",
    "q.put(x)",
    "\"{x}\".join(names)",
    "names.clear()",
    "sd.clear()",
];

fn expression(depth: u32) -> BoxedStrategy<String> {
    let atom = prop::sample::select(ATOMS).prop_map(str::to_owned).boxed();
    if depth == 0 {
        return atom;
    }
    let inner = || expression(depth - 1);
    let one = (inner(), 0..6_usize).prop_map(|(one, form)| match form {
        0 => format!("(not {one})"),
        1 => format!("[{one} for i in 0..2]"),
        2 => format!("\"{{{}}}\"", one.replace('"', "'").replace(['{', '}'], "")),
        3 => format!("str({one})"),
        4 => format!("len([{one}])"),
        _ => format!("add(len([{one}]))"),
    });
    let two = (inner(), inner(), 0..7_usize).prop_map(|(one, two, form)| match form {
        0 => format!("({one} and {two})"),
        1 => format!("({one} or {two})"),
        2 => format!("[{one}, {two}]"),
        3 => format!("({one} == {two})"),
        4 => format!("[{one} for i in [{two}]]"),
        5 => format!("[1 for i in [{one}] if {two}]"),
        _ => format!("{{1: {one}, 2: {two}}}"),
    });
    let three = (inner(), inner(), inner(), any::<bool>()).prop_map(|(one, two, three, chain)| match chain {
        true => format!("({one} == {two} != {three})"),
        false => format!("({one} if {two} else {three})"),
    });
    prop_oneof![3 => atom, 2 => one, 3 => two, 2 => three].boxed()
}

fn statement() -> impl Strategy<Value = String> {
    (expression(2), expression(1), 0..28_usize).prop_map(|(one, two, form)| match form {
        0 => format!("x = {one}"),
        1 => format!("xs[len([{one}]) - 1] = {two}"),
        2 => format!("xs[0] += len([{one}])"),
        3 => format!("n += len([{one}])"),
        4 => format!("print {one}, {two}"),
        5 => format!("if {one} {{ pass }} elif {two} {{ pass }} else {{ pass }}"),
        6 => format!("while {one} {{ if {two} {{ break }}\nx = 0\nbreak }}"),
        7 => format!("while x == 0 or not {one} {{ x = 1; if y == {two} {{ pass }}\nbreak }}"),
        8 => format!("for i in [{one}, {two}] {{ if {two} {{ continue }} }}"),
        9 => format!("assert {one} == {two}, \"no\""),
        10 => format!("try {{ assert not {one}, str({two}) }} except AssertionError {{ pass }}"),
        11 => format!("sleep len([{one}, x]) - 2"),
        12 => format!("try {{ raise ValueError(str({one})) }} except ValueError {{ pass }}"),
        13 => format!("with forks[len([{one}]) - 1] {{ print {two} }}"),
        14 => format!("with l {{ print {one} }}"),
        15 => format!("with sem, forks[x % 2] {{ x = {one} }}"),
        16 => format!("with W.write() {{ print {one} }}"),
        17 => format!("with guard {{ print {one} }}"),
        18 => format!("with c {{ c.wait_for({one}, timeout=1ms); c.wait(1ms) }}"),
        19 => format!("thread w{} = add({one})", one.len()),
        20 => format!("if True {{\nlet w = thread \"W{{x}}\" {{ print {one} }}\njoin w\n}}"),
        21 => format!("xs.append({one})"),
        22 => format!("if True {{\nlet v = {one}\nx = v\n}}"),
        23 => format!("for i, v in enumerate([{one}]) {{ x += 1 }}"),
        24 => format!("if not {one} {{ x = {two} }}"),
        25 => format!("with c {{ print c.wait(1ms), {one} }}"),
        26 => "atomic { x = len([x, y]); y = add(x) }".to_owned(),
        _ => format!("print add(k=x), {one}"),
    })
}

fn statements() -> impl Strategy<Value = String> {
    let body = || prop::collection::vec(statement(), 1..5).prop_map(|body| body.join("\n"));
    (body(), body()).prop_map(|(one, two)| {
        format!(
            "shared x = 0\nshared y = x + 1\natomic n = 0\nshared xs = [0, 0]\nshared sd = {{1: 2}}\n\
             lock L, a, forks[2]\nsemaphore sem(3)\nevent e\ncondition c\nbarrier b(2)\nqueue q\nrwlock W\npool p(max_workers=2)\n\
             shared h = a\nshared hs = [a, L]\n\
             fn rd() {{ return x }}\nfn local(v) {{ return v }}\nfn add(k) {{ if k == x {{ return x + y }}\nreturn k }}\n\
             fn work(l, guard, g, fut, t, ts, fs, ev, k, d, names, futures) {{\n{one}\n}}\n\
             let t = thread {{ x += 1 }}\nlet fut = p.submit(rd)\nlet guard = W.read()\n\
             thread two {{\nlet d = {{1: 2}}\nlet l = L\nlet g = rd\nlet ts = [t]\nlet fs = [add]\nlet ev = e\nlet k = q\n\
             let names = [\"a\"]\nlet futures = [fut]\n{two}\n}}\n\
             thread one = work(a, W.write(), add, fut, t, [t], [rd, add], e, q, {{1: 2}}, [], [fut])\n"
        )
    })
}

fn numbers() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..60_usize, 17..60)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_steps_of_random_scenarios_are_those_that_were_told(text in generator::scenario(), numbers in numbers()) {
        run(&text, &numbers);
    }

    #[test]
    fn the_steps_of_random_statements_are_those_that_were_told(text in statements(), numbers in numbers()) {
        run(&text, &numbers);
    }
}
