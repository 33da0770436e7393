// SPDX-License-Identifier: Apache-2.0
//! SHA-256 with a tag in front, so that what is hashed for one purpose never passes for another.

use sha2::{Digest, Sha256};

/// A hash of 32 bytes.
pub type Hash = [u8; 32];

/// What a hash or a signature is for: four ASCII characters in front of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag([u8; 4]);

/// The table of tags.
macro_rules! tags {
    ($($name:ident = $bytes:literal, $purpose:literal;)*) => {
        impl Tag {
            $(
                #[doc = concat!("For the purpose: ", $purpose, ".")]
                pub const $name: Self = Self(*$bytes);
            )*

            /// Every tag, and what it is for.
            pub const ALL: &'static [(Self, &'static str)] = &[$((Self::$name, $purpose),)*];
        }
    };
}

tags! {
    BEACON = b"GWb1", "beacon";
    TRIGGER = b"GWt1", "trigger";
    CHALLENGE = b"GWq1", "challenge";
    DEVICE_SEED = b"GWd1", "device seed";
    ROUND_SEED = b"GWs1", "round seed";
    LEAF = b"GWl1", "C leaf";
    NODE = b"GWn1", "C node";
    ROUND_LEAF = b"GWr1", "round leaf";
    ROUND_NODE = b"GWm1", "round node";
    EMPTY_ROUND = b"GWe1", "empty round leaf";
    COMMITMENT = b"GWc1", "commit";
    SIGNATURE = b"GWk1", "commit signature prefix";
    AUDIT = b"GWa1", "audit lottery";
    OPENING_PHASE = b"GWo1", "opening phase";
    SAMPLE_SEED = b"GWz1", "sample seed";
    SAMPLE = b"GWx1", "sample";
    REGISTRATION = b"GWi1", "device registration";
    RECEIPT = b"GWj1", "job receipt";
    BLIND_RESULT = b"GWv1", "job blind commit";
}

impl Tag {
    /// The four characters.
    #[must_use]
    pub const fn bytes(self) -> [u8; 4] {
        self.0
    }

    /// The SHA-256 of the tag and of `parts`, one after the other.
    ///
    /// Nothing is put between the parts: it is for the caller to give them fixed lengths.
    #[must_use]
    pub fn hash(self, parts: &[&[u8]]) -> Hash {
        let mut hasher = self.hasher();
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize().into()
    }

    /// SHA-256 that has been given the tag.
    pub(crate) fn hasher(self) -> Sha256 {
        Sha256::new_with_prefix(self.0)
    }
}

/// A hash as eight little-endian numbers.
pub(crate) fn words(hash: &Hash) -> [u32; 8] {
    let mut words = [0; 8];
    for (word, bytes) in words.iter_mut().zip(hash.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    words
}
