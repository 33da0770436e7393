// SPDX-License-Identifier: Apache-2.0
//! What subnets say about themselves.

use crate::{mock::*, Error, Event, Identities, Identity};
use frame_support::{assert_noop, assert_ok, BoundedVec};
use joule_primitives::{apis::subnets::SubnetIdentity, subnets::NetUid};

#[test]
fn a_subnet_says_what_it_is_and_takes_it_back() {
    run(|| {
        let netuid = subnet(ALICE);
        let identity = Identity {
            name: BoundedVec::truncate_from(b"Proteins".to_vec()),
            // Not UTF-8: shown with a mark, never refused.
            contact: BoundedVec::truncate_from(vec![b'@', 0xff]),
            ..Default::default()
        };
        let set = |identity| Subnets::set_identity(signed(ALICE), netuid, identity);
        assert_ok!(set(Some(identity.clone())));
        assert_eq!(events().last(), Some(&Event::IdentityChanged { netuid }));
        assert_eq!(Identities::<Test>::get(netuid), Some(identity.clone()));
        let told = Subnets::describe(netuid).and_then(|told| told.identity);
        let expected = SubnetIdentity {
            name: "Proteins".into(),
            contact: "@\u{fffd}".into(),
            ..SubnetIdentity::from(Identity::default())
        };
        assert_eq!(told, Some(expected));
        // The same again is no mistake; nothing twice is.
        assert_ok!(set(Some(identity)));
        assert_ok!(set(None));
        assert_noop!(set(None), Error::<Test>::IdentityNotFound);
        assert_eq!(Identities::<Test>::iter().count(), 0);
    });
}

#[test]
fn only_its_owner_says_what_a_subnet_is() {
    run(|| {
        let netuid = subnet(ALICE);
        neuron(netuid, BOB, hot(BOB));
        let set =
            |who, netuid| Subnets::set_identity(signed(who), netuid, Some(Identity::default()));
        assert_noop!(set(BOB, netuid), Error::<Test>::NotOwner);
        assert_noop!(set(hot(ALICE), netuid), Error::<Test>::NotOwner);
        assert_noop!(set(ALICE, NetUid(9)), Error::<Test>::SubnetNotFound);
        hand_over(hot(ALICE), BOB);
        assert_noop!(set(ALICE, netuid), Error::<Test>::NotOwner);
        assert_ok!(set(BOB, netuid));
    });
}

#[test]
fn an_identity_ends_with_its_subnet() {
    run(|| {
        let netuid = subnet(ALICE);
        let identity = Some(Identity::default());
        assert_ok!(Subnets::set_identity(signed(ALICE), netuid, identity));
        assert_ok!(Subnets::dissolve(signed(ALICE), netuid));
        assert_eq!(Identities::<Test>::get(netuid), None);
    });
}
