//! What there is to see of a session's state: threads, primitives, variables.

use std::collections::BTreeMap;

use super::tape::Played;
use crate::conduct::{self, PolicyKind};
use crate::machine::{Machine, Target};
use crate::primitives::{Object, PoolState};
use crate::report::phrase::{count, labels, one_line};
use crate::report::{Asked, Driver, Origin, Paint, Scene, cut, said, standing};
use crate::run::{Run, Standing};
use crate::source::Look;
use crate::value::{self, ObjectId, ThreadId, Value};

/// Items of a queue or list that are shown.
const ITEMS: usize = 12;

/// The state with its names, as reports want it.
pub(super) fn scene<'a>(played: &'a Played, run: &'a Run, look: Look) -> Scene<'a> {
    let driver = Driver::Conductor { policy: PolicyKind::Fifo, seed: 0 };
    let asked = Asked { origin: Origin::Session, driver };
    Scene { run, source: &played.text.source, names: &*played.text.scenario.image, look, asked }
}

/// Where each thread stands.
pub(super) fn threads(played: &Played, paint: Paint, look: Look) -> String {
    let (machine, scene) = (&played.machine, scene(played, &played.run, look));
    let mut text = String::new();
    for (index, entry) in machine.world.roster.iter().enumerate() {
        let who = ThreadId::at(index);
        let daemon = if entry.life.daemon { " (daemon)" } else { "" };
        let line = if entry.life.ended {
            let raised = played.run.uncaught.iter().find(|one| one.thread == who);
            let by = raised.map(|one| format!(" with {}", said(&one.exception))).unwrap_or_default();
            paint.dim(&one_line(&format!("{} has ended{by}", entry.label)))
        } else if who == ThreadId(0) && conduct::rests(machine) {
            format!("{} is yours: it waits for what you type", paint.thread(who, &entry.label))
        } else {
            let Some(stands) = Standing::of(machine, who) else { continue };
            let sentence = standing(&stands, &scene);
            let rest = sentence.strip_prefix(&*entry.label).unwrap_or(&sentence);
            let room = look.width.saturating_sub(sentence.chars().count() + 2);
            format!("{}{rest}{}", paint.thread(who, &entry.label), code(played, &stands, paint, room))
        };
        text.push_str(&format!("  {line}{daemon}\n"));
    }
    text
}

/// The line of the text at which a thread stands, as much of it as there is room for.
fn code(played: &Played, standing: &Standing, paint: Paint, room: usize) -> String {
    const MARK: &str = "   │ ";
    const LEAST: usize = 12;
    let room = room.saturating_sub(MARK.chars().count());
    if room < LEAST {
        return String::new();
    }
    let Some(place) = standing.place else { return String::new() };
    let number = played.text.source.position(place.start).line;
    let line = played.text.source.text().lines().nth(number.saturating_sub(1)).unwrap_or_default();
    paint.dim(&format!("{MARK}{}", cut(&one_line(line.trim()), room)))
}

/// Each primitive: what is in it, who has it, who waits.
pub(super) fn objects(played: &Played) -> String {
    let machine = &played.machine;
    if machine.world.objects.is_empty() {
        return "  there is none yet: `lock a` declares one\n".to_owned();
    }
    // A condition's own lock has its name, and stands below it.
    let mut firsts: BTreeMap<&str, usize> = BTreeMap::new();
    let infos = machine.image.objects.iter().enumerate();
    let mut order: Vec<(usize, usize)> =
        infos.map(|(index, info)| (*firsts.entry(&info.name).or_insert(index), index)).collect();
    order.sort_unstable();
    let row = |(first, index): (usize, usize)| {
        let (object, info) = (machine.world.objects.get(index)?, machine.image.objects.get(index)?);
        let id = ObjectId::at(index);
        // Who waits for a notify is told as its state.
        let waiting = if matches!(object, Object::Condition(_)) { Vec::new() } else { waiting(machine, id) };
        let waits = if waiting.is_empty() {
            String::new()
        } else {
            let verb = if waiting.len() == 1 { "waits" } else { "wait" };
            format!("; {} {verb}", labels(&waiting, &machine.world))
        };
        let name = if first < index { format!("{}'s lock", info.name) } else { info.name.clone() };
        Some([name, info.kind.keyword().to_owned(), format!("{}{waits}", state(played, id, object))])
    };
    columns(&order.into_iter().filter_map(row).collect::<Vec<_>>())
}

fn waiting(machine: &Machine, id: ObjectId) -> Vec<ThreadId> {
    let threads = (0..machine.threads.len()).map(ThreadId::at);
    let waits = |who: &ThreadId| {
        let on = waits_on(machine, *who) == Some(id);
        let asleep = machine.threads.get(who.index()).is_some_and(|thread| thread.asleep_until.is_some());
        on && !asleep && !machine.world.has_ended(*who) && !machine.can_go_on(*who)
    };
    threads.filter(waits).collect()
}

/// What a thread waits for. Who was notified waits for the condition's lock.
fn waits_on(machine: &Machine, who: ThreadId) -> Option<ObjectId> {
    let Some((Target::Object(object), _)) = machine.waits_for(who) else { return None };
    match machine.world.objects.get(object.id.index())? {
        Object::Condition(condition) if !condition.waiters().contains(&who) => {
            machine.image.lock_of(object).map(|lock| lock.id)
        }
        _ => Some(object.id),
    }
}

fn state(played: &Played, id: ObjectId, object: &Object) -> String {
    let world = &played.machine.world;
    let held = || {
        let holds = world.holds.get(id.index()).into_iter().flatten();
        let one = |hold: &crate::machine::Hold| format!("{} since step {}", world.label(hold.thread), hold.step);
        let mut holders: Vec<String> = holds.map(one).collect();
        if matches!(object, Object::RLock(_)) {
            // Taken again, it is still held since the first time.
            holders.truncate(1);
        }
        if holders.is_empty() { "free".to_owned() } else { format!("held by {}", holders.join(", ")) }
    };
    match object {
        Object::Lock(_) | Object::RwLock(_) => held(),
        Object::RLock(rlock) => {
            let depth = world.holders(id).next().map_or(0, |who| rlock.depth_of(who));
            if depth > 1 { format!("{}, {depth} levels deep", held()) } else { held() }
        }
        Object::Semaphore(semaphore) => {
            format!("{} left", count(usize::try_from(semaphore.value()).unwrap_or(0), "permit"))
        }
        Object::Event(event) => if event.is_set() { "set" } else { "not set" }.to_owned(),
        Object::Condition(condition) => match condition.waiters() {
            [] => "no one to notify".to_owned(),
            waiters => format!("{} can be notified", labels(waiters, world)),
        },
        Object::Barrier(barrier) if barrier.is_broken() => "broken".to_owned(),
        Object::Barrier(barrier) => format!("{} of {} have come", barrier.waiting(), barrier.parties()),
        Object::Queue(queue) => {
            let items: Vec<Value> = queue.items().take(ITEMS).cloned().collect();
            let more = if queue.items().len() > ITEMS { ", ..." } else { "" };
            let full = if queue.is_full() { " (full)" } else { "" };
            let shown: Vec<String> = items.iter().map(|item| value::repr(item, world)).collect();
            format!("[{}{more}]{full}", shown.join(", "))
        }
        Object::Pool(pool) => {
            let tasks = if pool.tasks().len() == 0 {
                "no task is queued".to_owned()
            } else {
                format!("{} queued", count(pool.tasks().len(), "task"))
            };
            let closed = if pool.state() == PoolState::Open { "" } else { ", shut down" };
            format!("{}, {tasks}{closed}", count(pool.workers().len(), "worker"))
        }
    }
}

/// The variables, and the constants.
pub(super) fn variables(played: &Played, locals: &[(String, String)]) -> String {
    let (world, program) = (&played.machine.world, &played.text.scenario.image.program);
    let mut rows: Vec<[String; 3]> = Vec::new();
    for ((name, ..), value) in program.constants.iter().zip(&played.text.scenario.image.constants) {
        rows.push(["const".to_owned(), name.clone(), value::repr(value, world)]);
    }
    for (variable, value) in program.variables.iter().zip(&world.variables) {
        let kind = if variable.atomic { "atomic" } else { "shared" };
        let value = value.as_ref().map_or("not there yet".to_owned(), |value| value::repr(value, world));
        rows.push([kind.to_owned(), variable.name.clone(), value]);
    }
    rows.extend(locals.iter().map(|(name, value)| ["let".to_owned(), name.clone(), value.clone()]));
    if rows.is_empty() { "  there is none yet: `shared x = 0` declares one\n".to_owned() } else { columns(&rows) }
}

/// Rows of three, each but the last as wide as the widest of its column.
fn columns(rows: &[[String; 3]]) -> String {
    let wide = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let (first, second) = (wide(0), wide(1));
    let line = |[one, two, three]: &[String; 3]| format!("  {one:first$}  {two:second$}  {}\n", one_line(three));
    rows.iter().map(line).collect()
}
