// SPDX-License-Identifier: Apache-2.0
//! Which genesis blocks the chain refuses, and what it says then.

use super::*;
use crate::genesis::{build, DEVELOPMENT, LOCAL, MAINNET, TESTNET};
use frame_support::traits::fungible::InspectHold;
use joule_primitives::{
    subnets::NetUid,
    units::{EXISTENTIAL_DEPOSIT, MAX_GENESIS_ENDOWMENT},
};
use pallet_joule_subnets::MIN_LOCK;
use serde_json::json;

/// What the runtime says to the development genesis, changed by `edit`.
fn refusal(edit: impl FnOnce(&mut Value)) -> String {
    let mut config = genesis_of(DEVELOPMENT);
    edit(&mut config);
    refusal_of(&config)
}

fn refusal_of(config: &Value) -> String {
    sp_io::TestExternalities::default().execute_with(|| {
        let refusal = build(config.to_string().as_bytes()).expect_err("this genesis is refused");
        assert_eq!(crate::Balances::total_issuance(), 0, "a refused genesis writes nothing");
        assert_eq!(crate::Session::validators(), vec![], "a refused genesis writes nothing");
        refusal
    })
}

#[test]
fn the_presets_of_well_known_keys_build() {
    for name in [DEVELOPMENT, LOCAL] {
        sp_io::TestExternalities::default().execute_with(|| {
            build(genesis_of(name).to_string().as_bytes()).expect("the preset builds");
            check_invariants();
        });
    }
}

#[test]
fn a_public_preset_alone_is_refused_for_want_of_validators() {
    for name in [TESTNET, MAINNET] {
        let refusal = refusal_of(&genesis_of(name));
        assert!(refusal.contains("no validators"), "{refusal}");
        assert!(refusal.contains("allocations file"), "{refusal}");
    }
}

#[test]
fn a_genesis_over_the_bound_is_refused() {
    // Three pots and the staking account hold a deposit each.
    let room = MAX_GENESIS_ENDOWMENT - 4 * EXISTENTIAL_DEPOSIT;
    let endow = |amount: u128| {
        move |config: &mut Value| {
            let amount = u64::try_from(amount).expect("below 2^64");
            config["balances"]["balances"] = json!([[alice(), amount]]);
        }
    };
    let refusal = refusal(endow(room + 1));
    assert!(refusal.contains("328125 JOULE"), "{refusal}");
    assert!(refusal.contains("Lower the balances"), "{refusal}");

    let mut config = genesis_of(DEVELOPMENT);
    endow(room)(&mut config);
    sp_io::TestExternalities::default().execute_with(|| {
        build(config.to_string().as_bytes()).expect("exactly the bound is allowed");
        check_invariants();
    });
}

#[test]
fn balances_that_cannot_be_are_refused() {
    let refusal_to = |balances: Value| refusal(|config| config["balances"]["balances"] = balances);
    let twice = refusal_to(json!([[alice(), 5_000_000], [alice(), 5_000_000]]));
    assert!(twice.contains("twice"), "{twice}");
    let dust = refusal_to(json!([[alice(), 999_999]]));
    assert!(dust.contains("existential deposit"), "{dust}");
    let nonsense = refusal_to(json!([["nobody", 5_000_000]]));
    assert!(nonsense.contains("not valid"), "{nonsense}");
    let negative = refusal_to(json!([[alice(), -1]]));
    assert!(negative.contains("not valid"), "{negative}");
}

#[test]
fn validators_that_share_an_account_or_a_key_are_refused() {
    let same = refusal(|config| {
        let keys = config["session"]["keys"].as_array_mut().expect("a list of validators");
        keys.push(keys[0].clone());
    });
    assert!(same.contains("named twice"), "{same}");

    let shared_key = refusal(|config| {
        let keys = config["session"]["keys"].as_array_mut().expect("a list of validators");
        keys.push(json!([bob(), bob(), keys[0][2].clone()]));
    });
    assert!(shared_key.contains("used twice"), "{shared_key}");

    let two_accounts = refusal(|config| {
        config["session"]["keys"][0][1] = json!(bob());
    });
    assert!(two_accounts.contains("two accounts"), "{two_accounts}");
}

#[test]
fn what_would_panic_while_the_state_is_built_is_refused_before() {
    for (pallet, field, value, complaint) in [
        ("timing", "slotDurationMs", json!(1_001), "is not allowed"),
        ("timing", "sessionSlots", json!(3), "is not allowed"),
        (
            "issuance",
            "split",
            json!({"security": 0, "subnets": 0, "work": 0, "availability": 0}),
            "split",
        ),
        ("governance", "enactmentDelayBlocks", json!(0), "governance.enactmentDelayBlocks"),
        ("governance", "motionBlocks", json!(5_256_001), "is not allowed"),
        ("collective", "members", json!([alice()]), "Leave them out"),
        ("balances", "devAccounts", json!([10, 5_000_000, null]), "devAccounts"),
    ] {
        let refusal = refusal(|config| config[pallet][field] = value);
        assert!(refusal.contains(complaint), "{pallet}.{field}: {refusal}");
    }
    for c in [json!([0, 4]), json!([5, 4]), json!([0, 0])] {
        let refusal = refusal(|config| config["babe"]["epochConfig"]["c"] = c);
        assert!(refusal.contains("babe.epochConfig.c"), "{refusal}");
    }
}

#[test]
fn a_market_that_cannot_work_is_refused() {
    for (pointer, value, complaint) in [
        ("/market/settings/beatBlocks", json!(0), "market.settings.beatBlocks"),
        ("/market/settings/classes", json!([]), "no class of devices"),
        ("/market/settings/epochBlocks", json!(99), "equilibrium.settings.epochBlocks"),
        ("/attestation/settings/classes/1", json!(null), "sells 1"),
        ("/equilibrium/settings/claimEpochs", json!(0), "equilibrium.settings.claimEpochs"),
        ("/equilibrium/parameters/maxSubsidy", json!(150_000_001), "FreeLunch"),
        ("/equilibrium/parameters/availability", json!(120_000_000), "AvailabilityBeyondProof"),
        ("/panels/settings/commitBlocks", json!(4), "panels.settings.commitBlocks"),
        ("/panels/settings/decideBlocks", json!(301), "attestation.settings.leaveBlocks` to 602"),
        ("/attestation/settings/leaveBlocks", json!(599), "leaveBlocks` to 600 or more"),
        ("/market/settings/startBlocks", json!(16), "may be 30 at most"),
        ("/market/settings/refusalBlocks", json!(16), "may be 30 at most"),
    ] {
        let refusal = refusal(|config| match config.pointer_mut(pointer) {
            Some(field) => *field = value,
            None => {
                let classes = config["attestation"]["settings"]["classes"].as_array_mut();
                let classes = classes.expect("a list of classes");
                classes.push(classes[0].clone());
            }
        });
        assert!(refusal.contains(complaint), "{pointer}: {refusal}");
    }
}

#[test]
fn validators_outside_of_the_session_keys_are_refused() {
    let validator = genesis_of(DEVELOPMENT)["session"]["keys"][0].clone();
    let babe = json!([[validator[2]["babe"], 1]]);
    let grandpa = json!([[validator[2]["grandpa"], 1]]);
    for (pallet, field, value) in [
        ("babe", "authorities", babe),
        ("grandpa", "authorities", grandpa),
        ("session", "nonAuthorityKeys", json!([validator])),
    ] {
        let refusal = refusal(|config| config[pallet][field] = value);
        assert!(refusal.contains("Leave these out"), "{pallet}: {refusal}");
    }
}

#[test]
fn auditors_of_whom_too_few_must_agree_are_refused() {
    let refusal = refusal(|config| config["verdicts"]["auditors"]["quorum"] = json!(1));
    assert!(refusal.contains("1 of 0 auditors must agree"), "{refusal}");
}

#[test]
fn more_validators_than_a_session_may_have_are_refused() {
    let refusal = refusal(|config| {
        let one = config["session"]["keys"][0].clone();
        config["session"]["keys"] = vec![one; 101].into();
    });
    assert!(refusal.contains("101 validators"), "{refusal}");
}

#[test]
fn a_genesis_without_a_vrf_output_per_block_is_refused() {
    for slots in ["PrimarySlots", "PrimaryAndSecondaryPlainSlots"] {
        let refusal = refusal(|config| {
            config["babe"]["epochConfig"]["allowed_slots"] = slots.into();
        });
        assert!(refusal.contains("PrimaryAndSecondaryVRFSlots"), "{refusal}");

        // Nor is such a state written by who leaves the check out.
        let mut config = genesis_of(DEVELOPMENT);
        config["babe"]["epochConfig"]["allowed_slots"] = slots.into();
        let config: RuntimeGenesisConfig =
            serde_json::from_value(config).expect("the preset is complete");
        let built = std::panic::catch_unwind(|| config.build_storage());
        let said = built.expect_err("it is refused").downcast::<&str>().expect("a sentence");
        assert!(said.contains("PrimaryAndSecondaryVRFSlots"), "{said}");
    }
}

#[test]
fn what_is_no_genesis_at_all_is_refused() {
    for text in ["", "{", "[]", "null", "{\"balances\": 5}"] {
        let refusal = build(text.as_bytes()).expect_err("this is no genesis");
        assert!(refusal.contains("not valid JSON"), "{refusal}");
    }
    assert!(build(&[0xff, 0xfe]).is_err());
}

#[test]
fn stake_that_cannot_be_is_refused() {
    let refusal_to =
        |validators: Value| refusal(|config| config["staking"]["validators"] = validators);
    let twice = refusal_to(json!([[alice(), alice(), 0], [alice(), alice(), 0]]));
    assert!(twice.contains("twice in `staking.validators`"), "{twice}");
    for others in [json!([]), json!([[bob(), bob(), 0]])] {
        let other = refusal_to(others);
        assert!(other.contains("not those of `session.keys`"), "{other}");
    }
    let dust = refusal_to(json!([[alice(), alice(), 9_999_999_999u64]]));
    assert!(dust.contains("at least 10000000000 pJ"), "{dust}");
    let too_much = refusal_to(json!([[alice(), alice(), 10_000_000_000_000_000u64]]));
    assert!(too_much.contains("must keep"), "{too_much}");
    let of_nobody = refusal_to(json!([[alice(), crate::Staking::account(), 10_000_000_000u64]]));
    assert!(of_nobody.contains("holds 0 pJ"), "{of_nobody}");
}

#[test]
fn stake_that_leaves_before_its_offences_are_known_is_refused() {
    let refusal_to =
        |field: &str, value: Value| refusal(|config| config["staking"]["limits"][field] = value);
    let early = refusal_to("minUnbondingBlocks", json!(359));
    assert!(early.contains("at least 360"), "{early}");
    let upside_down = refusal_to("maxUnbondingBlocks", json!(359));
    assert!(upside_down.contains("maxUnbondingBlocks"), "{upside_down}");
    for seats in [0, 101] {
        let none = refusal_to("maxValidators", json!(seats));
        assert!(none.contains("maxValidators"), "{none}");
    }
    // Longer sessions want a longer wait.
    let long = refusal(|config| config["timing"]["sessionSlots"] = json!(61));
    assert!(long.contains("at least 366"), "{long}");
}

#[test]
fn coldkeys_stake_behind_the_validators_of_genesis() {
    let mut config = genesis_of(DEVELOPMENT);
    config["staking"]["validators"] = json!([[alice(), bob(), 5_000_000_000_000u64]]);
    // The subnet of the preset is Bob's then.
    config["subnets"]["subnets"] = json!([[alice(), bob()]]);
    sp_io::TestExternalities::default().execute_with(|| {
        build(config.to_string().as_bytes()).expect("the coldkey is another account");
        let told = crate::Staking::validator(&alice()).expect("she validates");
        assert_eq!((told.coldkey, told.tokens), (bob(), 5_000_000_000_000));
        check_invariants();
    });
}

#[test]
fn the_development_network_starts_with_a_subnet_of_alice() {
    run(|| {
        let told = crate::queries::subnet(NetUid(1)).expect("it exists");
        assert_eq!((told.owner, told.owner_hotkey), (alice(), alice()));
        assert_eq!((told.registered_at, told.neurons, told.lock), (0, 1, MIN_LOCK));
        assert_eq!(crate::Balances::total_balance_on_hold(&alice()), MIN_LOCK);
        assert_eq!(crate::queries::subnets(0).total, 1);
    });
    run_local(|| assert_eq!(crate::queries::subnets(0).total, 0));
}

#[test]
fn subnets_that_cannot_be_are_refused() {
    let refusal_to = |subnets: Value| refusal(|config| config["subnets"]["subnets"] = subnets);
    let one = || json!([alice(), alice()]);
    let twice = refusal_to(json!([one(), one()]));
    assert!(twice.contains("twice in `subnets.subnets`"), "{twice}");
    let many = refusal_to(vec![one(); 9].into());
    assert!(many.contains("Name fewer"), "{many}");
    for strangers in [json!([[alice(), bob()]]), json!([[bob(), alice()]])] {
        let unsigned = refusal_to(strangers);
        assert!(unsigned.contains("does not serve it"), "{unsigned}");
    }
}

#[test]
fn a_lock_that_its_owner_cannot_pay_besides_its_stake_is_refused() {
    // 1,000 JOULE of stake, 100 of lock, and what an account must keep.
    let least = 1_100_000_000_000_000 + u64::try_from(EXISTENTIAL_DEPOSIT).expect("small");
    let endow = |amount: u64| {
        move |config: &mut Value| config["balances"]["balances"] = json!([[alice(), amount]])
    };
    let poor = refusal(endow(least - 1));
    assert!(poor.contains("for subnets") && poor.contains("must keep"), "{poor}");
    let mut config = genesis_of(DEVELOPMENT);
    endow(least)(&mut config);
    sp_io::TestExternalities::default().execute_with(|| {
        build(config.to_string().as_bytes()).expect("it is enough");
        check_invariants();
    });
}

#[test]
fn limits_of_subnets_that_cannot_be_are_refused() {
    for (field, value) in [
        ("maxSubnets", 0),
        ("maxSubnets", 129),
        ("tempoMin", 15),
        ("tempoMin", 50_401),
        ("tempoDefault", 19),
        ("tempoDefault", 5_000),
        ("registrationIntervalBlocks", 0),
        ("lockPeriodBlocks", 0),
    ] {
        let refusal = refusal(|config| config["subnets"]["limits"][field] = json!(value));
        assert!(refusal.contains(&format!("subnets.limits.{field}")), "{field}: {refusal}");
    }
    for field in ["childDelayBlocks", "averageHalfLifeBlocks"] {
        let refusal = refusal(|config| config["incentive"]["delays"][field] = json!(0));
        assert!(refusal.contains(&format!("incentive.delays.{field}")), "{field}: {refusal}");
    }
}

#[test]
fn settings_of_the_root_network_that_cannot_be_are_refused() {
    for (field, value) in [
        ("expiryBlocks", 0),
        ("expiryBlocks", 100),
        ("expiryBlocks", 201_601),
        ("commitRevealPeriod", 0),
        ("commitRevealPeriod", 101),
        ("countedCap", 0),
        ("countedCap", 99_999_999),
        ("countedCap", 1_000_000_001),
    ] {
        let refusal = refusal(|config| config["root"]["settings"][field] = json!(value));
        assert!(refusal.contains(&format!("`root.settings.{field}`")), "{field}: {refusal}");
    }
    // Weights that are revealed ten epochs later must not expire before they count.
    let early = refusal(|config| config["root"]["settings"]["commitRevealPeriod"] = json!(10));
    assert!(early.contains("`root.settings.expiryBlocks` above 1100,"), "{early}");
}
