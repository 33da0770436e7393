// SPDX-License-Identifier: Apache-2.0
//! Subnets with the real stake, pots and arithmetic around them.

use super::*;
use crate::{queries, Balances, Incentive, Root, RuntimeCall, Staking, Subnets};
use codec::Encode;
use frame_support::{
    assert_noop, assert_ok,
    dispatch::GetDispatchInfo,
    traits::{fungible::InspectHold, Hooks},
    weights::Weight,
};
use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Parameters};
use joule_primitives::{
    apis::subnets::{Column, Endpoint as EndpointTold},
    money::Pot,
    subnets::{NetUid, StakeBehind, Subnets as SubnetsTrait, Uid, MIN_VALIDATOR_STAKE},
    units::JOULE,
};
use pallet_joule_incentive::{
    types::Entries, weights_hash, BondRows, Error as IncentiveError, PendingTotal, Permits,
    WeightRows,
};
use pallet_joule_issuance::{Ledger, PotClaims};
use pallet_joule_root::types::Entries as RootEntries;
use pallet_joule_subnets::{
    Endpoint, Error as SubnetsError, Ip, ParametersUpdate, Removals, MIN_LOCK,
};
use sp_keyring::Sr25519Keyring::{Alice, Bob, BobStash, Charlie, Eve, Ferdie, One, Two};
use sp_runtime::traits::Dispatchable;

/// The first subnet of a network that starts with none.
const NETUID: NetUid = NetUid(1);
/// Its epochs are due in blocks of which this is the remainder by its tempo of 60: 37 ahead.
const DUE: u32 = 60 - 37;

/// Begins block `height`, as far as money and subnets are concerned, and uses the time that is left.
fn begin(height: u32) {
    System::set_block_number(height);
    System::reset_events();
    Issuance::on_initialize(height);
    Subnets::on_initialize(height);
    Incentive::on_initialize(height);
    Subnets::on_idle(height, Weight::MAX);
}

/// Begins every block up to `height`.
pub(super) fn run_to(height: u32) {
    (System::block_number() + 1..=height).for_each(begin);
}

fn weights(pairs: &[(Uid, u16)]) -> Entries {
    Entries::truncate_from(pairs.to_vec())
}

/// A subnet of Eve, in which Alice (uid 1) and Bob (2) validate, and two hotkeys of Ferdie mine: his
/// own (3) and One (4). Charlie stakes behind Alice. In the root network, both validators give the
/// subnet all emission.
fn found_subnet(commit_reveal: bool) {
    assert_ok!(Subnets::register_subnet(signed(Eve), account(Eve), MIN_LOCK, None));
    let update = ParametersUpdate { commit_reveal: Some(commit_reveal), ..Default::default() };
    assert_ok!(Subnets::set_parameters(signed(Eve), NETUID, update));
    for (hotkey, coldkey) in [(Alice, Alice), (Bob, Bob), (Ferdie, Ferdie), (One, Ferdie)] {
        run_to(System::block_number() + 1);
        assert_ok!(Subnets::register_neuron(
            signed(coldkey),
            NETUID,
            account(hotkey),
            10 * JOULE,
            Some(proof(hotkey, coldkey)),
        ));
    }
    assert_ok!(Staking::stake(signed(Charlie), alice(), 333 * JOULE));
    vote_for(NETUID);
}

/// Lets Alice and Bob give a subnet all emission: they have more than half of all stake.
fn vote_for(netuid: NetUid) {
    for member in [Alice, Bob] {
        let weights = RootEntries::truncate_from(vec![(netuid, 1)]);
        assert_ok!(Root::root_register(signed(member), account(member)));
        assert_ok!(Root::set_root_weights(signed(member), account(member), weights));
    }
}

/// Lets the validators weigh, as soon as they may. They do not agree.
fn weigh() {
    run_to(DUE + 1);
    assert_ok!(Incentive::set_weights(signed(Alice), NETUID, weights(&[(3, 2), (4, 1)]), 0));
    assert_ok!(Incentive::set_weights(signed(Bob), NETUID, weights(&[(3, 1), (4, 3)]), 0));
}

/// The epoch that the subnet has in this block, put together of what everybody can read.
fn epoch_now(last_epoch: u32) -> Epoch {
    let set = Subnets::parameters(NETUID).expect("the subnet exists");
    let permits = Permits::<Runtime>::get(NETUID);
    let neurons = (0..).zip(Subnets::neurons(NETUID)).map(|(uid, slot)| {
        let neuron = Neuron {
            stake: Staking::stake_behind(&slot.hotkey),
            registered: slot.registered_at,
            ..Neuron::default()
        };
        match WeightRows::<Runtime>::get(NETUID, uid) {
            None => neuron,
            Some(row) => Neuron {
                permit: permits.contains(&uid),
                last_update: row.revealed,
                as_of: row.as_of,
                weights: row.entries.into_inner(),
                bonds: BondRows::<Runtime>::get(NETUID, uid).into_inner(),
                ..neuron
            },
        }
    });
    Epoch {
        parameters: Parameters {
            block: System::block_number(),
            last_epoch,
            owner: Some(0),
            kappa: set.kappa,
            bonds_penalty: set.bonds_penalty,
            bonds: Bonds::Absolute(Alpha::Ppm(set.bonds_alpha_ppm)),
            max_validators: set.max_validators,
            min_stake: MIN_VALIDATOR_STAKE,
            activity_cutoff: set.activity_cutoff,
        },
        neurons: neurons.collect(),
    }
}

/// What everybody has earned who earns in the subnet: its owner, the owner of the miners, and the
/// pools of the two validators.
fn earnings() -> [u128; 4] {
    let free = |who| Balances::free_balance(account(who));
    let rewarded =
        |who| Staking::validator(&account(who)).map_or(0, |validator| validator.rewarded);
    [free(Eve), free(Ferdie), rewarded(Alice), rewarded(Bob)]
}

/// What is pending of a subnet.
pub(super) fn pending_of(netuid: NetUid) -> u128 {
    let pending = Incentive::pending(netuid);
    pending.owner + pending.miners + pending.validators
}

#[test]
fn an_epoch_pays_everybody_what_the_arithmetic_says() {
    run_local(|| {
        // GIVEN a subnet whose validators disagree, in the block before the first epoch that pays
        found_subnet(false);
        weigh();
        run_to(DUE + 119);
        let (pending, before) = (Incentive::pending(NETUID), earnings());
        // Of blocks 2 to 142, those to 100 were divided.
        assert_eq!(pending_of(NETUID), PotClaims::<Runtime>::get(Pot::Subnets) / 141 * 99);
        let issued = Issuance::supply().issued;

        // WHEN it runs
        System::set_block_number(DUE + 120);
        let outcome = epoch_now(DUE + 60).outcome();
        begin(DUE + 120);

        // THEN everybody is paid what the arithmetic says, to the pJ
        assert!(!outcome.by_stake);
        let miners = outcome.miners_pay(pending.miners);
        let validators = outcome.validators_pay(pending.validators);
        let due = [pending.owner, miners[3] + miners[4], validators[1], validators[2]];
        let after = earnings();
        assert_eq!([0, 1, 2, 3].map(|index| after[index] - before[index]), due);
        assert!(miners[3] > 0 && miners[4] > 0 && validators[1] > validators[2]);
        let paid = vec![0, validators[1], validators[2], miners[3], miners[4]];
        assert_eq!(Incentive::paid(NETUID), paid);

        // AND what rounding leaves waits, and nothing was minted for it
        let left = Incentive::pending(NETUID);
        assert_eq!(left.owner, 0);
        assert_eq!(left.miners, pending.miners - miners.iter().sum::<u128>());
        assert_eq!(left.validators, pending.validators - validators.iter().sum::<u128>());
        assert_eq!(Issuance::supply().issued - issued, Issuance::reward_at(DUE + 120));
    });
}

#[test]
fn the_bonds_of_one_epoch_count_in_the_next() {
    run_local(|| {
        found_subnet(false);
        weigh();
        for epoch in 1..8 {
            let block = DUE + 60 * epoch;
            run_to(block - 1);
            let (pending, before) = (Incentive::pending(NETUID), earnings());
            System::set_block_number(block);
            let outcome = epoch_now(block - 60).outcome();
            begin(block);
            let after = earnings();
            let validators = outcome.validators_pay(pending.validators);
            assert_eq!(after[2] - before[2], validators[1], "epoch {epoch}");
            assert_eq!(after[3] - before[3], validators[2], "epoch {epoch}");
            let bonds = |uid: Uid| BondRows::<Runtime>::get(NETUID, uid).into_inner();
            assert_eq!([bonds(1), bonds(2)], [&outcome.bonds[1][..], &outcome.bonds[2][..]]);
            check_invariants();
        }
    });
}

#[test]
fn what_no_miner_earns_is_burned_in_the_end() {
    run_local(|| {
        // Nobody weighs: validators share by stake, and the miners' half waits for four tempos.
        found_subnet(false);
        run_to(1_000);
        let [eve, _, alice, bob] = earnings();
        assert!(eve > 10_000 * JOULE - MIN_LOCK, "the owner is paid all the same");
        assert!(alice > bob && bob > 0, "by stake");
        let lapsed = Ledger::<Runtime>::get().burned.lapsed;
        assert!(lapsed > 0);
        assert_eq!(Issuance::supply().burned.lapsed, lapsed);
        assert!(Incentive::pending(NETUID).miners > 0, "what came lately still waits");
    });
}

/// Lets a coldkey replace a hotkey, which costs no more than is announced.
pub(super) fn swap(coldkey: Sr25519Keyring, old: Sr25519Keyring, new: Sr25519Keyring) {
    let proof = Some(proof(new, coldkey));
    let (old, new) = (account(old), account(new));
    let call = RuntimeCall::from(pallet_joule_staking::Call::swap_hotkey { old, new, proof });
    let announced = call.get_dispatch_info().call_weight;
    let done = call.dispatch(signed(coldkey)).expect("the new one signed");
    let cost = done.actual_weight.expect("it is known");
    assert!(cost.ref_time() <= announced.ref_time(), "{cost:?} of {announced:?}");
}

#[test]
fn a_neuron_follows_its_hotkey_with_all_that_it_has() {
    run_local(|| {
        // GIVEN a validator that has given weights, and a miner whose pay is staked behind it
        found_subnet(false);
        weigh();
        assert_ok!(Incentive::set_payout(signed(Ferdie), account(One), Some(bob())));

        // WHEN both replace their hotkeys
        let new = account(Two);
        swap(Alice, Alice, Two);
        swap(Ferdie, One, BobStash);

        // THEN the neurons are where they were, under their new names
        assert_eq!(Subnets::uid_of(NETUID, &alice()), None);
        assert_eq!(Subnets::uid_of(NETUID, &new), Some(1));
        assert_eq!(Subnets::uid_of(NETUID, &account(BobStash)), Some(4));
        assert_eq!(Subnets::neurons(NETUID)[1].hotkey, new);
        check_invariants();

        // AND the weights count, the validator's pool is paid, and the miner's pay is staked
        run_to(DUE + 120);
        let paid = Incentive::paid(NETUID);
        let pool = Staking::validator(&new).expect("it validates");
        assert!(paid[1] > 0);
        assert_eq!((pool.rewarded, pool.hotkey), (paid[1], new));
        let stakes = Staking::stakes(account(Ferdie)).stakes;
        assert_eq!(stakes[0].hotkey, bob());
        assert!(paid[4] > 0 && paid[4].abs_diff(stakes[0].value) <= 1, "{stakes:?}");
    });
}

#[test]
fn a_subnet_and_its_lock_follow_the_coldkey_of_its_owner() {
    run_local(|| {
        // GIVEN an owner that hands over to another coldkey
        found_subnet(true);
        let heir = account(Two);
        assert_ok!(Staking::announce_coldkey(signed(Eve), heir.clone()));
        run_to(System::block_number() + 750);
        assert_eq!(Subnets::owner(NETUID), Some(account(Eve)));
        assert_ok!(Staking::apply_coldkey(signed(Two), account(Eve)));

        // THEN the heir owns the subnet, and is paid for it
        assert_eq!(Subnets::owner(NETUID), Some(heir.clone()));
        let update = ParametersUpdate { registration_open: Some(false), ..Default::default() };
        assert_noop!(
            Subnets::set_parameters(signed(Eve), NETUID, update),
            SubnetsError::<Runtime>::NotOwner
        );
        run_to(System::block_number() + 160);
        let before = Balances::free_balance(&heir);
        assert!(before > 0);
        assert_eq!(Balances::total_balance_on_hold(&account(Eve)), MIN_LOCK);

        // WHEN it dissolves the subnet early, THEN a part of the lock is its own, the rest is burned
        let burned = || Ledger::<Runtime>::get().burned.registration;
        let (burned_before, age) = (burned(), u128::from(System::block_number() - 1));
        assert_ok!(Subnets::dissolve(signed(Two), NETUID));
        let returned = MIN_LOCK * age / 1_000;
        assert_eq!(Balances::free_balance(&heir) - before, returned);
        assert_eq!(burned() - burned_before, MIN_LOCK - returned);
        assert_eq!(Balances::total_balance_on_hold(&account(Eve)), 0);

        // AND what was pending is divided again, and nothing is left of the subnet soon
        assert_eq!(PendingTotal::<Runtime>::get(), 0);
        assert_eq!(queries::subnet(NETUID), None);
        check_invariants();
        run_to(System::block_number() + 1);
        assert!(Removals::<Runtime>::get().is_empty());
        assert_eq!(Subnets::uid_of(NETUID, &alice()), None);
    });
}

#[test]
fn weights_are_promised_in_one_tempo_and_revealed_in_the_next() {
    run_local(|| {
        // GIVEN a validator that committed to weights
        found_subnet(true);
        run_to(DUE + 1);
        let (pairs, salt, version) = (weights(&[(3, 2), (4, 1)]), [7; 32], 0u32);
        assert_noop!(
            Incentive::set_weights(signed(Alice), NETUID, pairs.clone(), version),
            IncentiveError::<Runtime>::CommitRevealOn
        );
        let hash = weights_hash(&alice(), NETUID, &pairs, &salt, version);
        let said = (alice(), NETUID, pairs.to_vec(), salt, version).encode();
        assert_eq!(hash.0, sp_io::hashing::blake2_256(&said));
        assert_ok!(Incentive::commit_weights(signed(Alice), NETUID, hash));

        // WHEN the next tempo begins, and no sooner, it may reveal them
        let reveal =
            || Incentive::reveal_weights(signed(Alice), NETUID, pairs.clone(), salt, version);
        run_to(DUE + 59);
        assert_noop!(reveal(), IncentiveError::<Runtime>::RevealTooEarly);
        run_to(DUE + 60);
        assert_ok!(reveal());

        // THEN they count by when they were decided on
        let row = WeightRows::<Runtime>::get(NETUID, 1).expect("it has given weights");
        assert_eq!((row.as_of, row.revealed), (DUE + 1, DUE + 60));
        assert_eq!(Incentive::last_updates(NETUID), vec![0, DUE + 60, 0, 0, 0]);
        assert_noop!(reveal(), IncentiveError::<Runtime>::CommitNotFound);
    });
}

#[test]
fn a_metagraph_has_the_columns_that_were_asked_for() {
    run_local(|| {
        found_subnet(false);
        weigh();
        run_to(DUE + 120);
        let endpoint = Endpoint {
            ip: Ip::V4([127, 0, 0, 1]),
            port: 8_091,
            protocol: 4,
            certificate: Some([0xab; 32]),
            metrics_port: None,
        };
        assert_ok!(Subnets::serve(signed(One), NETUID, Some(endpoint)));

        // All of them, one entry for each neuron
        let told = queries::metagraph(NETUID, &[]).expect("the subnet exists");
        assert_eq!((told.neurons, told.owner_uid), (5, Some(0)));
        assert_eq!((told.block, told.epoch_block), (DUE + 120, Some(DUE + 120)));
        assert_eq!(told.hotkey, Some([Eve, Alice, Bob, Ferdie, One].map(account).to_vec()));
        assert_eq!(told.coldkey, Some([Eve, Alice, Bob, Ferdie, Ferdie].map(account).to_vec()));
        assert_eq!(told.registered_at, Some(vec![1, 2, 3, 4, 5]));
        assert_eq!(told.stake, Some(vec![0, 1_333 * JOULE, 1_000 * JOULE, 0, 0]));
        assert_eq!(told.permit, Some(vec![true, true, true, false, false]));
        assert_eq!(told.active, Some(vec![false, true, true, false, false]));
        assert_eq!(told.last_update, Some(vec![0, DUE + 1, DUE + 1, 0, 0]));
        let lengths = [told.trust, told.consensus, told.incentive, told.dividends]
            .map(|column| column.map(|column| column.len()));
        assert_eq!(lengths, [Some(5); 4]);
        assert_eq!(told.emission, Some(Incentive::paid(NETUID)));
        let answers = EndpointTold {
            ip: "127.0.0.1".into(),
            port: 8_091,
            protocol: 4,
            certificate_digest: Some("ab".repeat(32)),
            metrics_port: None,
            updated_at: DUE + 120,
        };
        assert_eq!(told.endpoint, Some(vec![None, None, None, None, Some(answers)]));

        // Some of them, as JSON-RPC shows them
        let columns = [Column::Stake, Column::LastUpdate];
        let told = queries::metagraph(NETUID, &columns).expect("the subnet exists");
        let json = serde_json::to_value(&told).expect("it serialises");
        assert_eq!(json["stake"][1], "1333000000000000");
        assert_eq!(json["lastUpdate"][2], DUE + 1);
        assert_eq!(json.as_object().map(|fields| fields.len()), Some(5 + 2));
        assert_eq!(queries::metagraph(NetUid(2), &columns), None);
    });
}

#[test]
fn a_subnet_tells_when_its_epochs_are_and_what_registering_takes() {
    run_local(|| {
        let registration = queries::subnets(0).registration;
        assert_eq!((registration.lock, registration.is_full), (MIN_LOCK, false));
        assert_eq!((registration.from_block, registration.replaces), (0, None));
        found_subnet(false);
        let told = queries::subnet(NETUID).expect("it exists");
        assert_eq!((told.tempo, told.next_epoch_block, told.last_epoch_block), (60, DUE, None));
        assert_eq!(Subnets::next_epoch_block(NETUID), Some(DUE));
        assert_eq!((told.neurons, told.validators, told.epoch_queued), (5, 0, false));
        assert!(told.registration_cost > 2 * JOULE, "it rose four times by a quarter");
        run_to(DUE);
        let told = queries::subnet(NETUID).expect("it exists");
        assert_eq!((told.next_epoch_block, told.last_epoch_block), (DUE + 60, Some(DUE)));
        assert_eq!(told.validators, 3, "the owner, and two with stake");

        let page = queries::subnets(0);
        assert_eq!((page.page, page.pages, page.total), (0, 1, 1));
        assert_eq!(page.subnets, vec![told]);
        assert_eq!(page.registration.from_block, 1 + 20);
        assert!(page.registration.lock > 190 * JOULE, "it doubled, and falls");
        assert_eq!(queries::subnets(1).subnets, vec![]);
        assert_eq!(queries::subnets(u32::MAX).subnets, vec![]);
        assert_eq!(queries::subnet(NetUid(0)), None, "the root network is none");
    });
}
