// SPDX-License-Identifier: Apache-2.0
//! What an owner may change of its subnet, and when.

use crate::{
    default_parameters, mock::*, Error, Event, ParametersUpdate, SubnetLimits, START_PRICE,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    subnets::{BondKind, LiquidAlpha, NetUid, SubnetParameters},
    types::BlockNumber,
    units::{JOULE, MICROJOULE},
};
use sp_runtime::DispatchResult;

fn set_parameters(netuid: NetUid, update: ParametersUpdate) -> DispatchResult {
    Subnets::set_parameters(signed(ALICE), netuid, update)
}

fn kappa(kappa: u16) -> ParametersUpdate {
    ParametersUpdate { kappa: Some(kappa), ..Default::default() }
}

fn version(version: u32) -> ParametersUpdate {
    ParametersUpdate { weights_version: Some(version), ..Default::default() }
}

fn at(block: BlockNumber) {
    System::set_block_number(block);
}

#[test]
fn new_subnets_have_the_published_defaults() {
    let defaults = default_parameters(SubnetLimits::PUBLIC.tempo_default);
    assert_eq!(defaults.tempo, 360);
    assert_eq!((defaults.max_neurons, defaults.max_validators), (256, 64));
    assert_eq!((defaults.immunity_blocks, defaults.activity_cutoff), (5_000, 5_000));
    assert_eq!((defaults.min_weights, defaults.weights_rate_limit), (1, 100));
    assert_eq!((defaults.weights_version, defaults.kappa), (0, 32_767));
    assert_eq!((defaults.bonds, defaults.bonds_penalty), (BondKind::Absolute, 65_535));
    assert_eq!((defaults.bonds_alpha_ppm, defaults.liquid_alpha), (100_000, None));
    assert_eq!((defaults.commit_reveal, defaults.commit_reveal_period), (true, 1));
    assert_eq!((defaults.burn.min, defaults.burn.max), (500 * MICROJOULE, 100 * JOULE));
    assert_eq!((defaults.burn.half_life_blocks, defaults.burn.step_ppm), (720, 1_260_000));
    assert!(defaults.registration_open);
    // Where tempos are short, weights may still be set once in each.
    assert_eq!(default_parameters(20).weights_rate_limit, 20);
}

#[test]
fn an_update_changes_only_what_it_names() {
    let alpha = LiquidAlpha { low: 45_874, high: 58_982, steepness: 10 };
    let none = ParametersUpdate::default();
    type Change = fn(&mut SubnetParameters);
    let cases: [(ParametersUpdate, Change); 19] = [
        (ParametersUpdate { tempo: Some(120), ..none }, |set| set.tempo = 120),
        (ParametersUpdate { max_neurons: Some(99), ..none }, |set| set.max_neurons = 99),
        (ParametersUpdate { max_validators: Some(19), ..none }, |set| set.max_validators = 19),
        (ParametersUpdate { immunity_blocks: Some(900), ..none }, |set| set.immunity_blocks = 900),
        (ParametersUpdate { min_weights: Some(5), ..none }, |set| set.min_weights = 5),
        (ParametersUpdate { weights_rate_limit: Some(7), ..none }, |set| {
            set.weights_rate_limit = 7
        }),
        (ParametersUpdate { weights_version: Some(3), ..none }, |set| set.weights_version = 3),
        (ParametersUpdate { activity_cutoff: Some(800), ..none }, |set| set.activity_cutoff = 800),
        (ParametersUpdate { kappa: Some(40_000), ..none }, |set| set.kappa = 40_000),
        (ParametersUpdate { bonds: Some(BondKind::Relative), ..none }, |set| {
            set.bonds = BondKind::Relative;
        }),
        (ParametersUpdate { bonds_penalty: Some(1), ..none }, |set| set.bonds_penalty = 1),
        (ParametersUpdate { bonds_alpha_ppm: Some(30_000), ..none }, |set| {
            set.bonds_alpha_ppm = 30_000;
        }),
        (ParametersUpdate { liquid_alpha: Some(Some(alpha)), ..none }, |set| {
            set.liquid_alpha = Some(LiquidAlpha { low: 45_874, high: 58_982, steepness: 10 });
        }),
        (ParametersUpdate { commit_reveal: Some(false), ..none }, |set| set.commit_reveal = false),
        (ParametersUpdate { commit_reveal_period: Some(4), ..none }, |set| {
            set.commit_reveal_period = 4;
        }),
        (ParametersUpdate { burn_min: Some(JOULE), ..none }, |set| set.burn.min = JOULE),
        (ParametersUpdate { burn_max: Some(JOULE), ..none }, |set| set.burn.max = JOULE),
        (ParametersUpdate { burn_half_life_blocks: Some(9), ..none }, |set| {
            set.burn.half_life_blocks = 9;
        }),
        (ParametersUpdate { burn_step_ppm: Some(2_000_000), ..none }, |set| {
            set.burn.step_ppm = 2_000_000;
        }),
    ];
    run(|| {
        let netuid = subnet(ALICE);
        let closed = ParametersUpdate { registration_open: Some(false), ..none };
        assert_ok!(set_parameters(netuid, closed));
        let mut expected = default_parameters(LIMITS.tempo_default);
        expected.registration_open = false;
        assert_eq!(parameters(netuid), expected);
        for (update, change_expected) in cases {
            change(netuid, |record| record.parameters_changed_at = None);
            assert_ok!(set_parameters(netuid, update));
            change_expected(&mut expected);
            assert_eq!(parameters(netuid), expected, "{update:?}");
            let told = Event::ParametersChanged { netuid, parameters: expected };
            assert_eq!(events().last(), Some(&told));
        }
        // Liquid alpha can be switched off again.
        change(netuid, |record| record.parameters_changed_at = None);
        let off = ParametersUpdate { liquid_alpha: Some(None), ..none };
        assert_ok!(set_parameters(netuid, off));
        assert_eq!(parameters(netuid).liquid_alpha, None);
    });
}

#[test]
fn only_the_owner_changes_parameters_and_only_to_some_end() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        let by = |who| Subnets::set_parameters(signed(who), netuid, kappa(30_000));
        assert_noop!(by(BOB), Error::<Test>::NotOwner);
        assert_noop!(by(hot(ALICE)), Error::<Test>::NotOwner);
        let nothing = ParametersUpdate::default();
        assert_noop!(set_parameters(netuid, nothing), Error::<Test>::NothingToChange);
        assert_noop!(set_parameters(NetUid(9), kappa(30_000)), Error::<Test>::SubnetNotFound);
        hand_over(hot(ALICE), BOB);
        assert_noop!(by(ALICE), Error::<Test>::NotOwner);
        assert_ok!(by(BOB));
    });
}

#[test]
fn parameters_change_once_a_tempo() {
    run(|| {
        let netuid = subnet(ALICE);
        at(2);
        assert_ok!(set_parameters(netuid, kappa(30_000)));
        for block in [2, 70, 101] {
            at(block);
            assert_noop!(
                set_parameters(netuid, kappa(40_000)),
                Error::<Test>::ParametersChangedTooRecently
            );
        }
        at(102);
        assert_ok!(set_parameters(netuid, kappa(40_000)));
    });
}

#[test]
fn nothing_changes_in_the_ten_blocks_before_an_epoch() {
    run(|| {
        // The epoch is due in block 63.
        let netuid = subnet(ALICE);
        for block in 53..63 {
            at(block);
            assert_noop!(set_parameters(netuid, kappa(40_000)), Error::<Test>::ParametersFrozen);
        }
        at(52);
        assert_ok!(set_parameters(netuid, kappa(40_000)));
    });
}

#[test]
fn nothing_changes_until_an_epoch_that_is_due_has_run() {
    run(|| {
        let netuid = subnet(ALICE);
        Queued::set(vec![netuid]);
        for block in [63, 64, 100] {
            at(block);
            assert_noop!(set_parameters(netuid, kappa(40_000)), Error::<Test>::ParametersFrozen);
        }
        Queued::set(vec![NetUid(2)]);
        at(63);
        assert_ok!(set_parameters(netuid, kappa(40_000)));
    });
}

#[test]
fn the_version_changes_once_in_five_tempos() {
    run(|| {
        let netuid = subnet(ALICE);
        at(2);
        assert_ok!(set_parameters(netuid, version(1)));
        at(102);
        assert_noop!(set_parameters(netuid, version(2)), Error::<Test>::VersionChangedTooRecently);
        // To name the one that it has is no change, and other parameters may change meanwhile.
        let same = ParametersUpdate { weights_version: Some(1), ..kappa(40_000) };
        assert_ok!(set_parameters(netuid, same));
        at(501);
        assert_noop!(set_parameters(netuid, version(2)), Error::<Test>::VersionChangedTooRecently);
        at(502);
        assert_ok!(set_parameters(netuid, version(2)));
        // A lower one is one, too.
        at(1_002);
        assert_ok!(set_parameters(netuid, version(0)));
    });
}

#[test]
fn a_new_half_life_holds_from_now_on() {
    run(|| {
        // GIVEN a price that has fallen to half
        let netuid = subnet(ALICE);
        at(721);
        let cost = || Subnets::describe(netuid).expect("it exists").registration_cost;
        let half = cost();
        assert!((START_PRICE * 499 / 1_000..=START_PRICE / 2).contains(&half));
        // WHEN it falls a hundred times as slowly from now on
        let slow = ParametersUpdate { burn_half_life_blocks: Some(72_000), ..Default::default() };
        assert_ok!(set_parameters(netuid, slow));
        // THEN it neither jumps back nor falls as it did
        assert_eq!(cost(), half);
        pass(720);
        assert!((half * 99 / 100..half).contains(&cost()));
    });
}

#[test]
fn new_bounds_of_the_price_hold_at_once() {
    run(|| {
        let netuid = subnet(ALICE);
        let cost = || Subnets::describe(netuid).expect("it exists").registration_cost;
        let dear = ParametersUpdate { burn_min: Some(3 * JOULE), ..Default::default() };
        assert_ok!(set_parameters(netuid, dear));
        assert_eq!(cost(), 3 * JOULE);
        change(netuid, |record| record.parameters_changed_at = None);
        let cheap = ParametersUpdate {
            burn_min: Some(500 * MICROJOULE),
            burn_max: Some(JOULE / 2),
            ..Default::default()
        };
        assert_ok!(set_parameters(netuid, cheap));
        assert_eq!(cost(), JOULE / 2);
    });
}
