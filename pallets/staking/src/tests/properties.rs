// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, a
//! refused step changes nothing, nobody untouched loses, and no money comes from nowhere.

use crate::mock::*;
use joule_primitives::{panels::Jurors, types::Balance, units::JOULE};
use proptest::prelude::*;
use sp_runtime::{DispatchResult, Permill};

/// Coldkeys whose validators take part; the first two validate from the start.
const VALIDATORS: u64 = 4;
/// Coldkeys that take part.
const COLDKEYS: u64 = 8;
/// Coldkeys that take over from others, and hand over again.
const HEIRS: u64 = 2;

#[derive(Clone, Debug)]
enum Step {
    Stake(AccountId, AccountId, Balance),
    Unstake(AccountId, AccountId, Option<Balance>),
    Move(AccountId, AccountId, AccountId, Option<Balance>),
    Transfer(AccountId, AccountId, AccountId, Option<Balance>),
    Withdraw(AccountId, AccountId),
    Reward(AccountId, Balance, u32),
    Earn(AccountId, AccountId, Balance),
    Slash(AccountId, u32, u32, AccountId),
    Fine(AccountId),
    Blocks(u32),
    Session(u32),
    Validate(AccountId),
    Chill(AccountId),
    SetTake(AccountId, u32),
    Swap(AccountId),
    Announce(AccountId, AccountId),
    Apply(AccountId, AccountId),
    Purge(AccountId),
}

impl Step {
    /// Whether stakers who do not act may lose by it.
    fn is_slash(&self) -> bool {
        matches!(self, Step::Slash(..))
    }
}

fn amounts() -> impl Strategy<Value = Balance> {
    prop_oneof![
        0..5u128,
        0..20_000_000_000u128,
        0..500 * JOULE,
        0..ENDOWMENT,
        Just(ENDOWMENT),
        any::<u128>(),
    ]
}

fn some_amounts() -> impl Strategy<Value = Option<Balance>> {
    prop_oneof![2 => amounts().prop_map(Some), 1 => Just(None)]
}

fn who() -> impl Strategy<Value = AccountId> {
    1..=COLDKEYS
}

fn heirs() -> impl Strategy<Value = AccountId> {
    COLDKEYS - 1..=COLDKEYS + HEIRS
}

fn whose() -> impl Strategy<Value = AccountId> {
    1..=VALIDATORS
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (who(), whose(), amounts()).prop_map(|(a, b, c)| Step::Stake(a, b, c)),
        4 => (who(), whose(), some_amounts()).prop_map(|(a, b, c)| Step::Unstake(a, b, c)),
        2 => (who(), whose(), whose(), some_amounts())
            .prop_map(|(a, b, c, d)| Step::Move(a, b, c, d)),
        2 => (who(), whose(), who(), some_amounts())
            .prop_map(|(a, b, c, d)| Step::Transfer(a, b, c, d)),
        3 => (who(), whose()).prop_map(|(a, b)| Step::Withdraw(a, b)),
        3 => (whose(), 0..100_000 * JOULE, 0u32..1_000).prop_map(|(a, b, c)| Step::Reward(a, b, c)),
        2 => (who(), whose(), prop_oneof![0..5u128, 0..500 * JOULE])
            .prop_map(|(a, b, c)| Step::Earn(a, b, c)),
        1 => (whose(), 0u32..4, 1u32..120, whose()).prop_map(|(a, b, c, d)| Step::Slash(a, b, c, d)),
        1 => whose().prop_map(Step::Fine),
        3 => (1u32..1_000).prop_map(Step::Blocks),
        2 => (0u32..100).prop_map(Step::Session),
        1 => whose().prop_map(Step::Validate),
        1 => whose().prop_map(Step::Chill),
        1 => (whose(), 0u32..200_000).prop_map(|(a, b)| Step::SetTake(a, b)),
        1 => whose().prop_map(Step::Swap),
        1 => (heirs(), heirs()).prop_map(|(a, b)| Step::Announce(a, b)),
        1 => (heirs(), heirs()).prop_map(|(a, b)| Step::Apply(a, b)),
        1 => whose().prop_map(Step::Purge),
    ]
}

/// The hotkey that a coldkey's validator uses now.
fn hotkey(coldkey: AccountId) -> AccountId {
    stored_pool(coldkey).hotkey
}

fn apply(step: &Step) -> DispatchResult {
    match *step {
        Step::Stake(who, whose, amount) => Staking::stake(signed(who), hotkey(whose), amount),
        Step::Unstake(who, whose, amount) => Staking::unstake(signed(who), hotkey(whose), amount),
        Step::Move(who, from, to, amount) => {
            Staking::move_stake(signed(who), hotkey(from), hotkey(to), amount)
        }
        Step::Transfer(who, whose, to, amount) => {
            Staking::transfer_stake(signed(who), hotkey(whose), to, amount)
        }
        Step::Withdraw(who, whose) => Staking::withdraw(signed(who), hotkey(whose), who)
            .map(|_| ())
            .map_err(|failed| failed.error),
        Step::Reward(whose, amount, blocks) => {
            // What the pool does not take is burned again.
            let _ = Staking::reward_pool(&hotkey(whose), mint(amount), blocks);
            Ok(())
        }
        Step::Earn(who, whose, amount) => {
            // So is what buys no share.
            drop(Staking::stake_credit(&who, &hotkey(whose), mint(amount)));
            Ok(())
        }
        Step::Slash(whose, sessions_ago, seats, reporter) => {
            let session = CurrentSession::get().saturating_sub(sessions_ago);
            Staking::slash(&hotkey(whose), session, seats, Some(&hotkey(reporter)));
            Ok(())
        }
        Step::Fine(whose) => {
            let pool = pool(whose);
            let share = pool.tokens.checked_div(pool.shares).unwrap_or(0) + 1;
            let fined = Staking::fine(&hotkey(whose));
            assert!(fined <= LIMITS.min_self_stake / 100 + share, "a fine is bounded: {fined}");
            Ok(())
        }
        Step::Blocks(blocks) => {
            pass(blocks);
            Ok(())
        }
        Step::Session(blocks) => {
            for (place, hotkey) in Sitting::get().iter().enumerate() {
                (0..blocks / (place as u32 + 1)).for_each(|_| Staking::note_author(hotkey));
            }
            fund_security(Balance::from(blocks) * JOULE / 20);
            next_session();
            Ok(())
        }
        Step::Validate(whose) => Staking::validate(signed(whose), hotkey(whose)),
        Step::Chill(whose) => Staking::chill(signed(whose), hotkey(whose)),
        Step::SetTake(whose, ppm) => {
            Staking::set_take(signed(whose), hotkey(whose), Permill::from_parts(ppm))
        }
        Step::Swap(whose) => {
            let (old, new) = (hotkey(whose), hotkey(whose) + 10_000);
            WithKeys::mutate(|keys| keys.push(new));
            Staking::swap_hotkey(signed(whose), old, new, Some(proof_of(new, whose)))
                .map(|_| ())
                .map_err(|failed| failed.error)
        }
        Step::Announce(old, new) => Staking::announce_coldkey(signed(old), new),
        Step::Apply(old, new) => Staking::apply_coldkey(signed(new), old),
        Step::Purge(whose) => Staking::purge_keys(signed(hotkey(whose))),
    }
}

/// What everybody has behind everybody.
fn values() -> Vec<((AccountId, AccountId), Balance)> {
    (1..=COLDKEYS + HEIRS)
        .flat_map(|who| (1..=VALIDATORS).map(move |whose| ((who, whose), value(who, whose))))
        .collect()
}

/// Whether `who` owns the pool of the validator of `whose`, which others may have taken over.
fn is_owner(who: AccountId, whose: AccountId) -> bool {
    Staking::coldkey_of_staker(stored_pool(whose).owner) == Some(who)
}

/// Whether `who` moved its own stake behind `whose` by `step`.
fn touches(step: &Step, (who, whose): (AccountId, AccountId)) -> bool {
    match *step {
        Step::Unstake(actor, from, _)
        | Step::Transfer(actor, from, _, _)
        | Step::Move(actor, from, _, _)
        | Step::Stake(actor, from, _) => (actor, from) == (who, whose),
        Step::Fine(fined) => whose == fined && is_owner(who, whose),
        Step::Apply(old, new) => who == old || who == new,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_024))]

    #[test]
    fn no_history_breaks_an_invariant(history in prop::collection::vec(steps(), 1..80)) {
        run(|| {
            for coldkey in 3..=VALIDATORS {
                register(coldkey);
            }
            for step in history {
                let (before, values_before) = (state(), values());
                let issued = Balances::total_issuance();
                let outcome = frame_support::storage::with_storage_layer(|| apply(&step));
                check();
                if outcome.is_err() {
                    assert_eq!(state(), before, "a refused step changed something: {step:?}");
                }
                if !step.is_slash() {
                    for ((key, was), (_, is)) in values_before.into_iter().zip(values()) {
                        let lost = was.saturating_sub(is);
                        assert!(
                            lost <= 1 || touches(&step, key),
                            "S6: {key:?} lost {lost} pJ by {step:?}"
                        );
                    }
                }
                for hotkey in Staking::elected() {
                    assert!(WithKeys::get().contains(&hotkey), "S5: {step:?}");
                }
                // Calls never mint.
                let minted = Balances::total_issuance().saturating_sub(issued);
                let allowed = match step {
                    Step::Reward(_, amount, _) | Step::Earn(_, _, amount) => amount,
                    Step::Session(blocks) => Balance::from(blocks) * JOULE / 20,
                    _ => 0,
                };
                assert!(minted <= allowed, "{step:?} minted {minted}");
            }
        });
    }

    #[test]
    fn nobody_takes_out_more_than_it_put_in_and_was_paid(
        history in prop::collection::vec(steps(), 1..60),
    ) {
        run(|| {
            for coldkey in 3..=VALIDATORS {
                register(coldkey);
            }
            let has = |who: AccountId| {
                let staked: Balance = (1..=VALIDATORS).map(|whose| value(who, whose)).sum();
                let leaving: Balance = Staking::stakes(who)
                    .stakes
                    .iter()
                    .flat_map(|stake| &stake.exits)
                    .filter(|exit| exit.lands.as_ref().is_none_or(|lands| lands.coldkey == who))
                    .map(|exit| exit.value)
                    .sum();
                free(who) + staked + leaving
            };
            for step in history {
                // GIVEN any step that pays nobody and gives nothing to another
                let pays = matches!(
                    step,
                    Step::Reward(..) | Step::Earn(..) | Step::Session(_) | Step::Blocks(_)
                        | Step::Slash(..) | Step::Fine(_) | Step::Transfer(..) | Step::Withdraw(..)
                        | Step::Swap(_) | Step::Apply(..)
                );
                let before = (1..=COLDKEYS).map(has).collect::<Vec<_>>();
                let outcome = frame_support::storage::with_storage_layer(|| apply(&step));
                // THEN nobody who acts gains a single pJ by it
                if !pays && outcome.is_ok() {
                    let actor = match step {
                        Step::Stake(who, ..) | Step::Unstake(who, ..) | Step::Move(who, ..) => who,
                        _ => continue,
                    };
                    let gained = has(actor).saturating_sub(before[actor as usize - 1]);
                    assert_eq!(gained, 0, "{actor} gained by {step:?}");
                }
            }
        });
    }
}
