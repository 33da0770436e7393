// SPDX-License-Identifier: Apache-2.0
//! What providers and devices may do, in each of their states.

use super::stages::attempt;
use crate::{mock::*, types::OrderKind, Call, Error as E};
use frame_support::assert_ok;
use joule_primitives::{attestation::DeviceKey, units::JOULE};

/// Who the provider is, and its device.
const WHO: AccountId = 20;
const DEVICE: DeviceKey = DeviceKey([200; 32]);

/// What a provider can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Unknown,
    Registered,
    Active,
    Paused,
    Jailed,
    /// Its time in jail is over.
    Free,
    Exiting,
    /// Its time is over, and it lists a device still.
    Busy,
    /// Its time is over, and nothing is left.
    Idle,
}

use State::*;

fn become_one(state: State) {
    if state == Unknown {
        return;
    }
    assert_ok!(Market::register_provider(signed(WHO)));
    if state == Registered {
        return;
    }
    assert_ok!(Market::resume_provider(signed(WHO)));
    match state {
        Paused => {
            assert_ok!(Market::pause_provider(signed(WHO)));
        }
        Jailed | Free => {
            Market::jail(&WHO);
            pass(settings().jail_blocks - u32::from(state == Jailed));
        }
        Exiting | Busy | Idle => {
            if state == Busy {
                add_device(DEVICE, WHO);
                assert_ok!(Market::list_device(signed(WHO), DEVICE, ATTRIBUTES));
            }
            assert_ok!(Market::leave_market(signed(WHO)));
            pass(settings().exit_blocks - u32::from(state == Exiting));
        }
        _ => {}
    }
}

/// Why a provider is refused in this state; `None` if it is not.
fn refusal(call: &Call<Test>, state: State) -> Option<E<Test>> {
    match (call, state) {
        (Call::register_provider {}, Unknown) => None,
        (Call::register_provider {}, _) => Some(E::ProviderAlreadyExists),
        (_, Unknown) => Some(E::ProviderNotFound),
        (Call::pause_provider {} | Call::place_bid { .. }, Active) => None,
        (Call::place_bid { .. }, _) => Some(E::ProviderNotActive),
        (Call::resume_provider {}, Registered | Paused | Free) => None,
        (Call::resume_provider {}, Jailed) => Some(E::TooEarly),
        (Call::leave_market {}, Registered | Active | Paused | Jailed | Free) => None,
        (Call::withdraw_provider {}, Exiting) => Some(E::TooEarly),
        (Call::withdraw_provider {}, Busy) => Some(E::ProviderBusy),
        (Call::withdraw_provider {}, Idle) => None,
        _ => Some(E::WrongProviderState),
    }
}

#[test]
fn a_provider_does_what_its_state_allows_and_nothing_else() {
    for state in [Unknown, Registered, Active, Paused, Jailed, Free, Exiting, Busy, Idle] {
        for call in [
            Call::register_provider {},
            Call::pause_provider {},
            Call::resume_provider {},
            Call::leave_market {},
            Call::withdraw_provider {},
            Call::place_bid { order: 0, price: RATE, devices: Default::default() },
        ] {
            run(|| {
                become_one(state);
                order(OrderKind::Delivery { work_blocks: 100 }, 10 * JOULE);
                let expected = refusal(&call, state).map(Into::into);
                let told = format!("{call:?} when {state:?}");
                assert_eq!(attempt(call.into(), signed(WHO)), expected, "{told}");
            });
        }
    }
}

/// What a device can be, for the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Nobody knows it.
    Nowhere,
    Unlisted,
    Listed,
    /// Listed, and not offered.
    Hidden,
    Hired,
    /// Listed by who owned it before.
    Foreign,
}

use Place::*;

fn put(place: Place) {
    if place == Nowhere {
        return;
    }
    add_device(DEVICE, WHO);
    if place == Unlisted {
        return;
    }
    assert_ok!(Market::list_device(signed(WHO), DEVICE, ATTRIBUTES));
    match place {
        Hidden => {
            assert_ok!(Market::offer_device(signed(WHO), DEVICE, false));
        }
        Hired => {
            let id = order(OrderKind::Lease, 100 * JOULE);
            let devices = vec![DEVICE].try_into().expect("few");
            assert_ok!(Market::place_bid(signed(WHO), id, RATE, devices));
            begin(id, &[0]);
        }
        Foreign => {
            change_device(&DEVICE, |device| device.owner = BOB);
        }
        _ => {}
    }
}

/// Why `who` is refused; `None` if it is not.
fn refusal_of_device(call: &Call<Test>, place: Place, who: AccountId) -> Option<E<Test>> {
    let is_owner = who == WHO;
    match (call, place) {
        (Call::list_device { .. }, _) if !is_owner => Some(E::ProviderNotFound),
        (Call::list_device { .. }, Nowhere) => Some(E::DeviceNotFound),
        (Call::list_device { .. }, Unlisted) => None,
        (Call::list_device { .. }, _) => Some(E::DeviceAlreadyListed),
        (_, Nowhere | Unlisted) => Some(E::ListingNotFound),
        (Call::offer_device { .. }, _) if !is_owner => Some(E::NotOwner),
        (Call::unlist_device { .. }, Foreign) => None,
        (Call::unlist_device { .. }, _) if !is_owner => Some(E::NotOwner),
        (Call::unlist_device { .. }, Hired) => Some(E::DeviceInUse),
        _ => None,
    }
}

#[test]
fn a_device_is_listed_and_taken_off_as_its_place_allows() {
    for place in [Nowhere, Unlisted, Listed, Hidden, Hired, Foreign] {
        for call in [
            Call::list_device { device: DEVICE, attributes: ATTRIBUTES },
            Call::offer_device { device: DEVICE, is_offered: false },
            Call::offer_device { device: DEVICE, is_offered: true },
            Call::unlist_device { device: DEVICE },
            Call::refresh_listing { device: DEVICE },
        ] {
            for who in [WHO, STRANGER] {
                run(|| {
                    become_one(Active);
                    put(place);
                    let expected = refusal_of_device(&call, place, who).map(Into::into);
                    let told = format!("{call:?} when {place:?} by {who}");
                    assert_eq!(attempt(call.clone().into(), signed(who)), expected, "{told}");
                });
            }
        }
    }
}
