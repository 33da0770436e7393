// SPDX-License-Identifier: Apache-2.0
//! Draws: asked for before anybody knows how they end, and made by the beacon of a later block.

use crate::{
    types::{Round, Seat, Step, Ticket},
    Config, Drawn, Event, JobOf, Jobs, Pallet, DECIDERS, WHOLE_PERMILLE,
};
use alloc::{collections::BTreeSet, vec::Vec};
use codec::Encode;
use joule_primitives::{
    attestation::{DeviceKey, Devices, Policy},
    types::Hash,
    verdicts::{DrawDevices, DrawRequest, EngageDevices, JobId, SampleBeacon},
};
use sp_io::hashing::blake2_256;

/// The first words of what a draw is made from.
const DRAW_CONTEXT: &[u8] = b"joule-draw";
/// The first words of what decides on a spot check.
const CHECK_CONTEXT: &[u8] = b"joule-check";

/// Whether chance has this attempt at a job checked: `permille` of a thousand are.
///
/// `sample` is the beacon of a block after the worker committed to its result.
#[must_use]
pub fn is_checked(sample: &[u8; 32], job: JobId, attempt: u32, permille: u16) -> bool {
    let hash = (CHECK_CONTEXT, sample, job, attempt).using_encoded(blake2_256);
    let draw = hash.first_chunk().copied().map_or(0, u32::from_le_bytes);
    // Factors of 32 and 16 bits never exceed 64.
    let scaled = u64::from(draw).saturating_mul(WHOLE_PERMILLE.into());
    scaled < u64::from(permille) << 32
}

impl<T: Config> Pallet<T> {
    /// Asks for a draw.
    pub(crate) fn drawing(round: Round) -> Step {
        let (asked_at, pool_size) = (Self::now(), T::Devices::pool_size());
        let ticket = Ticket { asked_at, sample_at: T::Beacon::request(), pool_size };
        Step::Drawing { round, ticket }
    }

    /// What the beacon of the ticket's block decides. That block must have come.
    pub(crate) fn draw(
        id: JobId,
        mut job: JobOf<T>,
        round: Round,
        ticket: Ticket,
        sample: &[u8; 32],
    ) {
        T::Beacon::release(ticket.sample_at);
        let attempt = job.attempt;
        let round = match (round, job.terms.policy) {
            (Round::Lottery, Policy::SpotCheck { permille, .. }) => {
                if !is_checked(sample, id, attempt, permille) {
                    Self::deposit_event(Event::CheckSpared { job: id, attempt });
                    return Self::begin_reveals(id, job, Round::Lottery);
                }
                Round::Checker
            }
            _ => round,
        };
        let count = Self::round_size(&job, round);
        let seed = (DRAW_CONTEXT, sample, id, attempt, job.failed_rounds, round);
        let excluded = Self::excluded(&job);
        let drawn = T::Devices::draw(&DrawRequest {
            seed: Hash::from(seed.using_encoded(blake2_256)),
            count,
            as_of: ticket.asked_at,
            pool_size: ticket.pool_size,
            excluded: &excluded,
        });
        let devices = Self::take_seats(id, &mut job, round, count, drawn, excluded);
        if u32::try_from(devices.len()) != Ok(count) {
            return Self::fail_round(id, job, round);
        }
        let until = Self::now().saturating_add(Self::commit_blocks(&job));
        job.step = Step::Committing { round, until };
        Jobs::<T>::insert(id, job);
        Self::deposit_event(Event::DevicesDrawn { job: id, attempt, round, devices, until });
    }

    /// Gives seats to devices that were drawn, at most `count`, and keeps them from other work.
    ///
    /// What the index of devices promises is checked again: two devices of one owner, or one of a
    /// party, would turn a verdict.
    fn take_seats(
        id: JobId,
        job: &mut JobOf<T>,
        round: Round,
        count: u32,
        drawn: Vec<(DeviceKey, T::AccountId)>,
        excluded: Vec<T::AccountId>,
    ) -> Vec<DeviceKey> {
        let mut devices = Vec::new();
        let mut owners = excluded.into_iter().collect::<BTreeSet<_>>();
        let most = usize::try_from(count).unwrap_or_default();
        for (device, owner) in drawn.into_iter().take(most) {
            let is_free = !owners.contains(&owner) && !Drawn::<T>::contains_key(device);
            if !is_free || !Self::reserve(id, device) {
                continue;
            }
            owners.insert(owner.clone());
            let seat = Seat { device, owner, role: round.role(), blind: None, result: None };
            if let Err(seat) = job.seats.try_push(seat) {
                frame_support::defensive!("no round has more devices than there are seats");
                Self::dismiss(&seat);
                continue;
            }
            devices.push(device);
        }
        devices
    }

    /// Keeps a device that was drawn from other work, and its bond until the verdict, if it can be.
    fn reserve(id: JobId, device: DeviceKey) -> bool {
        if T::Devices::engage(&device).is_err() {
            return false;
        }
        if T::Devices::excuse(&device).is_err() {
            T::Devices::disengage(&device);
            return false;
        }
        Drawn::<T>::insert(device, id);
        true
    }

    /// Whose devices have no business in the next round: those of the parties, of whoever has a
    /// say, and of the checker that hid its result. Who lost its seat in another round that came to
    /// nothing may be drawn again.
    fn excluded(job: &JobOf<T>) -> Vec<T::AccountId> {
        let parties = job.terms.excluded.iter().chain([&job.terms.requester]);
        let seated = job.seats.iter().map(|seat| &seat.owner);
        parties.chain(seated).chain(&job.silent_checker).cloned().collect()
    }

    /// How many devices are drawn in a round.
    pub(crate) fn round_size(job: &JobOf<T>, round: Round) -> u32 {
        match (round, job.terms.policy) {
            (Round::Executors, Policy::Redundant { n, .. }) => n.into(),
            (Round::Deciders, _) => DECIDERS,
            _ => 1,
        }
    }
}
