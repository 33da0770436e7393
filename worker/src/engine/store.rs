// SPDX-License-Identifier: Apache-2.0
//! Challenges on the disk: for each, a file with a line of JSON, and then 24 bytes for each round.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{ensure, Context, Result};
use joule_pogw::{prover::Prover, tree::NODE_BYTES, Params};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Key;
use crate::{
    clock::now_ms,
    files,
    wire::{sentences, Decimal, Fixed, Hash32},
};

/// The end of the files' names.
const EXTENSION: &str = "challenge";

/// How far a challenge is.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// Rounds are being computed.
    Running,
    /// No more rounds will come. It can be committed to, and opened.
    Done,
    /// There are no rounds that could be opened, and none will come.
    Failed,
}

/// What is known of a challenge but its rounds. This is what the API answers.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Meta {
    /// The seed of the challenge.
    pub challenge: Hash32,
    /// The device.
    pub device: Hash32,
    /// How far it is.
    pub state: State,
    /// The size of the matrices, as a power of two.
    pub log2_size: u8,
    /// How many entries an opening shows.
    pub samples: u8,
    /// How many rounds were computed.
    pub rounds: u32,
    /// The root of the tree over the rounds, once no more will come.
    pub top: Option<Fixed<NODE_BYTES>>,
    /// When it began, in milliseconds since 1970.
    pub started_ms: Decimal,
    /// When it has to end.
    pub deadline_ms: Decimal,
    /// Milliseconds from the start to the end of the last round.
    pub elapsed_ms: Decimal,
    /// Milliseconds that the last round took.
    pub last_round_ms: Decimal,
    /// What went wrong, if something did.
    pub error: Option<String>,
}

impl Meta {
    /// A challenge that begins.
    #[must_use]
    pub fn new(key: Key, params: Params, deadline_ms: u64) -> Self {
        let [_, log2_size, samples, _] = params.to_bytes();
        Self {
            challenge: Fixed(key.challenge),
            device: Fixed(key.device),
            state: State::Running,
            log2_size,
            samples,
            rounds: 0,
            top: None,
            started_ms: Decimal(now_ms()),
            deadline_ms: Decimal(deadline_ms),
            elapsed_ms: Decimal(0),
            last_round_ms: Decimal(0),
            error: None,
        }
    }

    /// Which one it is.
    #[must_use]
    pub const fn key(&self) -> Key {
        Key { challenge: self.challenge.0, device: self.device.0 }
    }

    /// What it asks for.
    ///
    /// # Errors
    ///
    /// If the file says something that is not possible.
    pub fn params(&self) -> Result<Params> {
        Params::new(self.log2_size, self.samples).map_err(anyhow::Error::new)
    }

    /// The prover, with the rounds that are kept.
    ///
    /// # Errors
    ///
    /// If they are not whole.
    pub fn prover(&self, rounds: &[u8]) -> Result<Prover> {
        let (challenge, device) = (self.challenge.0, self.device.0);
        Ok(Prover::resume(self.params()?, challenge, device, rounds)?)
    }

    /// Ends the challenge with the rounds that there are. `error` says why, if not the deadline
    /// did.
    ///
    /// # Errors
    ///
    /// If the rounds are not whole.
    pub fn finish(&mut self, rounds: &[u8], error: Option<String>) -> Result<()> {
        let prover = self.prover(rounds)?;
        self.rounds = prover.rounds();
        match prover.commitment() {
            Ok(commitment) => {
                self.state = State::Done;
                self.top = Some(Fixed(*commitment.top.as_bytes()));
                self.error = error;
            }
            Err(_) => {
                self.state = State::Failed;
                let late = || {
                    "No round was finished before the deadline. The device is too slow for this \
                     size, or the challenge was started too late."
                        .into()
                };
                self.error = Some(error.unwrap_or_else(late));
            }
        }
        Ok(())
    }
}

/// A file's first line.
#[derive(Deserialize, Serialize)]
struct Header {
    /// The version of this format.
    version: u8,
    /// The SHA-256 of what follows the line.
    rounds_sha256: Hash32,
    #[serde(flatten)]
    meta: Meta,
}

/// The folder with the files.
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// Creates the folder if there is none.
    ///
    /// # Errors
    ///
    /// If that cannot be done.
    pub fn open(folder: &Path) -> Result<Self> {
        files::create_folder(folder)?;
        Ok(Self { folder: folder.into() })
    }

    /// Keeps a challenge.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn save(&self, meta: &Meta, rounds: &[u8]) -> Result<()> {
        let digest: [u8; 32] = Sha256::digest(rounds).into();
        let header = Header { version: 1, rounds_sha256: Fixed(digest), meta: meta.clone() };
        let mut line = serde_json::to_vec(&header)?;
        line.push(b'\n');
        files::write(&self.path(&meta.key()), &[&line, rounds])
    }

    /// The rounds of a challenge.
    ///
    /// # Errors
    ///
    /// If the file is not there, or is damaged.
    pub fn load(&self, key: &Key) -> Result<(Meta, Vec<u8>)> {
        let path = self.path(key);
        let bytes = fs::read(&path)
            .with_context(|| format!("The rounds in {} cannot be read.", path.display()))?;
        let (meta, rounds) = parse(&bytes)
            .with_context(|| format!("The rounds in {} are damaged.", path.display()))?;
        ensure!(meta.key() == *key, "{} is of another challenge.", path.display());
        Ok((meta, rounds))
    }

    /// All challenges. Damaged ones are put aside, with a warning.
    ///
    /// # Errors
    ///
    /// If the folder cannot be listed.
    pub fn load_all(&self) -> Result<Vec<(Meta, Vec<u8>)>> {
        let mut found = Vec::new();
        for (path, bytes) in files::read_all(&self.folder, EXTENSION)? {
            match parse(&bytes) {
                Ok((meta, rounds)) if self.path(&meta.key()) == path => found.push((meta, rounds)),
                Ok(_) => {
                    tracing::warn!("{} is of another challenge, and put aside.", path.display());
                    files::put_aside(&path);
                }
                Err(error) => {
                    let said = sentences(&error);
                    tracing::warn!("{} is damaged, and put aside: {said}", path.display());
                    files::put_aside(&path);
                }
            }
        }
        Ok(found)
    }

    /// Forgets a challenge.
    ///
    /// # Errors
    ///
    /// If its file cannot be removed.
    pub fn remove(&self, key: &Key) -> Result<()> {
        files::remove(&self.path(key))
    }

    fn path(&self, key: &Key) -> PathBuf {
        let (challenge, device) = (hex::encode(key.challenge), hex::encode(key.device));
        self.folder.join(format!("{challenge}-{device}.{EXTENSION}"))
    }
}

fn parse(bytes: &[u8]) -> Result<(Meta, Vec<u8>)> {
    let end = bytes.iter().position(|byte| *byte == b'\n').context("It has no first line.")?;
    let (line, rest) = bytes.split_at(end);
    let rounds = rest.get(1..).unwrap_or_default();
    let Header { version, rounds_sha256, meta } = serde_json::from_slice(line)?;
    ensure!(version == 1, "Its version is {version}, but this agent knows 1.");
    let digest: [u8; 32] = Sha256::digest(rounds).into();
    ensure!(digest == rounds_sha256.0, "Its rounds have another hash than it says.");
    // That they are whole, too.
    meta.prover(rounds)?;
    Ok((meta, rounds.to_vec()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key { challenge: [1; 32], device: [2; 32] };

    fn meta() -> Meta {
        Meta::new(KEY, Params::new(3, 2).expect("they exist"), 5)
    }

    #[test]
    fn what_is_kept_is_read_again_and_no_other_user_may_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let store = Store::open(&folder.path().join("a/b")).expect("the folder is writable");
        let rounds = [7; 72];
        store.save(&meta(), &rounds).expect("the folder is writable");
        let (read, state) = store.load(&KEY).expect("it is there");
        assert_eq!((read.key(), state.as_slice()), (KEY, rounds.as_slice()));
        assert_eq!(store.load_all().expect("it is a folder").len(), 1);
        let about = fs::metadata(store.path(&KEY)).expect("it is there");
        assert_eq!(about.permissions().mode() & 0o777, 0o600);
        store.remove(&KEY).expect("it is there");
        store.remove(&KEY).expect("that it is gone is no error");
        assert!(store.load(&KEY).is_err());
    }

    #[test]
    fn a_damaged_file_is_put_aside() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let store = Store::open(folder.path()).expect("the folder is writable");
        store.save(&meta(), &[7; 48]).expect("the folder is writable");
        let path = store.path(&KEY);
        let whole = fs::read(&path).expect("it was written");
        let mut flipped = whole.clone();
        *flipped.last_mut().expect("it is not empty") ^= 1;
        for damaged in [&whole[..whole.len() - 1], &whole[..10], &[], &flipped] {
            fs::write(&path, damaged).expect("the folder is writable");
            assert!(store.load(&KEY).is_err());
            assert!(store.load_all().expect("it is a folder").is_empty());
            assert!(!path.exists());
        }
    }

    #[test]
    fn a_file_that_was_not_written_to_its_end_is_removed() {
        let folder = tempfile::tempdir().expect("there is a temporary folder");
        let store = Store::open(folder.path()).expect("the folder is writable");
        store.save(&meta(), &[7; 48]).expect("the folder is writable");
        let unfinished = folder.path().join("x.challenge.unfinished");
        fs::write(&unfinished, "half").expect("the folder is writable");
        assert_eq!(store.load_all().expect("it is a folder").len(), 1);
        assert!(!unfinished.exists());
    }

    #[test]
    fn a_challenge_without_rounds_has_failed() {
        let mut meta = meta();
        meta.finish(&[], None).expect("no rounds are whole");
        assert_eq!((meta.state, meta.top), (State::Failed, None));
        assert!(meta.finish(&[0; 23], None).is_err());
        meta.finish(&[0; 24], None).expect("one round is whole");
        assert_eq!((meta.state, meta.rounds), (State::Done, 1));
    }
}
