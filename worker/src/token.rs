// SPDX-License-Identifier: Apache-2.0
//! The file with the token that callers of the API must show.

use std::{
    fs::{self, File, OpenOptions},
    io::{ErrorKind, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::Path,
};

use anyhow::{bail, Context, Result};
use sha2::{Digest, Sha256};

/// Bits of a file's mode by which others than its owner may use it.
const OTHERS: u32 = 0o077;
/// The fewest characters of a token.
const MIN_CHARACTERS: usize = 32;
/// The most bytes of the file.
const MAX_BYTES: u64 = 1_024;

/// What callers must show. Only its hash is kept.
#[derive(Clone)]
pub struct Token([u8; 32]);

impl Token {
    /// The token that `text` is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Whether `shown` is the token. How long that takes says nothing of the token, because hashes
    /// are compared.
    #[must_use]
    pub fn is(&self, shown: &str) -> bool {
        let shown: [u8; 32] = Sha256::digest(shown.as_bytes()).into();
        let different = shown.iter().zip(&self.0).fold(0, |sum, (one, other)| sum | (one ^ other));
        different == 0
    }
}

/// Reads the token, or makes one if there is no file.
///
/// # Errors
///
/// If others than its owner may read or write the file, if it is not a plain file of this user, or
/// has no token in it.
pub fn read_or_create(path: &Path) -> Result<Token> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => create(path),
        _ => read(path),
    }
}

/// Reads the token.
///
/// # Errors
///
/// As [`read_or_create`], or if there is no file.
pub fn read(path: &Path) -> Result<Token> {
    Ok(Token::new(&read_text(path)?))
}

/// Reads the token as it is shown.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(path: &Path) -> Result<String> {
    let shown = path.display();
    let no_link = nix::libc::O_NOFOLLOW;
    let file = OpenOptions::new().read(true).custom_flags(no_link).open(path);
    let file = file.with_context(|| {
        format!("The token file {shown} cannot be read. It must be a plain file, not a link.")
    })?;
    let about = file.metadata().with_context(|| format!("{shown} cannot be examined."))?;
    if !about.is_file() {
        bail!("The token file {shown} is not a plain file. Remove it, and a new one is made.");
    }
    if about.uid() != rustix::process::geteuid().as_raw() {
        bail!("The token file {shown} belongs to another user. Make this user its owner: chown.");
    }
    if about.mode() & OTHERS != 0 {
        bail!(
            "The token file {shown} may be used by others: its mode is {:04o}. Whoever could read \
             it may have the token. Remove the file, and a new one is made; or `chmod 600` it if \
             nobody else uses this machine.",
            about.mode() & 0o7777,
        );
    }
    let mut text = String::new();
    file.take(MAX_BYTES)
        .read_to_string(&mut text)
        .with_context(|| format!("The token file {shown} is not text."))?;
    let token = text.trim();
    let is_graphic = token.chars().all(|character| character.is_ascii_graphic());
    if token.len() < MIN_CHARACTERS || !is_graphic {
        bail!(
            "The token file {shown} holds no token of at least {MIN_CHARACTERS} characters. Remove \
             it, and a new one is made."
        );
    }
    Ok(token.to_owned())
}

/// Makes a token.
fn create(path: &Path) -> Result<Token> {
    let shown = path.display();
    let mut bytes = [0; 32];
    if let Err(error) = getrandom::fill(&mut bytes) {
        bail!("The system has no random numbers for a token: {error}");
    }
    let text = hex::encode(bytes);
    let mut file: File = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .with_context(|| format!("The token file {shown} cannot be created."))?;
    writeln!(file, "{text}")
        .and_then(|()| file.sync_all())
        .with_context(|| format!("The token file {shown} cannot be written."))?;
    tracing::info!("Made a token for callers of the API: {shown}");
    Ok(Token::new(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{symlink, PermissionsExt};

    fn set_mode(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
    }

    #[test]
    fn a_new_token_is_for_its_owner_only_and_is_kept() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("token");
        let made = read_or_create(&path).expect("the folder is writable");
        assert_eq!(fs::metadata(&path).expect("it was made").mode() & 0o7777, 0o600);
        let text = read_text(&path).expect("it was made");
        assert_eq!(text.len(), 64);
        assert!(made.is(&text));
        assert!(read_or_create(&path).expect("it is there").is(&text));
        assert!(!made.is("") && !made.is(&text[1..]));
    }

    #[test]
    fn a_token_that_others_may_read_or_write_is_refused() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("token");
        read_or_create(&path).expect("the folder is writable");
        for mode in [0o640, 0o604, 0o620, 0o601, 0o644, 0o666] {
            set_mode(&path, mode);
            let complaint = read_or_create(&path).err().expect("too loose").to_string();
            assert!(complaint.contains(&format!("{mode:04o}")), "{complaint}");
            assert!(complaint.contains("chmod 600"), "{complaint}");
        }
        set_mode(&path, 0o400);
        assert!(read_or_create(&path).is_ok());
    }

    #[test]
    fn links_folders_and_short_tokens_are_refused() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let path = folder.path().join("token");
        let link = folder.path().join("link");
        read_or_create(&path).expect("the folder is writable");
        symlink(&path, &link).expect("the folder is writable");
        assert!(read_or_create(&link).is_err());
        assert!(read_or_create(folder.path()).is_err());
        for text in ["", "short", "  \n", "with a space in the middle of the token"] {
            fs::write(&path, text).expect("it is ours");
            assert!(read_or_create(&path).is_err(), "{text}");
        }
    }
}
