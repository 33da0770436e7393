// SPDX-License-Identifier: Apache-2.0
//! Authors of blocks, who know their own randomness before others do, and may withhold a block.

use crate::{mock::*, Settings, FAILURE_SLASHES, REWARDS_PER_BOND};
use codec::Encode;
use joule_pogw::beacon::{self, Probability};
use joule_primitives::attestation::DeviceKey;

const TENTH: Probability = Probability { numerator: 1, denominator: 10 };

/// What the block before the sample gives, for the `number`th time and the `choice`th author.
fn output(number: u32, choice: u32) -> [u8; 32] {
    sp_io::hashing::sha2_256(&(number, choice).encode())
}

/// In how many of 10,000 challenges a device is audited if who writes the last block may choose
/// among so many outputs.
fn audits_with(choices: u32) -> usize {
    let device = DeviceKey([4; 32]);
    let is_audited = |number, choice| {
        let before = output(number, u32::MAX);
        let sample = beacon::step(&before, number, Some(&output(number, choice)));
        beacon::is_audited(&sample, &device.0, TENTH)
    };
    let all = |number: &u32| (0..choices).all(|choice| is_audited(*number, choice));
    (0..10_000).filter(all).count()
}

#[test]
fn who_may_withhold_the_last_block_draws_twice_and_with_two_blocks_three_times() {
    // A tenth, a tenth of that, and a tenth of that.
    let audits = [1, 2, 3].map(audits_with);
    assert!((900..=1_100).contains(&audits[0]), "{audits:?}");
    assert!((60..=140).contains(&audits[1]), "{audits:?}");
    assert!((1..=25).contains(&audits[2]), "{audits:?}");
}

/// How likely a device of an author is audited at least, in 10^12, if a tenth of all commits are,
/// and the author has one slot in `one_in` and withholds whatever is against it. Only runs of up to two
/// slots of its own are counted; longer ones add to it.
fn audited_despite(one_in: u64) -> u64 {
    let whole = 1_000_000_000_000;
    let (own, other) = (1, one_in - 1);
    // Another's slot is the last one: a tenth.
    let by_others = whole * other / one_in / 10;
    // A single slot of its own, which it takes or leaves: a hundredth.
    let by_one = whole * own * other * other / one_in.pow(3) / 100;
    // The second of two: nothing but another try is left to it. The first: two tries are.
    let by_two = whole * own * other * other / one_in.pow(4);
    by_others + by_one + by_two / 100 + by_two / 1_000
}

#[test]
fn inventing_does_not_pay_for_who_writes_up_to_a_third_of_all_blocks() {
    // What a bond of 300 rewards loses by its first failure, in rewards.
    let slash = FAILURE_SLASHES[0].mul_floor(u64::from(REWARDS_PER_BOND) * 10);
    assert_eq!(slash, 15);
    for one_in in 3..100 {
        let audited = audited_despite(one_in);
        let (gained, lost) = ((1_000_000_000_000 - audited) * 11 / 10, audited * slash);
        assert!(lost > gained, "one slot in {one_in}: {gained} and {lost}");
    }
    // Whoever has half of them would gain, if blocks that are withheld cost nothing.
    let audited = audited_despite(2);
    assert!(audited * slash < (1_000_000_000_000 - audited) * 11 / 10);
}

#[test]
fn many_devices_gain_less_by_a_block_that_is_withheld_than_one() {
    // Of 100 devices the author takes the better of two draws.
    let drawn = |number, choice| {
        let sample = beacon::step(&output(number, 9), number, Some(&output(number, choice)));
        (0..100u8).filter(|seed| beacon::is_audited(&sample, &[*seed; 32], TENTH)).count()
    };
    let best = |number| drawn(number, 0).min(drawn(number, 1));
    let total = (0..200).map(best).sum::<usize>();
    // Two thousand would be expected without a choice, and a tenth of that of a single device.
    assert!((1_550..=1_850).contains(&total), "{total}");
}

#[test]
fn nobody_commits_any_more_when_the_first_of_the_last_blocks_is_written() {
    run(|| {
        let settings = Settings::<Test>::get();
        let public = crate::AttestationSettings::public();
        for settings in [&settings, &public] {
            let between = settings.sample_at(0) - settings.commit_until(0);
            assert_eq!(between, settings.delay_blocks);
        }
        // Eight blocks: who has a third of the slots writes all of them once in 6,561 challenges.
        assert_eq!(3u32.pow(public.delay_blocks), 6_561);
        let mut gpu = gpu(1);
        gpu.register(ALICE);
        let open = next_challenge();
        gpu.compute(1);
        let call = gpu.commit_call();
        go_to(settings.commit_until(open.opened_at) + 1);
        while current().sample.is_none() {
            refuse(call.clone(), STALE);
            pass(1);
        }
    });
}

#[test]
fn what_an_author_knows_an_epoch_ahead_says_nothing_without_the_blocks_between() {
    // GIVEN an author that knows its output in block 100 long before, and what would be drawn there
    let known = output(0, 0);
    let draw = |before: &[u8; 32]| beacon::step(before, 100, Some(&known));
    // THEN every output of another before it changes that
    let mut seen = std::collections::BTreeSet::new();
    for others in 1..=100 {
        let before = beacon::step(&[0; 32], 99, Some(&output(others, 1)));
        assert!(seen.insert(draw(&before)));
    }
    let schedule = crate::AttestationSettings::public().schedule();
    let opens = seen.iter().filter(|value| schedule.opens(value, 700, 0)).count();
    assert!(opens <= 3, "a challenge opens in one of 600 blocks: {opens} of 100");
}
