// SPDX-License-Identifier: Apache-2.0
//! Epochs: that they are what the arithmetic says, when they run, and what they leave.

use super::model::Model;
use crate::{mock::*, BondResets, BondRows, Epochs, Error, Event, Funds, Permits, WeightRows};
use frame_support::{assert_noop, assert_ok};
use joule_math::yuma::{Alpha, Bonds, Parameters};
use joule_primitives::{
    subnets::{
        BondKind, EpochQueue, LiquidAlpha, NetUid, OnSubnets, SubnetParameters, Subnets, Uid,
    },
    types::Balance,
    units::JOULE,
};
use sp_runtime::DispatchError;

/// What Alice, Bob, Charlie and Dave say before an epoch, if they may: nothing new if it is empty.
/// And what they have staked then.
type Round = ([&'static [(Uid, u16)]; 4], [Balance; 4]);

/// Some tempos in which validators agree and disagree, come and go, and weigh themselves.
const ROUNDS: [Round; 6] = [
    (
        [
            &[(3, 65_535), (4, 30_000)],
            &[(1, 65_535), (3, 50_000), (4, 1)],
            &[(3, 65_535), (4, 65_535)],
            &[],
        ],
        [1_000 * JOULE, 2_345 * JOULE + 7, 777 * JOULE + 1, 0],
    ),
    (
        [&[], &[(3, 10_000), (4, 65_535)], &[], &[(4, 65_535)]],
        [1_000 * JOULE, 500 * JOULE, 777 * JOULE, 150 * JOULE],
    ),
    (
        [&[(0, 20_000), (4, 65_535)], &[], &[(1, 65_535)], &[(2, 65_535), (4, 5)]],
        [0, 500 * JOULE, 100 * JOULE - 1, 150 * JOULE],
    ),
    (
        [&[(3, 65_535)], &[(4, 65_535)], &[(3, 65_535)], &[(0, 1_000), (4, 65_535)]],
        [50 * JOULE, 500 * JOULE, 1_200 * JOULE, 0],
    ),
    (
        [&[(2, 65_535), (3, 65_535)], &[(3, 65_535)], &[(3, 1), (4, 65_535)], &[(4, 65_535)]],
        [STAKE, STAKE, STAKE, STAKE],
    ),
    ([&[], &[], &[], &[(1, 3), (2, 65_535), (3, 9)]], [STAKE, 3 * STAKE, STAKE, 9 * STAKE]),
];

/// Lets these tempos pass in a subnet with other parameters, in the chain and in the model.
fn follow(in_chain: impl FnOnce(&mut SubnetParameters), in_model: impl FnOnce(&mut Parameters)) {
    run_permitted(|| {
        let mut model = Model::permitted();
        change(ONE, in_chain);
        in_model(&mut model.parameters);
        for (round, (said, stakes)) in (1..).zip(ROUNDS) {
            for (coldkey, weights) in (ALICE..).zip(said) {
                if !weights.is_empty() && model.may_say(coldkey) {
                    model.say(coldkey, weights);
                }
            }
            for (coldkey, stake) in (ALICE..).zip(stakes) {
                model.stake(coldkey, stake);
            }
            model.pend(1_000 * JOULE + 12_345_679 * round);
            model.epoch();
        }
    });
}

#[test]
fn an_epoch_is_what_the_arithmetic_says_to_the_last_pj() {
    follow(|_| {}, |_| {});
}

#[test]
fn more_or_less_of_the_stake_makes_a_consensus_as_the_owner_chooses() {
    for kappa in [26_214, 52_428] {
        follow(|chain| chain.kappa = kappa, |model| model.kappa = kappa);
    }
}

#[test]
fn bonds_are_of_the_kind_that_the_owner_chooses() {
    let liquid = LiquidAlpha { low: 45_875, high: 58_982, steepness: 10 };
    let LiquidAlpha { low, high, steepness } = liquid;
    follow(
        |chain| chain.liquid_alpha = Some(liquid),
        |model| model.bonds = Bonds::Absolute(Alpha::Liquid { low, high, steepness }),
    );
    follow(
        |chain| chain.bonds = BondKind::Relative,
        |model| model.bonds = Bonds::Relative { alpha_ppm: 100_000 },
    );
    // Relative ones are never liquid.
    follow(
        |chain| {
            (chain.bonds, chain.bonds_alpha_ppm) = (BondKind::Relative, 654_321);
            chain.liquid_alpha = Some(liquid);
        },
        |model| model.bonds = Bonds::Relative { alpha_ppm: 654_321 },
    );
    follow(
        |chain| chain.bonds_alpha_ppm = 987_654,
        |model| model.bonds = Bonds::Absolute(Alpha::Ppm(987_654)),
    );
    for penalty in [0, 12_345] {
        follow(|chain| chain.bonds_penalty = penalty, |model| model.bonds_penalty = penalty);
    }
}

#[test]
fn as_many_validate_as_the_owner_chooses_and_always_the_owner() {
    for most in [1, 2] {
        follow(|chain| chain.max_validators = most, |model| model.max_validators = most);
    }
}

#[test]
fn who_gave_weights_too_long_ago_has_no_say() {
    for cutoff in [1, 2] {
        follow(|chain| chain.activity_cutoff = cutoff, |model| model.activity_cutoff = cutoff);
    }
    run_permitted(|| {
        // GIVEN weights of block 2, which count for ten blocks
        let mut model = Model::permitted();
        change(ONE, |parameters| parameters.activity_cutoff = 10);
        model.parameters.activity_cutoff = 10;
        model.say(BOB, &[(3, 65_535)]);
        model.epoch();
        pass_to(11);
        model.say(CHARLIE, &[(4, 65_535)]);
        // THEN both have a say in block 12
        model.epoch();
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 32_767, 32_767]);
        assert_eq!(Incentive::active(ONE), [false, true, true, false, false]);
        // THEN in block 13 only the other one has.
        model.epoch();
        assert_eq!(Incentive::active(ONE), [false, false, true, false, false]);
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 0, u16::MAX]);
    });
}

#[test]
fn permits_of_the_last_epoch_hold_until_this_one_has_run() {
    run_permitted(|| {
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0, 1, 2]);
        // GIVEN a neuron with more stake than all others, which weighs itself
        set_stake(DAVE, 100 * STAKE);
        set_weights(ONE, DAVE, &[(3, 1)]);
        set_weights(ONE, BOB, &[(4, 1)]);
        set_weights(ONE, CHARLIE, &[(3, 1)]);
        set_stake(CHARLIE, 0);
        epoch(ONE);
        // THEN in this epoch only Bob has a say, and in the next one Dave has, and Charlie none.
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 0, u16::MAX]);
        assert_eq!(Incentive::dividends(ONE), [0, u16::MAX, 0, 0, 0]);
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0, 1, 3]);
        assert!(BondRows::<Test>::contains_key(ONE, 1));
        assert!(!BondRows::<Test>::contains_key(ONE, 2));
        set_weights(ONE, DAVE, &[(2, 1)]);
        set_stake(BOB, 100 * JOULE - 1);
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE), [0, 0, u16::MAX, 0, 0]);
        // Whoever no longer may validate has no bonds any more.
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0, 3]);
        assert_eq!(BondRows::<Test>::iter_key_prefix(ONE).collect::<Vec<_>>(), [3]);
    });
}

#[test]
fn a_subnet_is_its_owners_even_without_stake() {
    run(|| {
        set_stake(ALICE, 0);
        epoch(ONE);
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0, 1, 2]);
        change(ONE, |parameters| parameters.max_validators = 1);
        // Of equal ones, those with the higher uids.
        epoch(ONE);
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0, 2]);
        change_subnet(ONE, |subnet| subnet.owner_uid = 4);
        epoch(ONE);
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [2, 4]);
    });
}

#[test]
fn nobody_but_the_owner_pays_itself_by_its_own_weight() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(1, 65_535), (3, 1)]);
        set_weights(ONE, CHARLIE, &[(2, 1)]);
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, u16::MAX, 0]);
        set_stake(ALICE, 10 * STAKE);
        set_weights(ONE, ALICE, &[(0, 1)]);
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE), [u16::MAX, 0, 0, 0, 0]);
    });
}

#[test]
fn weights_for_a_predecessor_count_nothing_for_who_took_its_place() {
    run_permitted(|| {
        // GIVEN validators who weigh Dave and Eve, and have bonds of both
        let mut model = Model::permitted();
        for validator in [BOB, CHARLIE] {
            model.say(validator, &[(3, 65_535), (4, 65_535)]);
        }
        model.pend(100 * JOULE);
        model.epoch();
        // WHEN another neuron takes Dave's place, in the block of the epoch
        let before = WeightRows::<Test>::get(ONE, 1);
        model.replace(3, 50);
        assert_eq!(WeightRows::<Test>::get(ONE, 1), before);
        // THEN it earns nothing by weights that were there before it
        model.pend(100 * JOULE);
        model.epoch();
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, 0, u16::MAX]);
        assert!(BondRows::<Test>::get(ONE, 1).iter().all(|(uid, _)| *uid != 3));
        // THEN it earns as soon as somebody weighs it again, and bonds of it start from none.
        for validator in [BOB, CHARLIE] {
            model.say(validator, &[(3, 65_535), (4, 65_535)]);
        }
        model.pend(100 * JOULE);
        let expected = model.epoch();
        assert!(expected.miners[3] > 0);
        let bonds = BondRows::<Test>::get(ONE, 1).to_vec();
        assert!(bonds[0].1 < bonds[1].1, "{bonds:?}");
    });
}

#[test]
fn weights_of_the_block_in_which_a_neuron_came_are_not_for_it() {
    run_permitted(|| {
        let mut model = Model::permitted();
        model.replace(4, 50);
        model.say(BOB, &[(3, 65_535), (4, 65_535)]);
        model.pend(100 * JOULE);
        model.epoch();
        assert_eq!(Incentive::incentive(ONE), [0, 0, 0, u16::MAX, 0]);
    });
}

#[test]
fn two_epochs_due_in_one_block_run_one_after_the_other() {
    run_permitted(|| {
        create(TWO, &[DAVE, EVE]);
        // GIVEN two epochs that are due, and one of them said to be twice
        pass_to(10);
        for netuid in [TWO, ONE, TWO] {
            Incentive::on_epoch_due(netuid);
        }
        assert!(Incentive::is_queued(ONE) && Incentive::is_queued(TWO));
        // THEN they run in the order in which they came, each once.
        pass(1);
        assert_eq!(Incentive::last_epoch_block(TWO), Some(11));
        assert_eq!(Incentive::last_epoch_block(ONE), Some(3));
        assert!(Incentive::is_queued(ONE) && !Incentive::is_queued(TWO));
        pass(1);
        assert_eq!(Incentive::last_epoch_block(ONE), Some(12));
        assert!(!Incentive::is_queued(ONE));
        pass(1);
        assert!(events().is_empty());
    });
}

#[test]
fn whatever_others_do_every_subnet_gets_its_turn() {
    run(|| {
        // GIVEN twenty subnets of one owner, whose epochs are due as often as he likes
        let others = (2..22).map(NetUid).collect::<Vec<_>>();
        for netuid in &others {
            create(*netuid, &[DAVE]);
        }
        for netuid in TestSubnets::all() {
            change_subnet(netuid, |subnet| subnet.tempo = 1_000_000);
        }
        pass_to(30);
        let due = |netuids: &[NetUid]| netuids.iter().for_each(|it| Incentive::on_epoch_due(*it));
        due(&others);
        due(&[ONE]);
        // THEN one that is due behind all of them waits for each of them once.
        for _ in 0..20 {
            due(&others);
            pass(1);
            assert!(Incentive::is_queued(ONE));
        }
        pass(1);
        assert_eq!(Incentive::last_epoch_block(ONE), Some(51));
    });
}

#[test]
fn a_subnet_that_is_removed_while_it_is_queued_leaves_its_turn_to_the_next_one() {
    run_permitted(|| {
        create(TWO, &[DAVE]);
        Incentive::on_epoch_due(ONE);
        Incentive::on_epoch_due(TWO);
        remove(ONE);
        pass(1);
        assert_eq!(Incentive::last_epoch_block(TWO), Some(3));
        assert_eq!(Incentive::last_epoch_block(ONE), Some(2), "what is not cleared yet stays");
        pass_to(100);
        assert!(!Incentive::is_queued(ONE));
    });
}

#[test]
fn without_weights_validators_share_their_half_by_stake_and_miners_get_nothing() {
    run(|| {
        // GIVEN stakes of three validators, and of miners with enough and too little
        let mut model = Model::of([STAKE, STAKE, 3 * STAKE, 100 * JOULE, 100 * JOULE - 1]);
        model.pend(1_000 * JOULE + 3);
        // WHEN the first epoch runs, in which nobody can have given weights yet
        model.epoch();
        // THEN who has enough shares the validators' half, and the miners' is pending.
        assert!(rewarded(DAVE) > 0 && rewarded(EVE) == 0);
        assert_eq!(Funds::<Test>::get(ONE).pending.miners, 410 * JOULE + 1);
        // The same holds for validators that keep silent.
        model.pend(1_000 * JOULE);
        model.epoch();
        assert_eq!(model.miners, 820 * JOULE + 1);
        assert_eq!([DAVE, EVE].map(free), [ENDOWMENT; 2]);
    });
}

#[test]
fn validators_who_agree_on_nothing_share_their_half_by_active_stake() {
    run_permitted(|| {
        let mut model = Model::permitted();
        model.say(BOB, &[(3, 65_535)]);
        model.say(CHARLIE, &[(4, 65_535)]);
        model.stake(CHARLIE, 900 * JOULE);
        model.stake(BOB, 900 * JOULE);
        change(ONE, |parameters| parameters.kappa = 52_428);
        model.parameters.kappa = 52_428;
        model.pend(1_000 * JOULE);
        let expected = model.epoch();
        assert!(expected.outcome.by_stake);
        // Alice gave no weights.
        assert_eq!([ALICE, BOB, CHARLIE].map(rewarded), [0, 205 * JOULE, 205 * JOULE]);
    });
}

#[test]
fn without_stake_only_the_owner_is_paid() {
    run(|| {
        let mut model = Model::of([0; 5]);
        model.pend(1_000 * JOULE);
        model.epoch();
        assert_eq!((model.miners, model.validators), (410 * JOULE, 410 * JOULE));
        assert_eq!(Permits::<Test>::get(ONE).to_vec(), [0]);
        assert_eq!(free(ALICE), ENDOWMENT + 180 * JOULE);
    });
}

#[test]
fn the_only_neuron_of_a_subnet_earns_all_of_it() {
    run(|| {
        create(TWO, &[FRANK]);
        pend(TWO, 100 * JOULE);
        epoch(TWO);
        // Before it gave itself weights: the owner's part and the validators' half.
        assert_eq!((free(FRANK), rewarded(FRANK)), (ENDOWMENT + 18 * JOULE, 41 * JOULE));
        set_weights(TWO, FRANK, &[(0, 1)]);
        pend(TWO, 100 * JOULE);
        epoch(TWO);
        assert_eq!((free(FRANK), rewarded(FRANK)), (ENDOWMENT + 118 * JOULE, 82 * JOULE));
        assert_eq!(Funds::<Test>::get(TWO).pending.total(), 0);
    });
}

#[test]
fn an_epoch_with_nothing_to_pay_still_counts() {
    run_permitted(|| {
        set_weights(ONE, BOB, &[(3, 1)]);
        epoch(ONE);
        assert_eq!(Incentive::incentive(ONE)[3], u16::MAX);
        assert!(BondRows::<Test>::contains_key(ONE, 1));
        let (miners, validators) = (vec![], vec![]);
        let (netuid, block, owner, refused, lapsed) = (ONE, 3, 0, 0, 0);
        let event = Event::EpochRun { netuid, block, owner, miners, validators, refused, lapsed };
        assert_eq!(events(), [event]);
    });
}

#[test]
fn the_epoch_after_a_reset_starts_from_no_bonds_and_the_following_goes_on_from_there() {
    run_permitted(|| {
        let mut model = Model::permitted();
        model.say(BOB, &[(3, 65_535), (4, 65_535)]);
        model.say(CHARLIE, &[(3, 65_535)]);
        for _ in 0..3 {
            model.pend(100 * JOULE);
            model.epoch();
        }
        let before = BondRows::<Test>::get(ONE, 1)[0].1;
        // WHEN the owner voids all bonds, in the block of an epoch
        assert_ok!(Incentive::reset_bonds(signed(ALICE), ONE));
        assert_eq!(events().last(), Some(&Event::BondsReset { netuid: ONE }));
        for neuron in &mut model.neurons {
            neuron.bonds.clear();
        }
        model.pend(100 * JOULE);
        model.epoch();
        let reset = BondRows::<Test>::get(ONE, 1)[0].1;
        assert!(reset < before);
        // THEN that was it.
        model.pend(100 * JOULE);
        model.epoch();
        assert!(BondRows::<Test>::get(ONE, 1)[0].1 > reset);
    });
}

#[test]
fn bonds_of_one_kind_are_worth_nothing_as_the_other() {
    run_permitted(|| {
        let mut model = Model::permitted();
        model.say(BOB, &[(3, 65_535), (4, 65_535)]);
        model.say(CHARLIE, &[(3, 65_535)]);
        let kinds = [
            (BondKind::Absolute, Bonds::Absolute(Alpha::Ppm(100_000))),
            (BondKind::Relative, Bonds::Relative { alpha_ppm: 100_000 }),
            (BondKind::Absolute, Bonds::Absolute(Alpha::Ppm(100_000))),
        ];
        for (in_chain, in_model) in kinds {
            // WHEN the owner chooses another kind, all start from none
            change(ONE, |parameters| parameters.bonds = in_chain);
            model.parameters.bonds = in_model;
            for neuron in &mut model.neurons {
                neuron.bonds.clear();
            }
            // THEN they build up from there.
            for _ in 0..2 {
                model.pend(100 * JOULE);
                model.epoch();
            }
        }
    });
}

#[test]
fn bonds_are_reset_by_the_owner_once_in_five_tempos() {
    run_permitted(|| {
        let reset = |who| Incentive::reset_bonds(who, ONE);
        assert_noop!(reset(signed(BOB)), Error::<Test>::NotSubnetOwner);
        assert_noop!(reset(signed(hot(ALICE))), Error::<Test>::NotSubnetOwner);
        assert_noop!(reset(RuntimeOrigin::none()), DispatchError::BadOrigin);
        assert_noop!(reset(RuntimeOrigin::root()), DispatchError::BadOrigin);
        assert_noop!(Incentive::reset_bonds(signed(ALICE), TWO), Error::<Test>::SubnetNotFound);
        assert_ok!(reset(signed(ALICE)));
        for block in [2, 101] {
            pass_to(block);
            assert_noop!(reset(signed(ALICE)), Error::<Test>::BondsResetTooRecently);
        }
        pass_to(102);
        assert_ok!(reset(signed(ALICE)));
        assert_eq!(BondResets::<Test>::get(ONE), Some(102));
        // Whoever owns the subnet now.
        change_subnet(ONE, |subnet| subnet.owner_uid = 1);
        pass_to(202);
        assert_noop!(reset(signed(ALICE)), Error::<Test>::NotSubnetOwner);
        assert_ok!(reset(signed(BOB)));
    });
}

#[test]
fn the_most_neurons_and_validators_fit_into_an_epoch() {
    run(|| {
        // GIVEN a subnet with 300 neurons, of which 257 may validate and say something of 40
        change(ONE, |parameters| parameters.max_validators = 256);
        for coldkey in 1_000..1_295 {
            register(ONE, coldkey);
        }
        for slot in TestSubnets::neurons(ONE) {
            StakesBehind::mutate(|stakes| stakes.insert(slot.hotkey, STAKE));
        }
        set_stake(ALICE, 0);
        epoch(ONE);
        let permits = Permits::<Test>::get(ONE);
        assert_eq!(permits.len(), 257);
        let pairs = (100..140).map(|uid| (uid, u16::MAX)).collect::<Vec<_>>();
        for uid in permits {
            let hotkey = TestSubnets::neurons(ONE)[usize::from(uid)].hotkey;
            let entries = weights(&pairs);
            assert_ok!(Incentive::set_weights(signed(hotkey), ONE, entries, 0));
        }
        pend(ONE, 100_000 * JOULE);
        epoch(ONE);
        let record = Epochs::<Test>::get(ONE).expect("it ran");
        assert_eq!(record.paid.len(), 300);
        assert!(record.incentive[100..140].iter().all(|part| *part > 0));
        assert_eq!(BondRows::<Test>::iter_key_prefix(ONE).count(), 257);
    });
}
