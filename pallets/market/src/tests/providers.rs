// SPDX-License-Identifier: Apache-2.0
//! Providers come, pause and leave.

use crate::{mock::*, types::ProviderState, Error, HoldReason, Providers};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::units::JOULE;

fn state_of(who: u64) -> ProviderState {
    Providers::<Test>::get(who).expect("a provider").state
}

#[test]
fn a_provider_registers_once_and_pays_for_its_record() {
    run(|| {
        assert_ok!(Market::register_provider(signed(STRANGER)));
        assert_eq!(state_of(STRANGER), ProviderState::Registered);
        assert_eq!(held(HoldReason::ProviderRecord, STRANGER), settings().provider_deposit);
        let again = Market::register_provider(signed(STRANGER));
        assert_noop!(again, Error::<Test>::ProviderAlreadyExists);
    });
}

#[test]
fn a_provider_pauses_and_resumes() {
    run(|| {
        assert_noop!(Market::resume_provider(signed(ALICE)), Error::<Test>::WrongProviderState);
        assert_ok!(Market::pause_provider(signed(ALICE)));
        assert_noop!(Market::pause_provider(signed(ALICE)), Error::<Test>::WrongProviderState);
        let id = order(crate::types::OrderKind::Lease, 100 * JOULE);
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::ProviderNotActive);
        assert_ok!(Market::resume_provider(signed(ALICE)));
        assert_ok!(bid(ALICE, id, RATE, 1));
    });
}

#[test]
fn strangers_are_no_providers() {
    run(|| {
        assert_noop!(Market::pause_provider(signed(STRANGER)), Error::<Test>::ProviderNotFound);
        assert_noop!(Market::resume_provider(signed(STRANGER)), Error::<Test>::ProviderNotFound);
        assert_noop!(Market::leave_market(signed(STRANGER)), Error::<Test>::ProviderNotFound);
        assert_noop!(Market::withdraw_provider(signed(STRANGER)), Error::<Test>::ProviderNotFound);
    });
}

#[test]
fn a_provider_leaves_after_its_time_and_without_devices() {
    run(|| {
        let withdraw = || Market::withdraw_provider(signed(ALICE));
        assert_noop!(withdraw(), Error::<Test>::WrongProviderState);
        assert_ok!(Market::leave_market(signed(ALICE)));
        assert_noop!(Market::leave_market(signed(ALICE)), Error::<Test>::WrongProviderState);
        assert_noop!(Market::resume_provider(signed(ALICE)), Error::<Test>::WrongProviderState);
        pass(settings().exit_blocks - 1);
        assert_noop!(withdraw(), Error::<Test>::TooEarly);
        pass(1);
        assert_noop!(withdraw(), Error::<Test>::ProviderBusy);
        for place in 0..2 {
            assert_ok!(Market::unlist_device(signed(ALICE), device_of(ALICE, place)));
        }
        assert_ok!(withdraw());
        assert_eq!((free(ALICE), Providers::<Test>::get(ALICE)), (RICHES, None));
    });
}

#[test]
fn who_serves_cannot_be_gone() {
    run(|| {
        let id = lease_with(10_000 * JOULE);
        assert_ok!(Market::leave_market(signed(ALICE)));
        pass(settings().exit_blocks);
        assert_ok!(Market::unlist_device(signed(ALICE), device_of(ALICE, 1)));
        let busy = Error::<Test>::DeviceInUse;
        assert_noop!(Market::unlist_device(signed(ALICE), device_of(ALICE, 0)), busy);
        let withdraw = || Market::withdraw_provider(signed(ALICE));
        assert_noop!(withdraw(), Error::<Test>::ProviderBusy);
        // An outage by now. What was served may still be contested, so that the deposit stays.
        assert_ok!(poke(id));
        assert_ok!(Market::unlist_device(signed(ALICE), device_of(ALICE, 0)));
        assert!(is_concluded(id));
        assert_ok!(withdraw());
    });
}

#[test]
fn reputation_forgets_after_ninety_epochs() {
    run(|| {
        Market::note_work(&ALICE, 5_000_000, 1_000_000);
        let record = || Market::record(&Providers::<Test>::get(ALICE).expect("a provider"));
        let epoch = settings().epoch_blocks;
        assert_eq!(record().completed_usd_micro, 5_000_000);
        System::set_block_number(50 * epoch);
        Market::note_work(&ALICE, 1_000_000, 0);
        assert_eq!(
            (record().completed_usd_micro, record().failed_usd_micro),
            (6_000_000, 1_000_000)
        );
        System::set_block_number(80 * epoch);
        assert_eq!(record().completed_usd_micro, 6_000_000);
        System::set_block_number(90 * epoch);
        assert_eq!((record().completed_usd_micro, record().failed_usd_micro), (1_000_000, 0));
        System::set_block_number(1_000 * epoch);
        assert_eq!(record(), Default::default());
    });
}

#[test]
fn a_provider_that_failed_ranks_behind_one_that_did_not() {
    run(|| {
        Market::note_work(&ALICE, 0, 50_000_000);
        Market::note_work(&BOB, 50_000_000, 0);
        let id = order(crate::types::OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(ALICE, id, RATE - 100_000, 1));
        assert_ok!(bid(BOB, id, RATE, 1));
        let order = order_of(id);
        assert_eq!(order.bids.first().map(|bid| bid.provider), Some(BOB));
    });
}
