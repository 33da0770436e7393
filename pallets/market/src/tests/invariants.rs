// SPDX-License-Identifier: Apache-2.0
//! A state that is wrong is found.

use crate::{
    mock::*,
    types::{LeaseState, OrderKind},
    Agenda, AgendaCursor, Deadlines, Escrows, Gauges, HoldReason, Leases, ListingRecords, Orders,
    Pallet, Providers,
};
use frame_support::assert_ok;
use joule_primitives::{attestation::ClassId, units::JOULE};

/// Says which invariant a change of the state breaks. The state is as it was, afterwards.
fn broken(change: impl FnOnce(u64)) -> String {
    let mut found = None;
    run(|| {
        let id = lease_with(100 * JOULE);
        let open = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(BOB, open, RATE, 1));
        let _ = frame_support::storage::with_storage_layer(|| {
            change(id);
            found = Pallet::<Test>::check_invariants().err();
            Err::<(), _>(sp_runtime::DispatchError::Unavailable)
        });
    });
    let Some(sp_runtime::DispatchError::Other(sentence)) = found else {
        panic!("no invariant is broken");
    };
    sentence.into()
}

#[test]
fn an_escrow_that_is_not_held_is_found() {
    let more = |id| {
        Escrows::<Test>::mutate(id, |escrow| {
            escrow.as_mut().expect("an escrow").deposits[0].held += 1;
        });
    };
    assert_eq!(broken(more), "M1: what is held is not the sum of the escrows");
    assert_eq!(
        broken(|id| Escrows::<Test>::remove(id + 1)),
        "M1: what is held is not the sum of the escrows"
    );
    let orphan = |id: u64| {
        let escrow = Escrows::<Test>::get(id).expect("an escrow");
        Escrows::<Test>::insert(77, escrow);
    };
    assert_eq!(broken(orphan), "M1: an escrow pays for nothing");
}

#[test]
fn a_deposit_that_is_not_held_is_found() {
    let release = |_| Pallet::<Test>::release(HoldReason::BidDeposit, &BOB, 1);
    assert_eq!(broken(release), "M4: what is held is not the sum of the deposits");
    let miscount = |_| Providers::<Test>::mutate_extant(BOB, |it| it.deposits = 7);
    assert_eq!(broken(miscount), "M4: deposits of a provider are miscounted");
    let record = |_| Pallet::<Test>::release(HoldReason::ProviderRecord, &BOB, 1);
    assert_eq!(broken(record), "M4: a record is not paid for");
}

#[test]
fn inventory_that_is_miscounted_is_found() {
    let gauge = |_| Gauges::<Test>::mutate(ClassId(0), |it| it.attested.count += 1);
    assert_eq!(broken(gauge), "M5: a counter is not that of the list");
    let hired = |_| {
        Pallet::<Test>::change_listing(device_of(CAROL, 0), |it| it.serves = Some(99));
    };
    assert_eq!(broken(hired), "M5: a device is hired for nothing");
    let listed = |_| Providers::<Test>::mutate_extant(CAROL, |it| it.listed = 1);
    assert_eq!(broken(listed), "M5: devices of a provider are miscounted");
    let free = |_| Pallet::<Test>::change_listing(device_of(ALICE, 0), |it| it.serves = None);
    assert_eq!(broken(free), "M5: a lease or job has a device that is not hired for it");
    let gone = |_| ListingRecords::<Test>::remove(device_of(CAROL, 0));
    assert_eq!(broken(gone), "M5: a counter is not that of the list");
}

#[test]
fn whatever_nobody_looks_at_is_found() {
    assert_eq!(broken(Deadlines::<Test>::remove), "M6: something has no deadline");
    let gone = |id| {
        let at = Deadlines::<Test>::get(id).expect("a deadline");
        Agenda::<Test>::remove(at, id);
    };
    assert_eq!(broken(gone), "M6: a deadline is not on the agenda");
    assert_eq!(broken(|_| AgendaCursor::<Test>::put(99_999)), "M6: a deadline is forgotten");
    assert_eq!(broken(|_| Agenda::<Test>::insert(5, 5, ())), "M6: a task is on no other list");
}

#[test]
fn states_that_contradict_each_other_are_found() {
    let over = |id| {
        Leases::<Test>::mutate(id, |lease| {
            lease.as_mut().expect("a lease").state = LeaseState::Closing;
        });
    };
    assert!(broken(over).starts_with("M5"));
    let pending = |id| {
        Leases::<Test>::mutate(id, |lease| {
            lease.as_mut().expect("a lease").state = LeaseState::Pending { until: 9 };
        });
    };
    assert_eq!(broken(pending), "M6: an order outlives its lease, or is gone");
    let contested = |id| {
        Leases::<Test>::mutate(id, |lease| {
            lease.as_mut().expect("a lease").parts[0].timeline.contested = 1;
        });
    };
    assert_eq!(broken(contested), "M4: time is contested without a bond");
    let unmatched = |id: u64| {
        let order = Orders::<Test>::get(id + 1).expect("an order");
        Orders::<Test>::insert(id, order);
    };
    assert_eq!(broken(unmatched), "M4: what is held is not the sum of the deposits");
}
