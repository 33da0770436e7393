// SPDX-License-Identifier: Apache-2.0
use crate as pallet_joule_timing;
use crate::{MinimumPeriod, Pallet, SessionLength, SessionSlots, SlotDuration, SlotDurationMs};
use frame_support::{derive_impl, traits::Get};
use sp_runtime::BuildStorage;

#[frame_support::runtime]
mod runtime {
    #[runtime::runtime]
    #[runtime::derive(RuntimeCall, RuntimeEvent, RuntimeError, RuntimeOrigin, RuntimeTask)]
    pub struct Test;

    #[runtime::pallet_index(0)]
    pub type System = frame_system::Pallet<Test>;
    #[runtime::pallet_index(1)]
    pub type Timing = pallet_joule_timing::Pallet<Test>;
}

#[derive_impl(frame_system::config_preludes::TestDefaultConfig)]
impl frame_system::Config for Test {
    type Block = frame_system::mocking::MockBlock<Test>;
}

impl crate::Config for Test {}

fn genesis(slot_duration_ms: u64, session_slots: u64) -> sp_io::TestExternalities {
    let timing =
        crate::GenesisConfig { slot_duration_ms, session_slots, _config: Default::default() };
    RuntimeGenesisConfig { timing, ..Default::default() }
        .build_storage()
        .expect("the genesis state is valid")
        .into()
}

#[test]
fn genesis_fixes_the_times() {
    genesis(1_000, 60).execute_with(|| {
        assert_eq!(SlotDuration::<Test>::get(), 1_000);
        assert_eq!(MinimumPeriod::<Test>::get(), 500);
        assert_eq!(SessionLength::<Test>::get(), 60);
        Pallet::<Test>::check_invariants().expect("every invariant holds");
    });
}

#[test]
fn a_genesis_that_says_nothing_has_the_times_of_production() {
    let storage = RuntimeGenesisConfig::default().build_storage().expect("the defaults are valid");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        assert_eq!(SlotDuration::<Test>::get(), 6_000);
        assert_eq!(SessionLength::<Test>::get(), 2_400);
    });
}

#[test]
fn the_bounds_themselves_are_allowed() {
    for (slot_duration_ms, session_slots) in [(200, 4), (60_000, 100_000)] {
        genesis(slot_duration_ms, session_slots);
    }
}

#[test]
fn times_out_of_bounds_are_refused_with_a_sentence() {
    for (slot_duration_ms, session_slots) in [
        (0, 60),
        (198, 60),
        (1_001, 60),
        (60_002, 60),
        (u64::MAX, 60),
        (1_000, 3),
        (1_000, 100_001),
    ] {
        let refused = std::panic::catch_unwind(|| genesis(slot_duration_ms, session_slots));
        let Err(panic) = refused else { panic!("{slot_duration_ms}, {session_slots} got through") };
        let message = panic.downcast_ref::<String>().expect("the panic carries a sentence");
        assert!(message.contains("is not allowed"), "{message}");
    }
}

#[test]
fn broken_times_are_caught() {
    genesis(1_000, 60).execute_with(|| {
        let complaint = || -> &'static str {
            Pallet::<Test>::check_invariants().expect_err("the state is broken").into()
        };
        SlotDurationMs::<Test>::put(999);
        assert!(complaint().starts_with("T1"));
        SlotDurationMs::<Test>::put(1_000);
        SessionSlots::<Test>::put(0);
        assert!(complaint().starts_with("T2"));
    });
}
