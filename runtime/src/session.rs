// SPDX-License-Identifier: Apache-2.0
//! Between the session pallet and those who choose validators and judge them.

use crate::{
    constants::MAX_VALIDATORS, weights, AccountId, BlockNumber, Collective, KeyOwners, Offences,
    Price, Runtime, RuntimeOrigin, Session, Staking, System,
};
use alloc::{collections::BTreeSet, vec::Vec};
use core::marker::PhantomData;
use frame_support::{dispatch::DispatchClass, traits::ChangeMembers, weights::Weight};
use joule_primitives::session::{ElectValidators, OnSession, Sessions};
use pallet_joule_staking::WeightInfo;
use pallet_session::{NextKeys, QueuedKeys};
use sp_runtime::{DispatchResult, Perbill};
use sp_staking::{
    offence::{
        Offence, OffenceDetails, OffenceError, OffenceSeverity, OnOffenceHandler, ReportOffence,
    },
    SessionIndex,
};

/// Whom an offence is laid to: a validator. Nothing more needs to be said of it.
pub type Offender = (AccountId, ());

/// Hands the validators that `Election` chooses to the session pallet, and tells those who follow
/// the sessions of each that starts.
///
/// If nobody is elected, the sitting set is named again, never left out: a set that is named counts
/// as a new one, so that each session has a voter set of GRANDPA of its own, and who is disabled is
/// so until the session ends.
pub struct ElectedSessions<Election>(PhantomData<Election>);

impl<Election: ElectValidators<AccountId>> ElectedSessions<Election> {
    fn validators_of(session: SessionIndex) -> Vec<AccountId> {
        // Whoever has no keys would be dropped, and a set of such would stop the chain.
        let mut seen = BTreeSet::new();
        let most = usize::try_from(MAX_VALIDATORS).unwrap_or(usize::MAX);
        let elected = Election::elect(session)
            .unwrap_or_default()
            .into_iter()
            .filter(|who| NextKeys::<Runtime>::contains_key(who) && seen.insert(who.clone()))
            .take(most)
            .collect::<Vec<_>>();
        if !elected.is_empty() {
            return elected;
        }
        let sitting = Session::validators();
        if !sitting.is_empty() {
            return sitting;
        }
        // The genesis block is being built: all who have keys validate.
        NextKeys::<Runtime>::iter_keys().collect()
    }
}

impl<Election> pallet_session::SessionManager<AccountId> for ElectedSessions<Election>
where
    Election: ElectValidators<AccountId> + OnSession<AccountId>,
{
    fn new_session(session: SessionIndex) -> Option<Vec<AccountId>> {
        Some(Self::validators_of(session))
    }

    fn start_session(session: SessionIndex) {
        // The session pallet still has the keys of the current session queued, not yet those of the next.
        KeyOwners::note_session(session);
        seat_collective();
        Price::note_session();
        // Who was elected before its offence was known sits on, but authors nothing.
        for offender in Staking::offended_lately(&Session::validators()) {
            Session::report_offence(offender, OffenceSeverity::max_severity());
        }
    }

    fn end_session(session: SessionIndex) {
        Election::on_session_ending(session, &Session::validators());
    }
}

/// Seats the validators of the session that starts in the collective. Who leaves it takes along the
/// votes on motions that are open.
fn seat_collective() {
    let mut members = Session::validators();
    members.sort();
    let sitting = pallet_collective::Members::<Runtime>::get();
    if members != sitting {
        <Collective as ChangeMembers<AccountId>>::set_members_sorted(&members, &sitting);
    }
}

/// The sessions of consensus, as staking sees them.
pub struct ConsensusSessions;

impl Sessions<AccountId> for ConsensusSessions {
    fn current() -> SessionIndex {
        Session::current_index()
    }

    fn has_keys(validator: &AccountId) -> bool {
        NextKeys::<Runtime>::contains_key(validator)
    }

    fn sitting() -> Vec<AccountId> {
        Session::validators()
    }

    fn queued() -> Vec<AccountId> {
        QueuedKeys::<Runtime>::get().into_iter().map(|(validator, _)| validator).collect()
    }

    fn purge_keys(validator: &AccountId) -> DispatchResult {
        Session::purge_keys(RuntimeOrigin::signed(validator.clone()))
    }
}

/// Counts blocks for the validators that authored them.
pub struct CountBlocks;

impl pallet_authorship::EventHandler<AccountId, BlockNumber> for CountBlocks {
    fn note_author(author: AccountId) {
        Staking::note_author(&author);
        let weight = weights::pallet_joule_staking::WeightInfo::<Runtime>::note_author();
        System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
    }
}

/// Slashes offenders, and disables them until the next set takes office: nobody takes blocks of
/// theirs. At most `(n - 1) / 3` of `n` validators are disabled at a time.
pub struct PunishOffenders;

impl OnOffenceHandler<AccountId, Offender, Weight> for PunishOffenders {
    fn on_offence(
        offenders: &[OffenceDetails<AccountId, Offender>],
        slash_fractions: &[Perbill],
        session: SessionIndex,
    ) -> Weight {
        let seats = KeyOwners::seats(session).unwrap_or_default();
        let mut weight = Weight::zero();
        for (details, fraction) in offenders.iter().zip(slash_fractions) {
            let (validator, ()) = &details.offender;
            // Who offended in the same slot or round is named again, and has paid.
            if Staking::has_offended(validator, session) {
                continue;
            }
            Session::report_offence(validator.clone(), OffenceSeverity(*fraction));
            let slashed = Staking::slash(validator, session, seats, details.reporters.first());
            weight = weight.saturating_add(
                weights::pallet_joule_staking::WeightInfo::<Runtime>::slash(slashed),
            );
        }
        // The pallet that reports offences charges nothing for what follows from them.
        System::register_extra_weight_unchecked(weight, DispatchClass::Mandatory);
        weight
    }
}

/// Takes one report of each validator and session. A further one would cost nobody anything: not the
/// offender, who has paid for the session, and not the sender, for reports are free. So it fails,
/// which makes the sender pay, and leaves nothing in the state.
pub struct OneReportPerSession;

impl<O: Offence<Offender>> ReportOffence<AccountId, Offender, O> for OneReportPerSession {
    fn report_offence(reporters: Vec<AccountId>, offence: O) -> Result<(), OffenceError> {
        let session = offence.session_index();
        let is_known = |(validator, ()): &Offender| Staking::has_offended(validator, session);
        if offence.offenders().iter().all(is_known) {
            return Err(OffenceError::DuplicateReport);
        }
        Offences::report_offence(reporters, offence)
    }

    fn is_known_offence(offenders: &[Offender], slot: &O::Slot) -> bool {
        <Offences as ReportOffence<AccountId, Offender, O>>::is_known_offence(offenders, slot)
    }
}
