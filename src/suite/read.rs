//! Files read into memory, once, or refused with a diagnostic that says why.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::source::{Diagnostic, LARGEST, Label, Severity, Source, Span, file_name};

/// A file that cannot be read, with what there is of it.
#[derive(Clone, Debug)]
pub struct Refused {
    /// Why.
    pub diagnostic: Diagnostic,
    /// What the diagnostic's places are in; empty where nothing could be read.
    pub source: Source,
}

/// Reads `path`; `-` is standard input.
pub fn read(path: &str) -> Result<Source, Box<Refused>> {
    if path == "-" {
        decode("<stdin>", take(io::stdin().lock(), Path::new("<stdin>"))?)
    } else {
        read_file(Path::new(path))
    }
}

/// Reads a file, whatever it is called.
pub(super) fn read_file(path: &Path) -> Result<Source, Box<Refused>> {
    let fail = |error| failed(path, &error);
    let name = file_name(path);
    if fs::metadata(path).map_err(fail)?.is_dir() {
        let help = "`concur test FOLDER` tests every scenario in a folder";
        return Err(refuse(&name, "cdl::file::folder", format!("`{name}` is a folder"), Some(help.into())));
    }
    decode(&name, take(File::open(path).map_err(fail)?, path)?)
}

/// A refusal that has no place in any text.
pub(super) fn refuse(path: &str, code: &'static str, message: String, help: Option<String>) -> Box<Refused> {
    let diagnostic = Diagnostic { code, severity: Severity::Error, message, labels: Vec::new(), help, fix: None };
    Box::new(Refused { diagnostic, source: Source::new(path, "") })
}

/// The refusal for a failure of the system.
pub(super) fn failed(file: &Path, error: &io::Error) -> Box<Refused> {
    let path = &*file_name(file);
    match error.kind() {
        ErrorKind::NotFound => {
            if let Ok(target) = fs::read_link(file) {
                let message = format!("`{path}` is a link to `{}`, which does not exist", file_name(&target));
                return refuse(path, "cdl::file::missing", message, None);
            }
            let help = neighbour(file).map(|name| format!("did you mean `{name}`?"));
            refuse(path, "cdl::file::missing", format!("there is no file `{path}`"), help)
        }
        ErrorKind::PermissionDenied => {
            refuse(path, "cdl::file::unreadable", format!("reading `{path}` is not permitted"), None)
        }
        _ => refuse(path, "cdl::file::unreadable", format!("`{path}` cannot be read: {error}"), None),
    }
}

/// Reads no more than one byte over the limit, however large the file is.
fn take(reader: impl Read, path: &Path) -> Result<Vec<u8>, Box<Refused>> {
    let mut bytes = Vec::new();
    reader.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| failed(path, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Box::new(too_large(&file_name(path), "is", "is it a scenario at all?")));
    }
    Ok(bytes)
}

/// The refusal of what `is` (or will be) longer than a source may be.
pub fn too_large(path: &str, is: &str, help: &str) -> Refused {
    let message = format!("`{path}` {is} larger than {} MiB", LARGEST >> 20);
    *refuse(path, "cdl::file::size", message, Some(help.into()))
}

fn decode(path: &str, bytes: Vec<u8>) -> Result<Source, Box<Refused>> {
    let error = match String::from_utf8(bytes) {
        Ok(text) => return Ok(Source::new(path, text)),
        Err(error) => error,
    };
    let at = error.utf8_error().valid_up_to();
    let byte = error.as_bytes().get(at).copied().unwrap_or_default();
    // Up to the first bad byte the repaired text has the same offsets, so the place can be shown in it.
    let source = Source::new(path, String::from_utf8_lossy(error.as_bytes()));
    let span = Span::new(at, at + char::REPLACEMENT_CHARACTER.len_utf8());
    let position = source.position(span.start);
    let message = format!("`{path}` is not UTF-8: byte {at} (line {}) is 0x{byte:02x}", position.line);
    let label = Label { span, text: "not UTF-8 from here".into() };
    let help = Some("save it as UTF-8".into());
    let diagnostic = Diagnostic {
        code: "cdl::file::encoding",
        severity: Severity::Error,
        message,
        labels: vec![label],
        help,
        fix: None,
    };
    Err(Box::new(Refused { diagnostic, source }))
}

/// A file beside `path` whose name is much like it.
fn neighbour(path: &Path) -> Option<String> {
    let wanted = path.file_name()?.to_str()?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let names = entries.flatten().take(1000).filter_map(|entry| entry.file_name().into_string().ok());
    let likeness = |name: &str| {
        let stem = name.strip_suffix(".cdl").unwrap_or(name);
        strsim::jaro_winkler(name, wanted).max(strsim::jaro_winkler(stem, wanted))
    };
    let others = names.filter(|name| name != wanted);
    let close = others.map(|name| (likeness(&name), name)).filter(|(likeness, _)| *likeness > 0.88);
    let (_, name) = close.max_by(|one, other| one.0.total_cmp(&other.0).then(other.1.cmp(&one.1)))?;
    Some(folder.map_or(name.clone(), |folder| folder.join(&name).display().to_string()))
}
