//! Runs that were ended from outside: by a limit, by Ctrl-C, or by a schedule that asks for what cannot be.

use super::phrase::{clock, count};
use super::scene::{Driver, Scene};
use super::standing::{sentences, show};
use crate::run::{Limit, Standing};
use crate::source::{Diagnostic, Severity, Source, render};
use crate::system::Refusal;

/// What was reached, in one sentence.
pub(super) fn sentence(limit: Limit, scene: &Scene<'_>) -> String {
    let time = match scene.asked.driver {
        Driver::Conductor { .. } => "of virtual time",
        Driver::Live => "of the scenario's time",
    };
    let so_far = format!("{} done, {} {time}", count_steps(scene.run.steps), clock(scene.run.time));
    match limit {
        Limit::Steps(most) => format!("stopped after {}: the limit of --max-steps", count_steps(most)),
        Limit::Work(most) => {
            format!(
                "stopped after {most} instructions of local work: a hundred for each step of --max-steps ({so_far})"
            )
        }
        Limit::Time(time) => format!("stopped after {time:?}: the limit of --time-limit ({so_far})"),
        Limit::Memory(bytes) => {
            format!("stopped: the scenario's values take more than {} MiB ({so_far})", bytes / (1 << 20))
        }
        Limit::Threads(most) => format!("stopped: more than {} at once ({so_far})", count(most, "unfinished thread")),
        Limit::Room { threads, .. } => format!(
            "stopped: the operating system has no room for more than {} at once ({so_far})",
            count(threads, "thread")
        ),
        Limit::Interrupted => format!("interrupted ({so_far})"),
    }
}

fn count_steps(steps: u64) -> String {
    if steps == 1 { "1 step".into() } else { format!("{steps} steps") }
}

/// What helps against too many threads, whoever has no room for them.
const FEWER: &str = "let fewer of them run at once: a `pool` does the work of many threads with a few";

/// How the system gets room for more threads.
fn more_room(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Maps => "raise the kernel's limit `vm.max_map_count`: each thread takes four memory maps",
        Refusal::Memory => "give the process more memory: see `ulimit -v`",
        Refusal::Threads => {
            "raise the system's limit: that of the user (`ulimit -u`), of the control group (`pids.max`) or of the kernel \
             (`kernel.threads-max`, `kernel.pid_max`)"
        }
    }
}

/// A limit was reached: which, and where the threads stand.
pub(super) fn limit(limit: Limit, standing: &[Standing], scene: &Scene<'_>) -> String {
    let help = match limit {
        Limit::Steps(_) | Limit::Work(_) => {
            Some("a loop that never ends? a larger --max-steps gives it more room".into())
        }
        Limit::Time(_) => Some("a larger --time-limit gives it more time".into()),
        Limit::Threads(_) => Some(FEWER.into()),
        Limit::Room { refusal, .. } => Some(format!("{FEWER}, or {}", more_room(refusal))),
        Limit::Memory(_) | Limit::Interrupted => None,
    };
    let diagnostic = Diagnostic {
        code: "cdl::run::limit",
        severity: Severity::Error,
        message: sentence(limit, scene),
        labels: Vec::new(),
        help,
        fix: None,
    };
    told(render(&show(diagnostic, standing, scene), scene.source, scene.look), standing, scene)
}

/// The schedule asked for something that cannot be; `schedule` is the text in which it stands.
pub(super) fn parted(diagnostic: &Diagnostic, standing: &[Standing], schedule: &Source, scene: &Scene<'_>) -> String {
    told(render(diagnostic, schedule, scene.look), standing, scene)
}

fn told(mut text: String, standing: &[Standing], scene: &Scene<'_>) -> String {
    if !standing.is_empty() {
        text.push_str("\n  where the threads stand:\n");
        text.push_str(&sentences(standing, scene));
    }
    text
}
