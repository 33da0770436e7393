// SPDX-License-Identifier: Apache-2.0
//! What a transaction costs.

use super::*;
use crate::{RuntimeCall, TransactionPayment};
use frame_support::dispatch::GetDispatchInfo;
use joule_primitives::units::{JOULE, MICROJOULE, MILLIJOULE};

#[test]
fn a_transfer_costs_about_half_a_thousandth_of_a_joule() {
    run(|| {
        let call = RuntimeCall::from(pallet_balances::Call::transfer_keep_alive {
            dest: bob().into(),
            value: JOULE,
        });
        let fee = TransactionPayment::compute_fee(150, &call.get_dispatch_info(), 0);
        assert!((300 * MICROJOULE..2 * MILLIJOULE).contains(&fee), "{fee} pJ");
    });
}

#[test]
fn filling_a_block_costs_more_than_its_reward() {
    run(|| {
        let limit = crate::configs::system::RuntimeBlockWeights::get()
            .get(frame_support::dispatch::DispatchClass::Normal)
            .max_total
            .expect("normal transactions have a limit");
        assert!(TransactionPayment::weight_to_fee(limit) > JOULE / 2);
    });
}
