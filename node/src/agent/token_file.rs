// SPDX-License-Identifier: Apache-2.0
//! The file in which the agent puts its token.

use joule_primitives::agent::MAX_TOKEN_BYTES;
use std::{
    fs::{self, File},
    io::{self, Read},
    os::unix::fs::PermissionsExt,
    path::Path,
};

/// The most bytes that are read, white space around the token included.
const MAX_FILE_BYTES: u32 = 2 * MAX_TOKEN_BYTES;
/// Permissions of others than the owner.
const OTHERS: u32 = 0o077;

/// Why a file gives no token, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such file.
    #[error("it does not exist; start the agent, which makes it, or correct --worker-token-file")]
    NotThere,
    /// It cannot be read.
    #[error("it cannot be read ({0}); let the user who runs the node own it")]
    Unreadable(String),
    /// It is a folder or the like.
    #[error("it is no file; correct --worker-token-file")]
    NoFile,
    /// Others than its owner may use it.
    #[error(
        "others than its owner may use it (mode {0:03o}), and whoever knows the token may use the \
         agent; close it with `chmod 600`, and let the agent make a new token"
    )]
    OpenToOthers(u32),
    /// What stands in it is no token.
    #[error(
        "it holds no token, which is 1 to {MAX_TOKEN_BYTES} printable ASCII characters without \
         spaces; let the agent make it anew"
    )]
    NoToken,
}

/// What stands in the file at `path`, without the white space around it.
///
/// # Errors
/// Why it cannot be taken.
pub fn read(path: &Path) -> Result<String, Refusal> {
    // Whatever is no file may keep its reader waiting for ever.
    if !fs::metadata(path).map_err(refusal)?.is_file() {
        return Err(Refusal::NoFile);
    }
    let file = File::open(path).map_err(refusal)?;
    let mode = file.metadata().map_err(refusal)?.permissions().mode() & 0o777;
    if mode & OTHERS != 0 {
        return Err(Refusal::OpenToOthers(mode));
    }
    let most = u64::from(MAX_FILE_BYTES);
    let mut bytes = Vec::new();
    file.take(most + 1).read_to_end(&mut bytes).map_err(refusal)?;
    if bytes.len() as u64 > most {
        return Err(Refusal::NoToken);
    }
    String::from_utf8(bytes.trim_ascii().to_vec()).map_err(|_| Refusal::NoToken)
}

fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        io::ErrorKind::NotFound => Refusal::NotThere,
        _ => Refusal::Unreadable(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::agent::tests::write;

    #[test]
    fn white_space_around_a_token_does_not_matter() {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("token");
        let most = MAX_FILE_BYTES as usize;
        let padded = format!("{}secret\n", " ".repeat(most - 7));
        for text in ["secret", "  secret\r\n\n", padded.as_str()] {
            write(&file, text, 0o600);
            assert_eq!(read(&file).as_deref(), Ok("secret"));
        }
    }

    #[test]
    fn what_is_no_text_or_too_much_is_refused() {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("token");
        let most = MAX_FILE_BYTES as usize;
        let behind = format!("secret{}more", " ".repeat(most));
        for bytes in [&b"\xff\xfe"[..], behind.as_bytes(), &vec![b'x'; most + 1]] {
            write(&file, bytes, 0o600);
            assert_eq!(read(&file), Err(Refusal::NoToken));
        }
    }

    #[test]
    fn a_file_that_others_may_use_is_refused() {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("token");
        for mode in [0o644, 0o640, 0o604, 0o660, 0o620, 0o601, 0o610, 0o777] {
            write(&file, "secret", mode);
            let refusal = read(&file).expect_err("others may use it");
            assert_eq!(refusal, Refusal::OpenToOthers(mode));
            let said = refusal.to_string();
            assert!(said.contains(&format!("mode {mode:o}")), "{said}");
            assert!(said.contains("chmod 600"), "{said}");
        }
        for mode in [0o600, 0o400, 0o700] {
            write(&file, "secret", mode);
            assert_eq!(read(&file).as_deref(), Ok("secret"), "{mode:o}");
        }
    }

    #[test]
    fn what_is_no_file_or_not_there_is_refused() {
        let folder = tempfile::tempdir().expect("there is room");
        let file = folder.path().join("token");
        assert_eq!(read(&file), Err(Refusal::NotThere));
        assert_eq!(read(folder.path()), Err(Refusal::NoFile));
        write(&file, "secret", 0o600);
        let below = read(&file.join("token"));
        assert!(matches!(below, Err(Refusal::Unreadable(_))), "{below:?}");
    }
}
