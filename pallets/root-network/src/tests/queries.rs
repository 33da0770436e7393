// SPDX-License-Identifier: Apache-2.0
//! What the runtime API answers.

use crate::mock::*;
use frame_support::assert_ok;
use joule_primitives::{
    apis::root::{ColdkeyVoice, RootWeight},
    subnets::NetUid,
    units::JOULE,
};

#[test]
fn before_anything_happened_there_is_little_to_tell() {
    run(|| {
        let told = Root::root_allocation(5 * JOULE);
        assert_eq!((told.block, told.last_epoch_block, told.next_epoch_block), (1, None, 100));
        assert_eq!(told.backlog, 5 * JOULE);
        assert!(told.members.is_empty() && told.voices.is_empty() && told.subnets.is_empty());
        assert_eq!((told.turnout_ppm, told.decided_ppm), (0, 0));
        assert_eq!((told.commit_reveal_period, told.expiry_blocks), (None, 201_600));
    });
}

#[test]
fn members_are_told_as_they_are_and_as_the_last_epoch_heard_them() {
    run_public(|| {
        // GIVEN an epoch of two members, after which a third came and one got more stake
        register(&[ALICE, BOB]);
        go_to(40);
        vote(ALICE, &[(1, 3), (2, 1)]);
        next_epoch();
        register(&[CHARLIE]);
        set_stake(ALICE, 5 * STAKE);
        go_to(150);
        let before = state();
        let told = Root::root_allocation(0);
        assert_eq!(state(), before, "a question changes nothing");
        assert_eq!((told.last_epoch_block, told.next_epoch_block), (Some(100), 200));

        let [alice, bob, charlie] = &told.members[..] else { panic!("{told:?}") };
        assert_eq!((alice.hotkey, alice.coldkey, alice.pool), (hot(ALICE), ALICE, 0));
        // Of two members with the same stake, a tenth of it counts of each.
        assert_eq!((alice.stake, alice.counted_stake), (5 * STAKE, STAKE / 5));
        assert_eq!(alice.voice_ppm, 500_000);
        let weight = |netuid, weight| RootWeight { netuid: NetUid(netuid), weight };
        assert_eq!(alice.weights, vec![weight(1, 3), weight(2, 1)]);
        assert_eq!(alice.weights_age_blocks, Some(110));
        assert_eq!(alice.weights_expire_at, Some(201_640));
        assert!(alice.agreement_ppm > 999_990);

        assert_eq!((bob.voice_ppm, bob.agreement_ppm), (500_000, 0));
        assert!(bob.weights.is_empty());
        assert_eq!((bob.weights_age_blocks, bob.weights_expire_at), (None, None));

        assert_eq!((charlie.stake, charlie.counted_stake, charlie.voice_ppm), (STAKE, 0, 0));
    });
}

#[test]
fn what_was_withdrawn_is_not_told() {
    run(|| {
        register(&[ALICE]);
        vote(ALICE, &[(1, 1)]);
        assert_ok!(Root::clear_root_weights(signed(ALICE), hot(ALICE)));
        let told = Root::root_allocation(0);
        assert!(told.members[0].weights.is_empty());
        assert_eq!(told.members[0].weights_age_blocks, None);
    });
}

#[test]
fn subnets_are_told_as_the_last_epoch_judged_them() {
    run(|| {
        register(&[ALICE, BOB, CHARLIE, DAVE]);
        [ALICE, BOB, CHARLIE].iter().for_each(|who| vote(*who, &[(1, 1)]));
        vote(DAVE, &[(2, 1)]);
        let amounts = next_epoch();
        let told = Root::root_allocation(0);
        assert_eq!(told.subnets.len(), 5);
        let [first, second, third, ..] = &told.subnets[..] else { panic!("{told:?}") };
        assert_eq!((first.netuid, second.netuid), (NetUid(1), NetUid(2)));
        assert_eq!((first.rank_ppm, first.trust_ppm), (750_000, 750_000));
        assert_eq!((second.rank_ppm, second.trust_ppm), (250_000, 250_000));
        // 1 / (1 + e^-2.5) and 1 / (1 + e^2.5), but for kappa's last digits.
        assert!((924_000..925_000).contains(&first.consensus_ppm), "{first:?}");
        assert!((75_000..76_000).contains(&second.consensus_ppm), "{second:?}");
        assert!(first.share_ppm > 970_000 && second.share_ppm < 30_000);
        assert_eq!((third.share_ppm, third.amount), (0, 0));
        assert_eq!((first.amount, second.amount), (amounts[0], amounts[1]));
        assert_eq!((told.turnout_ppm, told.decided_ppm), (1_000_000, 1_000_000));
        // What a member wanted and what came of it have little in common if few agree.
        let agreements = told.members.iter().map(|member| member.agreement_ppm);
        let agreements = agreements.collect::<Vec<_>>();
        assert_eq!(agreements[0], first.share_ppm);
        assert_eq!(agreements[3], second.share_ppm);
    });
}

#[test]
fn voices_are_told_by_coldkey() {
    run_public(|| {
        // GIVEN three members, of which two are Alice's
        register(&[ALICE, BOB, CHARLIE]);
        change_pool(BOB, |pool| pool.coldkey = ALICE);
        next_epoch();
        // WHEN one of hers leaves after the epoch
        assert_ok!(Root::leave_root(signed(ALICE), hot(BOB)));
        // THEN it is told that it was heard.
        let told = Root::root_allocation(0);
        assert_eq!(told.members.len(), 2);
        let third = STAKE * 3 / 10;
        let voice = |coldkey, members: u32, voice_ppm| ColdkeyVoice {
            coldkey,
            members,
            stake: STAKE * u128::from(members),
            counted_stake: third * u128::from(members),
            voice_ppm,
        };
        assert_eq!(told.voices, vec![voice(ALICE, 2, 666_666), voice(CHARLIE, 1, 333_333)]);
    });
}

#[test]
fn the_setting_of_commits_is_told() {
    run_hidden(|| {
        assert_eq!(Root::root_allocation(0).commit_reveal_period, Some(1));
    });
}
