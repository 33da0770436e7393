// SPDX-License-Identifier: Apache-2.0
use crate::{mock::*, EnactmentDelay, MotionDuration, Pallet};
use frame_support::traits::Get;
use sp_runtime::BuildStorage;

#[test]
fn genesis_fixes_the_times() {
    run(|| {
        assert_eq!(<EnactmentDelay<Test> as Get<u32>>::get(), DELAY);
        assert_eq!(<MotionDuration<Test> as Get<u32>>::get(), MOTION);
    });
}

#[test]
fn a_genesis_that_says_nothing_takes_a_week_for_each() {
    let storage = RuntimeGenesisConfig::default().build_storage().expect("the defaults are valid");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        assert_eq!(<EnactmentDelay<Test> as Get<u32>>::get(), 7 * 24 * 60 * 60 / 6);
        assert_eq!(<MotionDuration<Test> as Get<u32>>::get(), 7 * 24 * 60 * 60 / 6);
    });
}

#[test]
fn the_bounds_themselves_are_allowed() {
    for blocks in [1, 5_256_000] {
        genesis(blocks, blocks).execute_with(|| {
            Pallet::<Test>::check_invariants().expect("every invariant holds");
        });
    }
}

#[test]
fn times_out_of_bounds_are_refused_with_a_sentence() {
    for (delay, motion) in [(0, 1), (1, 0), (5_256_001, 1), (1, 5_256_001), (u32::MAX, u32::MAX)] {
        let refused = std::panic::catch_unwind(|| genesis(delay, motion));
        let Err(panic) = refused else { panic!("{delay}, {motion} got through") };
        let message = panic.downcast_ref::<String>().expect("the panic carries a sentence");
        assert!(message.contains("is not allowed"), "{message}");
    }
}
