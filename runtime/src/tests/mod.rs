// SPDX-License-Identifier: Apache-2.0
//! Tests of the runtime as a whole, by topic.

mod attestation;
mod attestation_attacks;
mod availability;
mod calls;
mod devices;
mod economics;
mod fees;
mod figures;
mod genesis;
mod governance;
mod limits;
mod market;
mod market_attacks;
mod market_jobs;
mod market_scale;
mod market_simulation;
mod plot;
mod presets;
mod price;
mod random;
mod root;
mod sessions;
mod simulation;
mod staking;
mod subnets;
mod verdicts;

use crate::{
    genesis as networks, AccountId, Issuance, Runtime, RuntimeGenesisConfig, RuntimeOrigin,
    Signature, System,
};
use pallet_joule_staking::proof_message;
use serde_json::Value;
use sp_core::Pair;
use sp_keyring::Sr25519Keyring;
use sp_runtime::BuildStorage;

/// The whole genesis configuration that the preset `name` stands for.
fn genesis_of(name: &str) -> Value {
    let mut config =
        serde_json::to_value(RuntimeGenesisConfig::default()).expect("the defaults serialise");
    merge(&mut config, networks::preset(name).expect("the preset exists"));
    config
}

/// Merges `patch` into `target`, field by field.
fn merge(target: &mut Value, patch: Value) {
    match (target, patch) {
        (Value::Object(target), Value::Object(patch)) => {
            for (key, value) in patch {
                merge(target.entry(key).or_insert(Value::Null), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// Runs `test` on the genesis state of the development network and checks every invariant after it.
fn run(test: impl FnOnce()) {
    run_preset(networks::DEVELOPMENT, test);
}

/// Runs `test` on the genesis state of the network of four validators.
fn run_local(test: impl FnOnce()) {
    run_preset(networks::LOCAL, test);
}

fn run_preset(name: &str, test: impl FnOnce()) {
    run_on(state_of(name), test);
}

/// The genesis state of the network that the preset `name` stands for.
fn state_of(name: &str) -> sp_io::TestExternalities {
    let config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(name)).expect("the preset is complete");
    config.build_storage().expect("the preset builds").into()
}

/// Runs `test` on a genesis state and checks every invariant after it.
fn run_on(mut state: sp_io::TestExternalities, test: impl FnOnce()) {
    state.execute_with(|| {
        frame_system::Pallet::<Runtime>::set_block_number(1);
        test();
        check_invariants();
    });
}

/// Every invariant of every pallet of ours.
fn check_invariants() {
    Issuance::check_invariants().expect("the invariants of issuance hold");
    crate::Timing::check_invariants().expect("the invariants of timing hold");
    crate::Staking::check_invariants().expect("the invariants of staking hold");
    crate::KeyOwners::check_invariants().expect("the invariants of key-owners hold");
    crate::Governance::check_invariants().expect("the invariants of governance hold");
    crate::Subnets::check_invariants().expect("the invariants of subnets hold");
    crate::Incentive::check_invariants().expect("the invariants of incentive hold");
    crate::Root::check_invariants().expect("the invariants of the root network hold");
    crate::Attestation::check_invariants().expect("the invariants of attestation hold");
    crate::Price::check_invariants().expect("the invariants of price hold");
    crate::Verdicts::check_invariants().expect("the invariants of verdicts hold");
    crate::Market::check_invariants().expect("the invariants of the market hold");
    crate::Equilibrium::check_invariants().expect("the invariants of the equilibrium hold");
    crate::Panels::check_invariants().expect("the invariants of panels hold");
    check_engagements();
}

/// Every bond that is kept belongs to a device with a seat, or to one that is hired.
fn check_engagements() {
    use pallet_joule_attestation::DeviceRecords;
    use pallet_joule_market::ListingRecords;
    use pallet_joule_verdicts::Jobs;

    let kept = DeviceRecords::<Runtime>::iter_values().map(|device| device.engagements);
    let seats = Jobs::<Runtime>::iter_values().map(|job| job.seats.len());
    let hired = ListingRecords::<Runtime>::iter_values().filter(|listing| listing.serves.is_some());
    assert_eq!(usize::try_from(kept.sum::<u32>()), Ok(seats.sum::<usize>() + hired.count()));
}

fn alice() -> AccountId {
    account(Sr25519Keyring::Alice)
}

fn bob() -> AccountId {
    account(Sr25519Keyring::Bob)
}

fn account(who: Sr25519Keyring) -> AccountId {
    who.to_account_id()
}

fn signed(who: Sr25519Keyring) -> RuntimeOrigin {
    RuntimeOrigin::signed(account(who))
}

/// Lets `hotkey` sign to serve `coldkey`.
fn proof(hotkey: Sr25519Keyring, coldkey: Sr25519Keyring) -> Signature {
    let message = proof_message(&System::block_hash(0), &account(coldkey));
    Signature::Sr25519(hotkey.pair().sign(&message))
}
