// SPDX-License-Identifier: Apache-2.0
//! Devices on the runtime as it is: feeless transactions, their room, and the clock.

use super::{
    devices::{device, open_challenge, validate},
    *,
};
use crate::{
    configs::attestation::BabeClock, Attestation, Executive, Header, RuntimeCall,
    TransactionPayment, UncheckedExtrinsic,
};
use codec::DecodeAll;
use frame_support::{assert_ok, dispatch::GetDispatchInfo};
use joule_primitives::{
    agent::{AgentEndpoint, AGENT_STORAGE_KEY, DEFAULT_AGENT_URL, DEVICE_KEY_TYPE},
    attestation::{ChallengeId, Clock, DeviceKey, DeviceState, Devices},
};
use pallet_joule_attestation::{types::commitment, AttestationSettings, Call, Pending};
use sp_consensus_babe::{AllowedSlots, BabeEpochConfiguration};
use sp_core::{
    offchain::{
        testing::{PendingRequest, TestOffchainExt, TestTransactionPoolExt},
        OffchainDbExt, OffchainWorkerExt, StorageKind, TransactionPoolExt,
    },
    H256,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::{
    traits::{Applyable, Checkable, Header as _},
    transaction_validity::{InvalidTransaction, TransactionSource},
};

#[test]
fn a_device_commits_without_an_account_or_a_fee() {
    run(|| {
        let (pair, device) = device();
        assert_eq!(
            Attestation::standing(&device).map(|standing| standing.state),
            Some(DeviceState::Active)
        );
        let (challenge, seed, top) = (ChallengeId(0), [4; 32], [5; 24]);
        open_challenge(seed);
        let signature = pair.sign(&commitment(&device, seed, 3, top).message()).0;
        let valid = validate(Call::commit { device, challenge, rounds: 3, top, signature });
        let valid = valid.expect("the device signed it");
        assert!(valid.propagate && valid.provides.len() == 1 && valid.longevity <= 5);
        let forged = validate(Call::commit { device, challenge, rounds: 4, top, signature });
        assert_eq!(forged, Err(InvalidTransaction::BadProof.into()));
    });
}

/// What the agent is asked for the device of Alice, and says.
fn computes(device: DeviceKey, seed: [u8; 32], top: &str) -> PendingRequest {
    let path = format!("challenges/{:?}/{device:?}", H256(seed));
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    // Three slots, less a half.
    let work_ms = BabeClock::slot_ms() * 5 / 2;
    let body = format!(r#"{{"log2_size":6,"samples":4,"work_ms":"{work_ms}"}}"#);
    let answer = serde_json::json!({
        "challenge": H256(seed), "device": device, "state": "done",
        "log2_size": 6, "samples": 4, "rounds": 3, "top": top,
    });
    PendingRequest {
        method: "PUT".into(),
        uri: format!("http://127.0.0.1:9955/v1/{path}"),
        headers: vec![
            header("Authorization", "Bearer secret"),
            header("Content-Type", "application/json"),
        ],
        body: body.into_bytes(),
        sent: true,
        response: Some(answer.to_string().into_bytes()),
        ..Default::default()
    }
}

#[test]
fn the_off_chain_worker_sends_what_the_runtime_takes() {
    let (offchain, requests) = TestOffchainExt::new();
    let (pool, sent) = TestTransactionPoolExt::new();
    let keystore = MemoryKeystore::new();
    let mut state = state_of(networks::DEVELOPMENT);
    state.register_extension(OffchainWorkerExt::new(offchain.clone()));
    state.register_extension(OffchainDbExt::new(offchain));
    state.register_extension(TransactionPoolExt::new(pool));
    state.register_extension(KeystoreExt::new(keystore.clone()));
    run_on(state, || {
        let (pair, device) = device();
        let seed = H256(pair.seed());
        let added = keystore.insert(DEVICE_KEY_TYPE, &format!("{seed:?}"), &device.0);
        added.expect("the keystore is in memory");
        let endpoint = AgentEndpoint::new(DEFAULT_AGENT_URL, "secret").expect("it is local");
        sp_io::offchain::local_storage_set(
            StorageKind::PERSISTENT,
            AGENT_STORAGE_KEY,
            &endpoint.to_bytes(),
        );
        open_challenge([4; 32]);
        let top = format!("0x{}", "05".repeat(24));
        requests.write().expect_request(computes(device, [4; 32], &top));
        let parent = System::block_hash(0);
        let header = Header::new(1, H256::zero(), H256::zero(), parent, Default::default());
        Executive::offchain_worker(&header);

        let sent = sent.read().transactions.clone();
        let [bytes] = &sent[..] else { panic!("a commitment is sent: {sent:?}") };
        let transaction = UncheckedExtrinsic::decode_all(&mut &bytes[..]).expect("it decodes");
        let valid =
            Executive::validate_transaction(TransactionSource::Local, transaction.clone(), parent);
        assert!(valid.is_ok(), "{valid:?}");
        System::set_block_number(2);
        let (info, length) = (transaction.get_dispatch_info(), bytes.len());
        let checked = transaction.check(&frame_system::ChainContext::<Runtime>::default());
        let applied = checked.expect("it is one").apply::<Runtime>(&info, length);
        assert_ok!(applied.expect("the runtime authorises it"));
        let pending = Pending::<Runtime>::get(device).map(|pending| (pending.rounds, pending.top));
        assert_eq!(pending, Some((3, [5; 24])));
    });
}

#[test]
fn what_nobody_signs_is_refused_before_it_costs_anything() {
    run(|| {
        let device = DeviceKey([3; 32]);
        let unknown = Err(InvalidTransaction::Custom(1).into());
        assert_eq!(validate(Call::settle { device }), unknown);
    });
}

#[test]
fn whoever_signs_a_feeless_call_pays() {
    run(|| {
        let call = RuntimeCall::from(Call::settle { device: DeviceKey([3; 32]) });
        assert!(TransactionPayment::compute_fee(150, &call.get_dispatch_info(), 0) > 0);
    });
}

#[test]
fn the_clock_is_that_of_babe() {
    run(|| {
        pallet_babe::CurrentSlot::<Runtime>::put(sp_consensus_babe::Slot::from(77));
        assert_eq!((BabeClock::slot(), BabeClock::slot_ms()), (77, 1_000));
    });
}

#[test]
fn slots_without_a_vrf_output_are_caught() {
    run(|| {
        assert_ok!(Attestation::check_invariants());
        let allowed = pallet_babe::EpochConfig::<Runtime>::get().expect("the genesis sets it");
        for allowed_slots in
            [AllowedSlots::PrimarySlots, AllowedSlots::PrimaryAndSecondaryPlainSlots]
        {
            let config = BabeEpochConfiguration { allowed_slots, ..allowed.clone() };
            pallet_babe::EpochConfig::<Runtime>::put(config);
            let error = Attestation::check_invariants().expect_err("the beacon would stand still");
            assert_eq!(<&str>::from(error), "A10: a block may have no VRF output");
        }
        pallet_babe::EpochConfig::<Runtime>::put(allowed);
    });
}

#[test]
fn networks_have_their_own_times() {
    for (name, expected) in [
        (networks::DEVELOPMENT, AttestationSettings::development()),
        (networks::LOCAL, AttestationSettings::development()),
        (networks::TESTNET, AttestationSettings::public()),
        (networks::MAINNET, AttestationSettings::public()),
    ] {
        let written = genesis_of(name)["attestation"]["settings"].clone();
        let settings: AttestationSettings =
            serde_json::from_value(written).expect("the settings are whole");
        assert_eq!(settings, expected, "{name}");
    }
}
