// SPDX-License-Identifier: Apache-2.0
//! What happens by itself at the beginning of each block: the beacon goes on, and challenges open,
//! draw their sample and close. Nothing here depends on how many devices there are.

use crate::{
    settings::AttestationSettings,
    types::{BeaconRecord, ClosedChallenge, OpenChallenge, Usages},
    Beacon, Closed, Config, Current, Event, LastCommits, LastOpened, NextChallenge, Pallet,
    Settings, Used, CONGESTION_DIVISOR, FAILURE_SLASHES, MAX_MISSES, TICKETS_PER_BLOCK,
};
use frame_support::{defensive, traits::Get};
use joule_pogw::{beacon, Challenge, Hash};
use joule_primitives::{
    attestation::{ChallengeId, Clock},
    types::BlockNumber,
};

impl<T: Config> Pallet<T> {
    /// Does what the block `now` begins with.
    pub(crate) fn begin_block(now: BlockNumber) {
        let settings = Settings::<T>::get();
        let before = Beacon::<T>::get();
        let value = beacon::step(&before.value, now, T::AuthorVrf::get().as_ref());
        Beacon::<T>::put(BeaconRecord { value, slot: T::Clock::slot() });
        Self::keep_sample(now, value);
        let used = Used::<T>::take();
        if let Some(challenge) = Current::<T>::get() {
            Self::advance(now, challenge, &settings, value, used);
        } else if settings.schedule().opens(&value, now, LastOpened::<T>::get()) {
            Self::open_challenge(now, before.slot, &settings, value);
        }
        Self::admit_waiting();
    }

    /// Opens a challenge.
    fn open_challenge(
        now: BlockNumber,
        known_slot: u64,
        settings: &AttestationSettings,
        beacon: Hash,
    ) {
        let id = NextChallenge::<T>::get();
        let (Some(params), Some(next)) = (settings.params(), id.0.checked_add(1)) else {
            defensive!("the genesis checked the settings, and numbers last for centuries");
            return;
        };
        let genesis = Self::genesis_hash();
        let seed = Challenge { genesis, id: id.0, height: now, params, beacon }.seed();
        let active = LastCommits::<T>::get();
        let params = params.to_bytes();
        NextChallenge::<T>::put(ChallengeId(next));
        let previous_opened_at = LastOpened::<T>::mutate(|last| core::mem::replace(last, now));
        Current::<T>::put(OpenChallenge {
            id,
            opened_at: now,
            previous_opened_at,
            known_slot,
            seed,
            params,
            active,
            audit: settings.audit(active),
            commits: 0,
            sample: None,
            congested_blocks: 0,
        });
        Self::deposit_event(Event::ChallengeOpened { challenge: id, seed, params });
    }

    /// Draws the sample of a challenge when nobody may commit any more, counts blocks that had no
    /// room for openings, and closes it after the last block for them.
    fn advance(
        now: BlockNumber,
        mut challenge: OpenChallenge,
        settings: &AttestationSettings,
        beacon: Hash,
        used: Usages,
    ) {
        let id = challenge.id;
        if now < settings.sample_at(challenge.opened_at) {
            return;
        }
        let Some(sample) = challenge.sample else {
            challenge.sample = Some(beacon);
            // A crowd that stayed away the last time must not all be audited: there is no room for
            // so many openings.
            challenge.audit = settings.audit(challenge.active.max(challenge.commits));
            Current::<T>::put(challenge);
            Self::deposit_event(Event::SampleDrawn { challenge: id, sample: beacon });
            return;
        };
        // The block before this one was one for openings.
        let further = Self::largest_opening_usage(challenge.params);
        if !used.open.plus(further).fits(Self::kind_limit()) {
            challenge.congested_blocks = challenge.congested_blocks.saturating_add(1);
        }
        if now <= settings.open_until(challenge.opened_at) {
            Current::<T>::put(challenge);
            return;
        }
        let OpenChallenge { seed, audit, commits, congested_blocks, .. } = challenge;
        let is_congested =
            congested_blocks.saturating_mul(CONGESTION_DIVISOR) > settings.opening_blocks;
        Current::<T>::kill();
        LastCommits::<T>::put(commits);
        if commits > 0 {
            let closed_at = now;
            let unsettled = commits;
            Closed::<T>::insert(
                id,
                ClosedChallenge { seed, sample, audit, closed_at, is_congested, unsettled },
            );
        }
        Self::deposit_event(Event::ChallengeClosed { challenge: id, commits, is_congested });
    }

    /// The first challenge that a device could still commit to in this block, or in a later one:
    /// earlier ones that it did not commit to it missed.
    pub(crate) fn first_ahead(settings: &AttestationSettings) -> ChallengeId {
        match Current::<T>::get() {
            Some(open) if Self::now() <= settings.commit_until(open.opened_at) => open.id,
            _ => NextChallenge::<T>::get(),
        }
    }

    /// The seed of a challenge that is open, or of which something is not settled.
    pub(crate) fn seed_of(challenge: ChallengeId) -> Option<Hash> {
        match Current::<T>::get() {
            Some(open) if open.id == challenge => Some(open.seed),
            _ => Closed::<T>::get(challenge).map(|closed| closed.seed),
        }
    }

    /// Relations between constants that must hold at compile time.
    pub(crate) fn check_constants() {
        assert_eq!(AttestationSettings::public().check(), Ok(()), "A public network may start.");
        assert_eq!(AttestationSettings::development().check(), Ok(()), "A test network may start.");
        assert!(T::MaxOnTrial::get() > 0, "Somebody may begin.");
        let most = u32::try_from(joule_pogw::MAX_OPENING_BYTES);
        assert_eq!(most, Ok(crate::types::MAX_OPENING_BYTES), "All openings fit.");
        const { assert!(MAX_MISSES > 0 && TICKETS_PER_BLOCK > 0, "Something happens.") };
        assert!(FAILURE_SLASHES.is_sorted(), "Failing again is dearer.");
    }
}
