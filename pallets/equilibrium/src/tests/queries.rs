// SPDX-License-Identifier: Apache-2.0
//! Answers to questions.

use crate::{mock::*, Pallet};
use frame_support::assert_ok;
use joule_primitives::{
    apis::equilibrium::{AvailabilityClaim, ClassFigures, EpochOutcome, VestingPay, WorkClaim},
    market::{MarketActivity, Sale},
    price::Dollars,
    units::JOULE,
};

#[test]
fn the_figures_of_a_closed_epoch_tell_how_it_ended() {
    run(|| {
        let happened = MarketActivity { listed_blocks: 90, opened: 3, ..Default::default() };
        Activity::set(&happened);
        pay(PROVIDER, 600 * JOULE);
        pay(PROVIDER, 400 * JOULE);
        settle(&Sale { is_related: true, ..sale(&OTHER, 5 * USD) }, 10 * JOULE);
        end_epoch();
        let figures = Pallet::<Test>::epoch_figures(0).expect("it ended");
        assert_eq!((figures.epoch, figures.first_block, figures.last_block), (0, 1, EPOCH));
        assert_eq!((figures.largest, figures.activity), (1_000 * JOULE, happened));
        assert_eq!(figures.revenue_usd_micro, 7 * USD);
        assert_eq!(figures.unrelated_revenue_usd_micro, 2 * USD);
        assert_eq!((figures.device_blocks, figures.unrelated_device_blocks), (1_800, 1_200));
        assert_eq!(figures.burned, 1_010 * JOULE);
        assert_eq!((figures.to_providers, figures.to_stakers), (707 * JOULE, 101 * JOULE));
        assert_eq!(figures.emitted_for_work, WORK);
        assert_eq!(figures.emitted_for_availability, AVAILABILITY);
        assert_eq!((figures.carry_in, figures.subsidised), (0, 1_000 * JOULE));
        assert_eq!(figures.lapsed, AVAILABILITY);
        let outcome = EpochOutcome {
            sigma_e18: 150_000_000_000_000_000,
            granted_for_work: 150 * JOULE,
            granted_for_availability: 0,
            carry_out: 570 * JOULE,
            price: Some(Dollars::from_u32(3)),
        };
        assert_eq!(figures.outcome, Some(outcome));
        let class = ClassFigures {
            class: CLASS,
            revenue_usd_micro: 2 * USD,
            device_blocks: 1_200,
            usd_micro_per_hour: USD,
        };
        assert_eq!(figures.classes, [class]);
    });
}

#[test]
fn the_epoch_that_runs_is_told_so_far() {
    run(|| {
        let happened = |opened| Activity::set(&MarketActivity { opened, ..Default::default() });
        happened(3);
        end_epoch();
        happened(5);
        pay(PROVIDER, 100 * JOULE);
        let figures = Pallet::<Test>::running_epoch();
        assert_eq!((figures.activity.opened, figures.largest), (2, 100 * JOULE));
        assert_eq!((figures.epoch, figures.first_block, figures.last_block), (1, 11, 11));
        assert_eq!((figures.burned, figures.carry_in), (100 * JOULE, WORK));
        assert_eq!(figures.emitted_for_work, WORK / 10);
        assert_eq!(figures.outcome, None);
        assert_eq!(Pallet::<Test>::epoch_figures(1), Some(figures));
        assert_eq!(Pallet::<Test>::epoch_figures(2), None);
    });
}

#[test]
fn figures_stay_when_claims_have_expired() {
    run(|| {
        pay(PROVIDER, 100 * JOULE);
        end_epochs(3 * KEPT);
        let figures = Pallet::<Test>::epoch_figures(0).expect("it is kept");
        assert_eq!(figures.burned, 100 * JOULE);
        assert_eq!(figures.classes.len(), 1);
    });
}

#[test]
fn a_provider_is_told_what_it_may_claim() {
    run(|| {
        set_low_price();
        pay(PROVIDER, 1_000 * JOULE);
        pay(owner(1), 100 * JOULE);
        prove_hour(1);
        end_epoch();
        pay(owner(1), 40 * JOULE);
        let claims = Pallet::<Test>::claims(&owner(1));
        assert_eq!((claims.running_epoch, claims.running_subsidised), (1, 40 * JOULE));
        let work = WorkClaim { epoch: 0, last_epoch: KEPT, amount: 15 * JOULE };
        assert_eq!(claims.work, [work]);
        let amount = AVAILABILITY;
        let device = AvailabilityClaim { epoch: 0, last_epoch: KEPT, device: key(1), amount };
        assert_eq!(claims.availability, [device]);
        assert!(claims.vesting.is_empty() && !claims.is_cut);

        assert_ok!(Equilibrium::claim_work(signed(owner(1)), 0));
        assert_ok!(Equilibrium::claim_availability(signed(owner(1)), 0, key(1)));
        let claims = Pallet::<Test>::claims(&owner(1));
        assert!(claims.work.is_empty() && claims.availability.is_empty());
        let vesting = VestingPay { device: key(1), unvested: amount, proofs_left: PROOFS };
        assert_eq!(claims.vesting, [vesting]);
    });
}

#[test]
fn what_was_forfeited_or_has_expired_is_not_told() {
    run(|| {
        set_low_price();
        pay(owner(1), 100 * JOULE);
        prove_hour(1);
        end_epoch();
        fail(1);
        assert!(Pallet::<Test>::claims(&owner(1)).availability.is_empty());
        end_epochs(KEPT);
        assert!(Pallet::<Test>::claims(&owner(1)).work.is_empty());
    });
}

#[test]
fn long_answers_are_cut() {
    use crate::{types::IdleTime, IdleTimes};
    use joule_primitives::{apis::equilibrium::MAX_CLAIMS_TOLD, attestation::DeviceKey};
    run(|| {
        set_low_price();
        prove_hour(1);
        end_epoch();
        let idle = IdleTimes::<Test>::take((0, owner(1), key(1))).expect("it proved");
        // As if the same time had been spent by many devices of one owner.
        let part = IdleTime { weight: idle.weight / 300, usd_micro: idle.usd_micro / 300 };
        for number in 0..300u16 {
            let mut device = DeviceKey([9; 32]);
            device.0[..2].copy_from_slice(&number.to_le_bytes());
            IdleTimes::<Test>::insert((0, owner(1), device), part);
        }
        let claims = Pallet::<Test>::claims(&owner(1));
        assert_eq!(claims.availability.len(), MAX_CLAIMS_TOLD);
        assert!(claims.is_cut);
    });
}

#[test]
fn the_parameters_are_told_in_billionths() {
    run(|| {
        let told = Pallet::<Test>::market_parameters();
        assert_eq!(told.burn_take_ppb, 200_000_000);
        assert_eq!(told.staker_take_ppb, 100_000_000);
        assert_eq!(told.max_subsidy_ppb, 150_000_000);
        assert_eq!(told.margin_ppb, 50_000_000);
        assert_eq!(told.availability_ppb, 20_000_000);
    });
}

#[test]
fn answers_are_json_with_amounts_as_texts() {
    run(|| {
        pay(PROVIDER, 1_000 * JOULE);
        end_epoch();
        let figures = serde_json::to_value(Pallet::<Test>::epoch_figures(0)).expect("JSON");
        assert_eq!(figures["burned"], "1000000000000000");
        assert_eq!(figures["revenueUsdMicro"], "1000000");
        assert_eq!(figures["outcome"]["sigmaE18"], "150000000000000000");
        assert_eq!(figures["classes"][0]["usdMicroPerHour"], "1000000");
        let claims = serde_json::to_value(Pallet::<Test>::claims(&PROVIDER)).expect("JSON");
        assert_eq!(claims["work"][0]["amount"], "150000000000000");
        assert_eq!(claims["runningEpoch"], 1);
    });
}
