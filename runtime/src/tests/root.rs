// SPDX-License-Identifier: Apache-2.0
//! The root network with the real stake, subnets and pots around it.

use super::{
    subnets::{pending_of, run_to, swap},
    *,
};
use crate::{
    configs::accounts::ProxyType, queries, Incentive, Root, RuntimeCall, RuntimeEvent, Staking,
    Subnets,
};
use frame_support::{
    assert_noop, assert_ok,
    traits::{Hooks, InstanceFilter},
};
use joule_math::root::{Fraction, Funds, Member, Outcome, Root as Network};
use joule_primitives::{
    money::Pot,
    staking::PoolId,
    subnets::{NetUid, StakeBehind, DIVISION_BLOCKS},
    types::Balance,
    units::JOULE,
};
use pallet_joule_incentive::{Backlog, PendingTotal};
use pallet_joule_issuance::PotClaims;
use pallet_joule_root::{
    parameters, root_weights_hash,
    types::{AllocationRecord, Entries},
    Allocation, Error, Event, Members, Weights, BACKLOG_BLOCKS,
};
use pallet_joule_staking::{Error as StakingError, Limits};
use pallet_joule_subnets::Removals;
use sp_keyring::Sr25519Keyring::{Alice, Bob, BobStash, Charlie, Dave, Eve, Ferdie, Two};
use sp_runtime::{traits::Dispatchable, DispatchError, DispatchResult, Perbill};

/// The validators of genesis, with a quarter of all stake each.
const ALL: [Sr25519Keyring; 4] = [Alice, Bob, Charlie, Dave];

/// What a member says that subnets should get, by netuid.
type Said<'a> = (Sr25519Keyring, &'a [(u16, u16)]);

/// Runs `test` on the network of four validators, with a genesis that `edit` changed.
fn run_edited(edit: impl FnOnce(&mut RuntimeGenesisConfig), test: impl FnOnce()) {
    let mut config: RuntimeGenesisConfig =
        serde_json::from_value(genesis_of(networks::LOCAL)).expect("the preset is complete");
    edit(&mut config);
    let storage = config.build_storage().expect("the genesis builds");
    sp_io::TestExternalities::from(storage).execute_with(|| {
        System::set_block_number(1);
        test();
        check_invariants();
    });
}

/// Registers a subnet as soon as it may be.
fn found(owner: Sr25519Keyring) -> NetUid {
    run_to(Subnets::registration().from_block);
    let lock = Subnets::registration().lock;
    assert_ok!(Subnets::register_subnet(signed(owner), account(owner), lock, None));
    Subnets::active_netuids().last().copied().expect("there is one now")
}

fn weights(pairs: &[(u16, u16)]) -> Entries {
    let pairs = pairs.iter().map(|(netuid, weight)| (NetUid(*netuid), *weight));
    Entries::truncate_from(pairs.collect())
}

fn register(who: Sr25519Keyring) -> DispatchResult {
    Root::root_register(signed(who), account(who))
}

fn vote(who: Sr25519Keyring, pairs: &[(u16, u16)]) -> DispatchResult {
    Root::set_root_weights(signed(who), account(who), weights(pairs))
}

/// Makes members of validators, and lets them say what they do.
fn join(said: &[Said]) {
    for (who, pairs) in said {
        assert_ok!(register(*who));
        if !pairs.is_empty() {
            assert_ok!(vote(*who, pairs));
        }
    }
}

/// Makes members of all validators, which say the same.
fn agree(pairs: &[(u16, u16)]) {
    join(&ALL.map(|who| (who, pairs)));
}

/// Lets all validators, which are members, say the same.
fn all_vote(pairs: &[(u16, u16)]) {
    for who in ALL {
        assert_ok!(vote(who, pairs));
    }
}

fn members() -> Vec<PoolId> {
    Members::<Runtime>::get().into_inner()
}

fn pool(who: Sr25519Keyring) -> PoolId {
    Staking::validator(&account(who)).expect("it validates").pool
}

fn record() -> AllocationRecord {
    Allocation::<Runtime>::get().expect("there was a division")
}

/// What each subnet got of the last division.
fn divided() -> Vec<(u16, Balance)> {
    record().subnets.iter().map(|subnet| (subnet.netuid.0, subnet.amount)).collect()
}

/// What is in the pot and nobody's.
fn undivided() -> Balance {
    PotClaims::<Runtime>::get(Pot::Subnets) - PendingTotal::<Runtime>::get()
}

/// What the arithmetic makes of what everybody can read now: what members say of the subnets from 1
/// on, and what is staked.
fn outcome_now(cap: Perbill, said: &[Said]) -> Outcome {
    let member = |(who, pairs): &Said| Member {
        stake: Staking::stake_behind(&account(*who)),
        weights: pairs.iter().map(|(netuid, weight)| (netuid - 1, *weight)).collect(),
    };
    let network = Network {
        parameters: parameters(cap),
        members: said.iter().map(member).collect(),
        total_stake: Issuance::supply().staked,
        columns: u16::try_from(Subnets::active_netuids().len()).expect("there are few"),
    };
    network.outcome()
}

/// Begins the block of a division, and checks that each subnet got, to the pJ, what the arithmetic
/// says, and that the rest waits.
fn divide_at(height: u32, cap: Perbill, said: &[Said]) -> Outcome {
    run_to(height - 1);
    System::set_block_number(height);
    System::reset_events();
    Issuance::on_initialize(height);
    Subnets::on_initialize(height);
    let pending = || Subnets::active_netuids().into_iter().map(pending_of).collect::<Vec<_>>();
    let (before, present, backlog) = (pending(), undivided(), Backlog::<Runtime>::get());
    let funds = Funds {
        inflow: present - backlog,
        backlog,
        blocks: DIVISION_BLOCKS,
        backlog_blocks: BACKLOG_BLOCKS,
    };
    let outcome = outcome_now(cap, said);
    let amounts = outcome.amounts(&funds);
    Incentive::on_initialize(height);

    let received = pending().into_iter().zip(before).map(|(after, before)| after - before);
    assert_eq!(received.collect::<Vec<_>>(), amounts);
    let record = record();
    assert_eq!((record.block, record.inflow, record.backlog), (height, funds.inflow, backlog));
    let decided = (outcome.turnout.to_bits(), outcome.decided.to_bits());
    assert_eq!((record.turnout, record.decided), decided);
    assert_eq!(divided().into_iter().map(|(_, amount)| amount).collect::<Vec<_>>(), amounts);
    let left = present - amounts.iter().sum::<Balance>();
    assert_eq!((Backlog::<Runtime>::get(), undivided()), (left, left));
    outcome
}

/// Lets members that want the opposite of each other divide the emission of some hundred blocks.
fn opposites_divide(cap: Perbill) {
    // GIVEN two subnets, in the first of which one of the members validates and is paid, and a
    // third member that says nothing
    let first = found(Eve);
    found(Ferdie);
    run_to(System::block_number() + 1);
    assert_ok!(Subnets::register_neuron(signed(Alice), first, alice(), 10 * JOULE, None));
    assert_ok!(Staking::stake(signed(Charlie), alice(), 333 * JOULE));
    let said: [Said; 3] = [(Alice, &[(1, 99), (2, 1)]), (Bob, &[(1, 1), (2, 80)]), (Charlie, &[])];
    join(&said);
    for height in [100, 200, 300, 400] {
        // THEN the arithmetic says what each gets, and a part is left
        let outcome = divide_at(height, cap, &said);
        assert!(outcome.decided > Fraction::ZERO && outcome.decided < Fraction::ONE);
        assert!(divided().iter().all(|(_, amount)| *amount > 0));
        check_invariants();
    }
    // AND what was paid meanwhile counts as stake.
    assert!(Staking::stake_behind(&alice()) > 1_333 * JOULE);
    assert_eq!(record().members[0].stake, Staking::stake_behind(&alice()));
}

#[test]
fn members_that_disagree_divide_the_emission_as_the_arithmetic_says() {
    run_local(|| opposites_divide(Perbill::one()));
}

#[test]
fn so_they_do_where_a_tenth_of_all_members_stake_counts_of_one() {
    let cap = Perbill::from_percent(10);
    run_edited(|config| config.root.settings.counted_cap = cap, || opposites_divide(cap));
}

#[test]
fn emission_waits_for_votes_and_is_not_given_to_who_votes_first() {
    run_local(|| {
        // GIVEN a subnet, and nobody who says what it should get
        let first = found(Eve);
        run_to(300);
        let gathered = Backlog::<Runtime>::get();
        assert!(gathered > 100 * JOULE);
        assert_eq!((pending_of(first), PendingTotal::<Runtime>::get()), (0, 0));
        assert_eq!(gathered, PotClaims::<Runtime>::get(Pot::Subnets));
        // WHEN a validator with a quarter of all stake does
        join(&[(Alice, &[(1, 1)])]);
        run_to(400);
        // THEN half of what came since is divided, and of what gathered next to nothing
        let inflow = PotClaims::<Runtime>::get(Pot::Subnets) - gathered;
        let freed = gathered * Balance::from(DIVISION_BLOCKS) / Balance::from(BACKLOG_BLOCKS);
        assert!(freed > 0 && freed < gathered / 10_000);
        let decided = Fraction::from_bits(record().decided);
        assert_eq!(pending_of(first), decided.of(inflow + freed));
        assert!((500_000..501_000).contains(&queries::root_allocation().decided_ppm));
        // AND no more than what comes when all of them agree.
        let backlog = Backlog::<Runtime>::get();
        join(&[(Bob, &[(1, 1)]), (Charlie, &[(1, 1)]), (Dave, &[(1, 1)])]);
        run_to(500);
        let freed = backlog * Balance::from(DIVISION_BLOCKS) / Balance::from(BACKLOG_BLOCKS);
        assert_eq!(divided(), vec![(1, record().inflow + freed)]);
        assert_eq!(Backlog::<Runtime>::get(), backlog - freed);
    });
}

#[test]
fn a_share_is_gone_when_its_votes_expire() {
    run_local(|| {
        // GIVEN votes of block 1, which count for 1,000 blocks
        let first = found(Eve);
        agree(&[(1, 1)]);
        run_to(1_000);
        assert_eq!(Incentive::emission_share_ppm(first), 1_000_000);
        let backlog = Backlog::<Runtime>::get();
        // WHEN these are over
        run_to(1_100);
        // THEN nothing is divided any more, and all that comes waits
        assert_eq!(divided(), vec![(1, 0)]);
        assert_eq!(Incentive::emission_share_ppm(first), 0);
        assert_eq!(Backlog::<Runtime>::get(), backlog + record().inflow);
        // UNTIL they speak again.
        all_vote(&[(1, 1)]);
        run_to(1_200);
        assert_eq!(Incentive::emission_share_ppm(first), 1_000_000);
    });
}

#[test]
fn votes_for_a_dissolved_subnet_count_for_no_other() {
    run_local(|| {
        // GIVEN two subnets that get emission
        let (first, second) = (found(Eve), found(Ferdie));
        agree(&[(1, 1), (2, 3)]);
        run_to(100);
        assert!(divided().iter().all(|(_, amount)| *amount > 0));
        // WHEN one is dissolved, and another one registered while that is being cleared
        assert_ok!(Subnets::dissolve(signed(Eve), first));
        assert!(!Removals::<Runtime>::get().is_empty());
        assert_noop!(vote(Alice, &[(1, 1)]), Error::<Runtime>::SubnetNotFound);
        assert_noop!(vote(Alice, &[(1, 1), (2, 1)]), Error::<Runtime>::SubnetNotFound);
        let third = found(Bob);
        assert_eq!(third, NetUid(3));
        // THEN it gets nothing of the votes for the one before, and the other one everything
        run_to(200);
        assert!(Removals::<Runtime>::get().is_empty());
        assert_noop!(vote(Alice, &[(1, 1)]), Error::<Runtime>::SubnetNotFound);
        assert_eq!(Incentive::emission_share_ppm(second), 1_000_000);
        assert_eq!((divided()[1], pending_of(third)), ((3, 0), 0));
        assert_eq!(Incentive::average_emission(third), 0);
        // UNTIL somebody votes for it.
        all_vote(&[(3, 1)]);
        run_to(300);
        assert_eq!(Incentive::emission_share_ppm(third), 1_000_000);
        assert_eq!(Incentive::emission_share_ppm(second), 0);
    });
}

#[test]
fn stake_that_comes_for_one_division_counts_in_it_and_waits_to_leave_like_any_other() {
    run_local(|| {
        // GIVEN two members with the same stake that want the opposite
        found(Eve);
        found(Ferdie);
        let said: [Said; 2] = [(Alice, &[(1, 1)]), (Bob, &[(2, 1)])];
        join(&said);
        // WHEN somebody stakes behind one of them in the block before a division
        run_to(99);
        assert_ok!(Staking::stake(signed(Eve), bob(), 5_000 * JOULE));
        divide_at(100, Perbill::one(), &said);
        // THEN it counts
        let [(_, least), (_, most)] = divided()[..] else { panic!("there are two subnets") };
        assert!(most > 99 * least, "{most} and {least}");
        // AND waits as long as any stake does at most, for so much fills the queue
        run_to(101);
        assert_ok!(Staking::unstake(signed(Eve), bob(), None));
        let told = Staking::stakes(account(Eve));
        let exits = &told.stakes[0].exits;
        let longest = Limits::<Runtime>::get().max_unbonding_blocks;
        assert_eq!((exits.len(), exits[0].requested), (1, 5_000 * JOULE));
        assert_eq!(exits[0].matures_at_block, Some(101 + longest));
        // WHILE the next division goes without it.
        divide_at(200, Perbill::one(), &said);
        assert_eq!(divided()[0].1, divided()[1].1);
        run_to(1_000);
        let withdraw = || Staking::withdraw(signed(Eve), bob(), account(Eve));
        assert_noop!(withdraw(), StakingError::<Runtime>::NothingMatured);
    });
}

#[test]
fn who_has_no_stake_when_the_emission_is_divided_is_no_member_any_more() {
    run_local(|| {
        found(Eve);
        agree(&[(1, 1)]);
        let left = [Alice, Bob, Dave].map(pool);
        // GIVEN two members that are slashed to nothing, and two that everybody left
        run_to(50);
        for who in [Alice, Bob] {
            Staking::slash(&account(who), 0, 4, None);
        }
        for who in [Charlie, Dave] {
            assert_ok!(Staking::unstake(signed(who), account(who), None));
        }
        assert!(ALL.iter().all(|who| Staking::stake_behind(&account(*who)) == 0));
        assert_noop!(vote(Dave, &[(1, 1)]), Error::<Runtime>::StakeNotFound);
        // WHEN there is stake again behind one of these, before the next division
        run_to(60);
        assert_ok!(Staking::stake(signed(Charlie), account(Charlie), 500 * JOULE));
        assert_eq!(members().len(), 4);
        run_to(100);
        // THEN it alone is a member, with its weights, and decides
        assert_eq!(members(), vec![pool(Charlie)]);
        assert_eq!(Weights::<Runtime>::iter_keys().collect::<Vec<_>>(), members());
        let dropped = System::events().into_iter().find_map(|record| match record.event {
            RuntimeEvent::Root(Event::EmissionAllocated { dropped, .. }) => Some(dropped),
            _ => None,
        });
        assert_eq!(dropped, Some(left.to_vec()));
        assert_eq!(record().members.len(), 1);
        assert_eq!(Incentive::emission_share_ppm(NetUid(1)), 1_000_000);
        // AND who lost its stake comes back with new stake, and votes at once.
        assert_noop!(register(Dave), Error::<Runtime>::StakeNotFound);
        assert_ok!(Staking::stake(signed(Dave), account(Dave), 500 * JOULE));
        join(&[(Dave, &[(1, 1)])]);
    });
}

#[test]
fn a_member_that_replaces_its_hotkey_keeps_its_weights_and_promises_anew() {
    run_local(|| {
        // GIVEN a member with weights and a promise, which replaces its hotkey
        found(Eve);
        join(&[(Alice, &[(1, 1)])]);
        assert_ok!(Root::set_commit_reveal(RuntimeOrigin::root(), Some(1)));
        run_to(50);
        let (pairs, salt) = (weights(&[(1, 7)]), [7; 32]);
        let commit = |hotkey| {
            let hash = root_weights_hash(&account(hotkey), &pairs, &salt);
            Root::commit_root_weights(signed(Alice), account(hotkey), hash)
        };
        let reveal =
            |hotkey| Root::reveal_root_weights(signed(Alice), account(hotkey), pairs.clone(), salt);
        assert_ok!(commit(Alice));
        let (id, before) = (pool(Alice), Weights::<Runtime>::get(pool(Alice)));
        swap(Alice, Alice, Two);
        // THEN it is a member with the same weights
        assert_eq!((members(), pool(Two)), (vec![id], id));
        assert_eq!(Weights::<Runtime>::get(id), before);
        assert_eq!(queries::root_allocation().members[0].hotkey, account(Two));
        // BUT reveals what the old hotkey promised by neither
        run_to(101);
        assert_noop!(reveal(Alice), Error::<Runtime>::ValidatorNotFound);
        assert_noop!(reveal(Two), Error::<Runtime>::CommitNotFound);
        assert_noop!(commit(Alice), Error::<Runtime>::ValidatorNotFound);
        // AND promises by the new one.
        assert_ok!(commit(Two));
        run_to(200);
        assert_ok!(reveal(Two));
    });
}

#[test]
fn who_takes_over_from_a_coldkey_speaks_for_its_members() {
    run_local(|| {
        found(Eve);
        join(&[(Alice, &[(1, 1)])]);
        let (id, before) = (pool(Alice), Weights::<Runtime>::get(pool(Alice)));
        let by = |who| Root::set_root_weights(signed(who), alice(), weights(&[(1, 7)]));
        // GIVEN a coldkey that waits to take over from a member's
        assert_ok!(Staking::announce_coldkey(signed(Alice), account(BobStash)));
        run_to(System::block_number() + Limits::<Runtime>::get().coldkey_delay_blocks);
        assert_noop!(by(BobStash), Error::<Runtime>::NotOwner);
        // WHEN it does
        assert_ok!(Staking::apply_coldkey(signed(BobStash), alice()));
        // THEN the member and its weights are as before, and it speaks for it, the old one no more.
        assert_eq!((members(), Weights::<Runtime>::get(id)), (vec![id], before));
        assert_eq!(queries::root_allocation().members[0].coldkey, account(BobStash));
        assert_noop!(by(Alice), Error::<Runtime>::NotOwner);
        assert_ok!(by(BobStash));
    });
}

#[test]
fn the_subnet_that_nobody_votes_for_makes_way_and_not_the_oldest() {
    run_edited(
        |config| config.subnets.limits.max_subnets = 2,
        || {
            // GIVEN as many subnets as may be, of which the older one gets all emission
            let (first, second) = (found(Eve), found(Ferdie));
            agree(&[(1, 1)]);
            let immune = pallet_joule_subnets::Limits::<Runtime>::get().immunity_blocks;
            run_to(System::block_number() + immune);
            assert!(Incentive::average_emission(first) > 30 * JOULE);
            assert_eq!(Incentive::average_emission(second), 0);
            // WHEN another one is registered, THEN the younger one makes way.
            assert_eq!(Subnets::registration().replaces, Some(second));
            let third = found(Bob);
            assert_eq!(Subnets::active_netuids(), vec![first, third]);
        },
    );
}

#[test]
fn a_young_subnet_is_compared_with_an_old_one_by_the_same_votes() {
    run_local(|| {
        // GIVEN a subnet with half of the emission for 300 blocks
        let (first, second) = (found(Eve), found(Ferdie));
        agree(&[(1, 1), (2, 1)]);
        run_to(301);
        // WHEN a new one gets as much from now on
        assert_ok!(Subnets::dissolve(signed(Ferdie), second));
        let third = found(Bob);
        all_vote(&[(1, 1), (3, 1)]);
        run_to(600);
        let [old, young] = [first, third].map(|netuid| {
            let filled = pallet_joule_incentive::Funds::<Runtime>::get(netuid).average;
            (filled, Incentive::average_emission(netuid))
        });
        // THEN they merit the same, though the average of the new one has not filled as far.
        assert!(young.0 < old.0 * 2 / 3);
        assert!(young.1.abs_diff(old.1) < old.1 / 50, "{young:?} and {old:?}");
        assert!(young.1 > 18 * JOULE);
    });
}

/// Every call of the root network: first those that give weights.
fn root_calls() -> [RuntimeCall; 7] {
    use pallet_joule_root::Call;

    let (hotkey, weights) = (alice(), weights(&[(1, 1)]));
    [
        Call::set_root_weights { hotkey: hotkey.clone(), weights: weights.clone() }.into(),
        Call::commit_root_weights { hotkey: hotkey.clone(), hash: Default::default() }.into(),
        Call::reveal_root_weights { hotkey: hotkey.clone(), weights, salt: [0; 32] }.into(),
        Call::clear_root_weights { hotkey: hotkey.clone() }.into(),
        Call::root_register { hotkey: hotkey.clone() }.into(),
        Call::leave_root { hotkey }.into(),
        Call::set_commit_reveal { period: Some(1) }.into(),
    ]
}

/// Calls of others that a proxy for weights may not do.
fn other_calls() -> [RuntimeCall; 7] {
    let call = Box::new(root_calls()[0].clone());
    [
        pallet_balances::Call::transfer_allow_death { dest: bob().into(), value: JOULE }.into(),
        pallet_joule_staking::Call::stake { hotkey: alice(), amount: JOULE }.into(),
        pallet_joule_incentive::Call::reset_bonds { netuid: NetUid(1) }.into(),
        pallet_joule_subnets::Call::dissolve { netuid: NetUid(1) }.into(),
        pallet_proxy::Call::add_proxy {
            delegate: bob().into(),
            proxy_type: ProxyType::Any,
            delay: 0,
        }
        .into(),
        pallet_utility::Call::as_derivative { index: 0, call }.into(),
        frame_system::Call::remark { remark: Vec::new() }.into(),
    ]
}

#[test]
fn a_proxy_for_weights_gives_them_and_does_nothing_else() {
    let calls = root_calls();
    let (allowed, refused) = calls.split_at(4);
    assert!(allowed.iter().all(|call| ProxyType::RootWeights.filter(call)));
    let others = other_calls();
    for call in refused.iter().chain(&others) {
        assert!(!ProxyType::RootWeights.filter(call), "{call:?}");
    }
    // The calls of a batch are looked at one by one.
    let batches: [RuntimeCall; 3] = [
        pallet_utility::Call::batch { calls: others.to_vec() }.into(),
        pallet_utility::Call::batch_all { calls: others.to_vec() }.into(),
        pallet_utility::Call::force_batch { calls: others.to_vec() }.into(),
    ];
    assert!(batches.iter().all(|call| ProxyType::RootWeights.filter(call)));
    // Who may stake for another gives no weights for it, nor joins or leaves.
    for call in &calls {
        assert!(!ProxyType::Staking.filter(call) && !ProxyType::CancelProxy.filter(call));
    }
    // And none of the two appoints the other.
    let [weights, staking] = [ProxyType::RootWeights, ProxyType::Staking];
    assert!(!weights.is_superset(&staking) && !staking.is_superset(&weights));
    assert!(!weights.is_superset(&ProxyType::NonTransfer) && !weights.is_superset(&ProxyType::Any));
}

#[test]
fn a_proxy_for_weights_is_stopped_in_a_batch_too() {
    run_local(|| {
        // GIVEN a member that appointed a proxy for its weights
        found(Eve);
        assert_ok!(register(Alice));
        let add = pallet_proxy::Call::add_proxy {
            delegate: bob().into(),
            proxy_type: ProxyType::RootWeights,
            delay: 0,
        };
        assert_ok!(RuntimeCall::from(add).dispatch(signed(Alice)));
        let by_proxy = |call: RuntimeCall| -> DispatchResult {
            let call = pallet_proxy::Call::proxy {
                real: alice().into(),
                force_proxy_type: None,
                call: Box::new(call),
            };
            assert_ok!(RuntimeCall::from(call).dispatch(signed(Bob)));
            match System::events().pop().expect("there is an event").event {
                RuntimeEvent::Proxy(pallet_proxy::Event::ProxyExecuted { result }) => result,
                event => panic!("the proxy tells of its call last: {event:?}"),
            }
        };
        let together = |calls: Vec<RuntimeCall>| -> RuntimeCall {
            pallet_utility::Call::batch_all { calls }.into()
        };
        let refused: DispatchResult =
            Err(DispatchError::from(frame_system::Error::<Runtime>::CallFiltered));
        let says = || Weights::<Runtime>::get(pool(Alice)).map(|row| row.entries.into_inner());
        // THEN what else it wants is refused, also together with weights
        let [set, _, _, clear, ..] = root_calls();
        let others = other_calls();
        for call in root_calls()[4..].iter().chain(&others) {
            assert_eq!(by_proxy(call.clone()), refused, "{call:?}");
            assert_eq!(by_proxy(together(vec![set.clone(), call.clone()])), refused, "{call:?}");
        }
        assert_eq!((says(), members()), (None, vec![pool(Alice)]));
        // AND weights are given, alone and together with others.
        assert_ok!(by_proxy(set));
        assert_eq!(says(), Some(vec![(NetUid(1), 1)]));
        assert_ok!(by_proxy(together(vec![clear])));
        assert_eq!(says(), Some(Vec::new()));
    });
}
