//! Files written in one go: whoever looks at one sees the old text or the new one, whatever happens in between. All files
//! that the tool writes are written here, so that nothing of the user's is lost.
//!
//! Where a new file cannot stand for the old one (it has other names, or would get another owner, or its folder takes no
//! new files), the old one is written over instead.

use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use super::LARGEST;

/// Writes `text` to a new file at `path`. A file that is there already is left as it is, and an error.
pub fn create(path: &Path, text: &str) -> io::Result<()> {
    let beside = beside(path);
    let result =
        fill(OpenOptions::new().write(true).create_new(true), &beside, text).and_then(|()| publish(&beside, path));
    match &result {
        // The name beside is someone else's.
        Err(error) if error.kind() == ErrorKind::AlreadyExists && fs::symlink_metadata(path).is_err() => {}
        // After a link there are two names, and after a failure there is one too many.
        _ => drop(fs::remove_file(&beside)),
    }
    result
}

fn fill(options: &OpenOptions, path: &Path, text: &str) -> io::Result<()> {
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Gives a whole file its name, unless the name is taken.
fn publish(beside: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(beside, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Not every file system has hard links.
        Err(_) if fs::symlink_metadata(path).is_ok() => Err(ErrorKind::AlreadyExists.into()),
        Err(_) => fs::rename(beside, path),
        Ok(()) => Ok(()),
    }
}

/// Writes `text` to the file at `path` in the place of `known`, which was read from it. The file keeps its owner, its
/// permissions and its other names; a link stays a link. What someone else has written meanwhile stays, and so does what
/// could not be read again.
pub fn replace(path: &Path, known: &str, text: &str) -> io::Result<()> {
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
    let now = fs::read(&path)?;
    if now == text.as_bytes() {
        return Ok(());
    }
    if now != known.as_bytes() {
        return Err(io::Error::other("it was changed after it was read; run the command again"));
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

/// Opens a new file that no one else may read: its text may be secret, and it has not the old one's permissions yet.
fn private(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// Writes a new file that can stand for the old one.
fn write(path: &Path, text: &str, old: &Metadata) -> io::Result<()> {
    let mut file = private(path)?;
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

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_file_that_is_to_stand_for_another_can_be_read_by_no_one_else_from_the_start() {
        let path = std::env::temp_dir().join(format!("concur-private-{}", std::process::id()));
        let mode = private(&path).unwrap().metadata().unwrap().permissions().mode();
        fs::remove_file(&path).unwrap();
        assert_eq!(mode & 0o077, 0);
    }
}
