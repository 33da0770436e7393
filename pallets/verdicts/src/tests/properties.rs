// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever anybody does in whatever order, the invariants hold after every step,
//! a refused step changes nothing, every job ends if somebody concludes it, no party is drawn,
//! nobody is slashed who did what it was drawn for, and nobody is paid who did not.

use crate::{
    mock::*,
    types::{Role, Step as Stage},
    Event, Jobs,
};
use codec::Encode;
use joule_primitives::{
    attestation::{DeviceKey, Policy},
    types::{BlockNumber, Hash},
    verdicts::{Fault, Outcome, Verdicts as _},
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
    Submit(bool),
    Commit(u8, u8),
    Reveal(u8, u8),
    RevealAll,
    CommitAll(u8),
    Trespass(u8),
    Accept(bool),
    Object,
    Conclude,
    Close,
    Blocks(BlockNumber),
    Chance(u32),
    Offer(u8, bool),
}

fn steps() -> impl Strategy<Value = Step> {
    let device = || 1..=DEVICES;
    prop_oneof![
        1 => any::<bool>().prop_map(Step::Submit),
        4 => (device(), 0..4u8).prop_map(|(a, b)| Step::Commit(a, b)),
        4 => (device(), 0..4u8).prop_map(|(a, b)| Step::Reveal(a, b)),
        3 => Just(Step::RevealAll),
        4 => (0..6u8).prop_map(Step::CommitAll),
        1 => device().prop_map(Step::Trespass),
        1 => any::<bool>().prop_map(Step::Accept),
        1 => Just(Step::Object),
        6 => Just(Step::Conclude),
        1 => Just(Step::Close),
        3 => (1..12u32).prop_map(Step::Blocks),
        2 => (20..220u32).prop_map(Step::Blocks),
        1 => any::<u32>().prop_map(Step::Chance),
        1 => (device(), any::<bool>()).prop_map(|(a, b)| Step::Offer(a, b)),
    ]
}

fn policies() -> impl Strategy<Value = Policy> {
    prop_oneof![
        1 => Just(ACCEPTANCE),
        3 => (3..=9u8).prop_flat_map(|n| (Just(n), n / 2 + 1..=n))
            .prop_map(|(n, k)| Policy::Redundant { n, k, reveal_window: WINDOW }),
        4 => prop_oneof![Just(1_000u16), 300..800u16]
            .prop_map(|permille| Policy::SpotCheck { permille, window: WINDOW }),
    ]
}

/// The result that a device of this kind comes to: 0 to 2 are honest, others err together or alone.
fn result_of(number: u8, kind: u8) -> Hash {
    match kind {
        0..=2 => RIGHT,
        3 => WRONG,
        _ => Hash::repeat_byte(number),
    }
}

/// What a device has promised, if it can still be told from its commit.
fn promised(number: u8) -> Option<Hash> {
    let job = Jobs::<Test>::get(JOB)?;
    let seat = job.seats.iter().find(|seat| seat.device == key(number))?;
    let results = [RIGHT, WRONG, Hash::repeat_byte(number)];
    results.into_iter().find(|root| seat.blind == Some(blind(number, job.attempt, *root)))
}

fn seats() -> Vec<u8> {
    let job = Jobs::<Test>::get(JOB);
    job.map_or(Vec::new(), |job| job.seats.iter().map(|seat| number_of(seat.device)).collect())
}

/// Runs one step, which must change nothing if it is refused.
fn attempt_to(step: impl FnOnce() -> DispatchResult) -> bool {
    let before = (state(), AllDevices::get(), Requested::get(), Slashes::get(), Followed::get());
    let result = frame_support::storage::with_storage_layer(step);
    if result.is_err() {
        let after = (state(), AllDevices::get(), Requested::get(), Slashes::get(), Followed::get());
        assert_eq!(before, after, "a refused step changed something");
    }
    result.is_ok()
}

fn take(step: Step, history: &mut History) {
    if Jobs::<Test>::get(JOB).is_none() {
        return;
    }
    match step {
        Step::Submit(right) => {
            attempt_to(|| submit(&claim(if right { RIGHT } else { WRONG })));
        }
        Step::Commit(number, kind) => {
            attempt_to(|| commit(number, result_of(number, kind)));
        }
        Step::CommitAll(kind) => {
            for number in seats() {
                attempt_to(|| commit(number, result_of(number, kind)));
            }
        }
        Step::Reveal(number, kind) => {
            attempt_to(|| reveal(number, result_of(number, kind)));
        }
        Step::RevealAll => {
            for number in seats() {
                if let Some(root) = promised(number) {
                    attempt_to(|| reveal(number, root));
                }
            }
        }
        Step::Trespass(number) => {
            let blind = blind(number, attempt(), RIGHT);
            let origin = || signed(STRANGER);
            let device = key(number);
            assert!(!attempt_to(|| {
                Verdicts::commit_result(origin(), JOB, attempt(), device, blind)
            }));
            let salt = salt(number);
            assert!(!attempt_to(|| {
                Verdicts::reveal_result(origin(), JOB, attempt(), device, RIGHT, salt)
            }));
            assert!(!attempt_to(|| Verdicts::accept_result(origin(), JOB, attempt())));
        }
        Step::Accept(by_requester) => {
            let who = if by_requester { REQUESTER } else { STRANGER };
            attempt_to(|| Verdicts::accept_result(signed(who), JOB, attempt()));
        }
        Step::Object => {
            attempt_to(|| Verdicts::object(JOB, &REQUESTER));
        }
        Step::Conclude => {
            attempt_to(conclude);
        }
        Step::Close => {
            attempt_to(|| Verdicts::close(JOB));
        }
        Step::Blocks(blocks) => pass(blocks),
        // The beacon of later blocks. What is known already stays.
        Step::Chance(entropy) => {
            let is_known = Requested::get().keys().any(|at| *at <= System::block_number());
            if !is_known {
                Entropy::set(entropy);
            }
        }
        Step::Offer(number, offered) => AllDevices::mutate(|devices| {
            devices[usize::from(number) - 1].is_offered = offered;
        }),
    }
    history.note();
}

/// What has been seen, to judge the verdict by.
#[derive(Default)]
struct History {
    /// Who has had a seat.
    seated: BTreeSet<u8>,
    /// Who has committed, in which attempt.
    committed: BTreeSet<(u8, u32)>,
    /// Who has revealed a result, and which.
    revealed: BTreeSet<(u8, Hash)>,
    /// Who was found at fault.
    faults: BTreeSet<(u8, u32, FaultCode)>,
}

/// A fault that can be ordered.
type FaultCode = u8;

fn code(fault: Fault) -> FaultCode {
    fault.encode()[0]
}

impl History {
    fn note(&mut self) {
        check();
        for event in events() {
            match event {
                Event::ResultCommitted { device, attempt, .. } => {
                    self.committed.insert((number_of(device), attempt));
                }
                Event::ResultRevealed { device, output_root, .. } => {
                    self.revealed.insert((number_of(device), output_root));
                }
                Event::DeviceFaulted { device, attempt, fault, .. } => {
                    self.faults.insert((number_of(device), attempt, code(fault)));
                }
                _ => {}
            }
        }
        let Some(job) = Jobs::<Test>::get(JOB) else { return };
        for seat in &job.seats {
            self.seated.insert(number_of(seat.device));
            assert!(seat.role == Role::Worker || seat.owner != REQUESTER);
        }
        let slashed = Slashes::get().into_iter().map(|(device, _)| number_of(device));
        assert!(slashed.collect::<BTreeSet<_>>().is_subset(&self.seated), "a bystander paid");
    }

    fn has_revealed(&self, device: DeviceKey, root: impl Fn(Hash) -> bool) -> bool {
        let number = number_of(device);
        self.revealed.iter().any(|(revealer, shown)| *revealer == number && root(*shown))
    }

    /// What the verdict says must be what happened.
    fn judge(&self, policy: Policy) {
        let verdict = verdict();
        let is_acceptance = matches!(policy, Policy::RequesterAccept { .. });
        for (device, units) in &verdict.paid {
            assert!(self.seated.contains(&number_of(*device)) && *units <= UNITS);
            let truth = |shown| verdict.output_root.is_none_or(|root| root == shown);
            assert!(is_acceptance || self.has_revealed(*device, truth), "paid for nothing");
        }
        for (device, fault) in &verdict.at_fault {
            match fault {
                Fault::WrongResult => {
                    let wrong = |shown| Some(shown) != verdict.output_root;
                    assert!(self.has_revealed(*device, wrong), "the right one paid");
                }
                Fault::Withheld => {
                    assert!(self.committed.contains(&(number_of(*device), verdict.attempt)));
                }
                Fault::Late => assert_eq!(verdict.outcome, Outcome::TimedOut),
                Fault::Absent | Fault::NotProven => panic!("no verdict comes of that here"),
            }
        }
        for (number, attempt, fault) in &self.faults {
            let is_absence = *fault == code(Fault::Absent);
            let others = self.committed.iter().filter(|(_, committed_in)| committed_in == attempt);
            assert!(!is_absence || others.count() > 0, "{number} alone was absent");
        }
        assert!(!is_acceptance || Slashes::get().is_empty());
        assert_eq!(Followed::get().len(), usize::from(verdict.outcome != Outcome::Contested));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_history_keeps_the_invariants_and_every_job_ends(
        policy in policies(),
        steps in prop::collection::vec(steps(), 1..60),
        entropy in any::<u32>(),
    ) {
        run(|| {
            Entropy::set(entropy);
            open(policy);
            let mut history = History::default();
            history.note();
            for step in steps {
                take(step, &mut history);
            }
            // However it stands, whoever wants the end concludes it, as often as is due.
            for _ in 0..16 {
                match Jobs::<Test>::get(JOB).map(|job| job.step) {
                    None => return,
                    Some(Stage::Decided(_)) => break,
                    Some(_) => {
                        pass(WORK + 1);
                        take(Step::Conclude, &mut history);
                    }
                }
            }
            history.judge(policy);
            assert_eq!(Verdicts::close(JOB), Ok(()));
            check();
            assert!(AllDevices::get().iter().all(|device| !device.is_excused));
            assert!(Requested::get().is_empty());
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Where less than half of those who are drawn lie, and all others do what they should, the
    /// truth stands, only liars and the silent are slashed, and all who told it are paid.
    #[test]
    fn honest_majorities_win(
        kinds in prop::collection::vec(0..5u8, 20),
        entropy in any::<u32>(),
    ) {
        run(|| {
            Entropy::set(entropy);
            open(REDUNDANT);
            draw();
            let five = seated(Role::Executor);
            let root_of = |number: u8| result_of(number, kinds[usize::from(number) - 1]);
            let honest = five.iter().copied().filter(|it| root_of(*it) == RIGHT);
            let honest = honest.collect::<Vec<_>>();
            five.iter().for_each(|it| assert!(commit(*it, root_of(*it)).is_ok()));
            five.iter().for_each(|it| assert!(reveal(*it, root_of(*it)).is_ok()));
            if honest.len() >= 3 {
                assert_eq!(verdict().output_root, Some(RIGHT));
                assert_eq!(paid(), honest);
            }
            assert!(honest.len() < 3 || honest.iter().all(|number| lost(*number) == 0));
        });
    }
}
