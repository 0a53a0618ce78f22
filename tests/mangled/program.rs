//! The program itself, within limits: every command for one file, and every command that it tells of in turn.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

/// How long each may take: five times as long as its own limit says.
const PATIENCE: Duration = Duration::from_secs(10);
/// Of memory that is only spoken for, in KiB: a run of many threads has as many stacks.
const MEMORY: &str = "6000000";

/// What a command gave.
#[derive(Debug)]
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

pub(crate) struct Program {
    folder: PathBuf,
    sizes: Sizes,
}

/// How much is asked of each command.
#[derive(Clone, Copy)]
pub(crate) enum Sizes {
    /// So much that a build without optimizations is done at once.
    Small,
    Large,
}

impl Sizes {
    fn running(self) -> &'static str {
        match self {
            Self::Small => "--time-limit 2s --max-steps 2000",
            Self::Large => "--time-limit 2s --max-steps 20000",
        }
    }

    fn searching(self) -> &'static str {
        match self {
            Self::Small => "--time-limit 2s --max-states 1000",
            Self::Large => "--time-limit 2s --max-states 20000 --max-memory 500MB",
        }
    }
}

impl Program {
    pub(crate) fn new(name: &str, sizes: Sizes) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder, sizes }
    }

    /// All that must hold for `text`.
    pub(crate) fn hold(&self, text: &str, seed: u64) -> Result<(), String> {
        let asked = Asked { program: self, file: format!("{seed}.cdl"), seed: seed.to_string() };
        std::fs::write(self.folder.join(&asked.file), text).unwrap();
        asked.all()?;
        for file in asked.files() {
            let _ = std::fs::remove_file(file);
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // What failed is left where it can be tried again.
        let _ = std::fs::remove_dir(&self.folder);
    }
}

/// One file, and what is asked about it.
struct Asked<'p> {
    program: &'p Program,
    file: String,
    seed: String,
}

impl Asked<'_> {
    fn files(&self) -> [PathBuf; 3] {
        ["", ".out", ".err"].map(|end| self.program.folder.join(format!("{}{end}", self.file)))
    }

    /// Runs a command line in a shell whose `concur` is the program.
    fn shell(&self, line: &str) -> Result<Ran, String> {
        let [_, stdout, stderr] = self.files();
        let pipe = |path: &Path| Stdio::from(File::create(path).unwrap());
        let script = format!("ulimit -v {MEMORY}; concur() {{ exec \"$CONCUR\" \"$@\"; }}; {line}");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).current_dir(&self.program.folder).env("CONCUR", env!("CARGO_BIN_EXE_concur"));
        command.stdin(Stdio::null()).stdout(pipe(&stdout)).stderr(pipe(&stderr));
        let (mut child, begun) = (command.spawn().unwrap(), Instant::now());
        let status = loop {
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None if begun.elapsed() > PATIENCE => {
                    let _ = child.kill();
                    let _ = child.wait();
                    return Err(format!("{line}\nhas not ended after {PATIENCE:?}"));
                }
                None => thread::sleep(Duration::from_millis(1)),
            }
        };
        let read = |path: &Path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let (stdout, stderr) = (read(&stdout), read(&stderr));
        let wrong = |what: &str| Err(format!("{line}\n{what}\n{}", stderr.chars().take(2000).collect::<String>()));
        match status.code() {
            None => wrong(&format!("was ended: {status}")),
            Some(code) if !(0..=4).contains(&code) => wrong(&format!("ended with {code}")),
            Some(_) if stderr.contains("panicked") || stderr.contains("this is a bug") => wrong("has a bug"),
            Some(code) => Ok(Ran { code, stdout, stderr }),
        }
    }

    fn concur(&self, command: &str, more: &str) -> Result<Ran, String> {
        self.shell(&format!("concur {command} {} {more}", self.file))
    }

    /// Every command, as far as the file can be read.
    fn all(&self) -> Result<(), String> {
        let running = self.program.sizes.running();
        let formatted = self.shell(&format!("concur fmt < {}", self.file))?;
        let ran = self.concur("script", running)?;
        let tested = self.concur("test", self.program.sizes.searching())?;
        let refused = ran.code == 2 && !ran.stderr.contains("cdl::schedule::");
        if refused != (tested.code == 2) || formatted.code == 2 && !refused {
            return Err(format!(
                "fmt ends with {}, script with {}, test with {}",
                formatted.code, ran.code, tested.code
            ));
        }
        if refused {
            return Ok(());
        }
        self.repeat(&ran)?;
        let by_chance = self.concur("script", &format!("--policy random --seed {} {running}", self.seed))?;
        self.repeat(&by_chance)?;
        let loose = self.concur("script", &format!("--live --time-scale 0.001 {running}"))?;
        // What a scenario makes of the time on the wall cannot be repeated.
        let tells_time = std::fs::read_to_string(&self.files()[0]).unwrap().contains("now");
        if !tells_time {
            self.repeat(&loose)?;
        }
        let ends = self.count()?;
        self.search(&ends)
    }

    /// A run that says how to run it again, run so.
    fn repeat(&self, ran: &Ran) -> Result<(), String> {
        let without = |text: &str| -> Vec<String> {
            let own = |line: &&str| !line.contains("run it again: ") && !line.starts_with("seed ");
            text.lines().filter(own).map(str::to_owned).collect()
        };
        let again = ran.stderr.lines().filter_map(|line| line.trim().strip_prefix("run it again: "));
        for line in again {
            let again = self.shell(line)?;
            let same =
                again.code == ran.code && again.stdout == ran.stdout && without(&again.stderr) == without(&ran.stderr);
            if !same {
                return Err(format!("{line}\nis not the same run again:\n{ran:?}\n{again:?}"));
            }
        }
        Ok(())
    }

    /// Many runs, counted, and one of each kind again. How they end comes back.
    fn count(&self) -> Result<Vec<String>, String> {
        let running = self.program.sizes.running();
        let ran = self.concur("script", &format!("--runs 5 --seed {} --format json {running}", self.seed))?;
        let told: Value = serde_json::from_str(&ran.stdout).map_err(|why| format!("--runs: {why}: {}", ran.stdout))?;
        let mut ends = Vec::new();
        for outcome in list(&told, "outcomes") {
            ends.push(text(outcome, "end").to_owned());
            self.comes_again(outcome)?;
        }
        Ok(ends)
    }

    /// An outcome of `--runs` or `outcomes`, run as it says.
    fn comes_again(&self, outcome: &Value) -> Result<(), String> {
        let by = match (&outcome["schedule"], &outcome["seed"]) {
            (Value::String(schedule), _) => format!("--schedule {}", quoted(schedule)),
            (_, Value::Number(seed)) => format!("--policy random --seed {seed}"),
            _ => return Ok(()),
        };
        let codes: &[i32] = match text(outcome, "end") {
            // An end that is no deadlock is an end for `outcomes`, whoever was in whose section.
            "ok" => &[0, 1],
            "exception" | "overlap" => &[1],
            "deadlock" => &[3],
            _ => return Ok(()),
        };
        let ran = self.concur("script", &by)?;
        let prints = outcome["output"].as_str().is_none_or(|output| output == ran.stdout);
        if codes.contains(&ran.code) && prints { Ok(()) } else { Err(format!("{by}\nis not {outcome}:\n{ran:?}")) }
    }

    /// What searches say, with and without reduction, of the ends that some runs have come to.
    fn search(&self, ends: &[String]) -> Result<(), String> {
        let (running, searching) = (self.program.sizes.running(), self.program.sizes.searching());
        let checked = self.concur("check", searching)?;
        let plainly = self.concur("check", &format!("--no-reduction --format json {searching}"))?;
        if checked.code == 2 && plainly.code == 2 {
            // It tells the time.
            return Ok(());
        }
        if (checked.code, plainly.code) == (0, 1) || (checked.code, plainly.code) == (1, 0) {
            return Err(format!("check: {checked:?}\nwithout reduction: {plainly:?}"));
        }
        for line in checked.stdout.lines() {
            let line = line.trim();
            if let Some(line) = line.strip_prefix("run it: ").or_else(|| line.strip_prefix("see it: ")) {
                let ran = self.shell(&format!("{line} {running}"))?;
                if ran.code == 2 {
                    return Err(format!("{line}\ncannot be followed: {}", ran.stderr));
                }
            }
        }
        let told: Value = serde_json::from_str(&plainly.stdout).map_err(|why| format!("check: {why}"))?;
        for finding in list(&told, "findings") {
            self.shows(finding)?;
        }
        let found =
            |kinds: &[&str]| list(&told, "findings").iter().any(|finding| kinds.contains(&text(finding, "kind")));
        let judged = ends.iter().filter(|end| told["complete"] == true && *end != "limit");
        for end in judged {
            let known = match end.as_str() {
                "deadlock" => found(&["deadlock"]),
                "exception" => found(&["exception", "assert"]),
                "overlap" => found(&["overlap"]),
                _ => true,
            };
            if !known || checked.code == 0 && end != "ok" && list(&told, "claims").is_empty() {
                return Err(format!("a run ends with {end}, and check says: {} {}", checked.stdout, plainly.stdout));
            }
        }
        let listed = self.concur("outcomes", &format!("--format json {searching}"))?;
        let told: Value = serde_json::from_str(&listed.stdout).map_err(|why| format!("outcomes: {why}"))?;
        list(&told, "outcomes").iter().take(10).try_for_each(|outcome| self.comes_again(outcome))
    }

    /// A finding's schedule leads to a run that ends so, where the finding is about an end.
    fn shows(&self, finding: &Value) -> Result<(), String> {
        let Some(schedule) = finding["schedule"].as_str() else { return Ok(()) };
        let running = self.program.sizes.running();
        let ran = self.concur("script", &format!("--schedule {} {running}", quoted(schedule)))?;
        let codes: &[i32] = match text(finding, "kind") {
            "deadlock" if finding["partial"] == false => &[3],
            // The others go on, and may come to a deadlock or to a limit.
            "exception" | "assert" | "overlap" => &[1, 3, 4],
            _ => &[0, 1, 3, 4],
        };
        if codes.contains(&ran.code) {
            Ok(())
        } else {
            Err(format!("{finding}\nis not what its schedule shows: {ran:?}"))
        }
    }
}

fn list<'v>(of: &'v Value, name: &str) -> &'v [Value] {
    of[name].as_array().map_or(&[], Vec::as_slice)
}

fn text<'v>(of: &'v Value, name: &str) -> &'v str {
    of[name].as_str().unwrap_or_default()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}
