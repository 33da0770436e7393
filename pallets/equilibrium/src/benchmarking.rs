// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls and hooks, and of what others ask of it, each at its dearest.

use super::*;
use crate::types::{EpochIndex, EpochRecord, Grant, IdleTime, Owed, RunningEpoch, Vesting};
use frame_benchmarking::v2::*;
use frame_support::traits::{
    fungible::{Balanced, Inspect},
    EnsureOrigin, Hooks,
};
use frame_system::{pallet_prelude::BlockNumberFor, RawOrigin};
use joule_primitives::{
    attestation::{ChallengeRewards, ClassId, DeviceKey, FollowDevices, MilliComputeUnits},
    market::{Sale, SettleCompute},
    money::{Pot, Pots},
    price::Dollars,
    units::JOULE,
};
use sp_runtime::{FixedU128, Perbill};

/// What benchmarks need of the runtime.
pub trait BenchmarkHelper {
    /// Lets a device be listed and idle, in a class that has a reference price, and lets there be a
    /// price that may be trusted.
    fn list(device: DeviceKey);
}

/// The device.
const DEVICE: DeviceKey = DeviceKey([7; 32]);
/// An epoch that is closed.
const CLOSED: EpochIndex = 1;
/// The idle time of the device.
const IDLE: IdleTime = IdleTime { weight: 1_000_000, usd_micro: 1_000_000_000 };

/// Puts `amount` into `pot`, and sees that its account exists.
fn fund<T: Config>(pot: Pot, amount: Balance) {
    let existence = T::Currency::issue(T::Currency::minimum_balance());
    assert!(T::Currency::resolve(&pot.account(), existence).is_ok(), "the pot takes it");
    T::Issuance::deposit(pot, T::Currency::issue(amount));
}

/// An account that has something.
fn rich<T: Config>(name: &'static str) -> T::AccountId {
    let who = account(name, 0, 0);
    assert!(T::Currency::resolve(&who, T::Currency::issue(JOULE)).is_ok(), "it takes it");
    who
}

/// Lets an epoch be closed that grants much to work and to devices.
fn close<T: Config>() {
    let grant = Grant {
        sigma: FixedU128::from_rational(15, 100),
        work_left: 100 * JOULE,
        availability: 100 * JOULE,
        availability_left: 100 * JOULE,
        idle_weight: 2 * IDLE.weight,
        availability_part: Perbill::from_percent(2),
        price: Some(Dollars::from_u32(3)),
    };
    Grants::<T>::insert(CLOSED, grant);
    Running::<T>::mutate(|epoch| epoch.index = CLOSED + 1);
    Outstanding::<T>::put(Owed { unclaimed: 200 * JOULE, unvested: 0 });
    fund::<T>(Pot::Compute, 1_000 * JOULE);
}

/// Lets pay of the device vest since the epoch 0.
fn vest_pay<T: Config>(owner: &T::AccountId) {
    let vesting = Vesting { unvested: JOULE, proofs_left: 1, touched_in: 0, listed_in: 0 };
    Vestings::<T>::insert(owner, DEVICE, vesting);
    VestingsSince::<T>::insert((0, owner, DEVICE), ());
    Outstanding::<T>::mutate(|owed| owed.unvested = JOULE);
}

#[benchmarks]
mod benchmarks {
    use super::*;

    #[benchmark]
    fn claim_work() {
        close::<T>();
        let caller = rich::<T>("provider");
        WorkClaims::<T>::insert(CLOSED, &caller, 100 * JOULE);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), CLOSED);

        assert_eq!(T::Currency::balance(&caller), 16 * JOULE);
    }

    #[benchmark]
    fn claim_availability() {
        close::<T>();
        let caller = rich::<T>("owner");
        IdleTimes::<T>::insert((CLOSED, &caller, DEVICE), IDLE);
        vest_pay::<T>(&caller);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller.clone()), CLOSED, DEVICE);

        assert!(Vestings::<T>::get(&caller, DEVICE).is_some_and(|it| it.unvested > JOULE));
    }

    #[benchmark]
    fn lapse_unvested() {
        close::<T>();
        let (caller, owner) = (rich::<T>("caller"), rich::<T>("owner"));
        vest_pay::<T>(&owner);
        let later = Settings::<T>::get().claim_epochs + 1;
        Running::<T>::mutate(|epoch| epoch.index = later);

        #[extrinsic_call]
        _(RawOrigin::Signed(caller), owner.clone(), DEVICE);

        assert!(!Vestings::<T>::contains_key(&owner, DEVICE));
    }

    #[benchmark]
    fn set_parameters() -> Result<(), BenchmarkError> {
        let origin =
            T::GovernanceOrigin::try_successful_origin().map_err(|_| BenchmarkError::Weightless)?;
        let parameters = Parameters::default();

        #[extrinsic_call]
        _(origin as T::RuntimeOrigin, parameters);

        assert_eq!(Upcoming::<T>::get(), Some(parameters));
        Ok(())
    }

    #[benchmark]
    fn pass_block() {
        let now = BlockNumberFor::<T>::from(1u32);
        frame_system::Pallet::<T>::set_block_number(now);
        Running::<T>::put(RunningEpoch { index: CLOSED, ..Default::default() });

        #[block]
        {
            Pallet::<T>::on_initialize(now);
            Pallet::<T>::on_finalize(now);
        }

        assert_eq!(Running::<T>::get().index, CLOSED);
    }

    #[benchmark]
    fn close_epoch() {
        close::<T>();
        T::BenchmarkHelper::list(DEVICE);
        let settings = Settings::<T>::get();
        let now = BlockNumberFor::<T>::from(settings.epoch_blocks);
        frame_system::Pallet::<T>::set_block_number(now);
        let index = CLOSED + settings.claim_epochs;
        let epoch = RunningEpoch { index, carry_in: JOULE, weighted: JOULE, ..Default::default() };
        Running::<T>::put(RunningEpoch { idle: IDLE, ..epoch });
        Upcoming::<T>::put(Parameters::default());

        #[block]
        {
            Pallet::<T>::on_initialize(now);
            Pallet::<T>::on_finalize(now);
        }

        assert_eq!(Running::<T>::get().index, index + 1);
        assert!(Records::<T>::get(index) != Some(EpochRecord::default()));
        assert!(!Grants::<T>::contains_key(CLOSED));
    }

    #[benchmark]
    fn sweep(n: Linear<0, MAX_SWEPT>) {
        let last = Settings::<T>::get().claim_epochs + 1;
        Running::<T>::put(RunningEpoch { index: last, ..Default::default() });
        // The dearest entries: each is listed twice, and burns money.
        let owner = rich::<T>("owner");
        for number in 0..n {
            let mut device = DEVICE;
            device.0[..4].copy_from_slice(&number.to_le_bytes());
            let vesting = Vesting { unvested: JOULE, proofs_left: 2, touched_in: 0, listed_in: 0 };
            Vestings::<T>::insert(&owner, device, vesting);
            VestingsSince::<T>::insert((0, &owner, device), ());
        }
        let unvested = JOULE.saturating_mul(n.into());
        Outstanding::<T>::put(Owed { unclaimed: 0, unvested });
        fund::<T>(Pot::Compute, unvested);
        let swept;

        #[block]
        {
            swept = Pallet::<T>::sweep(n);
        }

        assert_eq!(swept, n);
        assert_eq!(Vestings::<T>::iter().count(), 0);
    }

    #[benchmark]
    fn settle() {
        fund::<T>(Pot::Security, 0);
        let provider = account("provider", 0, 0);
        let sale = Sale {
            provider: &provider,
            class: Some(ClassId(0)),
            usd_micro: 1_000_000,
            device_blocks: 600,
            quality: Perbill::one(),
            is_related: false,
        };
        let payment = T::Currency::issue(100 * JOULE);
        let settled;

        #[block]
        {
            settled = <Pallet<T> as SettleCompute<_, _>>::settle(&sale, payment);
        }

        assert!(settled.is_ok());
        assert_eq!(Running::<T>::get().sales.burned, 100 * JOULE);
    }

    #[benchmark]
    fn on_proved() {
        close::<T>();
        let owner = rich::<T>("owner");
        vest_pay::<T>(&owner);
        T::BenchmarkHelper::list(DEVICE);

        #[block]
        {
            Pallet::<T>::on_proved(&DEVICE, &owner, MilliComputeUnits(1_000), 600);
        }

        assert_eq!(T::Currency::balance(&owner), 2 * JOULE);
        assert!(Running::<T>::get().idle.weight > 0);
    }

    #[benchmark]
    fn per_challenge() {
        close::<T>();
        T::BenchmarkHelper::list(DEVICE);
        LastAvailability::<T>::put((JOULE, IDLE.weight));
        let gain;

        #[block]
        {
            gain =
                <Pallet<T> as ChallengeRewards>::per_challenge(&DEVICE, MilliComputeUnits(1_000));
        }

        assert!(gain > 0);
    }

    #[benchmark]
    fn on_failed() {
        close::<T>();
        let owner = rich::<T>("owner");
        vest_pay::<T>(&owner);
        IdleTimes::<T>::insert((CLOSED + 1, &owner, DEVICE), IDLE);
        Running::<T>::mutate(|epoch| epoch.idle = IDLE);
        FailedIn::<T>::insert(DEVICE, CLOSED);
        FailuresOf::<T>::insert(CLOSED, DEVICE, ());

        #[block]
        {
            Pallet::<T>::on_failed(&DEVICE, &owner);
        }

        assert!(!Vestings::<T>::contains_key(&owner, DEVICE));
        assert_eq!(Running::<T>::get().idle, IdleTime::default());
    }

    impl_benchmark_test_suite!(
        Pallet,
        crate::mock::genesis(crate::mock::SETTINGS, Parameters::default()),
        crate::mock::Test
    );
}
