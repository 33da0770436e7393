// SPDX-License-Identifier: Apache-2.0
//! What an epoch pays, to whom, and what becomes of the rest.

use crate::{
    epochs::Gathered,
    types::{Pending, SubnetFunds},
    Config, CreditOf, Funds, Pallet, Payouts, PendingTotal,
};
use alloc::{collections::BTreeMap, vec::Vec};
use frame_support::{defensive, traits::Imbalance};
use joule_math::{
    lending::{self, Lent},
    yuma::Outcome,
};
use joule_primitives::{
    money::{BurnMoney, BurnReason, PayMoney, Pot, Pots},
    staking::{Hotkeys, RewardPools},
    subnets::{NetUid, StakeEarnings, Subnets},
    types::Balance,
};

/// What an epoch paid, in pJ.
pub(crate) struct Paid {
    /// To the owner.
    pub owner: Balance,
    /// To each miner, by uid.
    pub miners: Vec<Balance>,
    /// What each validator earned, by uid, for itself and for who lends to it.
    pub validators: Vec<Balance>,
    /// What of all that could not be paid.
    pub refused: Balance,
    /// What nobody had earned in time.
    pub lapsed: Balance,
    /// How many miners' pay was staked.
    pub staked: u32,
}

/// Money that was taken out of the pot and is not yet paid.
struct Purse<T: Config> {
    money: CreditOf<T>,
}

impl<T: Config> Purse<T> {
    /// Takes `amount` pJ out of the pot.
    fn of(amount: Balance) -> Self {
        let money = T::Money::withdraw(Pot::Subnets, amount).unwrap_or_else(|_| {
            defensive!("the pot holds what is pending");
            CreditOf::<T>::zero()
        });
        Self { money }
    }

    /// Takes `amount` pJ for somebody.
    fn take(&mut self, amount: Balance) -> CreditOf<T> {
        self.money.extract(amount)
    }

    /// Takes back what could not be paid.
    fn take_back(&mut self, money: CreditOf<T>) {
        self.money.subsume(money);
    }

    /// Puts what is left back into the pot.
    fn close(self) {
        if self.money.peek() > 0 {
            T::Money::deposit(Pot::Subnets, self.money);
        }
    }
}

impl<T: Config> Pallet<T> {
    /// Pays what is pending of a subnet by the outcome of its epoch. What is not paid stays pending,
    /// but for what is pending too long.
    pub(crate) fn pay_epoch(gathered: &Gathered<T::AccountId>, outcome: &Outcome) -> Paid {
        let netuid = gathered.netuid;
        let mut funds = Funds::<T>::get(netuid);
        let miners = outcome.miners_pay(funds.pending.miners);
        let validators = outcome.validators_pay(funds.pending.validators);
        let due = Pending {
            owner: funds.pending.owner,
            miners: sum(&miners),
            validators: sum(&validators),
        };
        let mut purse = Purse::<T>::of(due.total());
        let owner = Self::pay_owner(netuid, due.owner, &mut purse);
        let (miners, staked) = Self::pay_miners(gathered, &miners, &mut purse);
        let to_pools = Self::pay_pools(gathered, &validators, &mut purse);
        purse.close();
        let paid = Pending { owner, miners: sum(&miners), validators: to_pools };
        funds.pending.pay(&paid);
        funds.end_tempo();
        let lapsed = Self::lapse(&mut funds);
        Funds::<T>::insert(netuid, funds);
        let gone = paid.total().saturating_add(lapsed);
        PendingTotal::<T>::mutate(|total| *total = total.saturating_sub(gone));
        let refused = due.total().saturating_sub(paid.total());
        Paid { owner, miners, validators, refused, lapsed, staked }
    }

    /// Pays the owner `amount` pJ, and returns what it was paid.
    fn pay_owner(netuid: NetUid, amount: Balance, purse: &mut Purse<T>) -> Balance {
        match T::Subnets::owner(netuid) {
            Some(owner) => Self::pay(&owner, purse.take(amount)),
            None => 0,
        }
    }

    /// Pays miners what they `earned`, by uid, and returns what each was paid, and how many of them
    /// have it staked.
    fn pay_miners(
        gathered: &Gathered<T::AccountId>,
        earned: &[Balance],
        purse: &mut Purse<T>,
    ) -> (Vec<Balance>, u32) {
        let mut staked = 0u32;
        let miners = gathered.neurons.iter().zip(earned).map(|(slot, amount)| {
            if *amount == 0 {
                return 0;
            }
            let Some(coldkey) = T::Hotkeys::coldkey_of(&slot.hotkey) else { return 0 };
            let part = purse.take(*amount);
            let Some(target) = Payouts::<T>::get(&slot.hotkey) else {
                return Self::pay(&coldkey, part);
            };
            staked = staked.saturating_add(1);
            let amount = part.peek();
            let rest = T::Earnings::stake_earnings(&coldkey, &target, part);
            Self::pay(&coldkey, rest);
            amount
        });
        let paid = miners.collect();
        (paid, staked)
    }

    /// Pays validators what they `earned`, by uid, and those who lend to them, and returns what all
    /// were paid.
    fn pay_pools(
        gathered: &Gathered<T::AccountId>,
        earned: &[Balance],
        purse: &mut Purse<T>,
    ) -> Balance {
        let mut paid: Balance = 0;
        for (hotkey, amount) in Self::divided_by_pool(gathered, earned) {
            let part = purse.take(amount);
            let amount = part.peek();
            match T::Pools::reward(&hotkey, part, gathered.accrued_blocks) {
                Ok(()) => paid = paid.saturating_add(amount),
                Err(part) => purse.take_back(part),
            }
        }
        paid
    }

    /// What validators `earned`, by uid, divided among them and those who lend to them: by hotkey, so
    /// that each is paid once.
    fn divided_by_pool(
        gathered: &Gathered<T::AccountId>,
        earned: &[Balance],
    ) -> BTreeMap<T::AccountId, Balance> {
        let Gathered { netuid, neurons, stakes, .. } = gathered;
        let mut pools = BTreeMap::<T::AccountId, Balance>::new();
        let mut add = |hotkey: &T::AccountId, amount: Balance| {
            if amount > 0 {
                let sum = pools.entry(hotkey.clone()).or_default();
                *sum = sum.saturating_add(amount);
            }
        };
        let validators = (0..).zip(neurons).zip(earned.iter().zip(&stakes.own));
        for ((uid, slot), (amount, own)) in validators.filter(|(_, (amount, _))| **amount > 0) {
            let Some(parents) = stakes.parents.get(&slot.hotkey) else {
                add(&slot.hotkey, *amount);
                continue;
            };
            let take_ppm = Self::child_take(*netuid, uid).deconstruct();
            let coldkey = T::Hotkeys::coldkey_of(&slot.hotkey);
            let lent = parents.iter().map(|(parent, stake)| {
                // An owner that lends from one of its hotkeys to another takes once, in its pool.
                let is_own = coldkey.is_some() && T::Hotkeys::coldkey_of(parent) == coldkey;
                Lent { stake: *stake, take_ppm: if is_own { 0 } else { take_ppm } }
            });
            let division = lending::divided(*amount, *own, &lent.collect::<Vec<_>>());
            add(&slot.hotkey, division.child);
            for ((parent, _), amount) in parents.iter().zip(division.parents) {
                add(parent, amount);
            }
        }
        pools
    }

    /// Burns what nobody earned in time, and returns how much that was.
    fn lapse(funds: &mut SubnetFunds) -> Balance {
        let lapsing = funds.lapsing();
        let amount = lapsing.total();
        if amount == 0 {
            return 0;
        }
        match T::Money::withdraw(Pot::Subnets, amount) {
            Ok(money) => {
                T::Money::burn(BurnReason::Lapsed, money);
                let (miners, validators) = (lapsing.miners, lapsing.validators);
                funds.pending.pay(&Pending { owner: 0, miners, validators });
                amount
            }
            Err(_) => {
                defensive!("the pot holds what is pending");
                0
            }
        }
    }

    /// Pays `money` to `who`, and returns how much it was.
    fn pay(who: &T::AccountId, money: CreditOf<T>) -> Balance {
        let amount = money.peek();
        if amount > 0 {
            T::Money::pay(who, money);
        }
        amount
    }
}

/// The sum of `amounts`.
fn sum(amounts: &[Balance]) -> Balance {
    amounts.iter().fold(0, |sum, amount| sum.saturating_add(*amount))
}
