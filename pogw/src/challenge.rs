// SPDX-License-Identifier: Apache-2.0
//! What a challenge asks for, and the seeds that follow from it.

use core::fmt;

use crate::{
    hash::{Hash, Tag},
    DeviceKey,
};

/// The version of the protocol, the first byte of encoded parameters.
pub const VERSION: u8 = 1;
/// The least size of the matrices, as a power of two.
pub const MIN_LOG2_SIZE: u8 = 3;
/// The largest size of the matrices, as a power of two. An entry of their product still fits 32
/// bits.
pub const MAX_LOG2_SIZE: u8 = 16;
/// The most samples of an opening.
pub const MAX_SAMPLES: u8 = 64;
/// How many entries share a leaf at most, as a power of two.
const MAX_LOG2_LEAF_ENTRIES: u8 = 5;

/// What a challenge asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    log2_size: u8,
    samples: u8,
}

impl Params {
    /// Matrices of `2^log2_size` rows and columns, and openings of `samples` entries.
    ///
    /// # Errors
    ///
    /// Unless the size is from 2^3 to 2^16 and there are 1 to 64 samples.
    pub const fn new(log2_size: u8, samples: u8) -> Result<Self, BadParams> {
        if log2_size < MIN_LOG2_SIZE || log2_size > MAX_LOG2_SIZE {
            return Err(BadParams::Size(log2_size));
        }
        if samples == 0 || samples > MAX_SAMPLES {
            return Err(BadParams::Samples(samples));
        }
        Ok(Self { log2_size, samples })
    }

    /// The parameters that are encoded as `bytes`: version, size as a power of two, samples, flags.
    ///
    /// # Errors
    ///
    /// If the version is not 1, if a flag is set, since none has a meaning yet, or as
    /// [`Self::new`].
    pub const fn from_bytes(bytes: [u8; 4]) -> Result<Self, BadParams> {
        let [version, log2_size, samples, flags] = bytes;
        if version != VERSION {
            return Err(BadParams::Version(version));
        }
        if flags != 0 {
            return Err(BadParams::Flags(flags));
        }
        Self::new(log2_size, samples)
    }

    /// How the parameters are encoded.
    #[must_use]
    pub const fn to_bytes(self) -> [u8; 4] {
        [VERSION, self.log2_size, self.samples, 0]
    }

    /// How many entries an opening shows: 1 to 64.
    #[must_use]
    pub const fn samples(self) -> u8 {
        self.samples
    }

    /// The size of the matrices as a power of two: 3 to 16.
    #[must_use]
    pub fn log2_size(self) -> u32 {
        self.log2_size.into()
    }

    /// How many rows and columns the matrices have: 8 to 65,536.
    #[must_use]
    pub fn size(self) -> u32 {
        1u32.wrapping_shl(self.log2_size())
    }

    /// How many entries share a leaf, as a power of two: 3 to 5.
    #[must_use]
    pub fn log2_leaf_entries(self) -> u32 {
        self.log2_size.min(MAX_LOG2_LEAF_ENTRIES).into()
    }

    /// How many entries of a row share a leaf: 32, or all of a shorter row.
    #[must_use]
    pub fn leaf_entries(self) -> u32 {
        1u32.wrapping_shl(self.log2_leaf_entries())
    }

    /// How many leaves a row takes: 1 to 2,048.
    #[must_use]
    pub fn row_leaves(self) -> u32 {
        self.size().wrapping_shr(self.log2_leaf_entries())
    }

    /// How many levels are above the leaves of a product: 3 to 27.
    #[must_use]
    pub fn depth(self) -> u32 {
        self.log2_size().saturating_mul(2).saturating_sub(self.log2_leaf_entries())
    }

    /// Bytes of a leaf: four for each of its entries.
    #[must_use]
    pub fn leaf_bytes(self) -> usize {
        4usize.wrapping_shl(self.log2_leaf_entries())
    }

    /// What `rounds` rounds count for, in operations: `rounds * 2 * size^3`.
    ///
    /// A multiplication and an addition are two operations. Below 2^81.
    #[must_use]
    pub fn operations(self, rounds: u32) -> u128 {
        let log2_round = self.log2_size().saturating_mul(3).saturating_add(1);
        u128::from(rounds).wrapping_shl(log2_round)
    }
}

/// Why parameters are none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadParams {
    /// Another version of the protocol.
    Version(u8),
    /// A size, as a power of two, that is too small or too large.
    Size(u8),
    /// No samples, or too many.
    Samples(u8),
    /// Flags that have no meaning.
    Flags(u8),
}

impl fmt::Display for BadParams {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Version(version) => {
                write!(out, "The version is {version}, but only {VERSION} is known.")
            }
            Self::Size(log2) => write!(
                out,
                "The size is 2^{log2}. It must be from 2^{MIN_LOG2_SIZE} to 2^{MAX_LOG2_SIZE}."
            ),
            Self::Samples(samples) => {
                write!(out, "There are {samples} samples. There must be 1 to {MAX_SAMPLES}.")
            }
            Self::Flags(flags) => {
                write!(out, "The flags are {flags:#04x}, but none has a meaning.")
            }
        }
    }
}

impl core::error::Error for BadParams {}

/// A challenge, when it opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// The hash of the chain's first block: no two chains ever ask for the same work.
    pub genesis: Hash,
    /// Its number.
    pub id: u32,
    /// The height of the block in which it opens.
    pub height: u32,
    /// What it asks for.
    pub params: Params,
    /// The beacon of that block.
    pub beacon: Hash,
}

impl Challenge {
    /// The seed of the challenge, from which all its matrices follow.
    #[must_use]
    pub fn seed(&self) -> Hash {
        Tag::CHALLENGE.hash(&[
            &self.genesis,
            &self.id.to_le_bytes(),
            &self.height.to_le_bytes(),
            &self.params.to_bytes(),
            &self.beacon,
        ])
    }
}

/// The seed of a device in the challenge whose seed is `challenge`.
#[must_use]
pub fn device_seed(challenge: &Hash, device: &DeviceKey) -> Hash {
    Tag::DEVICE_SEED.hash(&[challenge, device])
}
