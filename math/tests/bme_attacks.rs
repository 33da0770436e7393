// SPDX-License-Identifier: Apache-2.0
//! Attempts to get out of the market what nobody put in.

use joule_math::bme::{
    bounded, capped_pay, combined, idle_weight, pay_cap, pj_for, settlement_price, share, subsidy,
    usd_for, weighted, Challenges, Params, PriceTrack, Rank, Record, Rent, Unconvertible, Unsound,
    DAY_MS, HALF_HOUR_MS, NEUTRAL_USD_MICRO,
};
use sp_arithmetic::{FixedU128, Perbill};

const JOULE: u128 = 1_000_000_000_000;
const USD: u128 = 1_000_000;
const SLOT_MS: u64 = 6_000;
const BLOCKS_PER_HOUR: u32 = 600;
const EPOCH_BLOCKS: u32 = 14_400;
/// What an epoch has for work and for availability, in the first era.
const WORK: u128 = 720 * JOULE;
const AVAILABILITY: u128 = 360 * JOULE;
const MINUTE_MS: u64 = 60_000;

const PRODUCTION: Challenges =
    Challenges { commit_blocks: 20, mean_interval: 600, min_gap: 100, max_gap: 1_200 };
const DEVELOPMENT: Challenges =
    Challenges { commit_blocks: 5, mean_interval: 30, min_gap: 20, max_gap: 40 };

/// The blocks between two proofs that are paid at most: those of a mean gap.
fn paid_gap(challenges: Challenges) -> u32 {
    u32::try_from(challenges.mean_gap_milli() / 1_000).expect("gaps are short")
}

fn dollars(cents: u128) -> FixedU128 {
    FixedU128::from_inner(cents * 10_000_000_000_000_000)
}

fn rent(usd_micro_per_hour: u64) -> Rent {
    Rent { usd_micro_per_hour, slot_ms: SLOT_MS }
}

fn percent(tau_b: u32, tau_s: u32, sigma_max: u32, delta: u32) -> Params {
    let [tau_b, tau_s, sigma_max, delta] =
        [tau_b, tau_s, sigma_max, delta].map(Perbill::from_percent);
    Params { tau_b, tau_s, sigma_max, delta, psi: Params::DEFAULT.psi }
}

fn check(params: Params) -> Result<(), Unsound> {
    params.check(PRODUCTION.psi_max())
}

#[test]
fn the_parameters_to_start_with_are_sound() {
    assert_eq!(Params::default(), percent(20, 10, 15, 5));
    assert_eq!(Params::LEAN, percent(8, 2, 3, 5));
    for params in [Params::DEFAULT, Params::LEAN] {
        assert_eq!(check(params), Ok(()));
        assert_eq!(params.check(DEVELOPMENT.psi_max()), Ok(()));
    }
}

#[test]
fn parameters_out_of_their_bounds_are_refused() {
    assert_eq!(check(percent(4, 0, 0, 5)), Err(Unsound::BurnTakeOutOfBounds));
    assert_eq!(check(percent(41, 0, 0, 5)), Err(Unsound::BurnTakeOutOfBounds));
    assert_eq!(check(percent(20, 21, 15, 5)), Err(Unsound::StakerTakeOutOfBounds));
    assert_eq!(check(percent(20, 10, 15, 4)), Err(Unsound::MarginTooSmall));
    assert_eq!(check(percent(20, 10, 16, 5)), Err(Unsound::FreeLunch));
    assert_eq!(check(percent(20, 10, 15, 6)), Err(Unsound::FreeLunch));
    let idle = Params { psi: Perbill::from_percent(3), ..Params::DEFAULT };
    assert_eq!(check(idle), Err(Unsound::AvailabilityBeyondProof));
    // At the bounds they are not.
    for params in [percent(5, 0, 0, 5), percent(40, 20, 35, 5), percent(40, 20, 0, 40)] {
        assert_eq!(check(params), Ok(()));
    }
    let idle = Params { psi: PRODUCTION.psi_max(), ..Params::DEFAULT };
    assert_eq!(check(idle), Ok(()));
}

#[test]
fn a_lean_take_leaves_no_room_for_the_common_subsidy() {
    // A part in a billion too much is refused too.
    let mut params = Params::LEAN;
    params.sigma_max = Perbill::from_parts(30_000_001);
    assert_eq!(check(params), Err(Unsound::FreeLunch));
    assert_eq!(check(percent(8, 2, 15, 5)), Err(Unsound::FreeLunch));
    // The least take leaves none at all.
    assert_eq!(check(percent(5, 2, 1, 5)), Err(Unsound::FreeLunch));
    // Whoever might set parameters that are worse than any bound mints no more than was burned.
    let settlement = percent(90, 20, 0, 5).divide(1_000);
    assert_eq!((settlement.to_provider, settlement.to_stakers, settlement.gone), (0, 200, 800));
}

#[test]
fn a_feed_that_falls_to_nothing_does_not_drain_an_escrow() {
    // GIVEN an order at two dollars, with a floor at half of that
    let (spot, floor) = (dollars(200), dollars(100));
    // WHEN those who hold the median say for a day that a JOULE is worth next to nothing
    let mut track = PriceTrack::new(spot, 0);
    for minute in 1..=1_440 {
        track.update(FixedU128::from_inner(1), minute * MINUTE_MS);
    }
    // THEN the feed follows, to less than a hundredth
    assert!(track.spot < dollars(2) && track.spot > dollars(1));
    // AND a dollar burns twice as much as before, not more.
    let at = settlement_price(track.twap_30m(DAY_MS), floor);
    assert_eq!(at, floor);
    assert_eq!(pj_for(USD, at), Ok(JOULE));
    assert_eq!(pj_for(USD, spot), Ok(JOULE / 2));
}

#[test]
fn a_feed_falls_no_faster_for_many_updates() {
    let once = bounded(dollars(200), dollars(0), 6 * 2 * HALF_HOUR_MS);
    let mut often = dollars(200);
    for _ in 0..6 * 2 * 30 * 10 {
        often = bounded(often, dollars(0), MINUTE_MS / 10);
    }
    // After six hours 0.28 of the price are left, however often it was told.
    assert!(once > dollars(56) && once < dollars(57));
    assert!(often >= once && often < dollars(57));
    let mut rising = dollars(200);
    for _ in 0..30 * 60 {
        rising = bounded(rising, dollars(1_000), 1_000);
    }
    assert!(rising <= dollars(220) && rising > dollars(219));
}

#[test]
fn a_third_of_the_members_does_not_move_the_price() {
    // GIVEN 21 members of whom 7 lie
    for lie in [dollars(0), dollars(1), dollars(197), dollars(203), dollars(10_000)] {
        let mut values = [dollars(200); 21];
        values[..7].fill(lie);
        // THEN the price is that of the others.
        assert_eq!(combined(&mut values), Some(dollars(200)));
    }
}

#[test]
fn who_settles_at_the_lowest_price_of_the_day_gains_nothing() {
    // GIVEN two dollars all day, but for a minute at 5 % less
    let mut track = PriceTrack::new(dollars(200), 0);
    for minute in 1..=1_440 {
        track.update(dollars(if minute == 1_439 { 190 } else { 200 }), minute * MINUTE_MS);
    }
    // WHEN the provider settles in the next minute, before the dip is over for long
    let at = settlement_price(track.twap_30m(DAY_MS), dollars(100));
    // THEN it burns less than 0.02 % more than at two dollars: the price moved by half a percent at
    // most within the minute, for a thirtieth of the window.
    let (usual, found) = (pj_for(48 * USD, dollars(200)), pj_for(48 * USD, at));
    let (usual, found) = (usual.unwrap(), found.unwrap());
    assert!(found > usual && (found - usual) * 5_000 < usual);
}

#[test]
fn a_price_that_fell_during_an_outage_is_believed_at_once() {
    // GIVEN an outage of a week, in which the price fell by 70 %
    let mut track = PriceTrack::new(dollars(200), 0);
    for minute in 1..=100 {
        track.update(dollars(200), minute * MINUTE_MS);
    }
    let now = 100 * MINUTE_MS + 7 * DAY_MS;
    track.update(dollars(60), now);
    // THEN nothing settles at a price of before.
    assert_eq!(track.spot, dollars(60));
    assert_eq!((track.twap_30m(now), track.twap_24h(now)), (dollars(60), dollars(60)));
}

#[test]
fn a_card_rented_for_the_windows_earns_less_than_it_costs() {
    // GIVEN a card of two dollars an hour, for which that is the reference price too
    let reference = rent(2_000_000);
    let cap = pay_cap(PRODUCTION.psi_max(), reference, BLOCKS_PER_HOUR, dollars(200)).unwrap();
    // WHEN it is rented for the windows of challenges alone
    let gap = u128::from(PRODUCTION.mean_gap_milli());
    let share_of_time = u128::from(PRODUCTION.commit_blocks) * 1_000 * 1_000_000 / gap;
    let rent_of_windows = reference.owed(BLOCKS_PER_HOUR) * share_of_time / 1_000_000;
    // THEN it earns three quarters of its rent, with the highest part that may be set
    let earned = usd_for(cap, dollars(200));
    assert!(earned * 4 <= rent_of_windows * 3 && earned * 4 >= rent_of_windows * 3 - 40);
    // AND four cents, of nearly seven, with what the chain starts with.
    let cap = pay_cap(Params::DEFAULT.psi, reference, BLOCKS_PER_HOUR, dollars(200)).unwrap();
    assert_eq!(usd_for(cap, dollars(200)), 40_000);
    assert_eq!(rent_of_windows, 66_292);
}

#[test]
fn a_card_rented_after_some_gaps_only_earns_less_than_it_costs() {
    let reference = rent(2_000_000);
    for challenges in [PRODUCTION, DEVELOPMENT] {
        // GIVEN the rent of a card for one window
        let rent_of_window = reference.owed(challenges.commit_blocks);
        let earned = |psi, blocks| {
            usd_for(pay_cap(psi, reference, blocks, dollars(200)).unwrap(), dollars(200))
        };
        // WHEN it is rented after a gap of any length, to the end of the window
        for gap in challenges.min_gap..=challenges.max_gap + challenges.commit_blocks {
            // THEN three quarters of that are earned at most, with the highest part there may be
            let earned = earned(challenges.psi_max(), gap.min(paid_gap(challenges)));
            assert!(earned * 4 <= rent_of_window * 3, "{gap}: {earned} of {rent_of_window}");
        }
    }
    // It is three fifths with what public networks start with, and would be six fifths if all of the
    // longest gap counted.
    let rent_of_window = reference.owed(PRODUCTION.commit_blocks);
    let percent = |blocks| {
        let most = pay_cap(Params::DEFAULT.psi, reference, blocks, dollars(200)).unwrap();
        usd_for(most, dollars(200)) * 100 / rent_of_window
    };
    assert_eq!((percent(paid_gap(PRODUCTION)), percent(PRODUCTION.max_gap)), (60, 120));
}

#[test]
fn who_is_always_there_is_paid_for_most_of_the_time() {
    // What of its time counts if no gap counts for more than the mean one.
    for (challenges, expected) in [(PRODUCTION, 0.729), (DEVELOPMENT, 0.903)] {
        let missed = 1.0 - 1.0 / f64::from(challenges.mean_interval);
        let (mut counted, mut all) = (0.0, 0.0);
        for gap in challenges.min_gap..=challenges.max_gap {
            let none_before = missed.powf(f64::from(gap - challenges.min_gap));
            let is_last = gap == challenges.max_gap;
            let chance = none_before * if is_last { 1.0 } else { 1.0 - missed };
            counted += chance * f64::from(gap.min(paid_gap(challenges)));
            all += chance * f64::from(gap);
        }
        let mean = challenges.mean_gap_milli() as f64 / 1_000.0;
        assert!((all - mean).abs() < 0.002, "{all} and {mean}");
        let part = counted / all;
        assert!(part >= expected && part < expected + 0.001, "{part}");
    }
}

#[test]
fn challenges_are_as_far_apart_as_their_parameters_say() {
    assert_eq!(PRODUCTION.mean_gap_milli(), 603_379);
    assert_eq!(DEVELOPMENT.mean_gap_milli(), 34_280);
    assert_eq!(PRODUCTION.psi_max(), Perbill::from_parts(24_859_996));
    assert_eq!(DEVELOPMENT.psi_max(), Perbill::from_parts(109_393_232));
    // Without chance they come at once; without any room at the first block that they may.
    let certain = Challenges { mean_interval: 1, ..PRODUCTION };
    assert_eq!(certain.mean_gap_milli(), 100_000);
    let forced = Challenges { max_gap: 100, ..PRODUCTION };
    assert_eq!(forced.mean_gap_milli(), 100_000);
    let none = Challenges { commit_blocks: 1, mean_interval: 0, min_gap: 0, max_gap: 0 };
    assert_eq!((none.mean_gap_milli(), none.psi_max()), (0, Perbill::zero()));
    // A window that never closes proves three quarters at least.
    let always = Challenges { commit_blocks: u32::MAX, ..PRODUCTION };
    assert_eq!(always.psi_max(), Perbill::one());
}

#[test]
fn without_a_price_or_without_devices_nothing_is_paid() {
    let none = FixedU128::from_inner(0);
    let cap = pay_cap(Params::DEFAULT.psi, rent(2_000_000), EPOCH_BLOCKS, none);
    assert_eq!(cap, Err(Unconvertible::NoPrice));
    assert_eq!(capped_pay(AVAILABILITY, 0, 0, u128::MAX), 0);
    // The first device gets what its class is worth, not all there is.
    let cap = pay_cap(Params::DEFAULT.psi, rent(2_000_000), EPOCH_BLOCKS, dollars(200)).unwrap();
    assert_eq!(cap, 480_000_000_000);
    assert_eq!(capped_pay(AVAILABILITY, 1, 1, cap), cap);
    // Of many each gets its part.
    assert_eq!(capped_pay(AVAILABILITY, 1, 1_000, cap), AVAILABILITY / 1_000);
}

#[test]
fn who_commits_rarely_is_paid_for_one_gap() {
    assert_eq!(idle_weight(500, 700, 1_200), 350_000);
    assert_eq!(idle_weight(500, 90_000, 1_200), 600_000);
    assert_eq!(idle_weight(0, 90_000, 1_200), 0);
    assert_eq!(
        idle_weight(u64::MAX, u32::MAX, u32::MAX),
        u128::from(u64::MAX) * u128::from(u32::MAX)
    );
    // More than the whole is the whole.
    assert_eq!(share(100, 7, 5), 100);
}

#[test]
fn a_year_without_work_leaves_four_epochs_for_the_next() {
    let (mut carry, mut lapsed) = (0, 0);
    for _ in 0..365 {
        let closed = Params::DEFAULT.close_epoch(WORK, carry, 0);
        (carry, lapsed) = (closed.carry_out, lapsed + closed.lapsed);
    }
    assert_eq!(carry, 2_880 * JOULE);
    assert_eq!(lapsed, 361 * WORK);
    // Then 24,000 JOULE of burns use it up, and the next ones share the part of their epoch.
    let closed = Params::DEFAULT.close_epoch(WORK, carry, 24_000 * JOULE);
    assert_eq!((closed.paid, closed.carry_out), (3_600 * JOULE, 0));
    let closed = Params::DEFAULT.close_epoch(WORK, closed.carry_out, 24_000 * JOULE);
    assert_eq!(closed.sigma, FixedU128::from_rational(3, 100));
}

#[test]
fn who_buys_from_itself_loses_its_own_and_gains_no_share_that_pays() {
    // GIVEN honest burns of 30,000 JOULE, in an epoch with 720 for work
    let honest = 30_000 * JOULE;
    for wash in [1, 1_000, 20_000, 1_000_000].map(|burned| burned * JOULE) {
        // WHEN somebody burns for work of its own, that counts in full
        let settlement = Params::DEFAULT.divide(wash);
        let closed = Params::DEFAULT.close_epoch(WORK, 0, honest + wash);
        let regained = settlement.to_provider + subsidy(closed.sigma, wash);
        // THEN it loses more than a quarter, for stakers are others
        assert!(regained * 100 < wash * 73);
        // AND nothing counts where the tenant is known to be the provider.
        assert_eq!(weighted(Perbill::zero(), wash), 0);
        assert_eq!(weighted(Perbill::one(), wash), wash);
    }
}

#[test]
fn parts_of_burns_that_count_are_rounded_down_before_they_are_added() {
    // GIVEN burns of 3 pJ of which half counts, and an epoch that pays all of sigma_max
    let half = Perbill::from_percent(50);
    assert_eq!(weighted(half, 3), 1);
    // WHEN so many are made that their fractions would be worth something
    let counted = 20 * weighted(half, 3);
    let closed = Params::DEFAULT.close_epoch(WORK, 0, counted);
    // THEN the subsidy is that of what was counted, however it is claimed.
    assert_eq!((counted, closed.paid), (20, 3));
    assert_eq!(subsidy(closed.sigma, counted), closed.paid);
}

#[test]
fn dust_that_is_burned_earns_nothing_back() {
    // A micro-dollar at a price at which it is a single pJ.
    let at = FixedU128::from_u32(1_000_000);
    let settlement = Params::DEFAULT.settle(1, at).unwrap();
    assert_eq!((settlement.burned, settlement.gone), (1, 1));
    // At a higher price it burns as much, and never nothing.
    assert_eq!(Params::DEFAULT.settle(1, FixedU128::from_inner(u128::MAX)).unwrap().burned, 1);
    assert_eq!(Params::DEFAULT.settle(0, at), Ok(Default::default()));
    // What is just below ten pJ mints no more than of nine.
    let settlement = Params::DEFAULT.divide(9);
    assert_eq!((settlement.to_provider, settlement.to_stakers, settlement.gone), (6, 0, 3));
}

#[test]
fn no_price_settles_nothing_and_too_much_is_refused() {
    let none = FixedU128::from_inner(0);
    assert_eq!(Params::DEFAULT.settle(USD, none), Err(Unconvertible::NoPrice));
    assert_eq!(Params::DEFAULT.settle_within(USD, none, JOULE), Err(Unconvertible::NoPrice));
    let least = FixedU128::from_inner(1);
    assert_eq!(Params::DEFAULT.settle(u128::MAX, least), Err(Unconvertible::TooMuch));
    // An escrow bounds it: it cannot pay a single micro-dollar at that price.
    let paid = Params::DEFAULT.settle_within(u128::MAX, least, 21_000_000 * JOULE);
    assert_eq!(paid, Ok(Default::default()));
    assert_eq!(usd_for(u128::MAX, FixedU128::from_inner(u128::MAX)), u128::MAX);
}

#[test]
fn a_cheap_lease_loses_nothing_to_whoever_settles_it_often() {
    // GIVEN leases of one cent and of ten cents an hour, which are no whole micro-dollars per block
    for (rate, daily) in [(10_000, 240_000), (100_000, 2_400_000)] {
        let rent = rent(rate);
        // WHEN they are settled in every block, or once a day
        let mut settled = 0;
        for block in 1..=EPOCH_BLOCKS {
            settled += rent.due(block, settled);
        }
        // THEN a day costs the same.
        assert_eq!((settled, rent.owed(EPOCH_BLOCKS)), (daily, daily));
    }
    // The slowest of rates costs its micro-dollar when the hour is full.
    assert_eq!((rent(1).owed(599), rent(1).owed(600)), (0, 1));
}

#[test]
fn a_lease_ends_at_the_block_that_the_escrow_can_pay() {
    // GIVEN 48 dollars' worth at two dollars per JOULE, and a rent of two dollars an hour
    let rent = rent(2_000_000);
    let (escrow, at) = (24 * JOULE, dollars(200));
    assert_eq!(usd_for(escrow, at), 48 * USD);
    // THEN it pays a day, to the block
    assert_eq!(rent.blocks_for(usd_for(escrow, at)), EPOCH_BLOCKS);
    // AND a pJ less pays one block less.
    assert_eq!(rent.blocks_for(usd_for(escrow - 1, at)), EPOCH_BLOCKS - 1);
    // WHEN half of it is settled THEN the other half still pays to the same block.
    let paid = Params::DEFAULT.settle_within(24 * USD, at, escrow).unwrap();
    let left = escrow - paid.settlement.burned;
    assert_eq!(rent.blocks_for(paid.usd_micro + usd_for(left, at)), EPOCH_BLOCKS);
    // Whatever takes no money or no time never ends.
    assert_eq!(self::rent(0).blocks_for(0), u32::MAX);
    assert_eq!(Rent { slot_ms: 0, ..rent }.blocks_for(0), u32::MAX);
    assert_eq!(self::rent(u64::MAX).blocks_for(0), 0);
}

#[test]
fn who_is_new_has_half_a_reputation() {
    assert_eq!(Record::default().reputation(), Perbill::from_percent(50));
    assert_eq!(u128::from(NEUTRAL_USD_MICRO), 2 * USD);
    let record = |completed: u64, failed: u64| Record {
        completed_usd_micro: completed * 1_000_000,
        failed_usd_micro: failed * 1_000_000,
    };
    assert_eq!(record(6, 0).reputation(), Perbill::from_percent(80));
    assert_eq!(record(0, 6).reputation(), Perbill::from_percent(20));
    assert_eq!(record(48, 48).reputation(), Perbill::from_percent(50));
    // Whoever fails at as much as it completes never gets above one half.
    assert_eq!(record(1_000_000, 1_000_000).reputation(), Perbill::from_percent(50));
}

#[test]
fn the_lowest_value_wins_then_the_larger_bond_then_who_came_first() {
    let new = Record::default();
    let known = Record { completed_usd_micro: 96_000_000, failed_usd_micro: 0 };
    let rank = Rank::new;
    // Half a reputation counts as a tenth more.
    assert_eq!(rank(new, 1_000_000, 0, 0).value(), 1_100_000 * 1_000_000_000);
    assert_eq!(rank(known, 1_000_000, 0, 0).value(), 1_004_000 * 1_000_000_000);
    // So who is known wins at a price that is 9 % higher.
    assert!(rank(known, 1_090_000, 0, 1) < rank(new, 1_000_000, 0, 0));
    assert!(rank(known, 1_100_000, 0, 1) > rank(new, 1_000_000, 0, 0));
    // A micro-dollar decides before any bond.
    assert!(rank(new, 999_999, 0, 1) < rank(new, 1_000_000, u128::MAX, 0));
    assert!(rank(new, 1_000_000, 6, 1) < rank(new, 1_000_000, 5, 0));
    assert!(rank(new, 1_000_000, 5, 0) < rank(new, 1_000_000, 5, 1));
}
