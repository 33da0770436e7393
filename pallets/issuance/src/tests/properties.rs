// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, and
//! the most that can ever exist never rises.

use crate::{fees::FeeHandler, mock::*, EmissionSplit, Ledger, Pallet};
use frame_support::traits::{fungible::Inspect, Imbalance, OnUnbalanced};
use joule_primitives::{
    money::{
        BurnMoney, BurnReason, ComputeBudget, ComputeIssued, PayMoney, Pot, Pots, SettlePayment,
    },
    types::Balance,
    units::{CAP, JOULE},
};
use proptest::prelude::*;
use sp_runtime::StateVersion;

#[derive(Clone, Debug)]
enum Step {
    Blocks(u32),
    Transfer(AccountId, AccountId, Balance),
    Burn(AccountId, Balance, bool),
    BurnFor(usize, Balance),
    Fee(Balance, Balance),
    Settle(Balance, Balance),
    Withdraw(usize, Balance),
    SendToPot(usize, Balance),
    Sweep(usize),
    DropCredit(Balance),
    SetSplit(u32, u32, u32),
}

fn amounts() -> impl Strategy<Value = Balance> {
    prop_oneof![0..5u128, 0..3_000_000u128, 0..20 * JOULE, Just(ENDOWMENT), any::<u128>(),]
}

fn accounts() -> impl Strategy<Value = AccountId> {
    prop_oneof![Just(ALICE), Just(BOB), Just(AUTHOR), 50u64..55]
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1u32..30_000_000).prop_map(Step::Blocks),
        (accounts(), accounts(), amounts()).prop_map(|(a, b, c)| Step::Transfer(a, b, c)),
        (accounts(), amounts(), any::<bool>()).prop_map(|(a, b, c)| Step::Burn(a, b, c)),
        (0..7usize, amounts()).prop_map(|(a, b)| Step::BurnFor(a, b)),
        (amounts(), amounts()).prop_map(|(a, b)| Step::Fee(a, b)),
        (amounts(), amounts()).prop_map(|(a, b)| Step::Settle(a, b)),
        (0..3usize, amounts()).prop_map(|(a, b)| Step::Withdraw(a, b)),
        (0..3usize, amounts()).prop_map(|(a, b)| Step::SendToPot(a, b)),
        (0..3usize).prop_map(Step::Sweep),
        amounts().prop_map(Step::DropCredit),
        (0..400_000u32, 0..1_000_000u32, 0..400_000u32)
            .prop_map(|(a, b, c)| Step::SetSplit(a, b, c)),
    ]
}

/// Takes what Alice can spare, up to `amount`.
fn spare(amount: Balance) -> Credit {
    use frame_support::traits::tokens::{Fortitude, Preservation};
    let reducible = Balances::reducible_balance(&ALICE, Preservation::Preserve, Fortitude::Polite);
    take(ALICE, amount.min(reducible))
}

/// Steps that the pallet refuses are part of the history: they must change nothing.
fn apply(step: Step) {
    let told = format!("{step:?}");
    let before = sp_io::storage::root(StateVersion::V1);
    let refusable = match step {
        Step::Blocks(count) => {
            execute_block(System::block_number().saturating_add(count));
            Ok(())
        }
        Step::Transfer(from, to, amount) => {
            Balances::transfer_allow_death(RuntimeOrigin::signed(from), to, amount)
        }
        Step::Burn(who, amount, keep_alive) => {
            Issuance::burn(RuntimeOrigin::signed(who), amount, keep_alive)
        }
        Step::BurnFor(reason, amount) => {
            <Issuance as BurnMoney<_>>::burn(BurnReason::ALL[reason], spare(amount));
            Ok(())
        }
        Step::Fee(fee, tip) => {
            let imbalances = [spare(fee), spare(tip)];
            FeeHandler::<Test>::on_unbalanceds(imbalances.into_iter());
            Ok(())
        }
        Step::Settle(payment, remint) => match Issuance::settle(spare(payment), remint) {
            Ok(reminted) => {
                Issuance::pay(&BOB, reminted);
                Ok(())
            }
            Err((_, payment)) => {
                // The payment came back; paying it to Alice is a change of its own.
                Issuance::pay(&ALICE, payment);
                Ok(())
            }
        },
        Step::Withdraw(pot, amount) => {
            Issuance::withdraw(Pot::ALL[pot], amount).map(|credit: Credit| {
                assert_eq!(credit.peek(), amount);
                Issuance::pay(&ALICE, credit);
            })
        }
        Step::SendToPot(pot, amount) => {
            let account = Pot::ALL[pot].account();
            Balances::transfer_keep_alive(RuntimeOrigin::signed(ALICE), account, amount)
        }
        Step::Sweep(pot) => Issuance::sweep(RuntimeOrigin::root(), Pot::ALL[pot]),
        Step::DropCredit(amount) => {
            drop(spare(amount));
            Ok(())
        }
        Step::SetSplit(security, subnets, work) => {
            let availability =
                1_000_000u32.saturating_sub(security).saturating_sub(subnets).saturating_sub(work);
            let split = EmissionSplit { security, subnets, work, availability };
            Issuance::set_split(RuntimeOrigin::root(), split)
        }
    };
    if refusable.is_err() {
        let after = sp_io::storage::root(StateVersion::V1);
        assert_eq!(before, after, "a step that was refused changed something: {told}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_history_breaks_an_invariant(history in prop::collection::vec(steps(), 1..60)) {
        run(|| {
            let mut effective_max = CAP;
            let mut minted = 0;
            for step in history {
                apply(step);
                end_block();
                let ledger = Ledger::<Test>::get();
                assert!(ledger.effective_max() <= effective_max, "I4: {ledger:?}");
                effective_max = ledger.effective_max();
                assert!(Balances::total_issuance() <= effective_max);
                assert!(Pallet::<Test>::supply().issued <= CAP);
                let ComputeIssued { work, availability } = Issuance::issued();
                assert!(work + availability >= minted, "it never falls");
                minted = work + availability;
            }
        });
    }
}
