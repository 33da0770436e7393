// SPDX-License-Identifier: Apache-2.0
//! Whatever several devices do, in any order: every invariant holds after each step, a feeless call
//! that is authorised does not fail, nothing is burned but by its reason, and nobody who is honest
//! and there loses anything.

use crate::{mock::*, types::Verdict, AttestationSettings, Current, DeviceRecords, Event, Samples};
use frame_support::{assert_ok, traits::Imbalance};
use joule_primitives::{
    attestation::{ClassId, DeviceState, Devices, SeizeBonds},
    money::{BurnMoney, BurnReason},
    types::Balance,
    verdicts::{EngageDevices, SampleBeacon, SlashDevices},
};
use proptest::prelude::*;
use sp_runtime::Perbill;

/// How many devices there are. The last one is honest, and always there.
const DEVICES: usize = 6;
const HONEST: usize = DEVICES - 1;

/// What may happen.
#[derive(Clone, Debug)]
enum Step {
    Register(usize, u8, u8),
    RaiseBond(usize, u8),
    Leave(usize),
    Withdraw(usize),
    Commit(usize, u8),
    CommitToNothing(usize, u32),
    Open(usize),
    Settle(usize),
    Resume(usize),
    Report(usize),
    Excuse(usize),
    EndExcuse(usize),
    SetTerms(u8, u8),
    NearlyProve(usize),
    Prove(usize),
    SetOffered(usize, bool),
    Engage(usize),
    Disengage(usize),
    Slash(usize, u8),
    Seize(usize, u8),
    Request,
    Release(u32),
    FillRooms,
    Pass(u8),
}

fn step() -> impl Strategy<Value = Step> {
    let device = 0..HONEST;
    prop_oneof![
        3 => (device.clone(), 0u8..3, 1u8..12).prop_map(|(d, c, b)| Step::Register(d, c, b)),
        1 => (device.clone(), 0u8..5).prop_map(|(d, a)| Step::RaiseBond(d, a)),
        1 => device.clone().prop_map(Step::Leave),
        1 => device.clone().prop_map(Step::Withdraw),
        6 => (device.clone(), 1u8..4).prop_map(|(d, r)| Step::Commit(d, r)),
        2 => (device.clone(), 0u32..20_000_000).prop_map(|(d, r)| Step::CommitToNothing(d, r)),
        8 => device.clone().prop_map(Step::Open),
        3 => device.clone().prop_map(Step::Settle),
        2 => device.clone().prop_map(Step::Resume),
        1 => device.clone().prop_map(Step::Report),
        1 => device.clone().prop_map(Step::Excuse),
        2 => device.clone().prop_map(Step::EndExcuse),
        4 => device.clone().prop_map(Step::NearlyProve),
        4 => device.clone().prop_map(Step::Prove),
        6 => (device.clone(), prop::bool::weighted(0.7)).prop_map(|(d, o)| Step::SetOffered(d, o)),
        1 => device.clone().prop_map(Step::Engage),
        1 => device.clone().prop_map(Step::Disengage),
        1 => (device.clone(), 0u8..20).prop_map(|(d, p)| Step::Slash(d, p)),
        1 => (device, 0u8..20).prop_map(|(d, t)| Step::Seize(d, t)),
        1 => Just(Step::Request),
        1 => (0u32..20).prop_map(Step::Release),
        1 => (0u8..3, 1u8..4).prop_map(|(c, b)| Step::SetTerms(c, b)),
        1 => Just(Step::FillRooms),
        12 => (1u8..12).prop_map(Step::Pass),
    ]
}

/// Does a step, which may be refused.
fn act(gpus: &mut [Gpu], step: Step) {
    let _ = match step {
        Step::Register(device, class, bond) => {
            let bond = Balance::from(bond) * BOND;
            gpus[device].register_with(ALICE, ClassId(class), bond).is_ok()
        }
        Step::RaiseBond(device, amount) => {
            let amount = Balance::from(amount) * BOND / 4;
            Attestation::raise_bond(signed(ALICE), gpus[device].key, amount).is_ok()
        }
        Step::Leave(device) => Attestation::leave(signed(ALICE), gpus[device].key).is_ok(),
        Step::Withdraw(device) => {
            Attestation::withdraw_bond(signed(ALICE), gpus[device].key).is_ok()
        }
        Step::Commit(device, rounds) => {
            Current::<Test>::exists() && {
                gpus[device].compute(rounds.into());
                submit(gpus[device].commit_call()).is_ok()
            }
        }
        Step::CommitToNothing(device, rounds) => Current::<Test>::get().is_some_and(|open| {
            submit(gpus[device].commit_call_of(open.id, rounds, [3; 24])).is_ok()
        }),
        Step::Open(device) => try_to_open(&gpus[device]),
        Step::Settle(device) => submit(gpus[device].settle_call()).is_ok(),
        Step::Resume(device) => Attestation::last_challenge()
            .is_some_and(|last| submit(gpus[device].resume_call(last)).is_ok()),
        Step::Report(device) => Attestation::last_challenge()
            .is_some_and(|last| submit(gpus[device].report_call(last, CHARLIE)).is_ok()),
        Step::Excuse(device) => Attestation::excuse(&gpus[device].key).is_ok(),
        Step::EndExcuse(device) => {
            Attestation::end_excuse(&gpus[device].key);
            true
        }
        Step::SetTerms(class, bond) => {
            let min_bond = Balance::from(bond) * BOND / 2;
            let least_score = Default::default();
            let terms = crate::ClassTerms { min_bond, least_score };
            let root = RuntimeOrigin::root();
            // The honest device has the first class, and a bond for any terms.
            Attestation::set_class_terms(root, ClassId(class), terms).is_ok()
        }
        Step::NearlyProve(device) => nearly_prove(&gpus[device]),
        Step::Prove(device) => prove(&gpus[device]),
        Step::SetOffered(device, is_offered) => {
            Attestation::set_offered(signed(ALICE), gpus[device].key, is_offered).is_ok()
        }
        Step::FillRooms => {
            crate::Used::<Test>::mutate(|used| used.open = Attestation::kind_limit());
            true
        }
        step => act_for_a_job(gpus, step),
    };
}

/// Does what a job asks of devices and of the chain.
fn act_for_a_job(gpus: &[Gpu], step: Step) -> bool {
    match step {
        Step::Engage(device) => Attestation::engage(&gpus[device].key).is_ok(),
        Step::Disengage(device) => {
            let key = &gpus[device].key;
            Attestation::engagements(key) > 0 && {
                Attestation::disengage(key);
                true
            }
        }
        Step::Slash(device, percent) => {
            let part = Perbill::from_percent(percent.into());
            Attestation::slash(&gpus[device].key, part) > 0
        }
        Step::Seize(device, tenths) => {
            let amount = Balance::from(tenths) * BOND / 10;
            let credit = Attestation::seize(&gpus[device].key, amount);
            let seized = credit.peek();
            Money::burn(BurnReason::Slash, credit);
            (1..=amount).contains(&seized)
        }
        Step::Request => Attestation::request() > now(),
        Step::Release(ago) => {
            let height = (now() + 8).saturating_sub(ago);
            Samples::<Test>::contains_key(height) && {
                Attestation::release(height);
                true
            }
        }
        _ => true,
    }
}

/// Leaves of a trial its last audit, whatever the device does now.
fn nearly_prove(gpu: &Gpu) -> bool {
    let Some(mut device) = DeviceRecords::<Test>::get(gpu.key).filter(|it| it.audits_due > 0)
    else {
        return false;
    };
    device.audits_due = 1;
    DeviceRecords::<Test>::insert(gpu.key, device);
    true
}

/// Lets a device that takes part have passed its trial.
fn prove(gpu: &Gpu) -> bool {
    let Some(mut device) = DeviceRecords::<Test>::get(gpu.key).filter(|it| it.is_on_trial()) else {
        return false;
    };
    device.audits_due = 0;
    DeviceRecords::<Test>::insert(gpu.key, device);
    crate::Trials::<Test>::mutate(|room| room.taken -= 1);
    true
}

fn try_to_open(gpu: &Gpu) -> bool {
    let is_drawn = Current::<Test>::get().is_some_and(|open| open.sample.is_some());
    is_drawn && gpu.work.is_some() && submit(gpu.open_call()).is_ok()
}

/// Lets the honest device do what it must in this block.
fn be_honest(gpu: &mut Gpu) {
    let Some(open) = Current::<Test>::get() else { return };
    let is_known = gpu.record().due > open.id;
    if !is_known && now() > open.opened_at && now() <= open.opened_at + 5 {
        gpu.commit(1);
    }
    let has_committed =
        crate::Pending::<Test>::get(gpu.key).is_some_and(|pending| pending.challenge == open.id);
    if has_committed {
        try_to_open(gpu);
    }
}

fn play(steps: Vec<Step>, least_audit: Perbill) {
    let settings = AttestationSettings {
        least_audit,
        leave_blocks: 40,
        failure_memory_blocks: 200,
        ..settings()
    };
    run_with(settings, || {
        MaxOnTrial::set(2);
        OthersActive::set(1_000_000);
        let mut gpus = (0..DEVICES as u32).map(gpu).collect::<Vec<_>>();
        assert_ok!(gpus[HONEST].register_with(BOB, ClassId(0), 10 * BOND));
        let issued = Balances::total_issuance();
        let all_burned = || Money::burned().iter().map(|(_, amount)| amount).sum::<Balance>();
        let burned_before = all_burned();
        for step in steps {
            match step {
                Step::Pass(blocks) => {
                    for _ in 0..blocks {
                        pass(1);
                        be_honest(&mut gpus[HONEST]);
                        check();
                    }
                }
                step => act(&mut gpus, step),
            }
            check();
            for event in events() {
                if let Event::CommitSettled { device, verdict, .. } = event {
                    assert!(device != gpus[HONEST].key || verdict != Verdict::Failed);
                }
            }
        }
        let honest = gpus[HONEST].standing();
        assert_eq!(honest.bond, 10 * BOND);
        assert_eq!(bonds_of(&BOB), 10 * BOND);
        assert_ne!(honest.state, DeviceState::Paused);
        let all = all_burned();
        assert_eq!(issued - Balances::total_issuance(), all - burned_before);
        let known = burned(BurnReason::Slash) + burned(BurnReason::Registration);
        assert_eq!(known, all);
    });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_history_keeps_every_invariant(steps in prop::collection::vec(step(), 1..120)) {
        play(steps, Perbill::one());
    }

    #[test]
    fn any_history_with_few_audits_keeps_every_invariant(
        steps in prop::collection::vec(step(), 1..120),
    ) {
        play(steps, Perbill::from_percent(10));
    }
}
