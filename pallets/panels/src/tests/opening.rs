// SPDX-License-Identifier: Apache-2.0
//! How disputes open.

use crate::{
    mock::*,
    types::{Duty, Step},
    Error, Event, Queue,
};
use frame_support::{assert_noop, assert_ok, weights::Weight};
use joule_primitives::panels::{Panels as _, MAX_PARTIES};

#[test]
fn a_dispute_that_opens_asks_for_the_beacon_of_a_later_block() {
    run(|| {
        open();
        let (sample_at, decide_until) = (1 + DELAY, 1 + 43_200);
        let dispute = dispute();
        assert_eq!(dispute.step, Step::Drawing { sample_at });
        assert_eq!((dispute.opened_at, dispute.decide_until), (1, decide_until));
        assert_eq!(dispute.parties.to_vec(), [TENANT, PROVIDER]);
        assert_eq!((dispute.panels, dispute.seats.len()), (0, 0));
        assert_eq!(Requested::get(), [(sample_at, 1)].into());
        assert_eq!(Queue::<Test>::get(Duty::Draw, 0), Some((sample_at, DISPUTE)));
        let parties = vec![TENANT, PROVIDER];
        let opened = Event::DisputeOpened { dispute: DISPUTE, parties, sample_at, decide_until };
        assert_eq!(events(), [opened]);
    });
}

#[test]
fn a_dispute_opens_once() {
    run(|| {
        open();
        let again = || Panels::open(DISPUTE, &[STRANGER]);
        assert_noop!(again(), Error::<Test>::DisputeAlreadyExists);
        draw();
        assert_noop!(again(), Error::<Test>::DisputeAlreadyExists);
        assert_ok!(Panels::open(DISPUTE + 1, &[STRANGER]));
    });
}

#[test]
fn a_dispute_has_so_many_parties_and_no_more() {
    run(|| {
        let parties = (0..u64::from(MAX_PARTIES) + 1).map(|it| 1_000 + it).collect::<Vec<_>>();
        let before = (state(), Requested::get());
        assert_noop!(Panels::open(DISPUTE, &parties), Error::<Test>::TooManyParties);
        assert_eq!((state(), Requested::get()), before);
        assert_ok!(Panels::open(DISPUTE, &parties[1..]));
        assert_eq!(dispute().parties.len(), MAX_PARTIES as usize);
    });
}

#[test]
fn who_is_told_of_a_finding_may_open_another_dispute_of_that_number() {
    run(|| {
        open_and_draw();
        OpensAgain::set(true);
        vote_and_conclude(&[Some(ProviderFault); 5]);
        assert_eq!(dispute().parties.to_vec(), [TENANT]);
        assert_eq!(dispute().panels, 0);
    });
}

#[test]
fn opening_takes_what_was_measured() {
    assert_eq!(<Panels as joule_primitives::panels::Panels<AccountId>>::weight(), Weight::zero());
}
