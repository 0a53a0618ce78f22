//! Small random scenarios in which threads get in each other's way: each takes its statements from a few kits, so that
//! most of them are about the same few things.

#![allow(dead_code, reason = "each test file uses its own")]

use proptest::prelude::*;

mod kits;

use kits::{CLAIMS, KITS, Kit, OPENINGS};

/// A statement before it is known which kits there are.
#[derive(Clone, Debug)]
struct Seed {
    kit: usize,
    statement: usize,
    block: Vec<Seed>,
}

impl Seed {
    fn text(&self, kits: &[&Kit]) -> String {
        let statements = kits[self.kit % kits.len()].statements;
        let template = statements[self.statement % statements.len()];
        let inner: Vec<String> = self.block.iter().map(|seed| seed.text(kits)).collect();
        let inner = if inner.is_empty() { "x += 1".to_owned() } else { inner.join("\n") };
        let mut text = template.replacen("BLOCK", &format!("\n{inner}\n"), 1).replace("BLOCK", "print \"again\"");
        // Declarations of a block are its own, and a `;` may not end a line.
        text = text.replace("\n; ", "\n").replace("\n;", "\n");
        text
    }
}

fn seed(depth: u32) -> BoxedStrategy<Seed> {
    let block =
        if depth == 0 { Just(Vec::new()).boxed() } else { prop::collection::vec(seed(depth - 1), 0..=2).boxed() };
    (0..4usize, 0..60usize, block).prop_map(|(kit, statement, block)| Seed { kit, statement, block }).boxed()
}

/// A thread that goes round for ever, perhaps: its statements, and whether it is a daemon.
type Another = Option<(Vec<Seed>, bool)>;

/// How many threads there are at most, and how many statements in each.
#[derive(Clone, Copy)]
struct Size {
    threads: usize,
    statements: usize,
}

const TINY: Size = Size { threads: 2, statements: 1 };
const SMALL: Size = Size { threads: 2, statements: 2 };
const LARGE: Size = Size { threads: 3, statements: 3 };

/// The text of a scenario of up to three threads and `main`.
pub(crate) fn scenario() -> impl Strategy<Value = String> {
    sized(LARGE, Just(None))
}

/// Smaller ones, with a thread that does some statements over and over again.
pub(crate) fn endless() -> impl Strategy<Value = String> {
    sized(SMALL, another())
}

/// So small that every schedule can be followed by itself.
pub(crate) fn tiny() -> impl Strategy<Value = String> {
    sized(TINY, Just(None))
}

/// Of all kinds, most of them so small that every state can be looked at in the plainest way.
pub(crate) fn any_kind() -> impl Strategy<Value = String> {
    prop_oneof![
        5 => sized(SMALL, Just(None)),
        1 => sized(LARGE, Just(None)),
        1 => endless(),
    ]
}

/// Each statement of each kit in a scenario of its own, in a thread and in `main`; and each opening and claim.
pub(crate) fn one_of_each() -> Vec<String> {
    let variables = "shared x = 0\nshared y = 0\natomic n = 0\nshared xs = [0, 0]\n";
    let declared: Vec<&str> = KITS.iter().map(|kit| kit.declare).collect();
    // No two kits declare the same.
    let mut texts = vec![format!("{variables}{}\n", declared.join("\n"))];
    for kit in KITS {
        for statement in 0..kit.statements.len() {
            let seed = Seed { kit: 0, statement, block: Vec::new() }.text(&[kit]);
            let main = seed.replace("return", "pass");
            texts.push(format!("{variables}{}\nthread {{\n{seed}\n}}\n{main}\n", kit.declare));
        }
    }
    texts.extend(OPENINGS.iter().map(|opening| format!("{opening}\n{variables}")));
    texts.extend(CLAIMS.iter().map(|claim| format!("{variables}{claim}\n")));
    texts
}

fn another() -> impl Strategy<Value = Another> {
    let body = prop::collection::vec(seed(1), 0..=2);
    (body, 0..4).prop_map(|(seeds, daemon)| Some((seeds, daemon == 0)))
}

fn sized(size: Size, another: impl Strategy<Value = Another>) -> impl Strategy<Value = String> {
    let kits = prop::sample::subsequence((0..KITS.len()).collect::<Vec<_>>(), 1..=3);
    let body = || prop::collection::vec(seed(1), 1..=size.statements);
    let threads = prop::collection::vec(body(), 1..=size.threads);
    let main = prop::collection::vec(seed(1), 0..=size.statements.min(2));
    let alike = prop_oneof![2 => Just(1), 1 => 2..=size.threads];
    let opening = prop_oneof![5 => Just(None), 1 => prop::sample::select(OPENINGS).prop_map(Some)];
    let claims = prop::sample::subsequence(CLAIMS, 0..=3);
    let parts = (kits, threads, main, any::<bool>(), alike, another, opening, claims);
    parts.prop_map(|(kits, threads, main, joins, alike, another, opening, claims)| {
        let kits: Vec<&Kit> = kits.into_iter().map(|index| &KITS[index]).collect();
        let body = |seeds: &[Seed]| seeds.iter().map(|seed| seed.text(&kits)).collect::<Vec<_>>().join("\n");
        let mut text = opening.map(|opening| format!("{opening}\n")).unwrap_or_default();
        text.push_str("shared x = 0\nshared y = 0\natomic n = 0\nshared xs = [0, 0]\n");
        for kit in kits.iter().filter(|kit| !kit.declare.is_empty()) {
            text.push_str(&format!("{}\n", kit.declare));
        }
        for (index, seeds) in threads.iter().enumerate() {
            // Some who do the same, and may be taken for each other; or else each does something else.
            match (alike, index) {
                (1, _) => text.push_str(&format!("thread t{index} {{\n{}\n}}\n", body(seeds))),
                (alike, 0) => {
                    text.push_str(&format!("for i in 0..{alike} {{\nthread t {{\n{}\n}}\n}}\n", body(seeds)));
                }
                _ => {}
            }
        }
        if let Some((seeds, daemon)) = another {
            let daemon = if daemon { "daemon " } else { "" };
            text.push_str(&format!("{daemon}thread ever {{\nloop {{\n{}\nx = 0\n}}\n}}\n", body(&seeds)));
        }
        // The file itself is no function.
        text.push_str(&body(&main).replace("return", "pass"));
        if joins {
            text.push_str("\njoin\nprint x");
        }
        format!("{text}\n{}\n", claims.join("\n"))
    })
}
