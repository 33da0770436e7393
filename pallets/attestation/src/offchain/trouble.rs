// SPDX-License-Identifier: Apache-2.0
//! What has gone wrong in a challenge: it is said once, and who fails is asked less and less often.

use super::{fault::Fault, store::TROUBLES, MAX_DEVICES};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use joule_primitives::{
    attestation::{ChallengeId, DeviceKey},
    types::BlockNumber,
};
use sp_runtime::offchain::storage::StorageValueRef;

/// The longest pause between two requests, in blocks, as a power of two: eight blocks.
const MAX_LOG2_PAUSE: u8 = 3;

/// What has gone wrong with a device, or with the agent.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct Trouble {
    /// The device; `None` for the agent.
    device: Option<DeviceKey>,
    /// What was said of it, by bits.
    said: u32,
    /// How often it failed without success in between.
    failures: u8,
    /// The block in which it was asked last.
    asked_at: BlockNumber,
}

/// What has gone wrong in a challenge.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
pub(crate) struct Troubles {
    challenge: ChallengeId,
    list: Vec<Trouble>,
    #[codec(skip)]
    is_changed: bool,
}

impl Troubles {
    /// None.
    pub(super) const fn none(challenge: ChallengeId) -> Self {
        Self { challenge, list: Vec::new(), is_changed: false }
    }

    /// What has gone wrong in `challenge` so far, as it was stored.
    pub(super) fn load(challenge: ChallengeId) -> Self {
        let stored = StorageValueRef::persistent(TROUBLES).get::<Self>().ok().flatten();
        stored.filter(|stored| stored.challenge == challenge).unwrap_or(Self::none(challenge))
    }

    /// Stores it if it is new.
    pub(super) fn save(&self) {
        if self.is_changed {
            StorageValueRef::persistent(TROUBLES).set(self);
        }
    }

    /// Whether it is too early to ask the agent for a device again.
    pub(super) fn is_quiet(&self, device: &DeviceKey, now: BlockNumber) -> bool {
        let concerns = |trouble: &&Trouble| trouble.device.is_none_or(|known| known == *device);
        self.list.iter().filter(concerns).any(|trouble| trouble.is_quiet(now))
    }

    /// Notes a fault. Whether it has not been said in this challenge.
    pub(super) fn is_news(&mut self, device: Option<DeviceKey>, fault: &Fault) -> bool {
        let Some(trouble) = self.of(device) else { return false };
        let is_news = trouble.said & fault.bit() == 0;
        trouble.said |= fault.bit();
        self.is_changed |= is_news;
        is_news
    }

    /// Lets a pause begin after the block `now`: 1, 2, 4 and then 8 blocks.
    pub(super) fn back_off(&mut self, device: Option<DeviceKey>, now: BlockNumber) {
        if let Some(trouble) = self.of(device) {
            trouble.failures = trouble.failures.saturating_add(1);
            trouble.asked_at = now;
            self.is_changed = true;
        }
    }

    /// Notes that a device and the agent do well. What was said was said.
    pub(super) fn recover(&mut self, device: &DeviceKey) {
        for trouble in &mut self.list {
            if trouble.failures > 0 && trouble.device.is_none_or(|known| known == *device) {
                trouble.failures = 0;
                self.is_changed = true;
            }
        }
    }

    /// What is known of a device, or of the agent; `None` if that is too much.
    fn of(&mut self, device: Option<DeviceKey>) -> Option<&mut Trouble> {
        let place = self.list.iter().position(|trouble| trouble.device == device);
        let place = place.unwrap_or(self.list.len());
        if place == self.list.len() && place <= MAX_DEVICES {
            self.list.push(Trouble { device, said: 0, failures: 0, asked_at: 0 });
        }
        self.list.get_mut(place)
    }
}

impl Trouble {
    /// Whether its pause lasts. What lies ahead is of another branch.
    fn is_quiet(&self, now: BlockNumber) -> bool {
        let Some(log2_pause) = self.failures.checked_sub(1) else { return false };
        let pause: BlockNumber = 1 << log2_pause.min(MAX_LOG2_PAUSE);
        now.checked_sub(self.asked_at).is_some_and(|passed| passed < pause)
    }
}
