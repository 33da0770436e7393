// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and tasks, each at its dearest: with all seats taken, by members
//! who all have fed, and Root too.

use super::*;
use crate::{
    feeding::FRESH_MS,
    types::{Reading, Track},
};
use alloc::{format, vec, vec::Vec};
use frame_benchmarking::v2::*;
use frame_support::{
    traits::{Authorize, EnsureOrigin, Get, Hooks},
    BoundedVec,
};
use frame_system::RawOrigin;
use joule_math::bme::{CHANGE_PERIODS_MAX, CHANGE_PERIOD_MS};
use joule_primitives::{
    price::{
        feed_message, feeder_proof, Dollars, FeederKey, FeederSignature, MAX_MEMBERS, MAX_PRICE,
        MIN_PRICE,
    },
    staking::PoolId,
    types::{BlockNumber, Moment},
};
use pallet_oracle::{RawValues, TimestampedValue, Values};
use sp_runtime::{
    traits::{AccountIdConversion, SaturatedConversion},
    transaction_validity::TransactionSource,
    RuntimeAppPublic,
};

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper<AccountId> {
    /// A validator that stands: its hotkey. Another one for each `seed`.
    fn validator(seed: u32) -> AccountId;
    /// Lets these be in office, the largest first.
    fn seat(hotkeys: Vec<AccountId>);
    /// Lets it be so late, in milliseconds since the Unix epoch.
    fn set_time(now: Moment);
}

type Helper<T> = <T as Config>::BenchmarkHelper;

/// The block that is measured.
const NOW: BlockNumber = 1_000_000;
/// Its time.
const NOW_MS: Moment = 1_800_000_000_000;
/// The longest time through which each period counts, and the rest is not zero.
const OUTAGE_MS: Moment = CHANGE_PERIODS_MAX * CHANGE_PERIOD_MS - 1;

/// A key, another one for each `seed`.
fn key(seed: u32) -> FeederKey {
    FeederKey::generate_pair(Some(format!("//benchmark-{seed}").into_bytes()))
}

/// What a key signs.
fn sign(key: &FeederKey, message: &[u8]) -> FeederSignature {
    key.sign(&message).expect("the key was generated")
}

/// Goes to a block and its time.
fn enter<T: Config>(block: BlockNumber, now: Moment) {
    frame_system::Pallet::<T>::set_block_number(block.saturated_into());
    Helper::<T>::set_time(now);
}

/// What a validator signs with a key to set it.
fn proof<T: Config>(key: &FeederKey, validator: &T::AccountId) -> FeederSignature {
    sign(key, &feeder_proof(&Pallet::<T>::genesis_hash(), validator))
}

/// A validator that has the key of this number.
fn validator<T: Config>(seed: u32) -> T::AccountId {
    let (hotkey, key) = (Helper::<T>::validator(seed), key(seed));
    let proof = proof::<T>(&key, &hotkey);
    let set = Pallet::<T>::do_set_feeder_key(&hotkey, key, &proof);
    assert!(set.is_ok(), "the validator stands");
    hotkey
}

/// Lets as many validators as have seats take them: their hotkeys.
fn seat_all<T: Config>(first: u32) -> Vec<T::AccountId> {
    let last = first.saturating_add(MAX_MEMBERS);
    let hotkeys = (first..last).map(validator::<T>).collect::<Vec<_>>();
    Helper::<T>::seat(hotkeys.clone());
    Pallet::<T>::seat_members();
    assert_eq!(Seats::<T>::decode_len(), usize::try_from(MAX_MEMBERS).ok());
    hotkeys
}

/// Lets all members and Root have fed but the first, whose price makes the round: all of them say the
/// highest price, after the longest outage that makes a difference. The hotkeys of the members.
fn all_but_one_fed<T: Config>() -> Vec<T::AccountId> {
    let fed_at = NOW_MS.saturating_sub(FRESH_MS).saturating_add(1);
    enter::<T>(NOW - 2, fed_at);
    let hotkeys = seat_all::<T>(0);
    let last = Reading { spot: MIN_PRICE, as_of: fed_at.saturating_sub(OUTAGE_MS) };
    LastPrice::<T>::put(Track { before: Some(last), ..Track::begin(last) });
    let combined = TimestampedValue { value: last.spot, timestamp: last.as_of };
    Values::<T>::insert(Asset::Joule, combined);
    let fed = TimestampedValue { value: MAX_PRICE, timestamp: fed_at };
    let root = T::PalletId::get().into_account_truncating();
    RawValues::<T>::insert::<T::AccountId, _, _>(root, Asset::Joule, fed.clone());
    for seed in 1..MAX_MEMBERS {
        RawValues::<T>::insert(Pallet::<T>::account_of(&key(seed)), Asset::Joule, fed.clone());
    }
    enter::<T>(NOW, NOW_MS);
    hotkeys
}

/// The parts of the call by which the first member feeds the highest price.
fn said<T: Config>() -> (FeederKey, Dollars, BlockNumber, FeederSignature) {
    let (key, price, at) = (key(0), MAX_PRICE, NOW - 1);
    let signature = sign(&key, &feed_message(&Pallet::<T>::genesis_hash(), price, at));
    (key, price, at, signature)
}

#[benchmarks]
mod benchmarks {
    use super::*;

    /// A session has just started: nobody is seated before the next block.
    #[benchmark]
    fn on_initialize() {
        enter::<T>(NOW, NOW_MS);
        Pallet::<T>::note_session();

        #[block]
        {
            Pallet::<T>::on_initialize(NOW.saturated_into());
        }

        assert!(SessionNoted::<T>::exists());
    }

    /// A member's, in place of one that has fed.
    #[benchmark]
    fn set_feeder_key() {
        let hotkey = all_but_one_fed::<T>().pop().expect("there are some");
        let new = key(u32::MAX);
        let proof = proof::<T>(&new, &hotkey);

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey), new.clone(), proof);

        assert!(Members::<T>::get().contains(&Pallet::<T>::account_of(&new)));
    }

    /// That of a member that has fed.
    #[benchmark]
    fn remove_feeder_key() {
        let hotkey = all_but_one_fed::<T>().pop().expect("there are some");

        #[extrinsic_call]
        _(RawOrigin::Signed(hotkey));

        assert_eq!(Members::<T>::decode_len(), usize::try_from(MAX_MEMBERS - 1).ok());
    }

    #[benchmark]
    fn drop_feeder_key() {
        all_but_one_fed::<T>();
        // The last one's pool has ended, and its seat is not taken yet.
        let (ended, last) = (PoolId::MAX, MAX_MEMBERS as usize - 1);
        let mut seats = Seats::<T>::get();
        let key = KeysOf::<T>::take(seats[last]).expect("all have one");
        Feeders::<T>::mutate(&key, |feeder| feeder.as_mut().expect("it feeds").pool = ended);
        KeysOf::<T>::insert(ended, key);
        seats[last] = ended;
        Seats::<T>::put(seats);
        let caller = Helper::<T>::validator(0);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), ended);

        assert_eq!(Members::<T>::decode_len(), usize::try_from(MAX_MEMBERS - 1).ok());
    }

    #[benchmark]
    fn feed() {
        all_but_one_fed::<T>();
        let (key, price, at, signature) = said::<T>();

        #[extrinsic_call]
        _(RawOrigin::Authorized, key, price, at, signature);

        assert_eq!(Pallet::<T>::fed_price().spot, MAX_PRICE);
    }

    #[benchmark]
    fn authorize_feed() {
        all_but_one_fed::<T>();
        let (key, price, at, signature) = said::<T>();
        let call = Call::<T>::feed { key, price, at, signature };
        let authorized;

        #[block]
        {
            authorized = call.authorize(TransactionSource::InBlock);
        }

        assert!(authorized.is_some_and(|valid| valid.is_ok()));
    }

    #[benchmark]
    fn set_administered_price() {
        let origin = T::GovernanceOrigin::try_successful_origin().expect("there is governance");

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, Some(MAX_PRICE));

        assert_eq!(Administered::<T>::get(), Some(MAX_PRICE));
    }

    /// All of them are others than before, and all of those have fed.
    #[benchmark]
    fn seat_members() {
        all_but_one_fed::<T>();
        let others = (MAX_MEMBERS..2 * MAX_MEMBERS).map(validator::<T>).collect::<Vec<_>>();
        Helper::<T>::seat(others);

        #[block]
        {
            Pallet::<T>::seat_members();
        }

        let members = Members::<T>::get();
        assert!(members.contains(&Pallet::<T>::account_of(&key(MAX_MEMBERS))));
        assert_eq!(RawValues::<T>::iter().count(), 1, "nothing is left but what Root fed");
    }

    /// The call of the oracle, by Root: it counts for nothing, and makes the round of the members.
    #[benchmark]
    fn feed_values() {
        all_but_one_fed::<T>();
        let first = Pallet::<T>::account_of(&key(0));
        let fed = TimestampedValue { value: MAX_PRICE, timestamp: NOW_MS };
        RawValues::<T>::insert(first, Asset::Joule, fed);
        let values = BoundedVec::truncate_from(vec![(Asset::Joule, MIN_PRICE)]);
        let fed;

        #[block]
        {
            fed = pallet_oracle::Pallet::<T>::feed_values(RawOrigin::Root.into(), values);
        }

        assert!(fed.is_ok());
        assert_eq!(Pallet::<T>::fed_price().spot, MAX_PRICE);
    }

    /// The end of a block for the oracle, in which Root has fed.
    #[benchmark]
    fn end_block_of_oracle() {
        let values = BoundedVec::truncate_from(vec![(Asset::Joule, MAX_PRICE)]);
        let fed = pallet_oracle::Pallet::<T>::feed_values(RawOrigin::Root.into(), values);
        assert!(fed.is_ok());

        #[block]
        {
            pallet_oracle::Pallet::<T>::on_finalize(NOW.saturated_into());
        }
    }

    impl_benchmark_test_suite!(Pallet, crate::mock::with_keystore(), crate::mock::Test);
}
