// SPDX-License-Identifier: Apache-2.0
//! Devices and a challenge, for the tests of several topics.

use super::*;
use crate::{Attestation, Executive, RuntimeCall, UncheckedExtrinsic};
use frame_support::assert_ok;
use frame_system::offchain::CreateAuthorizedTransaction;
use joule_pogw::messages::Registration;
use joule_primitives::{
    attestation::{ChallengeId, ClassId, DeviceKey},
    types::Balance,
    units::JOULE,
};
use pallet_joule_attestation::{
    types::{Metadata, OpenChallenge},
    Call, Current, NextChallenge,
};
use sp_core::ed25519;
use sp_runtime::{
    transaction_validity::{TransactionSource, TransactionValidity},
    Perbill,
};

/// What a node says of a call that nobody signed, in the next block.
pub fn validate(call: Call<Runtime>) -> TransactionValidity {
    let transaction: UncheckedExtrinsic =
        <Runtime as CreateAuthorizedTransaction<RuntimeCall>>::create_authorized_transaction(
            call.into(),
        );
    let hash = System::block_hash(0);
    Executive::validate_transaction(TransactionSource::External, transaction, hash)
}

/// Registers the device that has these keys.
pub fn register(owner: Sr25519Keyring, pair: &ed25519::Pair, bond: Balance) -> DeviceKey {
    let (device, valid_until) = (DeviceKey(pair.public().0), 100);
    let (genesis, account) = (System::block_hash(0).0, account(owner).into());
    let message = Registration { genesis, owner: account, device: device.0, valid_until };
    let signature = pair.sign(&message.message()).0;
    assert_ok!(Attestation::register_device(
        signed(owner),
        device,
        ClassId(0),
        bond,
        valid_until,
        signature,
        Metadata::default(),
    ));
    device
}

/// A device of Alice.
pub fn device() -> (ed25519::Pair, DeviceKey) {
    let pair = ed25519::Pair::from_seed(&[9; 32]);
    let device = register(Sr25519Keyring::Alice, &pair, 100 * JOULE);
    (pair, device)
}

/// Opens the first challenge in block 1.
pub fn open_challenge(seed: [u8; 32]) {
    NextChallenge::<Runtime>::put(ChallengeId(1));
    Current::<Runtime>::put(OpenChallenge {
        id: ChallengeId(0),
        opened_at: 1,
        previous_opened_at: 0,
        known_slot: 0,
        seed,
        params: [1, 6, 4, 0],
        active: 0,
        audit: Perbill::one(),
        commits: 0,
        sample: None,
        congested_blocks: 0,
    });
}
