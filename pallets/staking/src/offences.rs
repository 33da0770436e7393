// SPDX-License-Identifier: Apache-2.0
//! Offences: what they cost, and whom.

use crate::{
    sessions::remember,
    types::{ChillReason, ExitPool, Offender, LIABLE_SESSIONS},
    Config, Event, ExitPools, Hotkeys, Offenders, Pallet, Pools, Slashes, Totals, HISTORY,
    REPORTER_PART,
};
use alloc::vec::Vec;
use frame_support::{
    defensive,
    traits::{Get, Imbalance},
};
use joule_math::{offences, shares};
use joule_primitives::{
    apis::staking::Slash,
    money::{BurnMoney, BurnReason, PayMoney},
    session::Sessions,
    staking::PoolId,
    types::Balance,
};
use sp_runtime::{Perbill, Permill};
use sp_staking::SessionIndex;

/// The part of an owner's loss that may pay who reported its validator.
const HALF: Permill = Permill::from_percent(50);

/// What one report took.
#[derive(Default)]
struct Taken {
    /// In all, in pJ.
    amount: Balance,
    /// Of what the owner of the reported pool had staked behind it itself, in pJ.
    from_owner: Balance,
    /// From how many pools.
    pools: u32,
}

impl<T: Config> Pallet<T> {
    /// Slashes and chills the validator of `hotkey` for an offence in `session`, a session of
    /// `seats` seats, which `reporter` reported.
    ///
    /// The part that is taken grows with the number of those who offended in the session, and those
    /// who were slashed before lose what they now lack to the same part. A further offence of one
    /// validator in one session costs no more. Does nothing if the hotkey has no pool, or the
    /// session is too old. Returns how many pools were slashed, for the weight.
    pub fn slash(
        hotkey: &T::AccountId,
        session: SessionIndex,
        seats: u32,
        reporter: Option<&T::AccountId>,
    ) -> u32 {
        let Some(pool) = Hotkeys::<T>::get(hotkey).and_then(|record| record.pool) else { return 0 };
        let now = T::Sessions::current();
        let mut offenders = Offenders::<T>::get(session);
        let is_known = offenders.iter().any(|offender| offender.pool == pool);
        if is_known || now.saturating_sub(session) > T::ReportSessions::get() {
            return 0;
        }
        if offenders.try_push(Offender { pool, slashed: Perbill::zero() }).is_err() {
            defensive!("no more offend than sit");
            return 0;
        }
        Self::leave_candidates(pool, ChillReason::Offence);
        let count = u32::try_from(offenders.len()).unwrap_or(u32::MAX);
        let fraction = offences::slash_fraction(count, seats);
        let (mut taken, owned) = (Taken::default(), Self::owners_stake(pool));
        for offender in &mut offenders {
            let further = offences::further(offender.slashed, fraction);
            if !further.is_zero() {
                offender.slashed = fraction;
                Self::slash_pool(offender.pool, session, further, fraction, &mut taken);
            }
        }
        taken.from_owner = owned.saturating_sub(Self::owners_stake(pool));
        let pools = offenders.iter().map(|offender| offender.pool).collect::<Vec<_>>();
        Offenders::<T>::insert(session, offenders);
        Pools::<T>::mutate(pool, |pool| {
            if let Some(pool) = pool {
                pool.offended_in = Some(now);
            }
        });
        let slashed = taken.pools;
        Self::spend_slash(taken, reporter.filter(|reporter| !Self::is_any_of(reporter, &pools)));
        slashed
    }

    /// Whether the validator of `hotkey` was slashed for an offence in `session` already.
    #[must_use]
    pub fn has_offended(hotkey: &T::AccountId, session: SessionIndex) -> bool {
        let pool = Hotkeys::<T>::get(hotkey).and_then(|record| record.pool);
        pool.is_some_and(|pool| {
            Offenders::<T>::get(session).iter().any(|offender| offender.pool == pool)
        })
    }

    /// Whether an offence of the validator of `hotkey` was reported in the current session or the one
    /// before. It was elected for both before that was known; for the next it is not.
    pub(crate) fn is_barred(hotkey: &T::AccountId) -> bool {
        Hotkeys::<T>::get(hotkey)
            .and_then(|record| Pools::<T>::get(record.pool?)?.offended_in)
            .is_some_and(|reported_in| reported_in.saturating_add(1) >= T::Sessions::current())
    }

    /// What the owner of a pool has staked behind it, in pJ.
    fn owners_stake(id: PoolId) -> Balance {
        Self::peek(id).map_or(0, |(pool, owner_shares)| pool.value_of(owner_shares))
    }

    /// Whether a hotkey's pool is one of `pools`: nobody is paid for reporting itself.
    fn is_any_of(hotkey: &T::AccountId, pools: &[PoolId]) -> bool {
        let pool = Hotkeys::<T>::get(hotkey).and_then(|record| record.pool);
        pool.is_some_and(|pool| pools.contains(&pool))
    }

    /// Takes `further` of a pool and of its exits that are liable for `session`, which makes
    /// `fraction` in all.
    fn slash_pool(
        id: PoolId,
        session: SessionIndex,
        further: Perbill,
        fraction: Perbill,
        taken: &mut Taken,
    ) {
        let Ok(mut pool) = Self::load(id) else { return };
        let amount = pool.with(|pool| pool.take(further.mul_floor(pool.tokens)));
        let from_exits = Self::slash_exits(id, session, further);
        let sum = amount.saturating_add(from_exits);
        pool.slashed = pool.slashed.saturating_add(sum);
        Pools::<T>::insert(id, pool);
        Totals::<T>::mutate(|totals| {
            totals.pooled = totals.pooled.saturating_sub(amount);
            totals.exiting = totals.exiting.saturating_sub(from_exits);
        });
        Slashes::<T>::mutate(id, |slashes| {
            remember::<_, HISTORY>(
                slashes,
                Slash {
                    session,
                    block: Self::now(),
                    fraction_ppm: Permill::from_parts(fraction.deconstruct().div_ceil(1_000))
                        .deconstruct(),
                    amount: sum,
                },
            );
        });
        Self::deposit_event(Event::Slashed { pool: id, session, fraction, amount, from_exits });
        taken.amount = taken.amount.saturating_add(sum);
        taken.pools = taken.pools.saturating_add(1);
    }

    /// Takes a part of the exits that were asked for in a session, or up to two sessions before, and
    /// later.
    fn slash_exits(id: PoolId, session: SessionIndex, part: Perbill) -> Balance {
        let first = session.saturating_sub(LIABLE_SESSIONS.saturating_sub(1));
        let mut taken: Balance = 0;
        for requested_in in first..=T::Sessions::current() {
            let exits = ExitPools::<T>::get(id, requested_in);
            if exits.tokens == 0 {
                continue;
            }
            let mut exits = shares::Pool::from(exits);
            taken = taken.saturating_add(exits.take(part.mul_floor(exits.tokens)));
            ExitPools::<T>::insert(id, requested_in, ExitPool::from(exits));
        }
        taken
    }

    /// Pays the reporter its part of a slash to the coldkey that it serves, and burns the rest.
    ///
    /// The part is at most half of what the owner of the reported pool lost of its own stake in it: who
    /// reports itself under another name still loses, whatever others staked behind it.
    fn spend_slash(taken: Taken, reporter: Option<&T::AccountId>) {
        let Ok(slash) = Self::draw(taken.amount) else {
            defensive!("the staking account holds what it owes");
            return;
        };
        let reward = match reporter {
            Some(_) => REPORTER_PART.mul_floor(taken.amount).min(HALF.mul_floor(taken.from_owner)),
            None => 0,
        };
        let (for_reporter, burned) = slash.split(reward);
        if let (Some(reporter), true) = (reporter, reward > 0) {
            let coldkey = Self::coldkey_of_hotkey(reporter).unwrap_or_else(|| reporter.clone());
            T::Money::pay(&coldkey, for_reporter);
            Self::deposit_event(Event::ReporterPaid { reporter: coldkey, amount: reward });
        }
        T::Money::burn(BurnReason::Slash, burned);
    }

    /// Hotkeys that sit again, though an offence of theirs was reported in the session before: they
    /// were elected before it.
    pub fn offended_lately(validators: &[T::AccountId]) -> Vec<T::AccountId> {
        validators.iter().filter(|hotkey| Self::is_barred(hotkey)).cloned().collect()
    }
}
