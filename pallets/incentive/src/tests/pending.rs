// SPDX-License-Identifier: Apache-2.0
//! What is pending: who gets which part of it once, what stays, and what lapses.

use crate::{mock::*, Backlog, Funds, PendingTotal};
use frame_support::assert_ok;
use joule_primitives::{money::BurnReason, types::Balance, units::JOULE};
use std::collections::BTreeMap;

/// All that was burned because it lapsed.
fn lapsed() -> Balance {
    let burned = Burned::get();
    assert!(burned.iter().all(|(reason, _)| *reason == BurnReason::Lapsed));
    burned.iter().map(|(_, amount)| amount).sum()
}

/// What the first coldkeys were paid and have staked, and what was rewarded.
fn paid() -> Balance {
    let free: Balance = (ALICE..=FRANK).map(|coldkey| free(coldkey) - ENDOWMENT).sum();
    let staked: Balance = EarningsStaked::get().iter().map(|(_, _, amount)| amount).sum();
    let rewarded: Balance = Rewarded::get().iter().map(|(_, amount, _)| amount).sum();
    free + staked + rewarded
}

#[test]
fn an_owner_gets_18_percent_of_what_flows_in_once_however_long_the_rest_waits() {
    run(|| {
        // GIVEN a subnet in which nobody validates
        StakesBehind::set(BTreeMap::new());
        let (mut inflow, mut part) = (0, 0);
        for tempo in 0..20 {
            let amount = 100 * JOULE + 7 * tempo;
            pend(ONE, amount);
            inflow += amount;
            part += amount * 18 / 100;
            // WHEN epoch after epoch runs
            epoch(ONE);
            // THEN the owner gets its part of what came, and nothing of what has waited.
            assert_eq!(free(ALICE), ENDOWMENT + part);
            assert_eq!(paid(), part);
        }
        assert!(part * 100 <= inflow * 18);
        assert_eq!(part + lapsed() + PendingTotal::<Test>::get(), inflow);
    });
}

/// What validators and miners are paid of ten tempos in which 1,000 JOULE flow in, and what lapses.
fn ten_tempos(do_they_work: bool) -> (Balance, Balance, Balance) {
    let mut sums = (0, 0, 0);
    run_permitted(|| {
        for _ in 0..10 {
            if do_they_work {
                for validator in [ALICE, BOB, CHARLIE] {
                    set_weights(ONE, validator, &[(3, 1), (4, 1)]);
                }
            }
            pend(ONE, 1_000 * JOULE);
            epoch(ONE);
        }
        let validators = [ALICE, BOB, CHARLIE].map(rewarded).iter().sum();
        let miners = [DAVE, EVE].map(|miner| free(miner) - ENDOWMENT).iter().sum();
        sums = (validators, miners, lapsed());
    });
    sums
}

#[test]
fn validators_earn_no_more_by_setting_no_weights() {
    let (working, mined, lost) = ten_tempos(true);
    let (silent, mined_in_silence, lost_in_silence) = ten_tempos(false);
    // They get their half in either case, and never the miners'.
    assert!(silent <= working, "{silent} is more than {working}");
    assert!(working <= 4_100 * JOULE && working > 4_099 * JOULE);
    assert_eq!((mined, lost), (4_100 * JOULE, 0));
    // What miners would have earned waits for four tempos, and is nobody's then.
    assert_eq!((mined_in_silence, lost_in_silence), (0, 6 * 410 * JOULE));
}

#[test]
fn validators_who_went_to_work_again_get_no_more_than_four_tempos_of_what_waited() {
    run_permitted(|| {
        for _ in 0..10 {
            pend(ONE, 1_000 * JOULE);
            epoch(ONE);
        }
        set_weights(ONE, BOB, &[(3, 1)]);
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!(free(DAVE), ENDOWMENT + 5 * 410 * JOULE);
        assert_eq!(lapsed(), 6 * 410 * JOULE);
    });
}

#[test]
fn what_waits_is_at_most_what_flowed_in_during_four_tempos() {
    run(|| {
        StakesBehind::set(BTreeMap::new());
        let inflows = [10, 50, 0, 30, 20, 40, 0, 0, 0, 0, 7, 0, 0, 0, 0, 1];
        let inflows = inflows.map(|hundreds| hundreds * 100 * JOULE);
        for (epochs, inflow) in (1..).zip(inflows) {
            pend(ONE, inflow);
            epoch(ONE);
            let recent = inflows.iter().take(epochs).rev().take(4).sum::<Balance>();
            let pending = Funds::<Test>::get(ONE).pending;
            assert_eq!(pending.miners, recent * 41 / 100, "after {epochs} epochs");
            assert_eq!(pending.validators, pending.miners);
        }
    });
}

#[test]
fn each_half_lapses_by_itself() {
    run_permitted(|| {
        // GIVEN validators without weights, who earn their half by stake
        for tempo in 1..=6u128 {
            pend(ONE, 100 * JOULE);
            epoch(ONE);
            let pending = Funds::<Test>::get(ONE).pending;
            assert_eq!(pending.miners, 41 * JOULE * tempo.min(4));
            assert!(pending.validators < JOULE / 1_000_000);
        }
        assert_eq!(lapsed(), 2 * 41 * JOULE);
    });
}

#[test]
fn what_rounding_leaves_is_paid_later() {
    run_permitted(|| {
        for validator in [ALICE, BOB, CHARLIE] {
            set_weights(ONE, validator, &[(3, 1), (4, 1)]);
        }
        let pending = || Funds::<Test>::get(ONE).pending;
        pend(ONE, 1_000 * JOULE + 1);
        epoch(ONE);
        // A third of the validators' half is no whole number of 2^-32 parts.
        let left = pending().validators;
        assert!(0 < left && left < JOULE / 1_000_000, "{left}");
        assert_eq!(paid() + pending().total(), 1_000 * JOULE + 1);
        // WHEN a little more comes
        pend(ONE, 3);
        epoch(ONE);
        // THEN what was left is paid with it.
        assert!(pending().validators < left);
        assert_eq!(paid() + pending().total(), 1_000 * JOULE + 4);
    });
}

#[test]
fn to_the_last_pj_what_comes_is_paid_lapses_or_is_pending() {
    run_permitted(|| {
        let to = Some(hot(CHARLIE));
        assert_ok!(Incentive::set_payout(signed(DAVE), hot(DAVE), to));
        change(ONE, |parameters| parameters.activity_cutoff = 5);
        create(TWO, &[FRANK, BOB]);
        let mut came = 0;
        for step in 0..120u128 {
            let seed = step * step * 7_919 + 13;
            // GIVEN emission of odd amounts, for one subnet or the other
            let amount = seed * 999_983 % (3 * JOULE);
            pend(if step % 3 == 0 { TWO } else { ONE }, amount);
            came += amount;
            // GIVEN validators that change their minds, have more or less stake, or fall silent
            for coldkey in [ALICE, BOB, CHARLIE] {
                set_stake(coldkey, (seed * Balance::from(coldkey) % 1_500) * JOULE + seed);
                let pairs = [(3, 1 + (seed % 50) as u16), (4, 1 + (seed % 30) as u16)];
                let is_silent = (50..90).contains(&step) || seed % 4 == 0;
                if !is_silent {
                    // Those who may not are refused.
                    let _ = Incentive::set_weights(signed(hot(coldkey)), ONE, weights(&pairs), 0);
                }
            }
            WornOut::set(if step % 5 == 0 { vec![hot(BOB)] } else { vec![] });
            SharePrice::set(1 + seed % 1_000);
            // WHEN epochs run
            epoch(if step % 2 == 0 { ONE } else { TWO });
            // THEN nothing is minted or lost.
            let waits = PendingTotal::<Test>::get();
            assert_eq!(paid() + lapsed() + waits, came);
            assert_eq!(SubnetsPot::get(), waits + Backlog::<Test>::get());
            check();
        }
        assert!(lapsed() > 0 && !EarningsStaked::get().is_empty());
    });
}
