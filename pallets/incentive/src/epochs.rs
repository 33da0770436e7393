// SPDX-License-Identifier: Apache-2.0
//! Epochs: what they are computed from, and what they leave.

use crate::{
    children::NeuronStakes,
    pay::Paid,
    types::{Entries, EpochRecord, EpochSize},
    voting::count,
    BondResets, BondRows, Config, Epochs, Error, Event, Funds, Pallet, Permits, Queue, WeightInfo,
    WeightRows, BOND_RESET_TEMPOS, MAX_PERMITS,
};
use alloc::vec::Vec;
use frame_support::{
    defensive, ensure,
    traits::{ConstU32, Get},
    weights::Weight,
    BoundedVec,
};
use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Parameters};
use joule_primitives::{
    subnets::{
        BondKind, LiquidAlpha, NetUid, NeuronSlot, SubnetParameters, Subnets, Uid,
        MIN_VALIDATOR_STAKE,
    },
    types::{Balance, BlockNumber},
};
use sp_runtime::DispatchResult;

/// An epoch about to be computed, and what it is computed from.
pub(crate) struct Gathered<AccountId> {
    /// The subnet.
    pub netuid: NetUid,
    /// Blocks since the epoch before, at least 1.
    pub accrued_blocks: BlockNumber,
    /// The subnet's neurons.
    pub neurons: Vec<NeuronSlot<AccountId>>,
    /// Their stakes.
    pub stakes: NeuronStakes<AccountId>,
    /// How many loans run.
    pub loans: usize,
    /// Who might validate until now.
    pub permits: Vec<Uid>,
    /// The epoch.
    pub epoch: Epoch,
}

impl<T: Config> Pallet<T> {
    /// Runs the epoch at the head of the queue, if there is one.
    pub(crate) fn run_next_epoch() -> Weight {
        let looked = T::DbWeight::get().reads(1);
        let mut queue = Queue::<T>::get();
        if queue.is_empty() {
            return looked;
        }
        let netuid = queue.remove(0);
        Queue::<T>::put(queue);
        let Some(parameters) = T::Subnets::parameters(netuid) else {
            defensive!("what is queued exists");
            return looked;
        };
        let size = Self::run_epoch(netuid, &parameters);
        looked.saturating_add(Self::epoch_weight(size))
    }

    /// What an epoch of this size costs.
    #[must_use]
    pub fn epoch_weight(size: EpochSize) -> Weight {
        let EpochSize { neurons, validators, entries, loans, staked } = size;
        let beyond = |cost: fn(u32) -> Weight, size: u32, measured: u32| {
            cost(size.max(measured)).saturating_sub(cost(measured))
        };
        // The epoch of so many neurons was measured with one validator, which weighs them all.
        T::WeightInfo::epoch_neurons(neurons)
            .saturating_add(beyond(T::WeightInfo::epoch_validators, validators, 1))
            .saturating_add(beyond(T::WeightInfo::epoch_entries, entries, neurons))
            .saturating_add(beyond(T::WeightInfo::epoch_loans, loans, 0))
            .saturating_add(beyond(T::WeightInfo::epoch_staked, staked, 0))
    }

    fn run_epoch(netuid: NetUid, parameters: &SubnetParameters) -> EpochSize {
        let gathered = Self::gather(netuid, parameters);
        let mut outcome = gathered.epoch.outcome();
        let paid = Self::pay_epoch(&gathered, &outcome);
        let bonds = core::mem::take(&mut outcome.bonds);
        let size = Self::size_of(&gathered, &outcome.permits, &bonds, &paid);
        Self::store_bonds(&gathered, &outcome.permits, bonds);
        let permits = uids_of(&outcome.permits);
        let permits = BoundedVec::<_, ConstU32<MAX_PERMITS>>::truncate_from(permits);
        Permits::<T>::insert(netuid, permits);
        let block = gathered.epoch.parameters.block;
        let earned = paid.miners.iter().zip(&paid.validators);
        let earned = earned.map(|(one, other)| one.saturating_add(*other)).collect();
        let record = EpochRecord::of(block, parameters.bonds, &outcome, earned);
        Epochs::<T>::insert(netuid, record);
        Self::deposit_event(Event::EpochRun {
            netuid,
            block,
            owner: paid.owner,
            miners: earners(&paid.miners),
            validators: earners(&paid.validators),
            refused: paid.refused,
            lapsed: paid.lapsed,
        });
        size
    }

    /// Reads all that an epoch is computed from, and looks at the loans anew.
    fn gather(netuid: NetUid, parameters: &SubnetParameters) -> Gathered<T::AccountId> {
        let now = Self::now();
        let last_epoch =
            Self::last_epoch_block(netuid).unwrap_or_else(|| Funds::<T>::get(netuid).since);
        let neurons = T::Subnets::neurons(netuid);
        let loans = Self::present_loans(netuid);
        let stakes = Self::stakes_of(&neurons, &loans);
        let now_lent = loans.iter().filter(|loan| loan.is_running(now)).count();
        Self::put_loans_to(&neurons, netuid, loans);
        let permits = Permits::<T>::get(netuid).into_inner();
        let is_other_kind =
            Epochs::<T>::get(netuid).is_some_and(|record| record.bonds != parameters.bonds);
        let were_bonds_reset =
            is_other_kind || BondResets::<T>::get(netuid).is_some_and(|at| at >= last_epoch);
        let mut voters = neurons.iter().zip(&stakes.weighing).map(voter_of).collect::<Vec<_>>();
        for uid in &permits {
            let Some(neuron) = voters.get_mut(usize::from(*uid)) else { continue };
            // Who never gave weights has no bonds, and is not active.
            let Some(row) = WeightRows::<T>::get(netuid, uid) else { continue };
            neuron.permit = true;
            neuron.last_update = row.revealed;
            neuron.as_of = row.as_of;
            neuron.weights = row.entries.into_inner();
            if !were_bonds_reset {
                neuron.bonds = BondRows::<T>::get(netuid, uid).into_inner();
            }
        }
        let parameters = Parameters {
            block: now,
            last_epoch,
            owner: T::Subnets::owner_uid(netuid),
            kappa: parameters.kappa,
            bonds_penalty: parameters.bonds_penalty,
            bonds: bonds_of(parameters),
            max_validators: parameters.max_validators,
            min_stake: MIN_VALIDATOR_STAKE,
            activity_cutoff: parameters.activity_cutoff,
        };
        Gathered {
            netuid,
            accrued_blocks: now.saturating_sub(last_epoch).max(1),
            neurons,
            stakes,
            loans: now_lent,
            permits,
            epoch: Epoch { parameters, neurons: voters },
        }
    }

    /// How much there was to do.
    fn size_of(
        gathered: &Gathered<T::AccountId>,
        permits: &[bool],
        bonds: &[Vec<(Uid, u16)>],
        paid: &Paid,
    ) -> EpochSize {
        let had_permit = |uid: &Uid| gathered.permits.binary_search(uid).is_ok();
        let fresh = uids_of(permits).into_iter().filter(|uid| !had_permit(uid)).count();
        let validators = gathered.permits.len().saturating_add(fresh);
        // As many payments as there are neurons were measured with these, and one of each validator.
        let earners = |amounts: &[Balance]| amounts.iter().filter(|amount| **amount > 0).count();
        let payments = earners(&paid.miners).saturating_add(earners(&paid.validators));
        let measured = gathered.neurons.len().saturating_add(validators);
        let pools = gathered.loans.saturating_add(payments.saturating_sub(measured));
        let neurons = &gathered.epoch.neurons;
        let entries = [
            total(neurons.iter().map(|neuron| neuron.weights.len())),
            total(neurons.iter().map(|neuron| neuron.bonds.len())),
            total(bonds.iter().map(Vec::len)),
        ];
        EpochSize {
            neurons: count(neurons),
            validators: u32::try_from(validators).unwrap_or(u32::MAX),
            entries: entries.into_iter().max().unwrap_or_default(),
            loans: u32::try_from(pools).unwrap_or(u32::MAX),
            staked: paid.staked,
        }
    }

    /// Stores the bonds of who may validate from now on, and forgets those of who no longer may.
    fn store_bonds(
        gathered: &Gathered<T::AccountId>,
        permits: &[bool],
        bonds: Vec<Vec<(Uid, u16)>>,
    ) {
        let netuid = gathered.netuid;
        let stays = |uid: &Uid| permits.get(usize::from(*uid)).copied().unwrap_or_default();
        for uid in gathered.permits.iter().filter(|uid| !stays(uid)) {
            BondRows::<T>::remove(netuid, uid);
        }
        for (uid, row) in (0..).zip(bonds).filter(|(uid, _)| stays(uid)) {
            if row.is_empty() {
                BondRows::<T>::remove(netuid, uid);
            } else {
                BondRows::<T>::insert(netuid, uid, Entries::truncate_from(row));
            }
        }
    }

    pub(crate) fn do_reset_bonds(coldkey: &T::AccountId, netuid: NetUid) -> DispatchResult {
        let schedule = T::Subnets::schedule(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let owner = T::Subnets::owner(netuid);
        ensure!(owner.as_ref() == Some(coldkey), Error::<T>::NotSubnetOwner);
        let now = Self::now();
        let pause = schedule.tempo.saturating_mul(BOND_RESET_TEMPOS);
        let earliest = BondResets::<T>::get(netuid).map(|reset| reset.saturating_add(pause));
        ensure!(earliest.is_none_or(|earliest| now >= earliest), Error::<T>::BondsResetTooRecently);
        BondResets::<T>::insert(netuid, now);
        Self::deposit_event(Event::BondsReset { netuid });
        Ok(())
    }
}

/// A neuron without weights or bonds.
fn voter_of<AccountId>((slot, stake): (&NeuronSlot<AccountId>, &Balance)) -> Neuron {
    Neuron { stake: *stake, registered: slot.registered_at, ..Neuron::default() }
}

/// What kind of bonds a subnet has, and how fast they follow the weights.
fn bonds_of(parameters: &SubnetParameters) -> Bonds {
    let alpha_ppm = parameters.bonds_alpha_ppm;
    match (parameters.bonds, parameters.liquid_alpha) {
        (BondKind::Absolute, Some(LiquidAlpha { low, high, steepness })) => {
            Bonds::Absolute(Alpha::Liquid { low, high, steepness })
        }
        (BondKind::Absolute, None) => Bonds::Absolute(Alpha::Ppm(alpha_ppm)),
        (BondKind::Relative, _) => Bonds::Relative { alpha_ppm },
    }
}

/// The uids of who may validate.
fn uids_of(permits: &[bool]) -> Vec<Uid> {
    let permitted = (0..).zip(permits).filter(|(_, permit)| **permit);
    permitted.map(|(uid, _)| uid).collect()
}

/// Who earned something, and how much.
fn earners(amounts: &[Balance]) -> Vec<(Uid, Balance)> {
    (0..).zip(amounts.iter().copied()).filter(|(_, amount)| *amount > 0).collect()
}

/// The sum of `lengths`.
fn total(lengths: impl Iterator<Item = usize>) -> u32 {
    let sum = lengths.fold(0usize, usize::saturating_add);
    u32::try_from(sum).unwrap_or(u32::MAX)
}
