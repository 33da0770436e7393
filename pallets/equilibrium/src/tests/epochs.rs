// SPDX-License-Identifier: Apache-2.0
//! Epochs: when they end, what they grant, and what lapses.

use crate::{mock::*, Event, Grants, Outstanding, Records, Running};
use frame_support::{traits::Hooks, weights::Weight};
use joule_primitives::{
    money::{ComputeIssued, Pot, Pots},
    price::{Dollars, Health},
    units::JOULE,
};
use sp_runtime::FixedU128;

#[test]
fn an_epoch_ends_with_its_last_block() {
    run(|| {
        assert_eq!(Running::<Test>::get().index, 0);
        for _ in 1..EPOCH {
            next_block_with(Weight::zero());
        }
        assert_eq!(System::block_number(), EPOCH);
        assert_eq!(Running::<Test>::get().index, 0);
        next_block_with(Weight::zero());
        assert_eq!(Running::<Test>::get().index, 1);
        assert_eq!(Running::<Test>::get().begun_after, EPOCH);
        let record = Records::<Test>::get(0).expect("it ended");
        assert_eq!((record.begun_after, record.closed_in), (0, EPOCH));
        end_epoch();
        let record = Records::<Test>::get(1).expect("it ended");
        assert_eq!((record.begun_after, record.closed_in), (EPOCH, 2 * EPOCH));
    });
}

#[test]
fn only_the_last_block_takes_the_time_to_close() {
    run(|| {
        for _ in 1..EPOCH {
            assert_eq!(Equilibrium::on_initialize(0), Weight::from_parts(1, 0));
            next_block_with(Weight::zero());
        }
        assert_eq!(Equilibrium::on_initialize(0), Weight::from_parts(2, 0));
        next_block_with(Weight::zero());
        assert_eq!(Equilibrium::on_initialize(0), Weight::from_parts(1, 0));
    });
}

#[test]
fn an_epoch_has_what_was_minted_in_it() {
    run(|| {
        end_epoch();
        let record = Records::<Test>::get(0).expect("it ended");
        assert_eq!(record.issued, ComputeIssued { work: WORK, availability: AVAILABILITY });
        assert_eq!(record.carry_out, WORK);
        assert_eq!(record.lapsed, AVAILABILITY);
        assert_eq!(Running::<Test>::get().carry_in, WORK);
    });
}

#[test]
fn what_was_minted_before_the_first_epoch_belongs_to_it() {
    run(|| {
        mint(1_000 * JOULE, 500 * JOULE);
        end_epoch();
        let record = Records::<Test>::get(0).expect("it ended");
        assert_eq!(record.issued.work, WORK + 1_000 * JOULE);
        assert_eq!(record.issued.availability, AVAILABILITY + 500 * JOULE);
    });
}

#[test]
fn another_split_of_the_reward_changes_the_budget_only() {
    run(|| {
        end_epoch();
        Emission::set(&(0, 0));
        end_epoch();
        // The first block of the epoch had begun before.
        let record = Records::<Test>::get(1).expect("it ended");
        assert_eq!(record.issued.work, WORK / 10);
        assert_eq!(record.carry_out, 4 * WORK / 10);
        assert_eq!(record.lapsed, WORK + WORK / 10 - 4 * WORK / 10 + AVAILABILITY / 10);
        end_epoch();
        // Nothing is kept where nothing is minted.
        let record = Records::<Test>::get(2).expect("it ended");
        assert_eq!((record.issued.work, record.carry_out), (0, 0));
        assert_eq!(record.lapsed, 4 * WORK / 10);
    });
}

#[test]
fn the_end_of_an_epoch_is_told() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        for _ in 1..EPOCH {
            next_block_with(Weight::zero());
        }
        System::reset_events();
        Equilibrium::on_finalize(EPOCH);
        let told = Event::EpochClosed {
            epoch: 0,
            work: WORK,
            availability: AVAILABILITY,
            sigma: FixedU128::from_rational(15, 100),
            granted_work: 150 * JOULE,
            granted_availability: 0,
            carry_out: 570 * JOULE,
            lapsed: AVAILABILITY,
            price: Some(Dollars::from_u32(3)),
        };
        assert_eq!(events(), [told]);
    });
}

#[test]
fn work_is_subsidised_whatever_the_price() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        set_price(0, Health::Halted);
        let grant = end_epoch();
        assert_eq!((grant.work_left, grant.price), (150 * JOULE, None));
    });
}

#[test]
fn what_nobody_claims_in_time_is_burned() {
    run(|| {
        set_low_price();
        prove_hour(1);
        pay(PROVIDER, 1_000 * JOULE);
        end_epochs(KEPT);
        assert_eq!(Outstanding::<Test>::get().unclaimed, 150 * JOULE + AVAILABILITY);
        for _ in 1..EPOCH {
            next_block_with(Weight::zero());
        }
        let (before, pot) = (lapsed(), Bank::available(Pot::Compute));
        System::reset_events();
        Equilibrium::on_finalize(System::block_number());

        // With it lapses what the epoch that closes has for devices, and more than it may carry.
        let expired = 150 * JOULE + AVAILABILITY;
        assert_eq!(Outstanding::<Test>::get().unclaimed, 0);
        assert!(!Grants::<Test>::contains_key(0));
        assert!(events().contains(&Event::ClaimsExpired { epoch: 0, lapsed: expired }));
        let record = Records::<Test>::get(KEPT).expect("it ended");
        assert_eq!(record.lapsed, lapsed() - before);
        assert_eq!(pot - Bank::available(Pot::Compute), lapsed() - before);
        assert_eq!(record.lapsed, expired + AVAILABILITY + WORK);
    });
}

#[test]
fn an_epoch_without_anybody_grants_nothing() {
    run(|| {
        let grant = end_epoch();
        assert_eq!((grant.work_left, grant.availability_left, grant.idle_weight), (0, 0, 0));
        assert_eq!(grant.sigma, FixedU128::from_rational(15, 100));
        assert_eq!(lapsed(), AVAILABILITY);
    });
}
