// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and hooks, each at its dearest: with as many subnets as may be,
//! full tables, and others that keep as much as they can of every neuron.

use super::*;
use crate::types::{ActiveSubnet, EndpointRecord, PriceRecord, Removal};
use alloc::vec;
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{InspectHold, Mutate},
    Get,
};
use frame_system::RawOrigin;
use joule_primitives::{
    staking::{Hotkeys, OnHotkeySwapped},
    subnets::{NetUid, Uid, MAX_SUBNETS},
};
use sp_runtime::traits::SaturatedConversion;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId, Signature> {
    /// A hotkey, another one for each `seed`, and its agreement to serve `coldkey`.
    fn hotkey(seed: u32, coldkey: &AccountId) -> (AccountId, Signature);
    /// Lets every other pallet keep as much as it can of a subnet and of each of its first `neurons`
    /// neurons, their merits among it.
    fn occupy(netuid: NetUid, neurons: u16);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// A block late enough for everything to have been before it.
const NOW: BlockNumber = 10_000_000;

fn rich<T: Config>(name: &'static str, index: u32) -> T::AccountId {
    let account = account(name, index, 0);
    let minted = T::Currency::mint_into(&account, 1_000_000_000 * JOULE);
    assert!(minted.is_ok(), "the account takes the amount");
    account
}

fn enter<T: Config>(block: BlockNumber) {
    frame_system::Pallet::<T>::set_block_number(block.saturated_into());
}

/// A public network on which there is no subnet yet, not even of the genesis block.
fn begin<T: Config>() -> SubnetLimits {
    Active::<T>::kill();
    let limits = SubnetLimits::PUBLIC;
    Limits::<T>::put(limits);
    limits
}

/// A coldkey, and a hotkey that serves it already.
fn owner<T: Config>(seed: u32) -> (T::AccountId, T::AccountId) {
    let coldkey = rich::<T>("owner", seed);
    let (hotkey, proof) = Helper::<T>::hotkey(1_000_000 + seed, &coldkey);
    assert!(T::Hotkeys::claim(&coldkey, &hotkey, Some(&proof)).is_ok(), "the hotkey signed");
    (coldkey, hotkey)
}

/// A subnet of its owner alone, whose lock is held on the balance of `depositor`.
fn create<T: Config>(hotkey: &T::AccountId, depositor: &T::AccountId) -> NetUid {
    let netuid = NextNetUid::<T>::get();
    NextNetUid::<T>::put(NetUid(netuid.0 + 1));
    assert!(Pallet::<T>::hold_lock(depositor, MIN_LOCK).is_ok(), "the depositor is rich");
    let created = Pallet::<T>::create(netuid, hotkey.clone(), depositor.clone(), MIN_LOCK);
    assert!(created.is_ok(), "there is room for a subnet");
    netuid
}

/// A subnet whose owner has another coldkey than the one that locked for it.
fn subnet<T: Config>() -> (NetUid, T::AccountId, T::AccountId) {
    let (coldkey, hotkey) = owner::<T>(0);
    let netuid = create::<T>(&hotkey, &rich::<T>("depositor", 0));
    (netuid, coldkey, hotkey)
}

/// As many subnets as may be but for `room`.
fn others<T: Config>(room: u32) {
    let depositor = rich::<T>("depositor", 1);
    for seed in room..MAX_SUBNETS {
        create::<T>(&account("other", seed, 0), &depositor);
    }
}

/// A full table, the first of whose neurons is `owner`.
fn table<T: Config>(neurons: u32, owner: &T::AccountId) -> TableOf<T> {
    let slots = (0..neurons).map(|seed| {
        let hotkey = if seed == 0 { owner.clone() } else { account("neuron", seed, 0) };
        SlotOf::<T> { hotkey, registered_at: 0 }
    });
    BoundedVec::truncate_from(slots.collect())
}

/// Gives a subnet so many neurons, all with endpoints.
fn fill<T: Config>(netuid: NetUid, slots: &TableOf<T>) {
    let neurons = u16::try_from(slots.len()).expect("a table has at most 1,024 slots");
    for (uid, slot) in (0..neurons).zip(slots) {
        Uids::<T>::insert(&slot.hotkey, netuid, uid);
        let record = EndpointRecord { endpoint: Some(endpoint()), updated_at: 0 };
        Endpoints::<T>::insert(netuid, uid, record);
    }
    Neurons::<T>::insert(netuid, slots);
    change::<T>(netuid, |record| record.neurons = neurons);
    Parameters::<T>::mutate(netuid, |parameters| {
        if let Some(parameters) = parameters {
            parameters.max_neurons = neurons;
        }
    });
    Helper::<T>::occupy(netuid, neurons);
}

fn change<T: Config>(netuid: NetUid, change: impl FnOnce(&mut RecordOf<T>)) {
    SubnetRecords::<T>::mutate(netuid, |record| {
        if let Some(record) = record {
            change(record);
        }
    });
}

/// So many subnets that are being cleared.
fn removals<T: Config>(count: u32) {
    let mut netuid = NextNetUid::<T>::get();
    for _ in 0..count {
        let removal = Removal { netuid, next_uid: 0 };
        Removals::<T>::mutate(|removals| removals.try_push(removal)).expect("there is room");
        netuid = NetUid(netuid.0 + 1);
    }
    NextNetUid::<T>::put(netuid);
}

fn endpoint() -> Endpoint {
    Endpoint {
        ip: Ip::V6([1; 16]),
        port: 8_091,
        protocol: 4,
        certificate: Some([7; 32]),
        metrics_port: Some(9_615),
    }
}

fn identity() -> Identity {
    let text = |bytes: usize| vec![b'x'; bytes];
    Identity {
        name: BoundedVec::truncate_from(text(64)),
        description: BoundedVec::truncate_from(text(512)),
        url: BoundedVec::truncate_from(text(128)),
        repository: BoundedVec::truncate_from(text(128)),
        logo: BoundedVec::truncate_from(text(128)),
        contact: BoundedVec::truncate_from(text(128)),
    }
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// There are as many subnets as may be. The first makes way, as all have done alike.
    #[benchmark]
    fn register_subnet() {
        begin::<T>();
        enter::<T>(1);
        let (leaving, _, _) = subnet::<T>();
        others::<T>(1);
        for subnet in Active::<T>::get() {
            Helper::<T>::occupy(subnet.netuid, 1);
        }
        Identities::<T>::insert(leaving, identity());
        removals::<T>(MAX_SUBNETS - 1);
        enter::<T>(NOW);
        let coldkey = rich::<T>("coldkey", 0);
        let (hotkey, proof) = Helper::<T>::hotkey(1, &coldkey);
        let netuid = NextNetUid::<T>::get();

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey, Balance::MAX, Some(proof));

        assert!(SubnetRecords::<T>::contains_key(netuid));
        assert!(Removals::<T>::get().is_full());
    }

    /// In the place of one of `n` neurons.
    #[benchmark]
    fn register_neuron(n: Linear<16, { MAX_NEURONS }>) {
        begin::<T>();
        enter::<T>(1);
        let (netuid, _, owner) = subnet::<T>();
        fill::<T>(netuid, &table::<T>(n, &owner));
        enter::<T>(NOW);
        let coldkey = rich::<T>("coldkey", 0);
        let (hotkey, proof) = Helper::<T>::hotkey(1, &coldkey);
        // The longest way to the power of the decay.
        change::<T>(netuid, |record| record.price = PriceRecord { price: Balance::MAX, at: 0 });

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, hotkey.clone(), Balance::MAX, Some(proof));

        assert!(Uids::<T>::contains_key(hotkey, netuid));
    }

    /// The version and the price change, and there are as many subnets as may be.
    #[benchmark]
    fn set_parameters() {
        begin::<T>();
        enter::<T>(1);
        others::<T>(1);
        let (netuid, coldkey, _) = subnet::<T>();
        Helper::<T>::occupy(netuid, 1);
        // A tempo less one block before the next epoch.
        let (ahead, tempo) = (37 * u32::from(netuid.0), SubnetLimits::PUBLIC.tempo_default);
        enter::<T>((NOW + ahead).div_ceil(tempo) * tempo - ahead + 1);
        let update = ParametersUpdate {
            weights_version: Some(7),
            burn_min: Some(JOULE),
            burn_half_life_blocks: Some(1),
            ..Default::default()
        };

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, update);

        assert_eq!(Parameters::<T>::get(netuid).map(|set| set.weights_version), Some(7));
    }

    #[benchmark]
    fn serve() {
        begin::<T>();
        enter::<T>(1);
        let (netuid, _, hotkey) = subnet::<T>();
        fill::<T>(netuid, &table::<T>(1, &hotkey));
        enter::<T>(NOW);

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey), netuid, Some(endpoint()));

        assert_eq!(Endpoints::<T>::get(netuid, 0).map(|record| record.updated_at), Some(NOW));
    }

    #[benchmark]
    fn set_identity() {
        begin::<T>();
        let (netuid, coldkey, _) = subnet::<T>();

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, Some(identity()));

        assert!(Identities::<T>::contains_key(netuid));
    }

    #[benchmark]
    fn offer_ownership() {
        begin::<T>();
        let (netuid, coldkey, _) = subnet::<T>();
        let heir: T::AccountId = account("heir", 0, 0);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, Some(heir.clone()));

        let record = SubnetRecords::<T>::get(netuid);
        assert_eq!(record.and_then(|record| record.offered_to), Some(heir));
    }

    #[benchmark]
    fn accept_ownership() {
        begin::<T>();
        enter::<T>(1);
        let (netuid, _, _) = subnet::<T>();
        let (heir, hotkey) = owner::<T>(1);
        Uids::<T>::insert(&hotkey, netuid, 1);
        change::<T>(netuid, |record| record.offered_to = Some(heir.clone()));

        #[extrinsic_call]
        _(RawOrigin::Signed(heir.clone()), netuid, hotkey);

        let reason = HoldReason::SubnetLock.into();
        assert_eq!(T::Currency::balance_on_hold(&reason, &heir), MIN_LOCK);
    }

    /// Before its time, so that a part of the lock is burned.
    #[benchmark]
    fn dissolve() {
        let limits = begin::<T>();
        enter::<T>(1);
        others::<T>(1);
        let (netuid, coldkey, _) = subnet::<T>();
        Helper::<T>::occupy(netuid, 1);
        Identities::<T>::insert(netuid, identity());
        removals::<T>(MAX_SUBNETS - 1);
        enter::<T>(limits.lock_period_blocks / 2);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid);

        assert!(!SubnetRecords::<T>::contains_key(netuid));
    }

    /// Of as many subnets as may be, the epochs of `d` are due, and have a new tempo afterwards.
    #[benchmark]
    fn find_due(d: Linear<0, { MAX_SUBNETS }>) {
        begin::<T>();
        enter::<T>(NOW);
        others::<T>(0);
        let mut left = d;
        Active::<T>::mutate(|active| {
            for ActiveSubnet { netuid, schedule } in active.iter_mut() {
                // As long as all blocks until now: the first tempo ends here, or one block later.
                schedule.tempo = NOW + 37 * u32::from(netuid.0) + u32::from(left == 0);
                left = left.saturating_sub(1);
            }
        });

        #[block]
        {
            Pallet::<T>::find_due(NOW);
        }

        let tempo = SubnetLimits::PUBLIC.tempo_default;
        let active = Active::<T>::get();
        let changed = active.iter().filter(|subnet| subnet.schedule.tempo == tempo).count();
        assert_eq!(changed, usize::try_from(d).expect("it is small"));
    }

    /// All slots are cleared, and nothing yet of what belongs to all of them.
    #[benchmark]
    fn clear_subnet() {
        begin::<T>();
        enter::<T>(1);
        let (netuid, coldkey, owner) = subnet::<T>();
        fill::<T>(netuid, &table::<T>(MAX_NEURONS, &owner));
        assert!(Pallet::<T>::do_dissolve(&coldkey, netuid).is_ok(), "there is room");
        let next_uid = Uid::try_from(MAX_NEURONS).expect("it has 16 bits");
        Removals::<T>::put(BoundedVec::truncate_from(vec![Removal { netuid, next_uid }]));
        removals::<T>(MAX_SUBNETS - 1);
        let (once, each) = (T::WeightInfo::clear_subnet(), T::WeightInfo::clear_slot());
        let budget = T::DbWeight::get().reads(1).saturating_add(once).saturating_add(each);

        #[block]
        {
            Pallet::<T>::clear_removed(budget);
        }

        assert!(!Neurons::<T>::contains_key(netuid));
    }

    #[benchmark]
    fn clear_slot() {
        begin::<T>();
        enter::<T>(1);
        let (netuid, coldkey, owner) = subnet::<T>();
        fill::<T>(netuid, &table::<T>(MAX_NEURONS, &owner));
        assert!(Pallet::<T>::do_dissolve(&coldkey, netuid).is_ok(), "there is room");
        let (uid, hotkey): (Uid, T::AccountId) = (1, account("neuron", 1, 0));

        #[block]
        {
            Pallet::<T>::clear_slot(netuid, uid, &hotkey);
        }

        assert!(!Uids::<T>::contains_key(hotkey, netuid));
    }

    /// The hotkey owns `s` subnets with full tables, and was in `r` that are being cleared.
    #[benchmark]
    fn swap_hotkey(s: Linear<0, { MAX_SUBNETS }>, r: Linear<0, { MAX_SUBNETS }>) {
        begin::<T>();
        enter::<T>(1);
        let (old, new): (T::AccountId, T::AccountId) = (account("old", 0, 0), account("new", 0, 0));
        let (slots, depositor) = (table::<T>(MAX_NEURONS, &old), rich::<T>("depositor", 0));
        for _ in 0..s {
            let netuid = create::<T>(&old, &depositor);
            Neurons::<T>::insert(netuid, &slots);
        }
        let first = NextNetUid::<T>::get().0;
        removals::<T>(r);
        for netuid in first..NextNetUid::<T>::get().0 {
            Uids::<T>::insert(&old, NetUid(netuid), 0);
        }

        #[block]
        {
            assert!(Pallet::<T>::on_hotkey_swapped(&old, &new).is_ok(), "nothing is refused");
        }

        assert_eq!(Uids::<T>::iter_prefix(&old).count(), 0);
        let found = Uids::<T>::iter_prefix(&new).count();
        assert_eq!(found, usize::try_from(s).expect("it is small"));
    }
}
