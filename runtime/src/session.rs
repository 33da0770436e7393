// SPDX-License-Identifier: Apache-2.0
//! Between the session pallet and those who choose validators and judge them.

use crate::{
    constants::{HISTORICAL_SESSIONS, MAX_AUTHORITIES},
    AccountId, Historical, Runtime, Session,
};
use alloc::{collections::BTreeSet, vec::Vec};
use core::marker::PhantomData;
use frame_support::weights::Weight;
use joule_primitives::session::ElectValidators;
use pallet_session::{historical::IdentificationTuple, NextKeys};
use sp_runtime::{traits::Convert, Perbill};
use sp_staking::{
    offence::{OffenceDetails, OffenceSeverity, OnOffenceHandler},
    SessionIndex,
};

/// Hands the validators that `Election` chooses to the session pallet, and lets go of sessions that
/// nobody can be held to account for any more.
///
/// If nobody is elected, the sitting set is named again, never left out: only a set that is named
/// gets a root by which an offence can be proved in later sessions, and only a new root knows the
/// keys that validators have changed meanwhile.
pub struct ElectedSessions<Election>(PhantomData<Election>);

impl<Election: ElectValidators<AccountId>> ElectedSessions<Election> {
    fn validators_of(session: SessionIndex) -> Vec<AccountId> {
        // Whoever has no keys would be dropped, and a set of such would stop the chain.
        let mut seen = BTreeSet::new();
        let most = usize::try_from(MAX_AUTHORITIES).unwrap_or(usize::MAX);
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

impl<Election: ElectValidators<AccountId>> pallet_session::SessionManager<AccountId>
    for ElectedSessions<Election>
{
    fn new_session(session: SessionIndex) -> Option<Vec<AccountId>> {
        Some(Self::validators_of(session))
    }

    fn start_session(_session: SessionIndex) {}

    fn end_session(session: SessionIndex) {
        // One session ends at a time, so that one root is removed at a time.
        if let Some(oldest) = session.checked_sub(HISTORICAL_SESSIONS) {
            Historical::prune_up_to(oldest);
        }
    }
}

impl<Election: ElectValidators<AccountId>> pallet_session::historical::SessionManager<AccountId, ()>
    for ElectedSessions<Election>
{
    fn new_session(session: SessionIndex) -> Option<Vec<(AccountId, ())>> {
        let validators = Self::validators_of(session);
        Some(validators.into_iter().map(|validator| (validator, ())).collect())
    }

    fn start_session(session: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::start_session(session);
    }

    fn end_session(session: SessionIndex) {
        <Self as pallet_session::SessionManager<_>>::end_session(session);
    }
}

/// The validators of genesis may change their keys; nobody else can set any. Who could not leave
/// must not enter: keys are never purged, so a deposit for them would never come back.
pub struct ValidatorsOfGenesis;

impl Convert<AccountId, Option<AccountId>> for ValidatorsOfGenesis {
    fn convert(account: AccountId) -> Option<AccountId> {
        NextKeys::<Runtime>::contains_key(&account).then_some(account)
    }
}

/// A validator's account says all that a proof of membership needs. Never `None`, and never
/// different from one session to the next: a proof must hold when it is checked, not only when it
/// was made.
pub struct NothingMore;

impl Convert<AccountId, Option<()>> for NothingMore {
    fn convert(_validator: AccountId) -> Option<()> {
        Some(())
    }
}

/// Disables offenders until the next set takes office: nobody takes blocks of theirs. At most
/// `(n - 1) / 3` of `n` validators are disabled at a time.
pub struct DisableOffenders;

impl OnOffenceHandler<AccountId, IdentificationTuple<Runtime>, Weight> for DisableOffenders {
    fn on_offence(
        offenders: &[OffenceDetails<AccountId, IdentificationTuple<Runtime>>],
        slash_fractions: &[Perbill],
        _session: SessionIndex,
    ) -> Weight {
        for (details, fraction) in offenders.iter().zip(slash_fractions) {
            let (validator, ()) = &details.offender;
            Session::report_offence(validator.clone(), OffenceSeverity(*fraction));
        }
        let db = <Runtime as frame_system::Config>::DbWeight::get();
        let count = u64::try_from(offenders.len()).unwrap_or(u64::MAX);
        db.reads_writes(count.saturating_mul(2), count)
    }
}
