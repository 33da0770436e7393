// SPDX-License-Identifier: Apache-2.0
//! Neurons: how they enter a subnet, and whose place they take.

use crate::{
    parameters::price_terms, types::PriceRecord, Config, Endpoints, Error, Event, Neurons, Pallet,
    Parameters, RecordOf, SlotOf, SubnetRecords, TableOf, Uids,
};
use frame_support::{
    ensure,
    traits::{
        fungible::Balanced,
        tokens::{Fortitude, Precision, Preservation},
    },
};
use joule_math::registration::BurnPrice;
use joule_primitives::{
    money::{BurnMoney, BurnReason},
    staking::Hotkeys,
    subnets::{Merits, NetUid, OnSubnets, SubnetParameters, Uid},
    types::{Balance, BlockNumber},
};
use sp_runtime::DispatchError;

impl<T: Config> Pallet<T> {
    /// Registers a neuron, and returns how many the subnet had.
    pub(crate) fn do_register_neuron(
        coldkey: &T::AccountId,
        netuid: NetUid,
        hotkey: T::AccountId,
        max_price: Balance,
        proof: Option<&T::Signature>,
    ) -> Result<u32, DispatchError> {
        let now = Self::now();
        let mut record = SubnetRecords::<T>::get(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        let parameters = Parameters::<T>::get(netuid).ok_or(Error::<T>::SubnetNotFound)?;
        ensure!(parameters.registration_open, Error::<T>::RegistrationClosed);
        ensure!(!Uids::<T>::contains_key(&hotkey, netuid), Error::<T>::NeuronAlreadyExists);
        ensure!(record.neuron_registered_at != now, Error::<T>::NeuronRegisteredTooRecently);
        let (last, terms) = (BurnPrice::from(record.price), price_terms(&parameters.burn));
        let price = last.cost(terms, now);
        ensure!(price <= max_price, Error::<T>::PriceTooHigh);
        T::Hotkeys::claim(coldkey, &hotkey, proof)?;
        let fee = T::Currency::withdraw(
            coldkey,
            price,
            Precision::Exact,
            Preservation::Preserve,
            Fortitude::Polite,
        )?;
        T::Money::burn(BurnReason::Registration, fee);
        let before = u32::from(record.neurons);
        let slot = SlotOf::<T> { hotkey: hotkey.clone(), registered_at: now };
        let (uid, replaced) = Self::place(netuid, &record, &parameters, slot)?;
        record.price = PriceRecord::from(last.after(terms, now));
        record.neuron_registered_at = now;
        if replaced.is_none() {
            record.neurons = record.neurons.saturating_add(1);
        }
        SubnetRecords::<T>::insert(netuid, record);
        let coldkey = coldkey.clone();
        Self::deposit_event(Event::NeuronRegistered {
            netuid,
            uid,
            hotkey,
            coldkey,
            replaced,
            price,
        });
        Ok(before)
    }

    /// Puts a neuron into the table of its subnet: behind the others while there is room, then in the
    /// place of one of them. Returns its uid, and the hotkey that was there.
    fn place(
        netuid: NetUid,
        record: &RecordOf<T>,
        parameters: &SubnetParameters,
        slot: SlotOf<T>,
    ) -> Result<(Uid, Option<T::AccountId>), DispatchError> {
        let mut slots = Neurons::<T>::get(netuid);
        let (hotkey, now) = (slot.hotkey.clone(), slot.registered_at);
        let (uid, replaced) = if record.neurons < parameters.max_neurons {
            slots.try_push(slot).map_err(|_| Error::<T>::NoNeuronReplaceable)?;
            (record.neurons, None)
        } else {
            let owner = Uids::<T>::get(&record.owner_hotkey, netuid);
            let uid = Self::leaves(netuid, &slots, owner, parameters.immunity_blocks, now)
                .ok_or(Error::<T>::NoNeuronReplaceable)?;
            let place = slots.get_mut(usize::from(uid)).ok_or(Error::<T>::NoNeuronReplaceable)?;
            let old = core::mem::replace(place, slot).hotkey;
            Uids::<T>::remove(&old, netuid);
            Endpoints::<T>::remove(netuid, uid);
            T::OnSubnets::on_slot_cleared(netuid, uid);
            (uid, Some(old))
        };
        Uids::<T>::insert(hotkey, netuid, uid);
        Neurons::<T>::insert(netuid, slots);
        Ok((uid, replaced))
    }

    /// The neuron that makes way for a new one: out of immunity if one is, then the one that earned
    /// least in the last epoch, then the one that was registered first, then the one with the lowest
    /// uid. Never the owner's.
    ///
    /// While more than half of the neurons are immune, immunity protects nobody: many new ones at
    /// once replace each other, and those who earned most stay.
    fn leaves(
        netuid: NetUid,
        slots: &TableOf<T>,
        owner: Option<Uid>,
        immunity_blocks: BlockNumber,
        now: BlockNumber,
    ) -> Option<Uid> {
        let merits = T::Merits::neurons(netuid);
        let is_immune = |slot: &SlotOf<T>| now < slot.registered_at.saturating_add(immunity_blocks);
        let immune = slots.iter().filter(|slot| is_immune(slot)).count();
        let protects = immune.saturating_mul(2) <= slots.len();
        (0u16..)
            .zip(slots.iter())
            .filter(|(uid, _)| Some(*uid) != owner)
            .min_by_key(|(uid, slot)| {
                let is_protected = protects && is_immune(slot);
                let merit = merits.get(usize::from(*uid)).copied().unwrap_or_default();
                (is_protected, merit, slot.registered_at, *uid)
            })
            .map(|(uid, _)| uid)
    }
}
