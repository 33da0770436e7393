// SPDX-License-Identifier: Apache-2.0
//! Files that are either there as a whole or not at all.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{Context, Result};

/// The end of names of files that were not written to their end.
const UNFINISHED: &str = ".unfinished";
/// The end of names of files that make no sense.
const DAMAGED: &str = ".damaged";

/// Creates a folder that only its owner may enter, and those above it.
///
/// # Errors
///
/// If it cannot be created.
pub fn create_folder(path: &Path) -> Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).with_context(|| {
        format!(
            "The folder {} cannot be created. Create it, or choose another in the configuration.",
            path.display(),
        )
    })
}

/// Writes a file that only its owner may read. After a crash there is the old one or the new one.
///
/// # Errors
///
/// If it cannot be written, for instance because the disk is full.
pub fn write(path: &Path, parts: &[&[u8]]) -> Result<()> {
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push(UNFINISHED);
    let written = write_whole(path, unfinished.as_ref(), parts);
    written.with_context(|| {
        format!("{} cannot be written. Is the disk full, or the folder gone?", path.display())
    })
}

fn write_whole(path: &Path, unfinished: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    let mut file = options.write(true).create(true).truncate(true).mode(0o600).open(unfinished)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    fs::rename(unfinished, path)?;
    // The new name is on the disk only once the folder is.
    path.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
}

/// Removes a file. It is no error if there is none.
///
/// # Errors
///
/// If it is there and cannot be removed.
pub fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed.", path.display()))
        }
        _ => Ok(()),
    }
}

/// Puts a file aside that makes no sense, so that a person may look at it.
pub fn put_aside(path: &Path) {
    let mut aside = path.as_os_str().to_owned();
    aside.push(DAMAGED);
    if let Err(error) = fs::rename(path, &aside) {
        tracing::warn!("{} cannot be renamed: {error}", path.display());
    }
}

/// Contents of the files of a folder whose names end in `.extension`, with their paths.
///
/// Removes what was not written to its end, and leaves out what cannot be read, with a warning.
///
/// # Errors
///
/// If the folder cannot be listed.
pub fn read_all(folder: &Path, extension: &str) -> Result<Vec<(std::path::PathBuf, Vec<u8>)>> {
    let list = || format!("The folder {} cannot be listed.", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).with_context(list)? {
        let path = entry.with_context(list)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(UNFINISHED) {
            remove(&path)?;
        } else if path.extension().is_some_and(|found| found == extension) {
            match fs::read(&path) {
                Ok(bytes) => found.push((path, bytes)),
                Err(error) => tracing::warn!("{} cannot be read: {error}", path.display()),
            }
        }
    }
    Ok(found)
}
