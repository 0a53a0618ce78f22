//! What was entered before, in a file of the user's, so that the next session knows it too.
//!
//! Each entry is written when it is made, and whatever goes wrong with the file goes unsaid: a history is a convenience.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use rustyline::history::{FileHistory, History};

/// How many entries are kept.
pub(super) const LENGTH: usize = 1_000;

/// Where the history is kept: `concur/history` in the user's folder for data, which is made if need be.
pub fn history_file() -> Option<PathBuf> {
    let folder = data_folder(env::consts::OS, |name| env::var_os(name).map(PathBuf::from))?.join("concur");
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join("history"))
}

/// The user's folder for data on this system, by the variables of the environment.
fn data_folder(system: &str, variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // The standard has paths that are not absolute ignored.
    let folder = |name| variable(name).filter(|path| path.is_absolute());
    match system {
        "windows" => folder("APPDATA"),
        "macos" => folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join("Library/Application Support"))),
        _ => folder("XDG_DATA_HOME").or_else(|| Some(folder("HOME")?.join(".local/share"))),
    }
}

/// The entries of this session and those before it.
pub(super) struct Past {
    file: Option<PathBuf>,
    kept: FileHistory,
}

impl Past {
    pub(super) fn load(file: Option<PathBuf>) -> Self {
        let mut kept = FileHistory::new();
        let _ = kept.set_max_len(LENGTH);
        if let Some(file) = &file {
            let _ = kept.load(file);
        }
        Self { file, kept }
    }

    /// The oldest first.
    pub(super) fn entries(&self) -> impl Iterator<Item = &str> {
        self.kept.iter().map(String::as_str)
    }

    /// Adds an entry, unless it is the same as the last one.
    pub(super) fn add(&mut self, entry: &str) {
        let _ = self.kept.add(entry);
        self.keep();
    }

    /// Writes what is new. Another session's entries in the same file stay there.
    pub(super) fn keep(&mut self) {
        if let Some(file) = self.file.as_deref().filter(|file| is_private(file)) {
            let _ = self.kept.append(file);
        }
    }
}

/// Whether the file may be written: it is one, or is not there yet.
fn is_private(file: &Path) -> bool {
    fs::metadata(file).map_or(true, |about| about.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_system_has_its_folder_for_data() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/ada"));
        let both = |name: &str| Some(PathBuf::from(if name == "HOME" { "/home/ada" } else { "/data" }));
        assert_eq!(data_folder("linux", home), Some("/home/ada/.local/share".into()));
        assert_eq!(data_folder("macos", home), Some("/home/ada/Library/Application Support".into()));
        assert_eq!(data_folder("linux", both), Some("/data".into()));
        assert_eq!(data_folder("windows", both), Some("/data".into()));
        assert_eq!(data_folder("linux", |_| Some("relative".into())), None);
        assert_eq!(data_folder("windows", home), None);
    }

    #[test]
    fn the_next_session_knows_what_this_one_was_told() {
        let folder = env::temp_dir().join(format!("concur-history-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let file = folder.join("history");
        let mut past = Past::load(Some(file.clone()));
        past.add("lock L");
        past.add("with L {\n    print \"\\n\"\n}");
        past.add("with L {\n    print \"\\n\"\n}");
        let next = Past::load(Some(file));
        assert_eq!(next.entries().collect::<Vec<_>>(), ["lock L", "with L {\n    print \"\\n\"\n}"]);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_history_that_cannot_be_kept_is_no_trouble() {
        for file in [None, Some(PathBuf::from("/nowhere/at/all")), Some(env::temp_dir())] {
            let mut past = Past::load(file);
            past.add("lock L");
            past.keep();
            assert_eq!(past.entries().count(), 1);
        }
    }
}
