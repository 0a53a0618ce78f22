//! A file's text replaced in one go: whoever looks at it sees the old text or the new one, whatever happens in between.
//!
//! Where a new file cannot stand for the old one (it has other names, or would get another owner, or its folder takes no
//! new files), the old one is written over instead.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use crate::suite::LARGEST;

/// Writes `text` to the file at `path`, which is there already and keeps its owner, its permissions and its other names. A
/// link stays a link. What could not be read again is not written.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    if text.len() as u64 > LARGEST {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "it would become larger than concur reads"));
    }
    let path = fs::canonicalize(path)?;
    let before = fs::metadata(&path)?;
    if before.permissions().readonly() {
        return Err(io::Error::new(ErrorKind::PermissionDenied, "it is read-only"));
    }
    if !before.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    if has_other_names(&before) {
        return write_over(&path, text);
    }
    let beside = beside(&path);
    let written = write(&beside, text, &before).and_then(|()| fs::rename(&beside, &path));
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        Err(error) => {
            // What cannot be renamed is of no use to anyone; that it may stay behind is told by the error.
            let _ = fs::remove_file(&beside);
            match error.kind() {
                ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => write_over(&path, text),
                _ => Err(error),
            }
        }
        Ok(()) => Ok(()),
    }
}

/// Writes a new file that can stand for the old one.
fn write(path: &Path, text: &str, old: &Metadata) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    keep_owner(&file, old).map_err(|error| io::Error::new(ErrorKind::PermissionDenied, error))?;
    file.write_all(text.as_bytes())?;
    file.set_permissions(old.permissions())?;
    file.sync_all()
}

/// Writes into the file itself. If that fails half-way, what it held is put back.
fn write_over(path: &Path, text: &str) -> io::Result<()> {
    let before = fs::read(path)?;
    let written = overwrite(path, text.as_bytes());
    if written.is_err() {
        // The first failure is the one to tell.
        let _ = overwrite(path, &before);
    }
    written
}

/// The file is cut only behind what was written, so that it never needs more room than both texts.
fn overwrite(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(bytes)?;
    file.set_len(bytes.len() as u64)?;
    file.sync_all()
}

#[cfg(unix)]
fn has_other_names(file: &Metadata) -> bool {
    std::os::unix::fs::MetadataExt::nlink(file) > 1
}

#[cfg(not(unix))]
fn has_other_names(_file: &Metadata) -> bool {
    false
}

/// A new file belongs to whoever writes it; one who may give it to the old one's owner does.
#[cfg(unix)]
fn keep_owner(file: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let new = file.metadata()?;
    let user = Some(old.uid()).filter(|user| *user != new.uid());
    let group = Some(old.gid()).filter(|group| *group != new.gid());
    if user.is_some() || group.is_some() { fchown(file, user, group) } else { Ok(()) }
}

#[cfg(not(unix))]
fn keep_owner(_file: &File, _old: &Metadata) -> io::Result<()> {
    Ok(())
}

/// A name in the same folder that no one else uses.
fn beside(path: &Path) -> PathBuf {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(format!(".{}.tmp", std::process::id()));
    path.with_file_name(name)
}
