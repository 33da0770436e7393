// SPDX-License-Identifier: Apache-2.0
//! What faults cost providers, and who gets it.

use crate::{
    leases::PartOf,
    types::{CloseReason, LeaseState},
    BidOf, Config, CreditOf, Escrows, Event, HoldReason, LeaseOf, OrderId, Pallet, BOUNTY_PART,
    HISTORY_SPANS, MAX_DEPOSITORS, MAX_DEVICES, OUTAGE_SLASH, REPEATED_OUTAGE_SLASH, SPAN_EPOCHS,
    UNFOUND_PART,
};
use alloc::vec::Vec;
use frame_support::{
    defensive,
    traits::{fungible::BalancedHold, Imbalance},
};
use joule_primitives::{
    attestation::{Clock, Devices, SeizeBonds},
    money::{BurnMoney, BurnReason, PayMoney},
    panels::{Finding, MAX_PARTIES},
    types::Balance,
};
use sp_runtime::{traits::Zero, DispatchResult};

impl<T: Config> Pallet<T> {
    /// Takes up to `amount` out of what is held for a bid.
    pub(crate) fn take_from_deposit(bid: &mut BidOf<T>, amount: Balance) -> CreditOf<T> {
        let amount = amount.min(bid.deposit);
        bid.deposit = bid.deposit.saturating_sub(amount);
        let reason = HoldReason::BidDeposit.into();
        let (credit, missing) = T::Currency::slash(&reason, &bid.provider, amount);
        if missing > 0 {
            defensive!("a deposit is held");
        }
        credit
    }

    /// Divides what was taken from a provider: half goes to the tenant, up to its loss, and the
    /// rest is burned. Who pays itself gets nothing.
    pub(crate) fn punish(
        order: OrderId,
        provider: &T::AccountId,
        tenant: &T::AccountId,
        taken: CreditOf<T>,
        loss: Balance,
    ) {
        let amount = taken.peek();
        if amount.is_zero() {
            return;
        }
        let is_related = tenant == provider
            || Escrows::<T>::get(order).is_some_and(|escrow| escrow.is_paid_by(provider));
        let most = if is_related { 0 } else { loss };
        let half = amount.checked_div(2).unwrap_or(0);
        let (to_tenant, burned) = taken.split(half.min(most));
        let given = to_tenant.peek();
        T::Money::pay(tenant, to_tenant);
        T::Money::burn(BurnReason::Slash, burned);
        Self::deposit_event(Event::ProviderSlashed {
            order,
            provider: provider.clone(),
            taken: amount,
            to_tenant: given,
        });
    }

    /// Takes up to `amount` out of the bonds of the devices of a bid.
    fn seize(bid: &BidOf<T>, amount: Balance) -> CreditOf<T> {
        let mut credit = CreditOf::<T>::zero();
        for device in &bid.devices {
            let left = amount.saturating_sub(credit.peek());
            if left.is_zero() {
                break;
            }
            credit.subsume(T::Devices::seize(device, left));
        }
        credit
    }

    /// What the day's rent of a provider's devices is in pJ, about.
    fn day_loss(lease: &LeaseOf<T>, part: &PartOf<T>) -> Balance {
        let price = Self::rough_price(lease.floor_price);
        Self::pj(Self::day_rent(part), price).unwrap_or(0)
    }

    /// What the tenant lost by a fault, about, in pJ: a day's rent, but no more than it was served.
    /// A rate is easily agreed on with a friend, who must not get at a bond by it.
    fn loss_of(lease: &LeaseOf<T>, part: &PartOf<T>) -> Balance {
        let running = part.timeline.running(Self::now(), Self::pace());
        let served = part.timeline.served().saturating_add(running);
        let usd_micro = part.rent(T::Clock::slot_ms()).owed(served).min(Self::day_rent(part));
        Self::pj(usd_micro, Self::rough_price(lease.floor_price)).unwrap_or(0)
    }

    /// Whether a provider was not heard of for so long that the lease may be ended. Who has given
    /// notice must have served until the end of it.
    fn is_out(lease: &LeaseOf<T>, part: &PartOf<T>) -> bool {
        let (now, pace) = (Self::now(), Self::pace());
        match lease.state {
            LeaseState::Reclaiming { until } if now >= until => {
                part.timeline.is_degraded(until, pace)
            }
            _ => part.timeline.is_dead(now, pace),
        }
    }

    /// Whether a lease that runs has such a provider.
    pub(crate) fn has_outage(lease: &LeaseOf<T>) -> bool {
        lease.parts.iter().any(|part| Self::is_out(lease, part))
    }

    /// Ends a lease that has such a provider, which is fined.
    pub(crate) fn end_by_outage(id: OrderId, lease: LeaseOf<T>) -> DispatchResult {
        Self::fine_outages(id, &lease);
        Self::end_lease(id, lease, CloseReason::Outage)
    }

    /// Fines those who were not heard of: a hundredth of the bonds of their devices, or a twentieth
    /// if it happened before.
    fn fine_outages(id: OrderId, lease: &LeaseOf<T>) {
        for part in lease.parts.iter().filter(|part| Self::is_out(lease, part)) {
            let slash = match Self::had_outage(&part.bid.provider) {
                true => REPEATED_OUTAGE_SLASH,
                false => OUTAGE_SLASH,
            };
            let mut taken = CreditOf::<T>::zero();
            for device in &part.bid.devices {
                let bond = T::Devices::standing(device).map_or(0, |standing| standing.bond);
                taken.subsume(T::Devices::seize(device, slash.mul_floor(bond)));
            }
            let loss = Self::loss_of(lease, part);
            Self::punish(id, &part.bid.provider, &lease.tenant, taken, loss);
            Self::change_provider(&part.bid.provider, |it| it.last_outage = Some(Self::now()));
            Self::blame(part);
        }
    }

    /// Whether a lease of this provider ended by an outage before, as far as that counts.
    fn had_outage(who: &T::AccountId) -> bool {
        let epochs = SPAN_EPOCHS.saturating_mul(u32::try_from(HISTORY_SPANS).unwrap_or(0));
        let blocks = epochs.saturating_mul(Self::settings().epoch_blocks);
        let last = Self::provider(who).ok().and_then(|provider| provider.last_outage);
        last.is_some_and(|at| Self::now().saturating_sub(at) < blocks)
    }

    /// Fines a provider that leaves without notice: a day's rent, from its deposit, then from the
    /// bonds of its devices.
    pub(crate) fn fine_leaving(id: OrderId, lease: &mut LeaseOf<T>, who: &T::AccountId) {
        let amount = lease.part(who).map_or(0, |part| Self::day_loss(lease, part));
        let loss = lease.part(who).map_or(0, |part| Self::loss_of(lease, part));
        let tenant = lease.tenant.clone();
        let Some(part) = lease.part_mut(who) else { return };
        let taken = Self::take_from_bid(&mut part.bid, amount);
        Self::punish(id, who, &tenant, taken, loss);
        Self::blame(part);
    }

    /// A provider is at fault: it counts as a day that failed, and it takes no work for a while.
    pub(crate) fn blame(part: &PartOf<T>) {
        Self::note_work(&part.bid.provider, 0, Self::day_rent(part));
        Self::jail(&part.bid.provider);
    }

    /// Takes up to `amount` of what a provider has in its bid: from its deposit, then from the
    /// bonds of its devices.
    pub(crate) fn take_from_bid(bid: &mut BidOf<T>, amount: Balance) -> CreditOf<T> {
        let mut credit = Self::take_from_deposit(bid, amount);
        let missing = amount.saturating_sub(credit.peek());
        credit.subsume(Self::seize(bid, missing));
        credit
    }

    /// What could be taken of it.
    fn reach(bid: &BidOf<T>) -> Balance {
        let bond = |device| T::Devices::standing(device).map_or(0, |standing| standing.bond);
        bid.devices.iter().fold(bid.deposit, |sum, device| sum.saturating_add(bond(device)))
    }

    /// What a panel is paid, which must not depend on what it found: the bond of the tenant, as far
    /// as the provider could pay as much. Whoever is at fault pays it, or each a half if the panel
    /// found that nobody is. Without a finding, a part of the tenant's bond is lost all the same:
    /// disputes must not be free. What is left of the bond goes back, unless the tenant is at
    /// fault. The second part is what a provider at fault loses beside that: as much as its deposit
    /// was, so that something is left for who was harmed.
    pub(crate) fn pay_of_panel(
        tenant: &T::AccountId,
        bond: Balance,
        bid: Option<&mut BidOf<T>>,
        found: Option<Finding>,
    ) -> (CreditOf<T>, CreditOf<T>) {
        let pay = bond.min(bid.as_deref().map_or(0, Self::reach));
        let half = pay.checked_div(2).unwrap_or(0);
        let (lost, of_tenant, of_provider) = match found {
            Some(Finding::ProviderFault) => (0, 0, pay),
            Some(Finding::TenantFault) => (bond, pay, 0),
            Some(Finding::NoFault) => (half, half, pay.saturating_sub(half)),
            None => {
                let part = UNFOUND_PART.mul_floor(bond);
                (part, part, 0)
            }
        };
        let reason = HoldReason::DisputeBond;
        let (taken, missing) = T::Currency::slash(&reason.into(), tenant, lost);
        if missing > 0 {
            defensive!("a bond is held");
        }
        Self::release(reason, tenant, bond.saturating_sub(lost));
        let (mut credit, rest) = taken.split(of_tenant);
        T::Money::burn(BurnReason::Slash, rest);
        let Some(bid) = bid else { return (credit, CreditOf::<T>::zero()) };
        let is_guilty = found == Some(Finding::ProviderFault);
        let forfeited = if is_guilty { bid.deposit } else { 0 };
        let taken = Self::take_from_bid(bid, of_provider.saturating_add(forfeited));
        let (of_provider, forfeited) = taken.split(of_provider);
        credit.subsume(of_provider);
        (credit, forfeited)
    }

    /// Who is at odds in a dispute: the tenant, all who pay with it, and the providers. Who is
    /// named as a sponsor and pays nothing is none: an order may name anybody, to keep it from the
    /// panel.
    pub(crate) fn parties(
        order: OrderId,
        tenant: &T::AccountId,
        providers: impl IntoIterator<Item = T::AccountId>,
    ) -> Vec<T::AccountId> {
        const { assert!(MAX_DEPOSITORS + MAX_DEVICES <= MAX_PARTIES) };
        let mut parties = Vec::from([tenant.clone()]);
        let payers =
            Escrows::<T>::get(order).map(|escrow| escrow.payers().cloned().collect::<Vec<_>>());
        parties.extend(payers.unwrap_or_default().into_iter().filter(|payer| payer != tenant));
        parties.extend(providers);
        parties
    }

    /// Pays who ends an exhausted lease, out of the deposits of those who served on.
    pub(crate) fn pay_bounty(id: OrderId, lease: &mut LeaseOf<T>, who: Option<&T::AccountId>) {
        let Some(who) = who else { return };
        let mut credit = CreditOf::<T>::zero();
        for part in &mut lease.parts {
            let bounty = BOUNTY_PART.mul_floor(part.bid.deposit);
            credit.subsume(Self::take_from_deposit(&mut part.bid, bounty));
        }
        let amount = credit.peek();
        T::Money::pay(who, credit);
        Self::deposit_event(Event::BountyPaid { lease: id, who: who.clone(), amount });
    }
}
