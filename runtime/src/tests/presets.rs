// SPDX-License-Identifier: Apache-2.0
//! What the presets stand for, once they are state.

use super::*;
use crate::{
    constants::BABE_EPOCH_CONFIG,
    genesis::{json_of, DEVELOPMENT, LOCAL, MAINNET, NAMES, TESTNET},
    Babe, Session,
};
use frame_support::traits::Get;
use pallet_joule_equilibrium::{EquilibriumSettings, Parameters};
use pallet_joule_incentive::IncentiveDelays;
use pallet_joule_market::MarketSettings;
use pallet_joule_panels::PanelSettings;
use pallet_joule_subnets::SubnetLimits;
use pallet_joule_timing::{SessionLength, SlotDuration};

/// Validators, slot duration in milliseconds and session length in slots of a preset.
fn times_of(name: &str) -> (usize, u64, u64) {
    let mut config = genesis_of(name);
    if matches!(name, TESTNET | MAINNET) {
        config["session"] = genesis_of(DEVELOPMENT)["session"].clone();
        config["staking"]["validators"] = serde_json::json!([[alice(), alice(), 0]]);
    }
    sp_io::TestExternalities::default().execute_with(|| {
        networks::build(config.to_string().as_bytes()).expect("the preset builds");
        let allowed = Babe::epoch_config().map(|config| config.allowed_slots);
        assert_eq!(allowed, Some(BABE_EPOCH_CONFIG.allowed_slots), "{name}");
        assert!(BABE_EPOCH_CONFIG.allowed_slots.is_secondary_vrf_slots_allowed());
        (
            Session::validators().len(),
            SlotDuration::<Runtime>::get(),
            SessionLength::<Runtime>::get(),
        )
    })
}

#[test]
fn one_runtime_serves_networks_of_different_times() {
    assert_eq!(times_of(DEVELOPMENT), (1, 1_000, 60));
    assert_eq!(times_of(LOCAL), (4, 2_000, 150));
    assert_eq!(times_of(TESTNET), (1, 6_000, 2_400));
    assert_eq!(times_of(MAINNET), (1, 6_000, 2_400));
}

#[test]
fn a_decision_of_the_validators_takes_a_week_on_public_networks_and_less_elsewhere() {
    for (name, delay, motion) in [
        (DEVELOPMENT, 20, 600),
        (LOCAL, 30, 600),
        (TESTNET, 100_800, 100_800),
        (MAINNET, 100_800, 100_800),
    ] {
        let governance = genesis_of(name)["governance"].clone();
        assert_eq!(governance["enactmentDelayBlocks"], delay, "{name}");
        assert_eq!(governance["motionBlocks"], motion, "{name}");
    }
}

#[test]
fn networks_differ_in_how_many_subnets_there_may_be_and_how_soon() {
    for name in NAMES {
        let is_public = matches!(name, TESTNET | MAINNET);
        let config: RuntimeGenesisConfig =
            serde_json::from_value(genesis_of(name)).expect("the preset is complete");
        let (limits, delays) = (config.subnets.limits, config.incentive.delays);
        assert_eq!(limits == SubnetLimits::PUBLIC, is_public, "{name}");
        assert_eq!(delays == IncentiveDelays::PUBLIC, is_public, "{name}");
        if !is_public {
            assert_eq!((limits.max_subnets, limits.tempo_min, limits.tempo_default), (8, 20, 60));
            assert_eq!(limits.registration_interval_blocks, 20);
            assert_eq!((limits.lock_period_blocks, limits.immunity_blocks), (1_000, 500));
            assert_eq!((delays.child_delay_blocks, delays.average_half_life_blocks), (40, 500));
        }
        let first = usize::from(name == DEVELOPMENT);
        assert_eq!(config.subnets.subnets, vec![(alice(), alice()); first], "{name}");
    }
}

#[test]
fn the_market_takes_its_time_on_public_networks_and_less_elsewhere() {
    for name in NAMES {
        let is_public = matches!(name, TESTNET | MAINNET);
        let config: RuntimeGenesisConfig =
            serde_json::from_value(genesis_of(name)).expect("the preset is complete");
        assert_eq!(config.market.settings == MarketSettings::public(), is_public, "{name}");
        let panels = config.panels.settings;
        assert_eq!(panels == PanelSettings::public(), is_public, "{name}");
        let market = config.market.settings;
        let (times, leave) = match is_public {
            true => ((100, 100), 201_600),
            false => ((15, 15), 600),
        };
        assert_eq!((market.start_blocks, market.refusal_blocks), times, "{name}");
        assert_eq!(config.attestation.settings.leave_blocks, leave, "{name}");
        let equilibrium = config.equilibrium;
        let epochs = equilibrium.settings;
        assert_eq!(epochs == EquilibriumSettings::public(), is_public, "{name}");
        assert_eq!(equilibrium.parameters, Parameters::default(), "{name}");
    }
}

#[test]
fn sudo_has_a_key_in_the_networks_of_well_known_keys_only() {
    for name in NAMES {
        let key = genesis_of(name)["sudo"]["key"].clone();
        assert_eq!(key.is_string(), matches!(name, DEVELOPMENT | LOCAL), "{name}");
    }
}

#[test]
fn every_preset_is_handed_out_by_its_name() {
    for name in NAMES {
        let json = json_of(Some(name)).expect("the preset exists");
        assert_eq!(serde_json::from_slice::<Value>(&json).ok(), networks::preset(name));
    }
    assert_eq!(json_of(Some("moonbase")), None);
    let default = json_of(None).expect("the defaults serialise");
    assert!(serde_json::from_slice::<RuntimeGenesisConfig>(&default).is_ok());
}
