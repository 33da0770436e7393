// SPDX-License-Identifier: Apache-2.0
//! Jobs on devices, paid by the verdict.

use crate::{
    mock::*,
    types::{CloseReason, JobState, OrderKind, OrderRequest},
    Error, HoldReason, Jobs, NextOrder, Tallies,
};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    attestation::Policy,
    money::BurnReason,
    panels::Finding,
    price::Health,
    units::JOULE,
    verdicts::{Fault, Outcome},
};

const ACCEPT: Policy = Policy::RequesterAccept { window: 100 };
const CHECK: Policy = Policy::SpotCheck { permille: 100, window: 100 };
const REDUNDANT: Policy = Policy::Redundant { n: 3, k: 2, reveal_window: 100 };

fn alice() -> joule_primitives::attestation::DeviceKey {
    device_of(ALICE, 0)
}

#[test]
fn an_accepted_job_is_paid_by_its_units_and_the_rest_goes_back() {
    run(|| {
        let id = job_with(ACCEPT);
        assert_eq!(job(id).state, JobState::Running);
        assert!(device(alice()).is_excused);
        decide(id, Outcome::Accepted, &[(alice(), 7)], &[]);
        assert!(is_concluded(id));
        let quality = paid().first().map(|paid| paid.quality);
        assert_eq!(quality, Some(sp_runtime::Perbill::one()));
        assert_eq!(reason(id), Some(CloseReason::Completed));
        assert_eq!(paid_to(ALICE), 4_200_000);
        assert_eq!(free(TENANT), RICHES - 42 * JOULE / 10);
        assert!(verdict_jobs().is_empty());
        assert_eq!(Tallies::<Test>::get().completed, 1);
        pass(settings().keep_blocks);
        assert_ok!(poke(id));
        assert!(Jobs::<Test>::get(id).is_none());
    });
}

#[test]
fn what_was_not_done_in_time_costs_the_deposit_and_nothing_is_burned_of_the_escrow() {
    run(|| {
        let id = job_with(ACCEPT);
        decide(id, Outcome::TimedOut, &[], &[(alice(), Fault::Late)]);
        assert_eq!(reason(id), Some(CloseReason::TimedOut));
        assert!(paid().is_empty() && is_concluded(id));
        // Two JOULE: half for the tenant, whose loss is larger.
        assert_eq!(free(TENANT), RICHES + JOULE);
        assert_eq!(Money::burned(BurnReason::Slash), JOULE);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn what_nobody_is_to_blame_for_costs_no_deposit() {
    run(|| {
        let id = job_with(ACCEPT);
        decide(id, Outcome::Unproven, &[], &[]);
        assert_eq!(reason(id), Some(CloseReason::Unproven));
        assert_eq!(free(ALICE), RICHES - settings().provider_deposit);
        assert_eq!(free(TENANT), RICHES);
    });
}

#[test]
fn checkers_are_paid_and_a_wrong_worker_loses_its_deposit() {
    run(|| {
        let id = job_with(CHECK);
        let (bob, carol) = (device_of(BOB, 0), device_of(CAROL, 0));
        let at_fault = [(alice(), Fault::WrongResult)];
        decide(id, Outcome::Rejected, &[(bob, 10), (carol, 10)], &at_fault);
        assert_eq!((paid_to(ALICE), paid_to(BOB), paid_to(CAROL)), (0, 6_000_000, 6_000_000));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
        assert_eq!(free(TENANT), RICHES - 12 * JOULE + JOULE);
    });
}

#[test]
fn a_worker_is_paid_before_those_who_checked_it() {
    run(|| {
        let id = job_with(CHECK);
        // The escrow of forty JOULE is worth less by now.
        set_price(50, Health::Healthy);
        let others = [BOB, CAROL].map(|who| (device_of(who, 0), 10));
        let more = [BOB, CAROL].map(|who| (device_of(who, 1), 10));
        let paid = [others[0], others[1], more[0], more[1], (alice(), 10)];
        decide(id, Outcome::Accepted, &paid, &[]);
        assert_eq!(paid_to(ALICE), 6_000_000);
        assert_eq!(paid_to(BOB) + paid_to(CAROL), 14_000_000);
        assert_eq!(free(TENANT), RICHES - 40 * JOULE);
    });
}

#[test]
fn drawn_devices_need_no_bid_and_divide_the_price() {
    run(|| {
        let id = order(batch(REDUNDANT), 10 * JOULE);
        assert_eq!(job(id).state, JobState::Running);
        let watched = verdict_jobs();
        assert_eq!(watched.first().map(|it| it.excluded.clone()), Some(vec![SPONSOR]));
        assert_noop!(bid(ALICE, id, RATE, 1), Error::<Test>::OrderNotFound);
        let paid = [BOB, CAROL].map(|who| (device_of(who, 0), 10));
        decide(id, Outcome::Accepted, &paid, &[(alice(), Fault::Absent)]);
        assert_eq!((paid_to(BOB), paid_to(CAROL)), (2_000_000, 2_000_000));
        assert_eq!(free(TENANT), RICHES - 4 * JOULE);
    });
}

#[test]
fn a_tenant_gains_nothing_by_a_job_on_which_nobody_agrees() {
    run(|| {
        let id = order(batch(REDUNDANT), 10 * JOULE);
        decide(id, Outcome::Undecided, &[], &[]);
        assert_eq!(reason(id), Some(CloseReason::Undecided));
        assert_eq!(free(TENANT), RICHES - 6 * JOULE / 10);
        assert_eq!(Money::burned(BurnReason::Other), 6 * JOULE / 10);
    });
}

#[test]
fn who_was_hired_is_paid_a_tenth_although_nobody_checked_its_work() {
    run(|| {
        let id = job_with(CHECK);
        pass(100);
        decide(id, Outcome::Undecided, &[], &[]);
        assert_eq!(reason(id), Some(CloseReason::Undecided));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 600_000);
        let paid = paid().pop().expect("a payment");
        assert_eq!((paid.quality, paid.device_blocks), (sp_runtime::Perbill::zero(), 100));
        // The tenant loses as much as if it was burned, and the deposit goes back.
        assert_eq!(free(TENANT), RICHES - 6 * JOULE / 10);
        assert_eq!(Money::burned(BurnReason::Other), 0);
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn who_was_hired_waits_for_a_price_that_pays_its_tenth() {
    run(|| {
        let id = job_with(CHECK);
        set_price(100, Health::Halted);
        decide(id, Outcome::Undecided, &[], &[]);
        assert_eq!(free(TENANT), RICHES - 12 * JOULE / 10);
        set_price(100, Health::Healthy);
        assert_ok!(poke(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (600_000, RICHES - 6 * JOULE / 10));
    });
}

#[test]
fn an_objection_holds_a_bond_and_opens_a_panel() {
    run(|| {
        let id = job_with(ACCEPT);
        let object = |who| Market::object(signed(who), id);
        assert_noop!(object(TENANT), sp_runtime::DispatchError::Other("nothing to object to"));
        submit(id);
        assert_noop!(object(STRANGER), Error::<Test>::NotTenant);
        assert_ok!(object(TENANT));
        assert_eq!(held(HoldReason::DisputeBond, TENANT), JOULE);
        assert_eq!(job(id).state, JobState::Disputed);
        assert_noop!(object(TENANT), Error::<Test>::WrongStep);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        assert_noop!(Market::object(signed(TENANT), 99), Error::<Test>::JobNotFound);
        find(id, Finding::NoFault);
    });
}

#[test]
fn the_bond_of_an_objection_is_a_tenth_of_a_dear_job() {
    run(|| {
        let mut request = request(batch(ACCEPT));
        request.max_price = 100 * USD;
        let id = crate::NextOrder::<Test>::get();
        assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 200 * JOULE));
        assert_ok!(bid(ALICE, id, 50 * USD, 1));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!(held(HoldReason::DisputeBond, TENANT), 5 * JOULE);
        find(id, Finding::NoFault);
    });
}

#[test]
fn a_panel_decides_who_pays_a_job() {
    // Who is at fault, what the worker is paid, what the panel gets, what the tenant has left.
    for (finding, worker, panel, tenant) in [
        (Finding::ProviderFault, 0, JOULE, RICHES + JOULE),
        (Finding::TenantFault, 6_000_000, JOULE, RICHES - 7 * JOULE),
        (Finding::NoFault, 3_000_000, JOULE, RICHES - 3 * JOULE - JOULE / 2),
    ] {
        run(|| {
            let id = job_with(ACCEPT);
            submit(id);
            assert_ok!(Market::object(signed(TENANT), id));
            assert_eq!(find(id, finding), panel);
            assert!(is_concluded(id));
            assert_eq!((paid_to(ALICE), free(TENANT)), (worker, tenant));
            assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
        });
    }
}

#[test]
fn what_the_panel_takes_of_a_deposit_is_made_up_by_the_bond_for_who_was_harmed() {
    run(|| {
        // The deposit is no more than the pay of the panel.
        let id = order(batch(ACCEPT), 8 * JOULE);
        assert_ok!(bid(ALICE, id, RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), JOULE);
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!(find(id, Finding::ProviderFault), JOULE);
        assert_eq!(device(alice()).bond, BOND - JOULE);
        assert_eq!(free(TENANT), RICHES + JOULE / 2);
    });
}

#[test]
fn a_provider_at_fault_pays_the_panel_and_as_much_as_its_deposit_was() {
    run(|| {
        // The deposit is a twentieth of the escrow, and the pay of the panel a tenth of the price.
        let request = OrderRequest { max_price: 10 * RATE, ..request(batch(ACCEPT)) };
        let id = NextOrder::<Test>::get();
        assert_ok!(Market::create_order(signed(TENANT), Box::new(request), 75 * JOULE));
        assert_ok!(bid(ALICE, id, 10 * RATE, 1));
        assert_ok!(Market::take_bids(signed(TENANT), id, vec![0].try_into().expect("few")));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 75 * JOULE / 20);
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!(find(id, Finding::ProviderFault), 6 * JOULE);
        assert_eq!(device(alice()).bond, BOND - 6 * JOULE);
        assert_eq!(free(TENANT), RICHES + 75 * JOULE / 40);
    });
}

#[test]
fn the_time_of_a_dispute_is_no_time_of_the_device() {
    for finding in [Finding::TenantFault, Finding::NoFault] {
        run(|| {
            let id = job_with(ACCEPT);
            pass(30);
            submit(id);
            assert_ok!(Market::object(signed(TENANT), id));
            pass(100);
            find(id, finding);
            assert_eq!(paid().last().map(|paid| paid.device_blocks), Some(30));
        });
    }
}

#[test]
fn an_objection_does_not_lock_the_device_up() {
    run(|| {
        let id = job_with(ACCEPT);
        submit(id);
        assert!(device(alice()).is_excused);
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!((device(alice()).is_excused, device(alice()).engagements), (false, 0));
        // It does other work while the panel sits, and goes on with that afterwards.
        let other = order(OrderKind::Lease, 100 * JOULE);
        assert_ok!(bid(ALICE, other, RATE, 1));
        begin(other, &[0]);
        find(id, Finding::TenantFault);
        assert_eq!(paid_to(ALICE), 6_000_000);
        assert!(device(alice()).is_excused);
        serve(other, 1);
    });
}

#[test]
fn a_job_without_a_finding_costs_its_tenant_a_fifth_of_the_bond() {
    run(|| {
        let id = job_with(ACCEPT);
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        assert_eq!(find_nothing(id), JOULE / 5);
        assert!(is_concluded(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (3_000_000, RICHES - 3 * JOULE - JOULE / 5));
        assert_eq!(held(HoldReason::BidDeposit, ALICE), 0);
    });
}

#[test]
fn a_job_of_drawn_devices_is_not_objected_to() {
    run(|| {
        let id = order(batch(REDUNDANT), 10 * JOULE);
        let object = Market::object(signed(TENANT), id);
        assert_noop!(object, Error::<Test>::PolicyMismatch);
    });
}

#[test]
fn without_a_price_a_verdict_is_paid_later_and_the_rest_given_back_at_once() {
    run(|| {
        let id = job_with(ACCEPT);
        set_price(100, Health::Halted);
        decide(id, Outcome::Accepted, &[(alice(), 10)], &[]);
        assert_eq!(job(id).state, JobState::Closing);
        assert_eq!(free(TENANT), RICHES - 12 * JOULE);
        assert_noop!(poke(id), Error::<Test>::NothingDue);
        set_price(200, Health::Healthy);
        assert_ok!(poke(id));
        assert_eq!((paid_to(ALICE), free(TENANT)), (6_000_000, RICHES - 3 * JOULE));
    });
}

#[test]
fn a_verdict_that_could_not_be_followed_is_followed_by_anybody_later() {
    run(|| {
        let id = job_with(ACCEPT);
        break_settlement(true);
        decide(id, Outcome::Accepted, &[(alice(), 10)], &[]);
        assert_eq!(job(id).state, JobState::Running);
        break_settlement(false);
        assert_ok!(poke(id));
        assert!(is_concluded(id));
        assert_eq!(paid_to(ALICE), 6_000_000);
    });
}

#[test]
fn a_finding_that_could_not_be_followed_is_followed_later() {
    run(|| {
        let id = job_with(ACCEPT);
        submit(id);
        assert_ok!(Market::object(signed(TENANT), id));
        break_settlement(true);
        find(id, Finding::TenantFault);
        assert_eq!(job(id).state, JobState::Disputed);
        break_settlement(false);
        assert_ok!(poke(id));
        assert_eq!(paid_to(ALICE), 6_000_000);
    });
}

#[test]
fn jobs_take_no_heartbeats_and_no_endpoints() {
    run(|| {
        let id = job_with(ACCEPT);
        assert_noop!(heartbeat(ALICE, id), Error::<Test>::NoHeartbeatTaken);
        assert_noop!(Market::close_lease(signed(TENANT), id), Error::<Test>::LeaseNotFound);
        let other = lease_with_bob();
        assert_noop!(Market::object(signed(TENANT), other), Error::<Test>::JobNotFound);
    });
}

fn lease_with_bob() -> u64 {
    let id = order(OrderKind::Lease, 100 * JOULE);
    assert_ok!(bid(BOB, id, RATE, 1));
    begin(id, &[0]);
    id
}
