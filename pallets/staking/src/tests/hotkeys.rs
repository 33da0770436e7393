// SPDX-License-Identifier: Apache-2.0
//! Hotkeys: whom they serve, what their owners set, and how one replaces another.

use crate::{
    mock::*, Error, Event, Hotkeys, Identities, Identity, StakerIds, Stakers, MAX_TAKE, SWAP_FEE,
};
use frame_support::{assert_noop, assert_ok, dispatch::GetDispatchInfo};
use joule_primitives::{
    money::BurnReason,
    staking::{Hotkeys as HotkeysTrait, RewardPools},
    subnets::StakeBehind,
    units::JOULE,
};
use sp_runtime::{
    testing::TestSignature,
    traits::{BadOrigin, Dispatchable},
    DispatchError, Permill, TokenError,
};

fn percent(percent: u32) -> Permill {
    Permill::from_percent(percent)
}

fn register_validator(
    coldkey: AccountId,
    hotkey: AccountId,
    proof: Option<TestSignature>,
) -> sp_runtime::DispatchResult {
    Staking::register_validator(signed(coldkey), hotkey, percent(10), proof)
}

#[test]
fn a_hotkey_that_signed_gets_a_pool() {
    run(|| {
        let (hotkey, coldkey, take) = (hot(CHARLIE), CHARLIE, percent(10));
        assert_ok!(register_validator(coldkey, hotkey, Some(proof_of(hotkey, coldkey))));
        assert_eq!(
            events(),
            vec![
                Event::HotkeyClaimed { hotkey, coldkey },
                Event::ValidatorRegistered { pool: 2, hotkey, coldkey, take },
            ]
        );
        assert_eq!(<Staking as HotkeysTrait<_, _>>::coldkey_of(&hotkey), Some(coldkey));
    });
}

#[test]
fn a_wallet_that_marks_what_it_signs_is_understood() {
    run(|| {
        let TestSignature(signer, message) = proof_of(hot(CHARLIE), CHARLIE);
        let marked = [b"<Bytes>".to_vec(), message, b"</Bytes>".to_vec()].concat();
        let proof = TestSignature(signer, marked);
        assert_ok!(register_validator(CHARLIE, hot(CHARLIE), Some(proof)));
    });
}

#[test]
fn who_runs_in_front_cannot_bind_anothers_hotkey() {
    run(|| {
        // Dave saw Charlie's registration in the pool, and sends its own first.
        let seen = proof_of(hot(CHARLIE), CHARLIE);
        let other_chain = TestSignature(hot(CHARLIE), crate::proof_message(&[7u8; 32], &DAVE));
        let forged = TestSignature(DAVE, crate::proof_message(&System::block_hash(0), &DAVE));
        for proof in [Some(seen), Some(other_chain), Some(forged), None] {
            assert_noop!(
                register_validator(DAVE, hot(CHARLIE), proof),
                Error::<Test>::HotkeyProofInvalid
            );
        }
        assert_ok!(register_validator(
            CHARLIE,
            hot(CHARLIE),
            Some(proof_of(hot(CHARLIE), CHARLIE))
        ));
        assert_noop!(
            register_validator(DAVE, hot(CHARLIE), Some(proof_of(hot(CHARLIE), DAVE))),
            Error::<Test>::HotkeyOwnedByAnother
        );
    });
}

#[test]
fn a_hotkey_that_is_the_coldkey_needs_no_proof() {
    run(|| {
        assert_ok!(register_validator(CHARLIE, CHARLIE, None));
        assert_noop!(
            register_validator(CHARLIE, CHARLIE, None),
            Error::<Test>::ValidatorAlreadyExists
        );
    });
}

#[test]
fn a_registration_that_fails_claims_nothing() {
    run(|| {
        assert_noop!(
            Staking::register_validator(signed(CHARLIE), CHARLIE, percent(19), None),
            Error::<Test>::TakeTooHigh
        );
        assert_noop!(
            Staking::register_validator(signed(CHARLIE), CHARLIE, Permill::one(), None),
            Error::<Test>::TakeTooHigh
        );
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            let refused = Staking::register_validator(origin, CHARLIE, percent(1), None);
            assert_noop!(refused, BadOrigin);
        }
        assert_eq!(Hotkeys::<Test>::get(CHARLIE), None);
    });
}

#[test]
fn another_pallet_claims_a_hotkey_once() {
    run(|| {
        let claim = |coldkey, proof: Option<&TestSignature>| {
            <Staking as HotkeysTrait<_, _>>::claim(&coldkey, &hot(CHARLIE), proof)
        };
        assert_noop!(claim(CHARLIE, None), Error::<Test>::HotkeyProofInvalid);
        assert_ok!(claim(CHARLIE, Some(&proof_of(hot(CHARLIE), CHARLIE))));
        // From now on the coldkey's word is enough.
        assert_ok!(claim(CHARLIE, None));
        let other = claim(DAVE, Some(&proof_of(hot(CHARLIE), DAVE)));
        assert_eq!(other, Err(Error::<Test>::HotkeyOwnedByAnother.into()));
        // A reward makes the pool that was missing, at the largest take.
        let paid = <Staking as RewardPools<_, _>>::reward(&hot(CHARLIE), mint(JOULE), 1);
        assert!(paid.is_ok());
        assert_eq!(pool(CHARLIE).take, MAX_TAKE);
    });
}

#[test]
fn a_take_falls_at_any_time_and_rises_once_a_month() {
    run(|| {
        let set_take = |take| Staking::set_take(signed(ALICE), hot(ALICE), take);
        assert_ok!(set_take(percent(5)));
        assert_ok!(set_take(percent(0)));
        assert_ok!(set_take(percent(3)));
        assert_noop!(set_take(percent(4)), Error::<Test>::TakeRaisedTooRecently);
        assert_ok!(set_take(percent(1)));
        pass(LIMITS.take_raise_delay_blocks - 1);
        assert_noop!(set_take(percent(2)), Error::<Test>::TakeRaisedTooRecently);
        pass(1);
        assert_ok!(set_take(percent(18)));
        assert_noop!(set_take(percent(19)), Error::<Test>::TakeTooHigh);
        assert_ok!(set_take(percent(18)));
    });
}

#[test]
fn rewards_on_their_way_keep_the_take_of_their_day() {
    run(|| {
        assert_ok!(Staking::set_take(signed(ALICE), hot(ALICE), percent(0)));
        stake(CHARLIE, ALICE, 1_000 * JOULE);
        assert!(Staking::reward_pool(&hot(ALICE), mint(100 * JOULE), 10).is_ok());
        assert_ok!(Staking::set_take(signed(ALICE), hot(ALICE), percent(18)));
        pass(10);
        assert_eq!(value(CHARLIE, ALICE), 1_050 * JOULE);
    });
}

#[test]
fn only_its_owner_changes_a_validator() {
    run(|| {
        let identity = Some(Identity::default());
        for (hotkey, error) in [
            (hot(ALICE), Error::<Test>::NotOwner),
            (hot(CHARLIE), Error::<Test>::ValidatorNotFound),
        ] {
            assert_noop!(Staking::set_take(signed(BOB), hotkey, percent(1)), error);
            let error = || match hotkey == hot(ALICE) {
                true => Error::<Test>::NotOwner,
                false => Error::<Test>::ValidatorNotFound,
            };
            assert_noop!(Staking::validate(signed(BOB), hotkey), error());
            assert_noop!(Staking::chill(signed(BOB), hotkey), error());
            assert_noop!(Staking::set_identity(signed(BOB), hotkey, identity.clone()), error());
            let proof = Some(proof_of(7_000, BOB));
            assert_noop!(Staking::swap_hotkey(signed(BOB), hotkey, 7_000, proof), error());
        }
        // The hotkey is not the owner either.
        assert_noop!(
            Staking::set_take(signed(hot(ALICE)), hot(ALICE), percent(1)),
            Error::<Test>::NotOwner
        );
        for origin in [RuntimeOrigin::none(), RuntimeOrigin::root()] {
            assert_noop!(Staking::set_take(origin.clone(), hot(ALICE), percent(1)), BadOrigin);
            assert_noop!(Staking::validate(origin.clone(), hot(ALICE)), BadOrigin);
            assert_noop!(Staking::chill(origin.clone(), hot(ALICE)), BadOrigin);
            assert_noop!(Staking::set_identity(origin.clone(), hot(ALICE), None), BadOrigin);
            assert_noop!(Staking::swap_hotkey(origin.clone(), hot(ALICE), 7, None), BadOrigin);
            assert_noop!(Staking::purge_keys(origin), BadOrigin);
        }
    });
}

#[test]
fn a_validator_says_something_about_itself_and_takes_it_back() {
    run(|| {
        let name = b"Alice's rack".to_vec().try_into().expect("short");
        let identity = Identity { name, ..Default::default() };
        let set = |identity| Staking::set_identity(signed(ALICE), hot(ALICE), identity);
        assert_ok!(set(Some(identity)));
        let told = Staking::validator(&hot(ALICE)).and_then(|validator| validator.identity);
        assert_eq!(told.expect("it said something").name, "Alice's rack");
        // Bytes that are no text are shown as well as can be.
        let name = vec![0xff, 0xfe].try_into().expect("short");
        assert_ok!(set(Some(Identity { name, ..Default::default() })));
        assert!(Staking::validator(&hot(ALICE)).is_some());
        assert_ok!(set(None));
        assert_eq!(Identities::<Test>::get(0), None);
    });
}

#[test]
fn a_hotkey_is_replaced_and_its_pool_stays() {
    run(|| {
        stake(CHARLIE, ALICE, JOULE);
        let new = 5_000;
        let proof = Some(proof_of(new, ALICE));
        let before = free(ALICE);
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), new, proof.clone()));

        assert_eq!(free(ALICE), before - SWAP_FEE);
        assert_eq!(Burned::get(), vec![(BurnReason::Registration, SWAP_FEE)]);
        assert_eq!(Swaps::get(), vec![(hot(ALICE), new)]);
        assert_eq!(stored_pool(ALICE).hotkey, new);
        assert_eq!(value(CHARLIE, ALICE), JOULE);
        // The new one validates as soon as it has keys of its own.
        assert_eq!(Staking::elected(), vec![hot(BOB)]);
        WithKeys::mutate(|keys| keys.push(new));
        assert_eq!(Staking::elected(), vec![new, hot(BOB)]);

        // The old one is never used again, by nobody.
        assert_noop!(
            register_validator(ALICE, hot(ALICE), Some(proof_of(hot(ALICE), ALICE))),
            Error::<Test>::HotkeyRetired
        );
        assert_noop!(
            register_validator(DAVE, hot(ALICE), Some(proof_of(hot(ALICE), DAVE))),
            Error::<Test>::HotkeyOwnedByAnother
        );
        for call in [
            Staking::set_take(signed(ALICE), hot(ALICE), percent(1)),
            Staking::validate(signed(ALICE), hot(ALICE)),
            Staking::chill(signed(ALICE), hot(ALICE)),
        ] {
            assert_eq!(call, Err(Error::<Test>::HotkeyRetired.into()));
        }
        assert_noop!(
            Staking::swap_hotkey(signed(ALICE), hot(ALICE), 6_000, Some(proof_of(6_000, ALICE))),
            Error::<Test>::HotkeyRetired
        );
        assert_noop!(
            Staking::swap_hotkey(signed(ALICE), new, hot(ALICE), Some(proof_of(hot(ALICE), ALICE))),
            Error::<Test>::HotkeyInUse
        );
    });
}

#[test]
fn a_swap_that_cannot_be_changes_nothing() {
    run(|| {
        let swap = |new, proof| Staking::swap_hotkey(signed(ALICE), hot(ALICE), new, proof);
        let proof = Some(proof_of(5_000, ALICE));
        assert_noop!(swap(hot(BOB), Some(proof_of(hot(BOB), ALICE))), Error::<Test>::HotkeyInUse);
        assert_noop!(swap(hot(ALICE), None), Error::<Test>::HotkeyInUse);
        assert_noop!(swap(5_000, None), Error::<Test>::HotkeyProofInvalid);
        assert_noop!(swap(5_000, Some(proof_of(5_000, BOB))), Error::<Test>::HotkeyProofInvalid);
        RefuseSwaps::set(true);
        assert_noop!(swap(5_000, proof.clone()), DispatchError::Other("the follower refuses"));
        RefuseSwaps::set(false);
        let rest = free(ALICE) - SWAP_FEE;
        assert_ok!(Balances::transfer_keep_alive(signed(ALICE), DAVE, rest));
        assert_noop!(swap(5_000, proof), TokenError::FundsUnavailable);
    });
}

#[test]
fn a_swap_is_charged_what_its_followers_did() {
    run(|| {
        let proof = Some(proof_of(5_000, ALICE));
        let call = crate::Call::swap_hotkey { old: hot(ALICE), new: 5_000, proof };
        let call = RuntimeCall::Staking(call);
        let announced = call.get_dispatch_info().call_weight;
        assert_eq!(announced, FOLLOWED.saturating_mul(10));
        let done = call.dispatch(signed(ALICE)).expect("it may be replaced");
        assert_eq!(done.actual_weight, Some(FOLLOWED));
    });
}

#[test]
fn the_stake_behind_a_hotkey_is_what_reached_its_pool() {
    run(|| {
        let behind = |hotkey| <Staking as StakeBehind<_>>::stake_behind(&hotkey);
        stake(CHARLIE, ALICE, 500 * JOULE);
        assert_eq!(behind(hot(ALICE)), 1_500 * JOULE);
        // Rewards count as they flow, and asking moves nothing.
        assert!(Staking::reward_pool(&hot(ALICE), mint(100 * JOULE), 10).is_ok());
        pass(4);
        let before = state();
        assert_eq!(behind(hot(ALICE)), 1_540 * JOULE);
        assert_eq!(state(), before);
        // What leaves does not count any more.
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), Some(100 * JOULE)));
        assert_eq!(behind(hot(ALICE)), 1_440 * JOULE);
    });
}

#[test]
fn the_stake_follows_a_hotkey_that_is_replaced() {
    run(|| {
        let behind = |hotkey| <Staking as StakeBehind<_>>::stake_behind(&hotkey);
        let proof = Some(proof_of(5_000, ALICE));
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), 5_000, proof));
        assert_eq!((behind(hot(ALICE)), behind(5_000)), (0, 1_000 * JOULE));
    });
}

#[test]
fn nothing_is_staked_behind_who_has_no_pool() {
    run(|| {
        let behind = |hotkey| <Staking as StakeBehind<_>>::stake_behind(&hotkey);
        assert_eq!(behind(NOBODY), 0);
        let proof = proof_of(hot(CHARLIE), CHARLIE);
        assert_ok!(<Staking as HotkeysTrait<_, _>>::claim(&CHARLIE, &hot(CHARLIE), Some(&proof)));
        assert_eq!(behind(hot(CHARLIE)), 0);
    });
}

#[test]
fn session_keys_stay_while_they_are_needed() {
    run(|| {
        let purge = |hotkey| Staking::purge_keys(signed(hotkey));
        // Stands, sits and is queued.
        assert_noop!(purge(hot(ALICE)), Error::<Test>::SessionKeysInUse);
        assert_ok!(Staking::chill(signed(ALICE), hot(ALICE)));
        // Sits and is queued.
        assert_noop!(purge(hot(ALICE)), Error::<Test>::SessionKeysInUse);
        next_session();
        // Sits: it was queued before it was chilled.
        assert!(!Queued::get().contains(&hot(ALICE)));
        assert_noop!(purge(hot(ALICE)), Error::<Test>::SessionKeysInUse);
        next_session();
        assert_ok!(purge(hot(ALICE)));
        assert_noop!(purge(hot(ALICE)), Error::<Test>::SessionKeysMissing);
        assert_noop!(purge(CHARLIE), Error::<Test>::SessionKeysMissing);
    });
}

#[test]
fn a_replaced_hotkey_gets_its_key_deposit_back_when_it_no_longer_sits() {
    run(|| {
        let proof = Some(proof_of(5_000, ALICE));
        assert_ok!(Staking::swap_hotkey(signed(ALICE), hot(ALICE), 5_000, proof));
        WithKeys::mutate(|keys| keys.push(5_000));
        assert_noop!(Staking::purge_keys(signed(hot(ALICE))), Error::<Test>::SessionKeysInUse);
        next_session();
        next_session();
        assert_ok!(Staking::purge_keys(signed(hot(ALICE))));
        assert_noop!(Staking::purge_keys(signed(5_000)), Error::<Test>::SessionKeysInUse);
    });
}

#[test]
fn hotkeys_keep_their_coldkey_known() {
    run(|| {
        register(CHARLIE);
        let staker = StakerIds::<Test>::get(CHARLIE).expect("known");
        stake(CHARLIE, ALICE, JOULE);
        assert_ok!(Staking::unstake(signed(CHARLIE), hot(ALICE), None));
        pass(LIMITS.min_unbonding_blocks);
        assert_ok!(Staking::withdraw(signed(CHARLIE), hot(ALICE), CHARLIE));
        assert_eq!(Stakers::<Test>::get(staker).expect("it has a hotkey").positions, 1);
    });
}
