// SPDX-License-Identifier: Apache-2.0
//! Jobs of the market with the verdicts, panels, devices and validators of the runtime.

use super::{
    devices::register,
    market::{held, key, order, pair, pass, provide, wealth, win, PROVIDER, RATE, TENANT},
    *,
};
use crate::{Attestation, Market, Panels, Verdicts};
use frame_support::assert_ok;
use joule_pogw::messages::{signed as signed_message, BlindResult, Receipt};
use joule_primitives::{
    apis::market::{BatchTerms, CloseReason, JobState},
    attestation::{Devices, Evidence, Policy},
    panels::{finding_commitment, Finding},
    types::{Balance, Hash},
    units::JOULE,
    verdicts::{EngageDevices, JobId},
};
use pallet_joule_attestation::{DeviceRecords, Trials};
use pallet_joule_market::{types::OrderKind, HoldReason, Jobs, UNFOUND_PART};
use pallet_joule_panels::{Disputes, Settings as PanelSettings};
use pallet_joule_verdicts::{types::Claim, Jobs as WatchedJobs};
use sp_core::Pair;
use Sr25519Keyring::{Alice, Bob, Charlie, Dave, Eve, Ferdie};

const INPUT: Hash = Hash::repeat_byte(0x11);
const RESULT: Hash = Hash::repeat_byte(0xaa);
/// What a job costs: as many dollars, and JOULE.
const PRICE: Balance = 36 * JOULE;
/// How long three panels need.
const DECIDE_BLOCKS: u32 = 252;
const ACCEPTANCE: Policy = Policy::RequesterAccept { window: 20 };

fn batch(policy: Policy) -> OrderKind {
    OrderKind::Batch(BatchTerms {
        policy,
        evidence: Evidence::None,
        seeded_work: None,
        input_root: INPUT,
        units: 10,
        work_blocks: 50,
    })
}

/// A job that the provider does, and the tenant accepts.
fn begin() -> JobId {
    provide(PROVIDER);
    assert_eq!(u128::from(RATE) * JOULE, PRICE * 1_000_000);
    let id = order(batch(ACCEPTANCE), PRICE * 5 / 4);
    win(id);
    id
}

/// Lets the provider hand in so many units.
fn hand_in(job: JobId, units: u64) {
    let receipt = Receipt {
        genesis: System::block_hash(0).0,
        job,
        attempt: 0,
        device: key(PROVIDER).0,
        input_root: INPUT.0,
        output_root: RESULT.0,
        trace_root: None,
        units,
        start_ms: 1,
        end_ms: 2,
    };
    let signature = pair(PROVIDER).sign(&signed_message(&receipt.hash())).0;
    let claim = Claim { output_root: RESULT, trace_root: None, units, start_ms: 1, end_ms: 2 };
    assert_ok!(Verdicts::submit_result(signed(PROVIDER), job, 0, claim, signature));
}

fn reason(job: JobId) -> Option<CloseReason> {
    Jobs::<Runtime>::get(job).and_then(|job| job.closing).map(|closing| closing.reason)
}

/// That all is paid, given back and free.
fn assert_concluded(job: JobId) {
    let state = Jobs::<Runtime>::get(job).expect("it is kept to be read").state;
    assert!(matches!(state, JobState::Closed { .. }), "{state:?}");
    assert_eq!(held(HoldReason::Escrow, TENANT), 0);
    assert_eq!(held(HoldReason::DisputeBond, TENANT), 0);
    assert_eq!(held(HoldReason::BidDeposit, PROVIDER), 0);
    assert_eq!(Attestation::engagements(&key(PROVIDER)), 0);
    assert!(!WatchedJobs::<Runtime>::contains_key(job), "nothing is left of the verdict");
}

#[test]
fn a_job_is_paid_in_the_block_in_which_its_result_is_accepted() {
    run(|| {
        let before = wealth(TENANT);
        let job = begin();
        let paid = wealth(PROVIDER);
        assert_eq!(Attestation::engagements(&key(PROVIDER)), 2, "by the market, and by verdicts");
        // Four fifths of the work.
        hand_in(job, 8);
        assert_ok!(Verdicts::accept_result(signed(TENANT), job, 0));
        assert_eq!(reason(job), Some(CloseReason::Completed));
        assert_eq!(before - wealth(TENANT), PRICE * 8 / 10);
        assert_eq!(wealth(PROVIDER) - paid, PRICE * 8 / 10 * 7 / 10);
        assert_concluded(job);
        // It is no other lease or job, and is forgotten in time.
        assert_eq!(Market::describe_job(job).expect("it is kept").price, RATE);
        pass(400);
        assert_eq!(Market::describe_job(job), None);
    });
}

#[test]
fn a_worker_that_hands_in_nothing_pays_and_the_tenant_gets_all_back() {
    run(|| {
        let before = wealth(TENANT);
        let job = begin();
        let deposit = held(HoldReason::BidDeposit, PROVIDER);
        assert!(deposit > 0);
        pass(51);
        assert_ok!(Verdicts::conclude(signed(Alice), job));
        assert_eq!(reason(job), Some(CloseReason::TimedOut));
        assert_eq!(wealth(TENANT) - before, deposit / 2, "half of what the provider lost");
        assert_concluded(job);
    });
}

#[test]
fn drawn_devices_divide_the_price_of_a_job() {
    run(|| {
        let owners = [Alice, Bob, Dave, Eve, Ferdie];
        for owner in owners {
            let device = register(owner, &pair(owner), 10 * JOULE);
            DeviceRecords::<Runtime>::mutate(device, |record| {
                record.as_mut().expect("it was registered").audits_due = 0;
            });
            Trials::<Runtime>::mutate(|room| room.taken -= 1);
            assert_ok!(Attestation::set_offered(signed(owner), device, true));
        }
        pass(1);
        let before = wealth(TENANT);
        let had = owners.map(wealth);
        let redundant = Policy::Redundant { n: 3, k: 2, reveal_window: 20 };
        let job = order(batch(redundant), PRICE * 5 / 4);
        pass(8);
        assert_ok!(Verdicts::conclude(signed(Alice), job));
        let seats = WatchedJobs::<Runtime>::get(job).expect("it is watched").seats;
        let drawn =
            owners.into_iter().filter(|owner| seats.iter().any(|seat| seat.device == key(*owner)));
        let drawn = drawn.collect::<Vec<_>>();
        assert_eq!(drawn.len(), 3);
        // Until it has shown its result, none of them earns by standing by: it commits to nothing.
        let is_idle = |owner| {
            let standing = Attestation::standing(&key(owner)).expect("it is registered");
            let is_excused =
                DeviceRecords::<Runtime>::get(key(owner)).is_some_and(|it| it.is_excused);
            assert_ne!(standing.is_idle, is_excused, "{owner:?}");
            standing.is_idle
        };
        assert!(owners.into_iter().all(|owner| is_idle(owner) != drawn.contains(&owner)));
        for owner in &drawn {
            let blind = BlindResult {
                genesis: System::block_hash(0).0,
                job,
                attempt: 0,
                device: key(*owner).0,
                output_root: RESULT.0,
                salt: [9; 32],
            };
            let blind = Hash::from(blind.hash());
            assert_ok!(Verdicts::commit_result(signed(*owner), job, 0, key(*owner), blind));
        }
        for owner in &drawn {
            let device = key(*owner);
            assert_ok!(Verdicts::reveal_result(signed(*owner), job, 0, device, RESULT, [9; 32]));
        }
        assert!(owners.into_iter().all(is_idle));
        assert_eq!(reason(job), Some(CloseReason::Completed));
        assert_eq!(before - wealth(TENANT), PRICE);
        for (owner, had) in owners.into_iter().zip(had) {
            let share = if drawn.contains(&owner) { PRICE / 3 * 7 / 10 } else { 0 };
            assert_eq!(wealth(owner) - had, share, "{owner:?}");
        }
        assert_eq!(held(HoldReason::Escrow, TENANT), 0);
    });
}

/// Runs `test` on a job to which the tenant objected, on a network of four validators.
fn run_disputed(test: impl FnOnce(JobId)) {
    run_local(|| {
        PanelSettings::<Runtime>::mutate(|settings| settings.decide_blocks = DECIDE_BLOCKS);
        let job = begin();
        hand_in(job, 10);
        assert_ok!(Market::object(signed(TENANT), job));
        assert!(held(HoldReason::DisputeBond, TENANT) > 0);
        test(job);
    });
}

/// Lets all who were drawn find this: who they are.
fn decide(job: JobId, finding: Finding) -> Vec<Sr25519Keyring> {
    let salt = [3; 32];
    pass(9);
    let seats = Disputes::<Runtime>::get(job).expect("it is open").seats;
    let sits = |who: &Sr25519Keyring| seats.iter().any(|seat| seat.hotkey == account(*who));
    let everybody = [Alice, Bob, Charlie, Dave, Eve, Ferdie];
    let panel = everybody.into_iter().filter(sits).collect::<Vec<_>>();
    assert_eq!(panel.len(), seats.len());
    let genesis = System::block_hash(0);
    for juror in &panel {
        let commitment = finding_commitment(&genesis, job, &account(*juror), finding, &salt);
        assert_ok!(Panels::commit_finding(signed(*juror), job, commitment));
    }
    pass(11);
    for juror in &panel {
        assert_ok!(Panels::reveal_finding(signed(*juror), job, finding, salt));
    }
    pass(1);
    if Disputes::<Runtime>::contains_key(job) {
        assert_ok!(Panels::conclude(signed(Eve), job));
    }
    panel
}

#[test]
fn without_three_validators_that_are_no_party_nobody_is_at_fault() {
    // Tenant and provider are two of the four validators.
    run_disputed(|job| {
        let (tenant, provider) = (wealth(TENANT), wealth(PROVIDER));
        let bond = held(HoldReason::DisputeBond, TENANT);
        pass(9);
        let waiting = Disputes::<Runtime>::get(job).expect("others may become free meanwhile");
        assert!(waiting.seats.is_empty());
        pass(DECIDE_BLOCKS);
        // Anybody may see that no panel has the time any more.
        assert_ok!(Panels::draw(signed(Eve), job));
        assert!(!Disputes::<Runtime>::contains_key(job));
        assert_eq!(reason(job), Some(CloseReason::NoFault));
        // A dispute in which nobody voted costs who began it a part of its bond.
        assert_eq!(tenant - wealth(TENANT), PRICE / 2 + UNFOUND_PART.mul_ceil(bond));
        assert_eq!(wealth(PROVIDER) - provider, PRICE / 2 * 7 / 10);
        assert_concluded(job);
    });
}

#[test]
fn a_panel_of_validators_decides_on_a_job() {
    for (finding, expected) in [
        (Finding::ProviderFault, CloseReason::ProviderFault),
        (Finding::TenantFault, CloseReason::TenantFault),
    ] {
        run_local(|| {
            // Two more validators than there are, so that four are no party.
            let sitting = crate::Session::validators();
            let mut validators = sitting.clone();
            for who in [Eve, Ferdie] {
                assert_ok!(crate::Staking::register_validator(
                    signed(who),
                    account(who),
                    Default::default(),
                    None,
                ));
                validators.push(account(who));
            }
            pallet_session::Validators::<Runtime>::put(validators);
            let job = begin();
            // Four fifths of the work.
            hand_in(job, 8);
            assert_ok!(Market::object(signed(TENANT), job));
            let (tenant, provider) = (wealth(TENANT), wealth(PROVIDER));
            let bond = held(HoldReason::DisputeBond, TENANT);
            let panel = decide(job, finding);
            pallet_session::Validators::<Runtime>::put(sitting);
            assert!(panel.iter().all(|juror| ![TENANT, PROVIDER].contains(juror)));
            assert_eq!(reason(job), Some(expected));
            match finding {
                Finding::ProviderFault => {
                    assert!(wealth(TENANT) >= tenant, "all comes back");
                    assert!(wealth(PROVIDER) < provider);
                }
                _ => {
                    assert_eq!(tenant - wealth(TENANT), PRICE * 8 / 10 + bond);
                    assert_eq!(wealth(PROVIDER) - provider, PRICE * 8 / 10 * 7 / 10);
                }
            }
            assert_concluded(job);
        });
    }
}
