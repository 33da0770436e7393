// SPDX-License-Identifier: Apache-2.0
//! Whom an epoch pays, and what becomes of what nobody can take.

use crate::{mock::*, Error, Event, Funds, Payouts, PendingTotal};
use frame_support::{assert_noop, assert_ok};
use joule_primitives::{
    money::BurnReason,
    subnets::{NetUid, OnSubnets},
    types::{Balance, BlockNumber},
    units::{EXISTENTIAL_DEPOSIT, JOULE},
};
use sp_runtime::{DispatchError, DispatchResult};

/// Lets the three validators say that Dave and Eve did as well.
fn agree() {
    for validator in [ALICE, BOB, CHARLIE] {
        set_weights(ONE, validator, &[(3, 1), (4, 1)]);
    }
}

/// Lets what the hotkey of a coldkey earns as a miner be staked behind that of another.
fn pay_out(coldkey: AccountId, to: Option<AccountId>) -> DispatchResult {
    Incentive::set_payout(signed(coldkey), hot(coldkey), to.map(hot))
}

/// What the last epoch of the subnet paid: the owner, miners and validators in all; and what was
/// refused.
fn told() -> (Balance, Balance, Balance, Balance) {
    let events = events();
    let Some(Event::EpochRun { owner, miners, validators, refused, .. }) = events.last() else {
        panic!("an epoch ran: {events:?}");
    };
    let sum =
        |amounts: &[(u16, Balance)]| amounts.iter().map(|(_, amount)| amount).sum::<Balance>();
    (*owner, sum(miners), sum(validators), *refused)
}

#[test]
fn miners_are_paid_to_their_coldkeys_and_validators_to_their_pools() {
    run_permitted(|| {
        agree();
        // A miner whose hotkey serves another coldkey than it used to.
        serve(hot(EVE), 77);
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!([DAVE, EVE, 77].map(free), [205, 0, 205].map(|paid| ENDOWMENT + paid * JOULE));
        assert!([ALICE, BOB, CHARLIE].map(rewarded).iter().all(|paid| *paid > 136 * JOULE));
        assert_eq!([BOB, CHARLIE].map(free), [ENDOWMENT; 2]);
    });
}

#[test]
fn the_owner_is_whom_the_owners_hotkey_serves_when_the_epoch_runs() {
    run_permitted(|| {
        pend(ONE, 100 * JOULE);
        serve(hot(ALICE), 66);
        epoch(ONE);
        assert_eq!((free(ALICE), free(66)), (ENDOWMENT, ENDOWMENT + 18 * JOULE));
        pend(ONE, 100 * JOULE);
        change_subnet(ONE, |subnet| subnet.owner_uid = 4);
        epoch(ONE);
        assert_eq!((free(66), free(EVE)), (ENDOWMENT + 18 * JOULE, ENDOWMENT + 18 * JOULE));
    });
}

#[test]
fn a_miner_may_have_its_pay_staked() {
    run_permitted(|| {
        agree();
        assert_ok!(pay_out(DAVE, Some(CHARLIE)));
        let (hotkey, to) = (hot(DAVE), Some(hot(CHARLIE)));
        assert_eq!(events().last(), Some(&Event::PayoutChanged { hotkey, to }));
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!(EarningsStaked::get(), [(DAVE, hot(CHARLIE), 205 * JOULE)]);
        assert_eq!(free(DAVE), ENDOWMENT);
        // And to the balance again.
        assert_ok!(pay_out(DAVE, None));
        assert!(!Payouts::<Test>::contains_key(hot(DAVE)));
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!(EarningsStaked::get().len(), 1);
        assert_eq!(free(DAVE), ENDOWMENT + 205 * JOULE);
    });
}

#[test]
fn what_cannot_be_staked_goes_to_the_balance() {
    run_permitted(|| {
        agree();
        assert_ok!(pay_out(DAVE, Some(CHARLIE)));
        // GIVEN a pool whose shares cost 1,000 JOULE and three pJ each
        SharePrice::set(1_000 * JOULE + 3);
        pend(ONE, 10_000 * JOULE);
        epoch(ONE);
        assert_eq!(EarningsStaked::get(), [(DAVE, hot(CHARLIE), 2_000 * JOULE + 6)]);
        assert_eq!(free(DAVE), ENDOWMENT + 50 * JOULE - 6);
        // GIVEN a pool that takes nothing
        Unstakable::set(vec![hot(CHARLIE)]);
        pend(ONE, 10_000 * JOULE);
        epoch(ONE);
        assert_eq!(EarningsStaked::get().len(), 1);
        assert_eq!(free(DAVE), ENDOWMENT + 2_100 * JOULE - 6);
        assert_eq!(told().3, 0, "nothing was refused in the end");
    });
}

#[test]
fn only_the_coldkey_of_a_hotkey_says_where_its_pay_goes() {
    run(|| {
        let set = |who, hotkey| Incentive::set_payout(who, hotkey, Some(hot(ALICE)));
        assert_noop!(set(signed(BOB), hot(DAVE)), Error::<Test>::NotOwner);
        assert_noop!(set(signed(hot(DAVE)), hot(DAVE)), Error::<Test>::NotOwner);
        assert_noop!(set(signed(DAVE), hot(99)), Error::<Test>::HotkeyNotFound);
        assert_noop!(set(RuntimeOrigin::none(), hot(DAVE)), DispatchError::BadOrigin);
        assert_noop!(set(RuntimeOrigin::root(), hot(DAVE)), DispatchError::BadOrigin);
        // Behind whom nobody can stake, nothing is staked.
        assert_noop!(pay_out(DAVE, Some(99)), Error::<Test>::HotkeyNotFound);
        Retired::set(vec![hot(DAVE)]);
        let refusal = DispatchError::Other("the hotkey was replaced");
        assert_noop!(set(signed(DAVE), hot(DAVE)), refusal);
        // A hotkey need not be a neuron, nor another one than where it is staked.
        assert_ok!(pay_out(FRANK, Some(FRANK)));
    });
}

#[test]
fn a_pool_that_takes_nothing_leaves_its_part_to_the_next_epoch() {
    run_permitted(|| {
        agree();
        WornOut::set(vec![hot(BOB)]);
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        let (_, _, validators, refused) = told();
        assert_eq!([ALICE, BOB, CHARLIE].map(rewarded), [refused, 0, refused]);
        let left = Funds::<Test>::get(ONE).pending.validators;
        assert_eq!(left, 410 * JOULE - validators + refused);
        assert_eq!(PendingTotal::<Test>::get(), left);
        // WHEN it takes something again
        WornOut::set(vec![]);
        epoch(ONE);
        // THEN all three share what was left.
        assert!(rewarded(BOB) > 45 * JOULE);
        assert_eq!(rewarded(BOB) + refused, rewarded(ALICE));
    });
}

#[test]
fn what_no_pool_takes_lapses_after_four_tempos() {
    run_permitted(|| {
        agree();
        WornOut::set([ALICE, BOB, CHARLIE].map(hot).to_vec());
        pend(ONE, 1_000 * JOULE);
        for _ in 0..4 {
            epoch(ONE);
            assert_eq!(Funds::<Test>::get(ONE).pending.validators, 410 * JOULE);
        }
        epoch(ONE);
        assert_eq!(Funds::<Test>::get(ONE).pending.validators, 0);
        assert_eq!(Burned::get(), [(BurnReason::Lapsed, 410 * JOULE)]);
    });
}

#[test]
fn who_serves_nobody_is_not_paid() {
    run_permitted(|| {
        agree();
        // GIVEN a miner and a validator of which nobody knows any more whom they serve
        let forgotten = [hot(DAVE), hot(BOB)];
        Serving::mutate(|serving| serving.retain(|hotkey, _| !forgotten.contains(hotkey)));
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        // THEN their parts stay pending.
        let pending = Funds::<Test>::get(ONE).pending;
        assert_eq!(pending.miners, 205 * JOULE);
        assert!(pending.validators > 136 * JOULE);
        assert_eq!(rewarded(BOB), 0);
        let (owner, miners, _, refused) = told();
        assert_eq!((owner, miners), (180 * JOULE, 205 * JOULE));
        assert!(refused > 341 * JOULE && refused <= pending.total());
    });
}

#[test]
fn what_a_dead_account_cannot_hold_is_burned_and_counts_as_paid() {
    run_permitted(|| {
        // GIVEN a miner whose coldkey has no account
        let dead = 300;
        assert_eq!(free(dead), 0);
        register(ONE, dead);
        pass(1);
        set_weights(ONE, BOB, &[(5, 1)]);
        let amount = EXISTENTIAL_DEPOSIT - 1;
        pend(ONE, amount * 100 / 41);
        epoch(ONE);
        let (_, miners, _, refused) = told();
        assert!(miners > 0 && miners < EXISTENTIAL_DEPOSIT);
        assert_eq!((free(dead), refused), (0, 0));
        assert_eq!(Burned::get(), [(BurnReason::Dust, miners)]);
        assert_eq!(Funds::<Test>::get(ONE).pending.miners, 0);
        // WHEN it earns enough to live
        pend(ONE, 10 * JOULE);
        epoch(ONE);
        assert_eq!(free(dead), 4_100 * JOULE / 1_000);
    });
}

#[test]
fn a_reward_flows_over_as_many_blocks_as_it_was_earned_in() {
    run_permitted(|| {
        agree();
        let accrued = || Rewarded::get().last().map(|(_, _, blocks)| *blocks);
        pend(ONE, JOULE);
        // Epochs run in the blocks 2, 3 and 23.
        pass_to(3);
        assert_eq!(accrued(), Some(1));
        pend(ONE, JOULE);
        pass_to(23);
        assert_eq!(accrued(), Some(20));
        // WHEN one is due in block 43, but two others are before it
        pend(ONE, JOULE);
        create(TWO, &[DAVE]);
        create(NetUid(3), &[DAVE]);
        pass_to(42);
        for netuid in [TWO, NetUid(3)] {
            Incentive::on_epoch_due(netuid);
        }
        pass(3);
        // THEN what counts is when it ran.
        assert_eq!(Incentive::last_epoch_block(ONE), Some(45));
        assert_eq!(accrued(), Some(22));
        // The first one of a subnet has its whole life.
        let blocks: Vec<BlockNumber> = Rewarded::get().iter().map(|(_, _, it)| *it).collect();
        assert_eq!(blocks, [1, 1, 1, 20, 20, 20, 22, 22, 22]);
    });
    run(|| {
        pend(ONE, JOULE);
        pass_to(2);
        assert!(Rewarded::get().is_empty());
        pass_to(3);
        assert_eq!(Rewarded::get().last().map(|(_, _, blocks)| *blocks), Some(3));
    });
}

#[test]
fn who_mines_and_validates_is_paid_for_both() {
    run_permitted(|| {
        // GIVEN validators who weigh one another
        set_weights(ONE, BOB, &[(2, 1)]);
        set_weights(ONE, CHARLIE, &[(1, 1)]);
        pend(ONE, 1_000 * JOULE);
        epoch(ONE);
        assert_eq!([BOB, CHARLIE].map(free), [ENDOWMENT + 205 * JOULE; 2]);
        assert_eq!([BOB, CHARLIE].map(rewarded), [205 * JOULE; 2]);
        assert_eq!(Incentive::paid(ONE), [0, 410 * JOULE, 410 * JOULE, 0, 0]);
    });
}

#[test]
fn a_subnet_pays_only_what_is_its_own() {
    run_permitted(|| {
        agree();
        create(TWO, &[DAVE]);
        pend(ONE, 100 * JOULE);
        pend(TWO, 1_000 * JOULE);
        fund(50 * JOULE);
        epoch(ONE);
        assert_eq!(Funds::<Test>::get(TWO).pending.total(), 1_000 * JOULE);
        let left = Funds::<Test>::get(ONE).pending.total();
        assert_eq!(PendingTotal::<Test>::get(), 1_000 * JOULE + left);
        assert_eq!(SubnetsPot::get(), 1_050 * JOULE + left);
    });
}
