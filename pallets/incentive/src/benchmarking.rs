// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and of its work for subnets, each at its dearest.

use super::*;
use crate::{
    types::{Commit, Demands, Entries, LendingTerms, WeightRow},
    voting::count,
};
use alloc::{vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::BoundedVec;
use frame_system::RawOrigin;
use joule_primitives::{
    staking::{Hotkeys, OnHotkeySwapped},
    subnets::{
        NetUid, OnSubnets, SubnetParameters, Subnets, Uid, MAX_NEURONS, MAX_PAIRS, MAX_SUBNETS,
    },
    types::{BlockNumber, Hash},
};
use sp_runtime::traits::SaturatedConversion;

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
    /// Makes a subnet with so many neurons, registered now, and returns its number. The hotkey of its
    /// owner is neuron 0; every hotkey serves somebody.
    fn subnet(neurons: u16) -> NetUid;
    /// Changes the parameters of a subnet, whether or not its owner might.
    fn change_parameters(netuid: NetUid, change: fn(&mut SubnetParameters));
    /// A hotkey that serves somebody and is no neuron, another one for each `seed`.
    fn hotkey(seed: u32) -> AccountId;
    /// Stakes `amount` pJ behind a hotkey.
    fn stake(hotkey: &AccountId, amount: Balance);
    /// Puts `amount` pJ into the pot of the subnets.
    fn fund(amount: Balance);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// What a validator has staked.
const STAKE: Balance = 1_000 * JOULE;
/// The most neurons, and the most that validate when they are as many.
const MOST: (u16, u16) = (1_024, 128);

fn pass<T: Config>(blocks: BlockNumber) {
    let now = Pallet::<T>::now() + blocks;
    frame_system::Pallet::<T>::set_block_number(now.saturated_into());
}

fn small(number: u32) -> u16 {
    u16::try_from(number).expect("it is small")
}

/// A subnet a while after it was registered, in which so many have stake and validate: the first ones.
fn subnet<T: Config>(neurons: u16, validators: u16) -> NetUid {
    let netuid = Helper::<T>::subnet(neurons);
    Helper::<T>::change_parameters(netuid, |parameters| {
        parameters.max_neurons = MOST.0;
        parameters.max_validators = 256;
        parameters.weights_rate_limit = 0;
        parameters.activity_cutoff = 1_000_000;
    });
    for slot in T::Subnets::neurons(netuid).iter().take(validators.into()) {
        Helper::<T>::stake(&slot.hotkey, STAKE);
    }
    let permits = (0..validators).collect::<Vec<_>>();
    Permits::<T>::insert(netuid, BoundedVec::truncate_from(permits));
    pass::<T>(100);
    // As if an epoch had run since the neurons were registered: their bonds count.
    Funds::<T>::mutate(netuid, |funds| funds.since = Pallet::<T>::now());
    netuid
}

/// The hotkey of a neuron.
fn hotkey_of<T: Config>(netuid: NetUid, uid: Uid) -> T::AccountId {
    let neurons = T::Subnets::neurons(netuid);
    neurons.get(usize::from(uid)).expect("it is registered").hotkey.clone()
}

/// The coldkey of a neuron.
fn coldkey_of<T: Config>(netuid: NetUid, uid: Uid) -> T::AccountId {
    T::Hotkeys::coldkey_of(&hotkey_of::<T>(netuid, uid)).expect("it serves somebody")
}

/// Weights for the first `count` neurons, each another one.
fn weights(count: u32) -> Entries {
    let pairs = (0..small(count)).map(|uid| (uid, 60_000 + uid));
    BoundedVec::truncate_from(pairs.collect())
}

/// Lets a neuron weigh the first `count` ones, and have bonds of them.
fn weigh<T: Config>(netuid: NetUid, uid: Uid, count: u32) {
    let (now, entries) = (Pallet::<T>::now(), weights(count));
    BondRows::<T>::insert(netuid, uid, entries.clone());
    WeightRows::<T>::insert(netuid, uid, WeightRow { revealed: now, as_of: now, entries });
}

/// Puts as much into the pot as many divisions would, all of it for one subnet.
fn pend<T: Config>(netuid: NetUid) {
    let amount = 10_000 * JOULE;
    Helper::<T>::fund(amount);
    Funds::<T>::mutate(netuid, |funds| funds.receive(amount));
    PendingTotal::<T>::mutate(|total| *total += amount);
}

/// Queues an epoch that has something to pay, and lets it be due.
fn prepare_epoch<T: Config>(netuid: NetUid) {
    Queue::<T>::kill();
    pend::<T>(netuid);
    pass::<T>(1);
    Pallet::<T>::on_epoch_due(netuid);
}

/// Checks that an epoch ran, and how many it paid.
fn assert_paid<T: Config>(netuid: NetUid, neurons: u16) {
    let record = Epochs::<T>::get(netuid).expect("the epoch ran");
    let paid = record.paid.iter().filter(|amount| **amount > 0).count();
    assert!(paid >= usize::from(neurons), "{paid} neurons were paid");
}

/// An epoch in which `entries` weights and as many bonds are spread over the validators.
fn dense<T: Config>(neurons: u16, validators: u16, entries: u32) -> NetUid {
    let netuid = subnet::<T>(neurons, validators);
    let (each, more) = (entries / u32::from(validators), entries % u32::from(validators));
    for uid in 0..validators {
        weigh::<T>(netuid, uid, each + u32::from(u32::from(uid) < more));
    }
    prepare_epoch::<T>(netuid);
    netuid
}

/// Loans to `child` by as many as may, which all have stake, and others, until there are `loans`.
fn fill_loans<T: Config>(netuid: NetUid, child: &T::AccountId, loans: u32) {
    let now = Pallet::<T>::now();
    let filled = (0..loans).map(|seed| {
        let is_parent = seed < MAX_PARENTS;
        let parent = if is_parent { Helper::<T>::hotkey(seed) } else { account("p", seed, 0) };
        if is_parent {
            Helper::<T>::stake(&parent, STAKE);
        }
        LoanOf::<T> {
            parent,
            child: if is_parent { child.clone() } else { account("c", seed / MAX_PARENTS, 0) },
            part: Permill::from_percent(20),
            from_block: now,
            until: (seed >= MAX_LOANS).then_some(now + 1_000_000),
            lent: STAKE / 5,
        }
    });
    Loans::<T>::insert(netuid, BoundedVec::truncate_from(filled.collect()));
}

/// Makes subnets until there are so many.
fn subnets<T: Config>(count: u32) -> Vec<NetUid> {
    let present = small(T::Subnets::all().len().saturated_into());
    (present..small(count)).for_each(|_| {
        Helper::<T>::subnet(1);
    });
    T::Subnets::all()
}

/// As many commits of a neuron as may be but one, none of which has expired.
fn fill_commits<T: Config>(netuid: NetUid, uid: Uid) {
    let commits = (1..MAX_COMMITS).map(|seed| Commit {
        hash: Hash::repeat_byte(7),
        committed_at: 0,
        reveal_from: seed,
        reveal_until: BlockNumber::MAX,
        demands: Demands::default(),
    });
    Commits::<T>::insert(netuid, uid, BoundedVec::truncate_from(commits.collect()));
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn set_weights(w: Linear<1, MAX_NEURONS>) {
        let netuid = subnet::<T>(MOST.0, 2);
        Helper::<T>::change_parameters(netuid, |parameters| parameters.commit_reveal = false);
        let hotkey = hotkey_of::<T>(netuid, 1);
        fill_loans::<T>(netuid, &hotkey, MAX_KEPT_LOANS);
        weigh::<T>(netuid, 1, MAX_NEURONS);

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey), netuid, weights(w), u32::MAX);

        assert_eq!(WeightRows::<T>::get(netuid, 1).map(|row| count(&row.entries)), Some(w));
    }

    #[benchmark]
    fn commit_weights() {
        let netuid = subnet::<T>(2, 2);
        Helper::<T>::change_parameters(netuid, |parameters| parameters.commit_reveal = true);
        let hotkey = hotkey_of::<T>(netuid, 1);
        pass::<T>(1_000_000);
        fill_loans::<T>(netuid, &hotkey, MAX_KEPT_LOANS);
        fill_commits::<T>(netuid, 1);

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey), netuid, Hash::repeat_byte(8));

        assert_eq!(count(&Commits::<T>::get(netuid, 1)), MAX_COMMITS);
    }

    #[benchmark]
    fn reveal_weights(w: Linear<1, MAX_NEURONS>) {
        let netuid = subnet::<T>(MOST.0, 2);
        let hotkey = hotkey_of::<T>(netuid, 1);
        fill_loans::<T>(netuid, &hotkey, MAX_KEPT_LOANS);
        weigh::<T>(netuid, 1, MAX_NEURONS);
        pass::<T>(1);
        fill_commits::<T>(netuid, 1);
        let (weights, salt, version) = (weights(w), [7; 32], u32::MAX);
        let hash = weights_hash(&hotkey, netuid, &weights, &salt, version);
        let now = Pallet::<T>::now();
        Commits::<T>::mutate(netuid, 1, |commits| {
            let (reveal_from, demands) = (now, Demands::default());
            let commit =
                Commit { hash, committed_at: now, reveal_from, reveal_until: now, demands };
            commits.try_push(commit).expect("there is room");
        });

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey), netuid, weights, salt, version);

        assert_eq!(WeightRows::<T>::get(netuid, 1).map(|row| count(&row.entries)), Some(w));
    }

    /// Five children to whom as many lend as may, which lets as many loans end.
    #[benchmark]
    fn set_children() {
        let netuid = subnet::<T>(small(1 + MAX_CHILDREN), 0);
        let parent = Helper::<T>::hotkey(1_000);
        Helper::<T>::stake(&parent, 5 * STAKE);
        let coldkey = T::Hotkeys::coldkey_of(&parent).expect("it serves somebody");
        let hotkeys = (1..=small(MAX_CHILDREN)).map(|uid| hotkey_of::<T>(netuid, uid));
        let hotkeys = hotkeys.collect::<Vec<_>>();
        fill_loans::<T>(netuid, &account("nobody", 0, 0), MAX_KEPT_LOANS - MAX_CHILDREN);
        Loans::<T>::mutate(netuid, |loans| {
            let children = hotkeys.iter().flat_map(|child| vec![child; 16]);
            loans.iter_mut().zip(children).for_each(|(loan, child)| loan.child = child.clone());
        });
        let part = Permill::from_percent(20);
        let children = hotkeys.into_iter().map(|child| (child, part)).collect();
        let children = BoundedVec::truncate_from(children);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, parent.clone(), children);

        let lends = Loans::<T>::get(netuid).into_iter().filter(|loan| loan.parent == parent);
        assert_eq!(lends.count(), 5);
    }

    #[benchmark]
    fn set_child_terms() {
        let netuid = subnet::<T>(1, 1);
        let (hotkey, coldkey) = (hotkey_of::<T>(netuid, 0), coldkey_of::<T>(netuid, 0));
        fill_loans::<T>(netuid, &hotkey, MAX_KEPT_LOANS);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), netuid, hotkey, MAX_CHILD_TAKE, true);

        assert!(ChildTerms::<T>::get(netuid, 0).refuses);
    }

    #[benchmark]
    fn set_payout() {
        let hotkey = Helper::<T>::hotkey(1);
        let coldkey = T::Hotkeys::coldkey_of(&hotkey).expect("it serves somebody");
        let target = Helper::<T>::hotkey(2);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey), hotkey.clone(), Some(target));

        assert!(Payouts::<T>::contains_key(hotkey));
    }

    #[benchmark]
    fn reset_bonds() {
        let netuid = subnet::<T>(1, 1);
        BondResets::<T>::insert(netuid, 0);
        pass::<T>(1_000_000);

        #[extrinsic_call]
        _(RawOrigin::Signed(coldkey_of::<T>(netuid, 0)), netuid);

        assert_eq!(BondResets::<T>::get(netuid), Some(Pallet::<T>::now()));
    }

    /// Without what it costs to say how much each gets, which the runtime adds.
    #[benchmark]
    fn divide(s: Linear<1, MAX_SUBNETS>) {
        let all = subnets::<T>(s);
        Helper::<T>::fund(1_000 * JOULE);

        #[block]
        {
            Pallet::<T>::divide();
        }

        assert!(all.len() >= usize::from(small(s)));
    }

    #[benchmark]
    fn epoch_neurons(n: Linear<2, MAX_NEURONS>) {
        let netuid = dense::<T>(small(n), 1, n);

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, small(n));
    }

    #[benchmark]
    fn epoch_validators(v: Linear<1, 256>) {
        let netuid = dense::<T>(256, small(v), v);

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, small(v));
    }

    #[benchmark]
    fn epoch_entries(k: Linear<1_024, MAX_PAIRS>) {
        let netuid = dense::<T>(MOST.0, MOST.1, k);

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, MOST.1);
    }

    /// Each parent lends to one child, and is paid.
    #[benchmark]
    fn epoch_loans(l: Linear<0, MAX_KEPT_LOANS>) {
        let validators = small(MAX_KEPT_LOANS / MAX_PARENTS);
        let netuid = dense::<T>(256, validators, u32::from(validators) * 8);
        let from_block = Pallet::<T>::now();
        let loans = (0..l).map(|seed| {
            let (parent, part) = (Helper::<T>::hotkey(seed), Permill::one());
            Helper::<T>::stake(&parent, STAKE);
            let child = hotkey_of::<T>(netuid, small(seed / MAX_PARENTS));
            LoanOf::<T> { parent, child, part, from_block, until: None, lent: STAKE }
        });
        Loans::<T>::insert(netuid, BoundedVec::truncate_from(loans.collect()));
        for uid in 0..validators {
            let terms = LendingTerms { take: MAX_CHILD_TAKE, ripening: None, refuses: false };
            ChildTerms::<T>::insert(netuid, uid, terms);
        }

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, validators);
    }

    #[benchmark]
    fn epoch_staked(m: Linear<0, MAX_NEURONS>) {
        let netuid = dense::<T>(MOST.0, 1, MAX_NEURONS);
        let target = hotkey_of::<T>(netuid, 0);
        for slot in T::Subnets::neurons(netuid).into_iter().take(usize::from(small(m))) {
            Payouts::<T>::insert(slot.hotkey, &target);
        }

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, MOST.0);
    }

    #[benchmark]
    fn epoch_256_by_64() {
        let netuid = dense::<T>(256, 64, 256 * 64);

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, 256);
    }

    #[benchmark]
    fn epoch_1024_by_128() {
        let netuid = dense::<T>(MOST.0, MOST.1, MAX_PAIRS);

        #[block]
        {
            Pallet::<T>::run_next_epoch();
        }

        assert_paid::<T>(netuid, MOST.0);
    }

    #[benchmark]
    fn hotkey_swapped(s: Linear<1, MAX_SUBNETS>) {
        let all = subnets::<T>(s);
        let (old, new) = (Helper::<T>::hotkey(1_000), account("new", 0, 0));
        for netuid in all.iter().take(usize::from(small(s))) {
            fill_loans::<T>(*netuid, &old, MAX_KEPT_LOANS);
        }
        Payouts::<T>::insert(&old, &old);

        #[block]
        {
            let swapped = Pallet::<T>::on_hotkey_swapped(&old, &new);
            assert!(swapped.is_ok(), "nothing refuses");
        }

        assert!(Payouts::<T>::contains_key(new));
    }
}
