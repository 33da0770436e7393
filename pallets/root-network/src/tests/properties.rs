// SPDX-License-Identifier: Apache-2.0
//! Random histories: whatever happens in whatever order, the invariants hold after every step, a
//! refused step changes nothing, nobody votes too often or for others, and an epoch gives something
//! to subnets that fresh votes name, and nothing to any other.

use crate::{
    mock::*, root_weights_hash, Commits, Error, Members, Settings, Weights, WEIGHTS_INTERVAL_BLOCKS,
};
use joule_math::root::Fraction;
use joule_primitives::{
    root::StakePools,
    staking::PoolId,
    subnets::{NetUid, SplitEmission, DIVISION_BLOCKS},
    types::{Balance, BlockNumber},
    units::JOULE,
};
use proptest::prelude::*;
use sp_runtime::DispatchResult;
use std::collections::{BTreeMap, BTreeSet};

/// Votes, some of which nobody may give.
const VOTES: [&[(u16, u16)]; 12] = [
    &[(1, 1)],
    &[(2, 1)],
    &[(1, 3), (2, 1), (5, 60_000)],
    &[(3, u16::MAX), (4, 1)],
    &[(1, 0), (6, 2)],
    &[(1, 1), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)],
    &[],
    &[(0, 1), (1, 1)],
    &[(2, 1), (1, 1)],
    &[(1, 1), (1, 1)],
    &[(1, 0)],
    &[(77, 1)],
];
/// Members from the start, so that few places are free.
const MEMBERS: AccountId = 62;

#[derive(Clone, Debug)]
enum Step {
    Register(PoolId),
    Leave(PoolId),
    Vote(PoolId, usize),
    Commit(PoolId, usize),
    Reveal(PoolId, usize),
    Clear(PoolId),
    Trespass(PoolId, usize),
    Stake(PoolId, Balance),
    Swap(PoolId),
    HandOver(PoolId),
    CommitReveal(Option<u16>),
    Toggle(u16),
    Blocks(BlockNumber),
    Weeks,
}

/// The pools that take part: some are members from the start.
fn pools() -> impl Strategy<Value = PoolId> {
    prop_oneof![3 => 0u32..4, 1 => 59u32..70]
}

fn votes() -> impl Strategy<Value = usize> {
    0..VOTES.len()
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => pools().prop_map(Step::Register),
        1 => pools().prop_map(Step::Leave),
        4 => (pools(), votes()).prop_map(|(a, b)| Step::Vote(a, b)),
        3 => (pools(), 0..3usize).prop_map(|(a, b)| Step::Commit(a, b)),
        3 => (pools(), 0..3usize).prop_map(|(a, b)| Step::Reveal(a, b)),
        1 => (pools(), votes()).prop_map(|(a, b)| Step::Commit(a, b)),
        1 => (pools(), votes()).prop_map(|(a, b)| Step::Reveal(a, b)),
        1 => pools().prop_map(Step::Clear),
        1 => (pools(), 0..3usize).prop_map(|(a, b)| Step::Trespass(a, b)),
        3 => (pools(), prop_oneof![Just(0u128), 1..5u128, 0..3_000 * JOULE])
            .prop_map(|(a, b)| Step::Stake(a, b)),
        1 => pools().prop_map(Step::Swap),
        1 => pools().prop_map(Step::HandOver),
        1 => prop_oneof![Just(None), (0u16..4).prop_map(Some), any::<u16>().prop_map(Some)]
            .prop_map(Step::CommitReveal),
        1 => (1u16..7).prop_map(Step::Toggle),
        6 => (1u32..250).prop_map(Step::Blocks),
        1 => Just(Step::Weeks),
    ]
}

/// Steps in any order, among them attempts to vote twice by coming back in between.
fn histories() -> impl Strategy<Value = Vec<Step>> {
    let vote_twice = |(pool, vote)| {
        vec![
            Step::Vote(pool, vote),
            Step::Leave(pool),
            Step::Register(pool),
            Step::Vote(pool, vote),
        ]
    };
    let some = prop_oneof![
        12 => steps().prop_map(|step| vec![step]),
        1 => (pools(), 0..3usize).prop_map(vote_twice),
    ];
    prop::collection::vec(some, 1..80).prop_map(|steps| steps.concat())
}

fn pool_at(pool: PoolId) -> TestPool {
    Pools::get()[pool as usize].clone()
}

fn change(pool: PoolId, change: impl FnOnce(&mut TestPool)) {
    Pools::mutate(|pools| change(&mut pools[pool as usize]));
}

fn apply(step: &Step) -> DispatchResult {
    let who = |pool| signed(pool_at(pool).coldkey);
    let hotkey = |pool| pool_at(pool).hotkey;
    match *step {
        Step::Register(pool) => Root::root_register(who(pool), hotkey(pool)),
        Step::Leave(pool) => Root::leave_root(who(pool), hotkey(pool)),
        Step::Vote(pool, vote) => {
            Root::set_root_weights(who(pool), hotkey(pool), weights(VOTES[vote]))
        }
        Step::Commit(pool, vote) => {
            let hash = root_weights_hash(&hotkey(pool), &weights(VOTES[vote]), &SALT);
            Root::commit_root_weights(who(pool), hotkey(pool), hash)
        }
        Step::Reveal(pool, vote) => {
            Root::reveal_root_weights(who(pool), hotkey(pool), weights(VOTES[vote]), SALT)
        }
        Step::Clear(pool) => Root::clear_root_weights(who(pool), hotkey(pool)),
        Step::Trespass(pool, vote) => {
            let (stranger, hotkey) = ((pool + 1) % 70, hotkey(pool));
            let pairs = weights(VOTES[vote]);
            let hash = root_weights_hash(&hotkey, &pairs, &SALT);
            let attempts = [
                Root::root_register(who(stranger), hotkey),
                Root::leave_root(who(stranger), hotkey),
                Root::set_root_weights(who(stranger), hotkey, pairs.clone()),
                Root::commit_root_weights(who(stranger), hotkey, hash),
                Root::reveal_root_weights(who(stranger), hotkey, pairs, SALT),
                Root::clear_root_weights(who(stranger), hotkey),
            ];
            let refused: DispatchResult = Err(Error::<Test>::NotOwner.into());
            if attempts.iter().all(|attempt| *attempt == refused) {
                refused
            } else {
                Ok(())
            }
        }
        Step::Stake(pool, amount) => {
            change(pool, |pool| pool.tokens = amount);
            Ok(())
        }
        Step::Swap(pool) => {
            change(pool, |pool| pool.hotkey += 10_000);
            Ok(())
        }
        Step::HandOver(pool) => {
            change(pool, |pool| pool.coldkey += 100_000);
            Ok(())
        }
        Step::CommitReveal(period) => Root::set_commit_reveal(RuntimeOrigin::root(), period),
        Step::Toggle(netuid) => {
            let mut subnets = Existing::get().into_iter().collect::<BTreeSet<_>>();
            if !subnets.remove(&NetUid(netuid)) {
                subnets.insert(NetUid(netuid));
            }
            Existing::set(subnets.into_iter().collect());
            Ok(())
        }
        Step::Blocks(blocks) => {
            pass_to(System::block_number() + blocks);
            Ok(())
        }
        Step::Weeks => {
            let skipped = Settings::<Test>::get().expiry_blocks / 2 / DIVISION_BLOCKS;
            go_to((System::block_number() / DIVISION_BLOCKS + skipped) * DIVISION_BLOCKS + 1);
            Ok(())
        }
    }
}

/// Lets blocks pass up to `block`, with the epochs in them.
fn pass_to(block: BlockNumber) {
    let epochs = System::block_number() / DIVISION_BLOCKS + 1..=block / DIVISION_BLOCKS;
    for epoch in epochs {
        go_to(epoch * DIVISION_BLOCKS);
        check_epoch();
    }
    go_to(block);
}

/// Divides, and checks what came of it against what members said.
fn check_epoch() {
    let (now, expiry_blocks) = (System::block_number(), Settings::<Test>::get().expiry_blocks);
    let subnets = Existing::get();
    let staked = |pool: &PoolId| TestStakes::tokens_of(*pool) > 0;
    let heard = Members::<Test>::get().into_iter().filter(staked).collect::<Vec<_>>();
    let named = |pool: &PoolId| {
        let row = Weights::<Test>::get(pool).filter(|row| row.as_of + expiry_blocks > now);
        let entries = row.map(|row| row.entries.into_inner()).unwrap_or_default();
        let netuids = entries.into_iter().map(|(netuid, _)| netuid);
        netuids.filter(|netuid| subnets.contains(netuid)).collect::<BTreeSet<_>>()
    };
    let named = heard.iter().map(|pool| (*pool, named(pool))).collect::<BTreeMap<_, _>>();
    let fresh = named.values().flatten().copied().collect::<BTreeSet<_>>();
    let amounts = Root::split(&subnets, INFLOW, BACKLOG);
    assert_eq!(amounts.len(), subnets.len());
    let divided = amounts.iter().sum::<Balance>();
    assert!(divided <= AVAILABLE);
    for (netuid, amount) in subnets.iter().zip(amounts) {
        assert!(amount == 0 || fresh.contains(netuid), "{netuid} got {amount} for nothing");
    }
    assert_eq!(Members::<Test>::get().into_inner(), heard, "who has stake stays, and no other");
    // Even of what nobody trusts 1.3 % is divided, by the voice of those who speak and the turnout.
    let record = record();
    let speaks = |pool: PoolId| named.get(&pool).is_some_and(|netuids| !netuids.is_empty());
    let speaking = record.members.iter().filter(|member| speaks(member.pool));
    let voice = speaking
        .fold(Fraction::ZERO, |sum, member| sum.saturating_add(Fraction::from_bits(member.voice)));
    let least = voice.times(Fraction::from_bits(record.turnout)).of(AVAILABLE) / 100;
    assert!(divided + 10 >= least, "{divided} of at least {least} were divided");
    check();
}

/// When members last gave weights, of those that were not thrown out since.
#[derive(Default)]
struct Votes {
    given_at: BTreeMap<PoolId, BlockNumber>,
    left: BTreeSet<PoolId>,
}

impl Votes {
    /// Notes a step that was taken, and checks that nobody gives weights too often, whether or not it
    /// leaves and comes back.
    fn note(&mut self, step: &Step) {
        match *step {
            Step::Leave(pool) => {
                self.left.insert(pool);
            }
            Step::Register(pool) => {
                self.left.remove(&pool);
            }
            Step::Vote(pool, _) | Step::Reveal(pool, _) => {
                let now = System::block_number();
                if let Some(before) = self.given_at.insert(pool, now) {
                    assert!(now - before >= WEIGHTS_INTERVAL_BLOCKS, "{step:?} came too early");
                }
            }
            _ => {}
        }
        // Who is replaced, or lost its stake, may come back and vote at once.
        let members = Members::<Test>::get();
        let left = &self.left;
        self.given_at.retain(|pool, _| members.contains(pool) || left.contains(pool));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_history_breaks_an_invariant(history in histories()) {
        run_public(|| {
            for coldkey in 1..=MEMBERS {
                set_stake(coldkey, 10 * JOULE + Balance::from(coldkey));
                register(&[coldkey]);
            }
            let mut votes = Votes::default();
            for step in history {
                let before = state();
                let outcome = apply(&step);
                check();
                if outcome.is_err() {
                    assert_eq!(state(), before, "a refused step changed something: {step:?}");
                }
                if matches!(step, Step::Trespass(..)) {
                    assert!(outcome.is_err(), "{step:?} got through");
                }
                if outcome.is_ok() {
                    votes.note(&step);
                }
            }
        });
    }

    #[test]
    fn an_open_commit_is_revealed_once_and_in_its_window(
        period in 1u16..5,
        committed_at in 1u32..1_000,
        later in 0u32..1_000,
    ) {
        run(|| {
            register(&[ALICE]);
            assert!(Root::set_commit_reveal(RuntimeOrigin::root(), Some(period)).is_ok());
            go_to(committed_at);
            commit(ALICE, VOTES[0]);
            go_to(committed_at + later);
            let epochs_later =
                (committed_at + later) / DIVISION_BLOCKS - committed_at / DIVISION_BLOCKS;
            let is_time = epochs_later == u32::from(period);
            assert_eq!(reveal(ALICE, VOTES[0]).is_ok(), is_time);
            assert!(reveal(ALICE, VOTES[0]).is_err());
            assert_eq!(Commits::<Test>::contains_key(pool(ALICE)), !is_time);
        });
    }
}
