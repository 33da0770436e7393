// SPDX-License-Identifier: Apache-2.0
//! What the runtime API answers.

use crate::mock::*;
use frame_support::assert_ok;
use joule_primitives::{
    apis::staking::{Concentration, VALIDATORS_PER_PAGE},
    units::JOULE,
};

#[test]
fn pages_hold_all_validators_once() {
    let validators = (1..=120).map(|who| (who, 100 * JOULE)).collect::<Vec<_>>();
    run_with(LIMITS, &validators, || {
        let mut seen = Vec::new();
        for page in 0..3 {
            let told = Staking::validators(page);
            assert_eq!((told.page, told.pages, told.total), (page, 3, 120));
            assert!(told.validators.len() <= VALIDATORS_PER_PAGE as usize);
            seen.extend(told.validators.into_iter().map(|validator| validator.pool));
        }
        assert_eq!(seen, (0..120).collect::<Vec<_>>());
        for page in [3, u32::MAX] {
            assert!(Staking::validators(page).validators.is_empty());
        }
    });
}

#[test]
fn a_validator_is_told_as_of_now() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        assert!(Staking::reward_pool(&hot(ALICE), mint(10 * JOULE), 10).is_ok());
        pass(5);
        Staking::note_author(&hot(ALICE));
        let before = state();
        let told = Staking::validator(&hot(ALICE)).expect("it exists");
        assert_eq!(state(), before, "a question changes nothing");
        assert_eq!((told.hotkey, told.coldkey, told.pool), (hot(ALICE), ALICE, 0));
        assert_eq!(told.tokens, 1_505 * JOULE);
        assert_eq!(told.rewards_ahead, 5 * JOULE);
        assert_eq!(told.self_stake, value(ALICE, ALICE));
        assert!(told.standing && told.sitting && told.queued && told.has_keys);
        assert_eq!(told.blocks_this_session, 1);
        assert_eq!(told.take_ppm, 180_000);
        assert_eq!(Staking::validator(&NOBODY), None);
        // By the hotkey that was replaced, too.
        assert_ok!(Staking::swap_hotkey(
            signed(ALICE),
            hot(ALICE),
            5_000,
            Some(proof_of(5_000, ALICE))
        ));
        assert_eq!(Staking::validator(&hot(ALICE)), Staking::validator(&5_000));
    });
}

#[test]
fn stakes_are_told_with_their_exits() {
    run(|| {
        stake(CHARLIE, ALICE, 500 * JOULE);
        stake(CHARLIE, BOB, 5 * JOULE);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), Some(JOULE)));
        assert_ok!(Staking::move_stake(signed(CHARLIE), hot(ALICE), hot(BOB), Some(2 * JOULE)));
        assert_ok!(Staking::transfer_stake(signed(CHARLIE), hot(BOB), DAVE, None));
        assert_ok!(Staking::announce_coldkey(signed(CHARLIE), 50));
        let told = Staking::stakes(CHARLIE);
        assert_eq!(told.stakes.len(), 2);
        assert!(!told.more);
        assert_eq!(told.moves_to.expect("announced").coldkey, 50);

        let alice = &told.stakes[0];
        assert_eq!((alice.hotkey, alice.value), (hot(ALICE), 497 * JOULE));
        let (leaves, moves) = (&alice.exits[0], &alice.exits[1]);
        assert_eq!((leaves.requested, leaves.value, leaves.matured), (JOULE, JOULE, false));
        assert!(leaves.matures_at_block.is_some() && leaves.lands.is_none());
        assert_eq!(moves.matures_in_session, Some(6));
        assert_eq!(moves.lands.as_ref().map(|lands| lands.hotkey), Some(hot(BOB)));

        // Nothing is staked behind Bob any more, but something is on its way.
        let bob = &told.stakes[1];
        assert_eq!((bob.shares, bob.value), (0, 0));
        assert_eq!(bob.exits[0].lands.as_ref().map(|lands| lands.coldkey), Some(DAVE));
        Staking::slash(&hot(BOB), 0, 100, None);
        assert_eq!(Staking::stakes(CHARLIE).stakes[1].exits[0].value, 4_750 * JOULE / 1_000);
        assert!(Staking::stakes(NOBODY).stakes.is_empty());
    });
}

#[test]
fn concentration_is_told_by_hotkey_and_by_coldkey() {
    run_with(LIMITS, &[(1, 400 * JOULE), (2, 300 * JOULE), (3, 300 * JOULE)], || {
        // The first coldkey has a second hotkey, of the same stake.
        let second = 5_000;
        let take = crate::MAX_TAKE;
        let proof = Some(proof_of(second, 1));
        assert_ok!(Staking::register_validator(signed(1), second, take, proof));
        assert_ok!(Staking::stake(signed(1), second, 1_000 * JOULE));
        WithKeys::mutate(|keys| keys.push(second));
        assert_ok!(Staking::validate(signed(1), second));

        let told = Staking::decentralisation();
        assert_eq!((told.candidates, told.candidate_stake), (4, 2_000 * JOULE));
        assert_eq!(told.staked, 2_000 * JOULE);
        let by_hotkey = Concentration {
            top1_ppm: 500_000,
            top10_ppm: 1_000_000,
            nakamoto_third: 1,
            nakamoto_half: 2,
        };
        assert_eq!(told.by_hotkey, by_hotkey);
        let by_coldkey = Concentration {
            top1_ppm: 700_000,
            top10_ppm: 1_000_000,
            nakamoto_third: 1,
            nakamoto_half: 1,
        };
        assert_eq!(told.by_coldkey, by_coldkey);
        assert!(told.staked_ppm > 0);
    });
}

#[test]
fn concentration_of_nothing_is_nothing() {
    run_with(LIMITS, &[], || {
        let told = Staking::decentralisation();
        assert_eq!(told.by_hotkey, Concentration::default());
        assert_eq!((told.candidates, told.staked_ppm), (0, 0));
    });
}
