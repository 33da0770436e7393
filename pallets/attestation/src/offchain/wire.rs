// SPDX-License-Identifier: Apache-2.0
//! What the agent says, in JSON: bytes as hex with `0x`, numbers of 64 bits as decimal strings.
//! Fields that are not known here are ignored.

use crate::types::{Opening, Top};
use alloc::{format, string::String, vec::Vec};
use joule_pogw::Params;
use joule_primitives::attestation::DeviceKey;
use serde::{de::Error as _, Deserialize, Deserializer, Serialize};
use sp_core::{
    bytes::{deserialize_check_len, ExpectedLen},
    H256,
};

/// What starts a challenge.
#[derive(Serialize)]
pub(super) struct Start {
    log2_size: u32,
    samples: u8,
    work_ms: String,
}

impl Start {
    pub(super) fn new(params: Params, work_ms: u64) -> Self {
        let (log2_size, samples) = (params.log2_size(), params.samples());
        Self { log2_size, samples, work_ms: format!("{work_ms}") }
    }
}

/// What asks for an opening.
#[derive(Serialize)]
pub(super) struct OpenFor {
    /// The sample.
    pub beacon: H256,
}

/// How far a challenge is.
#[derive(Deserialize)]
pub(super) struct Progress {
    pub challenge: H256,
    pub device: DeviceKey,
    pub state: State,
    pub log2_size: u32,
    pub samples: u8,
    #[serde(default)]
    pub rounds: u32,
    #[serde(default)]
    pub top: Option<TopHex>,
}

/// How far an opening is.
#[derive(Deserialize)]
pub(super) struct Proof {
    pub state: State,
    #[serde(default, deserialize_with = "opening")]
    pub opening: Option<Opening>,
}

/// Whether the agent is well.
#[derive(Deserialize)]
pub(super) struct Health {
    pub status: String,
}

/// The devices of the agent.
#[derive(Deserialize)]
pub(super) struct Devices {
    pub devices: Vec<Device>,
}

/// A device of the agent.
#[derive(Deserialize)]
pub(super) struct Device {
    /// `None` if it answers for every key.
    #[serde(default)]
    pub key: Option<DeviceKey>,
}

/// What the agent says if it refuses.
#[derive(Default, Deserialize)]
pub(super) struct Refusal {
    pub error: Reason,
}

/// Why.
#[derive(Default, Deserialize)]
pub(super) struct Reason {
    /// For people.
    pub message: String,
}

/// Whether something is done.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    Running,
    Done,
    Failed,
}

/// The root of the tree over the rounds.
pub(super) struct TopHex(pub Top);

impl<'de> Deserialize<'de> for TopHex {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut top = Top::default();
        deserialize_check_len(from, ExpectedLen::Exact(&mut top))?;
        Ok(Self(top))
    }
}

fn opening<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Opening>, D::Error> {
    let bytes = sp_core::bytes::deserialize(from)?;
    let opening = Opening::try_from(bytes);
    opening.map(Some).map_err(|_| D::Error::custom("longer than any opening"))
}
