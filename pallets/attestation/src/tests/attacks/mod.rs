// SPDX-License-Identifier: Apache-2.0
//! Those who want to be paid for work that they do not do, those who want others to lose, and those
//! who want to stop the chain: each attack fails here, or is bounded by what its test says.

mod bonds;
mod congestion;
mod crowds;
mod forgeries;
mod identities;
mod idle;
mod randomness;
mod replays;

use crate::{mock::*, DeviceRecords, Pending, Trials};
use frame_support::{assert_ok, traits::Authorize};
use joule_primitives::attestation::MilliComputeUnits;
use sp_runtime::{
    traits::Dispatchable,
    transaction_validity::{TransactionSource, TransactionValidityError},
};

/// Lets a device be past its trial, with this score and this as what it computed when it was
/// audited last.
fn prove(gpu: &Gpu, score: u64, audited: u64) {
    DeviceRecords::<Test>::mutate(gpu.key, |device| {
        let device = device.as_mut().expect("it exists");
        if device.is_on_trial() {
            Trials::<Test>::mutate(|room| room.taken -= 1);
        }
        (device.score, device.audited) = (MilliComputeUnits(score), MilliComputeUnits(audited));
        device.audits_due = 0;
    });
}

/// Lets what a device committed to be worth so much.
fn set_claim(gpu: &Gpu, claim: u64) {
    Pending::<Test>::mutate(gpu.key, |pending| {
        pending.as_mut().expect("it committed").claim = MilliComputeUnits(claim);
    });
}

/// Authorises a feeless call in a block and carries it out, as [`submit`] does, but without looking
/// at the whole state, which takes long where there are many devices.
fn send(call: crate::Call<Test>) -> Result<(), TransactionValidityError> {
    let call = RuntimeCall::from(call);
    call.authorize(TransactionSource::InBlock).expect("the call is feeless")?;
    assert_ok!(call.dispatch(frame_system::RawOrigin::Authorized.into()));
    Ok(())
}
