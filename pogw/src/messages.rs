// SPDX-License-Identifier: Apache-2.0
//! What else a device signs: that it belongs to its owner, and what it did for a job.

use crate::{
    hash::{Hash, Tag},
    DeviceKey,
};

/// The message by which a device signs `hash`, which is that of a commitment or of a receipt.
#[must_use]
pub fn signed(hash: &Hash) -> [u8; 36] {
    joined(&[&Tag::SIGNATURE.bytes(), hash])
}

/// That a device accepts its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Registration {
    /// The hash of the chain's first block.
    pub genesis: Hash,
    /// The owner's account.
    pub owner: [u8; 32],
    /// The device.
    pub device: DeviceKey,
    /// The height of the last block in which it holds.
    pub valid_until: u32,
}

impl Registration {
    /// What the device signs, as it is: it begins with a tag of its own.
    #[must_use]
    pub fn message(&self) -> [u8; 104] {
        joined(&[
            &Tag::REGISTRATION.bytes(),
            &self.genesis,
            &self.owner,
            &self.device,
            &self.valid_until.to_le_bytes(),
        ])
    }
}

/// What a device did for a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The hash of the chain's first block.
    pub genesis: Hash,
    /// The number of the job.
    pub job: u64,
    /// The number of the attempt at it.
    pub attempt: u32,
    /// The device.
    pub device: DeviceKey,
    /// What it was given.
    pub input_root: Hash,
    /// What it gave back.
    pub output_root: Hash,
    /// How it came to it; 32 zero bytes if it does not say.
    pub trace_root: Option<Hash>,
    /// How many units of the job's resource it took.
    pub units: u64,
    /// When it began, in milliseconds since 1970.
    pub start_ms: u64,
    /// When it ended, in milliseconds since 1970.
    pub end_ms: u64,
}

impl Receipt {
    /// The hash of the receipt. The device signs it as [`signed`] says.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Tag::RECEIPT.hash(&[
            &self.genesis,
            &self.job.to_le_bytes(),
            &self.attempt.to_le_bytes(),
            &self.device,
            &self.input_root,
            &self.output_root,
            &self.trace_root.unwrap_or_default(),
            &self.units.to_le_bytes(),
            &self.start_ms.to_le_bytes(),
            &self.end_ms.to_le_bytes(),
        ])
    }
}

/// A job's result that is committed to before it is shown, so that nobody copies it from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BlindResult {
    /// The hash of the chain's first block.
    pub genesis: Hash,
    /// The number of the job.
    pub job: u64,
    /// The number of the attempt at it.
    pub attempt: u32,
    /// The device.
    pub device: DeviceKey,
    /// What it gives back.
    pub output_root: Hash,
    /// 32 random bytes, used once: whoever guesses the result must not be able to confirm it.
    pub salt: [u8; 32],
}

impl BlindResult {
    /// What is shown first.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Tag::BLIND_RESULT.hash(&[
            &self.genesis,
            &self.job.to_le_bytes(),
            &self.attempt.to_le_bytes(),
            &self.device,
            &self.output_root,
            &self.salt,
        ])
    }
}

/// `parts` one after the other, which together have `N` bytes.
fn joined<const N: usize>(parts: &[&[u8]]) -> [u8; N] {
    let mut bytes = [0; N];
    for (to, from) in bytes.iter_mut().zip(parts.iter().copied().flatten()) {
        *to = *from;
    }
    bytes
}
