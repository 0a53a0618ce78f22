//! Whole processes, as a person waits for them: `concur script bank.cdl` beside CPython's bank program without its sleeps.
//!
//! `cargo bench --bench process`. Without a `python3` the second row is missing.

use std::path::Path;
use std::process::{Command, Stdio};

fn main() {
    divan::main();
}

fn wait_for(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

#[divan::bench(sample_count = 50)]
fn bank_cdl(bencher: divan::Bencher) {
    let scenario = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/bank.cdl");
    bencher.bench(|| assert!(wait_for(Command::new(env!("CARGO_BIN_EXE_concur")).arg("script").arg(&scenario))));
}

#[divan::bench(sample_count = 50)]
fn bank_py(bencher: divan::Bencher) {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bank.py");
    if !wait_for(Command::new("python3").arg("--version")) {
        return;
    }
    bencher.bench(|| assert!(wait_for(Command::new("python3").arg(&program))));
}
