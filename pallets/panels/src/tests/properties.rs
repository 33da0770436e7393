// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever anybody does in whatever order, the invariants hold after every step,
//! a refused step changes nothing, every dispute ends once, nobody is fined who revealed, nobody is
//! paid who did not vote with a majority, and no money appears or vanishes.

use crate::{
    mock::*,
    types::{Grounds, Step as Stage},
    Disputes, Event,
};
use joule_primitives::{
    panels::{DisputeId, Finding, Panels as _},
    types::BlockNumber,
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

/// The numbers of the disputes of these histories.
const DISPUTES: u64 = 3;

#[derive(Clone, Debug)]
enum Step {
    Open(DisputeId, Vec<u64>),
    Draw(DisputeId),
    Commit(DisputeId, u64, u8),
    CommitAll(DisputeId, u8),
    Reveal(DisputeId, u64, u8),
    RevealAll(DisputeId, u8),
    Trespass(DisputeId, u64),
    Conclude(DisputeId),
    Blocks(BlockNumber),
    Idle,
    Elect(Vec<u64>),
    Chance(u32),
}

fn steps() -> impl Strategy<Value = Step> {
    let id = || 0..DISPUTES;
    let juror = || 1..=VALIDATORS;
    prop_oneof![
        4 => (id(), prop::collection::vec(juror(), 0..3)).prop_map(|(a, b)| Step::Open(a, b)),
        4 => id().prop_map(Step::Draw),
        2 => (id(), juror(), 0..3u8).prop_map(|(a, b, c)| Step::Commit(a, b, c)),
        5 => (id(), 0..6u8).prop_map(|(a, b)| Step::CommitAll(a, b)),
        2 => (id(), juror(), 0..3u8).prop_map(|(a, b, c)| Step::Reveal(a, b, c)),
        6 => (id(), 0..4u8).prop_map(|(a, b)| Step::RevealAll(a, b)),
        1 => (id(), juror()).prop_map(|(a, b)| Step::Trespass(a, b)),
        5 => id().prop_map(Step::Conclude),
        3 => (1..12u32).prop_map(Step::Blocks),
        4 => (300..700u32).prop_map(Step::Blocks),
        1 => (5_000..20_000u32).prop_map(Step::Blocks),
        3 => Just(Step::Idle),
        1 => prop::collection::vec(juror(), 0..12).prop_map(Step::Elect),
        1 => any::<u32>().prop_map(Step::Chance),
    ]
}

fn finding(kind: u8) -> Finding {
    [ProviderFault, TenantFault, NoFault][usize::from(kind % 3)]
}

fn jurors_of(id: DisputeId) -> Vec<AccountId> {
    let dispute = Disputes::<Test>::get(id);
    dispute.map_or(vec![], |it| it.seats.iter().map(|seat| seat.hotkey).collect())
}

fn hash_of(id: DisputeId, juror: AccountId, kind: u8) -> joule_primitives::types::Hash {
    let genesis = System::block_hash(0);
    let found = finding(kind);
    joule_primitives::panels::finding_commitment(&genesis, id, &juror, found, &salt(juror))
}

fn commit_to(id: DisputeId, juror: AccountId, kind: u8) -> DispatchResult {
    let hash = hash_of(id, juror, kind);
    Panels::commit_finding(signed(juror), id, hash).map(drop).map_err(|refusal| refusal.error)
}

fn reveal_of(id: DisputeId, juror: AccountId, kind: u8) -> DispatchResult {
    Panels::reveal_finding(signed(juror), id, finding(kind), salt(juror))
        .map(drop)
        .map_err(|refusal| refusal.error)
}

/// Runs one step, which must change nothing if it is refused.
fn attempt_to(step: impl FnOnce() -> DispatchResult) -> bool {
    let all = || (state(), Requested::get(), Fines::get(), Followed::get(), Burned::get());
    let before = all();
    let result = frame_support::storage::with_storage_layer(step);
    assert!(result.is_ok() || before == all(), "a refused step changed something");
    result.is_ok()
}

fn take(step: Step, history: &mut History) {
    match step {
        Step::Open(id, parties) => {
            let parties = parties.into_iter().map(coldkey).collect::<Vec<_>>();
            if attempt_to(|| Panels::open(id, &parties)) {
                history.parties.insert(id, parties);
                history.opened += 1;
            }
        }
        Step::Draw(id) => {
            attempt_to(|| Panels::draw(signed(STRANGER), id));
        }
        Step::Commit(id, number, kind) => {
            attempt_to(|| commit_to(id, hotkey(number), kind));
        }
        Step::CommitAll(id, kind) => {
            for (juror, number) in jurors_of(id).into_iter().zip(0u8..) {
                // Some agree, some do not, one may stay away.
                let own = if kind < 4 { kind } else { number };
                if kind != 3 || number != 0 {
                    attempt_to(|| commit_to(id, juror, own));
                }
            }
        }
        Step::Reveal(id, number, kind) => {
            attempt_to(|| reveal_of(id, hotkey(number), kind));
        }
        Step::RevealAll(id, silent) => {
            for (juror, number) in jurors_of(id).into_iter().zip(0u8..) {
                if silent == 0 || number != silent {
                    (0..3).for_each(|kind| {
                        attempt_to(|| reveal_of(id, juror, kind));
                    });
                }
            }
        }
        Step::Trespass(id, number) => {
            assert!(!attempt_to(|| commit_to(id, coldkey(number), 0)));
            assert!(!attempt_to(|| reveal_of(id, coldkey(number), 0)));
        }
        Step::Conclude(id) => {
            attempt_to(|| Panels::conclude(signed(STRANGER), id));
        }
        Step::Blocks(blocks) => pass(blocks),
        Step::Idle => {
            idle();
        }
        Step::Elect(numbers) => elect(numbers.into_iter().collect::<BTreeSet<_>>()),
        // The beacon of later blocks. What is known already stays.
        Step::Chance(entropy) => {
            if !Requested::get().keys().any(|at| *at <= System::block_number()) {
                Entropy::set(entropy);
            }
        }
    }
    history.note();
}

/// What has been seen, to judge the end by.
#[derive(Default)]
struct History {
    opened: usize,
    decided: usize,
    parties: BTreeMap<DisputeId, Vec<AccountId>>,
    /// What the panel that sits has revealed.
    votes: BTreeMap<(DisputeId, AccountId), Finding>,
    /// The last finding, and why it stands.
    findings: BTreeMap<DisputeId, (Finding, Grounds)>,
    paid: u128,
    owed: u128,
}

impl History {
    fn note(&mut self) {
        check();
        for event in events() {
            self.note_event(event);
        }
        let parties = &self.parties;
        for (id, dispute) in Disputes::<Test>::iter() {
            let sits = dispute.seats.iter().map(|seat| seat.coldkey);
            assert!(!sits.clone().any(|it| parties[&id].contains(&it)), "a party judges itself");
            let has_panel = matches!(dispute.step, Stage::Sitting { .. });
            assert_eq!(has_panel, sits.count() > 0);
        }
        let burned = Burned::get().iter().map(|(_, amount)| amount).sum::<u128>();
        assert_eq!(self.paid + burned, self.owed, "what was paid is what was owed");
        assert_eq!(Balances::total_issuance(), self.paid);
    }

    fn note_event(&mut self, event: Event<Test>) {
        match event {
            Event::PanelDrawn { dispute, .. } => self.votes.retain(|(id, _), _| *id != dispute),
            Event::FindingRevealed { dispute, juror, finding } => {
                assert!(self.votes.insert((dispute, juror), finding).is_none(), "it votes once");
            }
            Event::JurorAbsent { dispute, juror, .. } => {
                assert!(!self.votes.contains_key(&(dispute, juror)), "it did its duty");
            }
            Event::DisputeDecided { dispute, finding, grounds, votes } => {
                self.decided += 1;
                self.findings.insert(dispute, (finding, grounds));
                let is_majority = grounds == Grounds::Majority;
                assert!(is_majority || finding == NoFault, "only a majority finds a fault");
                assert!(!is_majority || votes >= 2, "a majority is more than one");
                self.owed += if is_majority { PAY } else { PaidWithoutFinding::get() };
            }
            Event::JurorPaid { dispute, juror, amount, .. } => {
                let (finding, grounds) = self.findings[&dispute];
                assert_eq!(grounds, Grounds::Majority);
                assert_eq!(self.votes.get(&(dispute, juror)), Some(&finding));
                self.paid += amount;
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_happens_the_invariants_hold_and_every_dispute_ends(
        history in prop::collection::vec(steps(), 1..150),
    ) {
        genesis(SETTINGS).execute_with(|| {
            System::set_block_number(1);
            PaidWithoutFinding::set(3 * joule_primitives::units::JOULE);
            let mut seen = History::default();
            history.into_iter().for_each(|step| take(step, &mut seen));
            // Nobody does anything any more, for longer than three days.
            for _ in 0..40 {
                pass(1_300);
                idle();
                seen.note();
            }
            assert_eq!(Disputes::<Test>::iter().count(), 0, "every dispute ends by itself");
            assert_eq!((seen.opened, Followed::get().len()), (seen.decided, seen.decided));
        });
    }
}
