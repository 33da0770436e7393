// SPDX-License-Identifier: Apache-2.0
//! What a cheat would gain: what bonds must exceed.

use crate::mock::*;
use frame_support::assert_ok;
use joule_primitives::{
    attestation::{ChallengeRewards, MilliComputeUnits},
    price::Health,
    types::Balance,
    units::JOULE,
};
use proptest::prelude::*;

/// What two idle hours, the most that counts of a gap, pay at most at 2 dollars and 3 dollars per
/// JOULE.
const MOST: Balance = 26_666_666_666;

fn gain(number: u8, score: u64) -> Balance {
    Equilibrium::per_challenge(&key(number), MilliComputeUnits(score))
}

#[test]
fn who_is_not_listed_gains_nothing() {
    run(|| {
        assert_eq!(gain(1, 1_000), 0);
        Listed::set(&vec![(key(1), UNPRICED)]);
        assert_eq!(gain(1, 1_000), 0);
        list(key(1));
        assert_eq!(gain(1, 0), 0);
    });
}

#[test]
fn a_full_device_may_gain_the_most_there_is() {
    run(|| {
        list(key(1));
        assert_eq!(gain(1, 1_000), MOST);
        assert_eq!(gain(1, 1), MOST / 1_000 + 1);
    });
}

#[test]
fn without_any_price_nothing_is_gained() {
    run(|| {
        list(key(1));
        set_price(0, Health::Halted);
        assert_eq!(gain(1, 1_000), 0);
        // One that may not be trusted now may be when the epoch ends.
        set_price(3_000_000, Health::Halted);
        assert_eq!(gain(1, 1_000), MOST);
    });
}

#[test]
fn a_part_of_a_full_score_gains_that_part() {
    run(|| {
        prove_hour(1);
        assert_eq!(gain(1, 1_000), MOST);
        assert_eq!(gain(1, 500), MOST / 2);
        // It earns no more than a full one. Half of the bond for it covers a full one.
        assert_eq!(gain(1, 2_000), 2 * MOST);
    });
}

#[test]
fn where_many_share_the_share_is_the_gain() {
    run(|| {
        set_low_price();
        for number in 1..=4 {
            prove_hour(number);
        }
        end_epoch();
        // 360 JOULE for 2,400,000; a gap of 1,000 is half of it at most.
        assert_eq!(gain(1, 1_000), 180 * JOULE);
        assert_eq!(gain(1, 1), 180 * JOULE / 1_000);
        assert_eq!(gain(5, 1_000), 0);
        list(key(5));
        assert_eq!(gain(5, 1_000), 180 * JOULE);
        // An epoch without devices says nothing of shares: 80,000 JOULE are two hours' worth.
        end_epoch();
        assert_eq!(gain(1, 1_000), 80_000 * JOULE);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A part of a score gains no more than that part, but for what is rounded up to 1 pJ.
    #[test]
    fn a_gain_is_proportional(
        score in 1u64..1_000_000_000,
        part in 0u64..1_000_000_000,
        others in 0u64..1_000_000,
        is_low in any::<bool>(),
        is_known in any::<bool>(),
    ) {
        let part = part % score;
        run(|| {
            if is_low {
                set_low_price();
            }
            list(key(2));
            prove(2, others, 600);
            if is_known {
                list(key(1));
                prove(1, 1 + score / 2, 600);
                end_epoch();
                let whole = gain(1, score);
                assert!(gain(1, part) <= whole * u128::from(part) / u128::from(score) + 1);
            }
        });
    }

    /// In an epoch like the last one, no proof earns more than it is said to gain.
    #[test]
    fn no_proof_earns_more_than_is_said(
        scores in prop::collection::vec(1u64..1_000_000, 1..=5),
        blocks in 1u32..=MAX_GAP,
        price in prop_oneof![Just(1u128), Just(50), Just(3_000_000)],
    ) {
        run(|| {
            set_price(price, Health::Healthy);
            let prove_all = || {
                for (number, score) in (1u8..).zip(&scores) {
                    list(key(number));
                    prove(number, *score, blocks);
                }
            };
            prove_all();
            end_epoch();
            let gains: Vec<_> = (1u8..).zip(&scores).map(|(it, score)| gain(it, *score)).collect();
            prove_all();
            end_epoch();
            for (number, gain) in (1u8..).zip(gains) {
                let before = crate::Outstanding::<Test>::get().unvested;
                let origin = signed(owner(number));
                assert_ok!(Equilibrium::claim_availability(origin, 1, key(number)));
                assert!(crate::Outstanding::<Test>::get().unvested - before <= gain);
            }
        });
    }
}
