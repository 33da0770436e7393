// SPDX-License-Identifier: Apache-2.0
//! Answers to the questions of the runtime API, of which the runtime makes those about subnets.
//!
//! Columns have an entry for each neuron, by uid.

use crate::{
    types::{EpochRecord, Pending},
    Config, Epochs, Funds, Pallet, Permits, WeightRows,
};
use alloc::{vec, vec::Vec};
use joule_primitives::{
    apis::subnets::PendingEmission,
    subnets::{Merits, NetUid, Subnets, Uid},
    types::{Balance, BlockNumber},
};

impl<T: Config> Pallet<T> {
    /// What waits for the next epoch of a subnet.
    pub fn pending(netuid: NetUid) -> PendingEmission {
        let Pending { owner, miners, validators } = Funds::<T>::get(netuid).pending;
        PendingEmission { owner, miners, validators }
    }

    /// The part of the emission that a subnet got when it was divided last, in parts per million.
    pub fn emission_share_ppm(netuid: NetUid) -> u32 {
        Funds::<T>::get(netuid).share_ppm
    }

    /// What flows into a subnet in a hundred blocks, on average, in pJ.
    pub fn average_emission(netuid: NetUid) -> Balance {
        <Self as Merits>::subnet(netuid)
    }

    /// The block in which the last epoch of a subnet ran; `None` if none has.
    pub fn last_epoch_block(netuid: NetUid) -> Option<BlockNumber> {
        Epochs::<T>::get(netuid).map(|record| record.block)
    }

    /// How many neurons of a subnet may validate.
    pub fn validator_count(netuid: NetUid) -> u16 {
        u16::try_from(Permits::<T>::get(netuid).len()).unwrap_or(u16::MAX)
    }

    /// The column of permits: who may validate.
    pub fn permits(netuid: NetUid) -> Vec<bool> {
        let mut column = vec![false; neurons_of::<T>(netuid)];
        for uid in Permits::<T>::get(netuid) {
            if let Some(permit) = column.get_mut(usize::from(uid)) {
                *permit = true;
            }
        }
        column
    }

    /// The column of the blocks in which neurons last set or revealed weights; 0 if they never did.
    pub fn last_updates(netuid: NetUid) -> Vec<BlockNumber> {
        let revealed = |uid: Uid| WeightRows::<T>::get(netuid, uid).map_or(0, |row| row.revealed);
        (0..T::Subnets::neuron_count(netuid)).map(revealed).collect()
    }

    /// The column of whose weights are fresh enough to count now.
    pub fn active(netuid: NetUid) -> Vec<bool> {
        let Some(parameters) = T::Subnets::parameters(netuid) else { return Vec::new() };
        let (now, cutoff) = (Self::now(), parameters.activity_cutoff);
        let is_fresh = |uid: Uid| {
            let row = WeightRows::<T>::get(netuid, uid);
            row.is_some_and(|row| row.revealed.saturating_add(cutoff) >= now)
        };
        (0..T::Subnets::neuron_count(netuid)).map(is_fresh).collect()
    }

    /// The column of the stakes with which neurons weigh, in pJ.
    pub fn weighing_stakes(netuid: NetUid) -> Vec<Balance> {
        let neurons = T::Subnets::neurons(netuid);
        Self::stakes_of(&neurons, &Self::present_loans(netuid)).weighing
    }

    /// The column of how much of validators' weights is within the consensus, in 65,535ths.
    pub fn trust(netuid: NetUid) -> Vec<u16> {
        Self::column(netuid, |record| record.trust.into_inner())
    }

    /// The column of the largest weights that enough of the stake supports, in 65,535ths.
    pub fn consensus(netuid: NetUid) -> Vec<u16> {
        Self::column(netuid, |record| record.consensus.into_inner())
    }

    /// The column of the parts of what miners earned, in 65,535ths.
    pub fn incentive(netuid: NetUid) -> Vec<u16> {
        Self::column(netuid, |record| record.incentive.into_inner())
    }

    /// The column of the parts of what validators earned, in 65,535ths.
    pub fn dividends(netuid: NetUid) -> Vec<u16> {
        Self::column(netuid, |record| record.dividends.into_inner())
    }

    /// The column of what each earned in the last epoch in both roles, in pJ, before validators share
    /// it with those who stake behind them or lend to them.
    pub fn paid(netuid: NetUid) -> Vec<Balance> {
        Self::column(netuid, |record| record.paid.into_inner())
    }

    /// What `of` takes of the last epoch, with zeroes for neurons that came later.
    fn column<Value: Clone + Default>(
        netuid: NetUid,
        of: impl Fn(EpochRecord) -> Vec<Value>,
    ) -> Vec<Value> {
        let mut column = Epochs::<T>::get(netuid).map(of).unwrap_or_default();
        column.resize(neurons_of::<T>(netuid), Value::default());
        column
    }
}

fn neurons_of<T: Config>(netuid: NetUid) -> usize {
    usize::from(T::Subnets::neuron_count(netuid))
}
