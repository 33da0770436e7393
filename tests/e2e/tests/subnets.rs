// SPDX-License-Identifier: Apache-2.0
//! Subnets, as their owners, miners and validators see them, and what an epoch pays each of them.

use anyhow::{bail, Context, Result};
use joule_e2e::{
    account, account_arg, address, amount, hotkey_proof, keypair, transfer_to, weights_arg, Chain,
    Decision, Due, EpochRun, NeuronKeys, Node, NodeBuilder, Spec, Voter,
};
use joule_math::yuma::{Outcome, I32F32};
use serde_json::{json, Value as Json};
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// The subnet that a development chain has from its genesis block on, and its only neuron: Alice.
const FIRST: u16 = 1;

/// Starts a development chain whose subnets have this tempo until their owners choose another.
async fn start_with_tempo(tempo: u64) -> Result<Node> {
    let spec = Spec::with_genesis("dev", |genesis| {
        genesis["subnets"]["limits"]["tempoDefault"] = tempo.into();
    })?;
    let node = NodeBuilder::new("dev", spec.arg()).validator("alice");
    node.args(&["--sealing", "instant"]).start().await
}

/// A number that JSON-RPC answered.
fn number(value: &Json) -> Result<u64> {
    value.as_u64().with_context(|| format!("{value} is no number"))
}

/// A subnet and its neurons, by uid: its owner, three validators and two miners. The validators are
/// members of the root network, and give it the whole emission.
struct Populated {
    netuid: u16,
    neurons: Vec<NeuronKeys>,
}

impl Populated {
    /// The owner's hotkey is neuron 0 and has no stake. Each account owns one neuron.
    async fn new(chain: &Chain) -> Result<Self> {
        let owner = NeuronKeys { coldkey: dev::bob(), hotkey: keypair("//Bob//owner") };
        let netuid = chain.register_subnet(&owner.coldkey, &owner.hotkey).await?;
        let at_any_time = [("weights_rate_limit", Value::u128(0))];
        chain.set_parameters(netuid, &owner.coldkey, &at_any_time).await?;
        let mut subnet = Self { netuid, neurons: vec![owner] };
        for (coldkey, hotkey, stake) in [
            (dev::charlie(), "//Charlie//validator", 2_000 * JOULE),
            (dev::dave(), "//Dave//validator", 1_500 * JOULE),
            (dev::eve(), "//Eve//validator", 1_000 * JOULE),
        ] {
            let hotkey = keypair(hotkey);
            chain.register(&coldkey, &hotkey).await?;
            chain.stake(&coldkey, &hotkey, stake).await?;
            Voter::join(chain, coldkey.clone(), hotkey.clone(), &[(netuid, 1)]).await?;
            // For the fees of its weights.
            let funds = transfer_to(account(&hotkey), 10 * JOULE);
            chain.send(&coldkey, "Balances", "transfer_keep_alive", funds).await?;
            subnet.add(chain, coldkey, hotkey).await?;
        }
        let grace = keypair("//Grace");
        let funds = transfer_to(account(&grace), 20 * JOULE);
        chain.send(&dev::alice(), "Balances", "transfer_keep_alive", funds).await?;
        subnet.add(chain, dev::ferdie(), keypair("//Ferdie//miner")).await?;
        subnet.add(chain, grace, keypair("//Grace//miner")).await?;
        Ok(subnet)
    }

    async fn add(&mut self, chain: &Chain, coldkey: Keypair, hotkey: Keypair) -> Result<()> {
        let uid = chain.register_neuron(self.netuid, &coldkey, &hotkey).await?;
        assert_eq!(usize::from(uid), self.neurons.len());
        self.neurons.push(NeuronKeys { coldkey, hotkey });
        Ok(())
    }

    /// The three that decide on weights.
    fn validators(&self) -> &[NeuronKeys] {
        &self.neurons[1..4]
    }

    async fn commit(&self, chain: &Chain, decisions: &[Decision]) -> Result<()> {
        for (keys, decision) in self.validators().iter().zip(decisions) {
            chain.commit_weights(self.netuid, &keys.hotkey, decision).await?;
        }
        Ok(())
    }

    async fn reveal(&self, chain: &Chain, decisions: &[Decision]) -> Result<()> {
        for (keys, decision) in self.validators().iter().zip(decisions) {
            chain.reveal_weights(self.netuid, &keys.hotkey, decision).await?;
        }
        Ok(())
    }
}

/// A reward that is on its way into a pool.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Rewarded {
    pool: u32,
    amount: u128,
}

/// What an epoch must pay, in pJ: to the owner of the subnet, and to the neurons by uid.
struct Pay {
    owner: u128,
    miners: Vec<u128>,
    validators: Vec<u128>,
}

impl Pay {
    /// What the neurons earn that earn anything, as the chain says it.
    fn told(parts: &[u128]) -> Vec<(u16, u128)> {
        (0..).zip(parts.iter().copied()).filter(|(_, part)| *part > 0).collect()
    }
}

/// Lets the next epoch of a subnet run, and checks that it pays what the arithmetic says to the pJ,
/// and that the node tells so. Returns what it paid.
async fn checked_epoch(chain: &Chain, subnet: &Populated) -> Result<EpochRun> {
    let due = Due::next(chain, subnet.netuid, &subnet.neurons).await?;
    let outcome = due.epoch.outcome();
    let pay = Pay {
        owner: due.pending.owner,
        miners: outcome.miners_pay(due.pending.miners),
        validators: outcome.validators_pay(due.pending.validators),
    };
    // Nobody sends anything in this block.
    let at = chain.advance_to(due.block.into()).await?;
    check_payments(chain, &due, &pay, &subnet.neurons, at).await?;
    check_answers(chain, &due, &pay, &outcome).await?;

    let mut runs = chain.fields_of::<EpochRun>(at, "Incentive", "EpochRun").await?;
    let run = runs.pop().context("the epoch ran in the block in which it was due")?;
    assert!(runs.is_empty(), "an epoch of another subnet ran as well: {runs:?}");
    let expected = EpochRun {
        netuid: due.netuid,
        block: due.block,
        owner: pay.owner,
        miners: Pay::told(&pay.miners),
        validators: Pay::told(&pay.validators),
        refused: 0,
        lapsed: 0,
    };
    assert_eq!(run, expected);
    Ok(run)
}

/// Checks what coldkeys and pools got in the block of an epoch.
async fn check_payments(
    chain: &Chain,
    due: &Due,
    pay: &Pay,
    neurons: &[NeuronKeys],
    at: H256,
) -> Result<()> {
    let owner = due.epoch.parameters.owner.map(usize::from);
    for (uid, keys) in neurons.iter().enumerate() {
        let coldkey = account(&keys.coldkey);
        let before = chain.balance_at(due.parent, coldkey).await?;
        let after = chain.balance_at(at, coldkey).await?;
        let as_owner = if owner == Some(uid) { pay.owner } else { 0 };
        assert_eq!(after, before + as_owner + pay.miners[uid], "the coldkey of {uid}");
    }

    let rewarded = chain.fields_of::<Rewarded>(at, "Staking", "Rewarded").await?;
    let ours = rewarded.into_iter().filter(|reward| due.pools.contains(&Some(reward.pool)));
    let mut rewarded = ours.map(|reward| (Some(reward.pool), reward.amount)).collect::<Vec<_>>();
    rewarded.sort_unstable();
    let earned = due.pools.iter().copied().zip(pay.validators.iter().copied());
    let mut earned = earned.filter(|(_, amount)| *amount > 0).collect::<Vec<_>>();
    earned.sort_unstable();
    assert_eq!(rewarded, earned, "the pools");
    Ok(())
}

/// Checks what the node tells after an epoch.
async fn check_answers(chain: &Chain, due: &Due, pay: &Pay, outcome: &Outcome) -> Result<()> {
    let columns = ["permit", "trust", "consensus", "incentive", "dividends", "emission"];
    let told = chain.metagraph(due.netuid, &columns).await?;
    assert_eq!(told["block"], due.block);
    assert_eq!(told["epochBlock"], due.block);
    assert_eq!(told["permit"], json!(outcome.permits));
    for (column, parts) in [
        ("trust", &outcome.validator_trust),
        ("consensus", &outcome.consensus),
        ("incentive", &outcome.incentive),
        ("dividends", &outcome.dividends),
    ] {
        let fractions = parts.iter().copied().map(I32F32::to_u16_fraction).collect::<Vec<_>>();
        assert_eq!(told[column], json!(fractions), "{column}");
    }
    let earned = pay.miners.iter().zip(&pay.validators);
    let earned = earned.map(|(mined, validated)| (mined + validated).to_string());
    assert_eq!(told["emission"], json!(earned.collect::<Vec<_>>()));
    assert!(told["stake"].is_null(), "nobody asked for that column: {told}");

    let told = chain.subnet(due.netuid).await?;
    let left = |pending: u128, paid: &[u128]| (pending - paid.iter().sum::<u128>()).to_string();
    let pending = json!({
        "owner": "0",
        "miners": left(due.pending.miners, &pay.miners),
        "validators": left(due.pending.validators, &pay.validators),
    });
    assert_eq!(told["pending"], pending);
    assert_eq!(told["validators"], outcome.permits.iter().filter(|permit| **permit).count());
    assert_eq!(told["lastEpochBlock"], due.block);
    let tempo = number(&told["tempo"])?;
    assert_eq!(told["nextEpochBlock"], u64::from(due.block) + tempo);
    assert_eq!(told["epochQueued"], false);
    Ok(())
}

/// Lets epochs run, each of them checked, until one pays validators: tempos may be shorter than the
/// time between two divisions of the emission. Returns what it paid.
async fn paid_epoch(chain: &Chain, subnet: &Populated) -> Result<EpochRun> {
    for _ in 0..4 {
        let run = checked_epoch(chain, subnet).await?;
        if !run.validators.is_empty() {
            return Ok(run);
        }
    }
    bail!("four epochs had nothing for validators")
}

/// The neurons that were paid.
fn uids(paid: &[(u16, u128)]) -> Vec<u16> {
    paid.iter().map(|(uid, _)| *uid).collect()
}

#[tokio::test]
async fn epochs_pay_every_account_what_the_arithmetic_says() -> Result<()> {
    // GIVEN a subnet with three validators of different stakes, none of them with a majority, and
    // two miners, with the uids 4 and 5
    let node = start_with_tempo(50).await?;
    let chain = node.chain();
    let subnet = Populated::new(chain).await?;

    // WHEN an epoch has run, THEN the three and the owner may validate
    checked_epoch(chain, &subnet).await?;
    let told = chain.metagraph(subnet.netuid, &["permit"]).await?;
    assert_eq!(told["permit"], json!([true, true, true, true, false, false]));

    // WHEN they commit to weights and reveal them one tempo later, one in favour of the owner
    let decisions = [
        Decision::new(&[(4, 3), (5, 1)], 1),
        Decision::new(&[(4, 100), (5, 100)], 2),
        Decision::new(&[(0, 1), (4, 1), (5, 8)], 3),
    ];
    subnet.commit(chain, &decisions).await?;
    checked_epoch(chain, &subnet).await?;
    subnet.reveal(chain, &decisions).await?;

    // THEN miners and validators are paid by these weights, and the one that stands alone in favour
    // of the owner earns the owner nothing as a miner
    let run = paid_epoch(chain, &subnet).await?;
    assert!(run.owner > 0, "{run:?}");
    assert_eq!(uids(&run.miners), [4, 5], "{run:?}");
    assert_eq!(uids(&run.validators), [1, 2, 3], "{run:?}");

    // AND once they changed their minds, by the new weights and by the bonds of the old ones, with
    // stake that grows by what it earned
    let decisions = [
        Decision::new(&[(4, 1), (5, 3)], 4),
        Decision::new(&[(5, 1)], 5),
        Decision::new(&[(4, 2), (5, 1)], 6),
    ];
    subnet.commit(chain, &decisions).await?;
    checked_epoch(chain, &subnet).await?;
    subnet.reveal(chain, &decisions).await?;
    let run = paid_epoch(chain, &subnet).await?;
    assert!(run.owner > 0, "{run:?}");
    assert_eq!(uids(&run.miners), [4, 5], "{run:?}");
    assert_eq!(uids(&run.validators), [1, 2, 3], "{run:?}");
    let told = chain.metagraph(subnet.netuid, &["stake"]).await?;
    assert!(amount(&told["stake"][1]) > 2_000 * JOULE, "{told}");
    Ok(())
}

#[tokio::test]
async fn a_development_chain_has_a_subnet_with_epochs_until_it_is_dissolved() -> Result<()> {
    // GIVEN a development chain, THEN it tells of one subnet, of Alice
    let node = NodeBuilder::development("instant").start().await?;
    let chain = node.chain();
    let subnet = chain.subnet(FIRST).await?;
    for (field, value) in [
        ("netuid", json!(FIRST)),
        ("owner", json!(address(&dev::alice()))),
        ("ownerHotkey", json!(address(&dev::alice()))),
        ("registeredAt", json!(0)),
        ("lock", json!((100 * JOULE).to_string())),
        ("neurons", json!(1)),
        ("lastEpochBlock", Json::Null),
        ("epochQueued", json!(false)),
    ] {
        assert_eq!(subnet[field], value, "{field}: {subnet}");
    }
    let page: Json = chain.request("joule_subnets", &[]).await?;
    assert_eq!(page["subnets"], json!([subnet]));
    assert_eq!((&page["page"], &page["pages"]), (&json!(0), &json!(1)));
    assert_eq!(page["total"], 1);
    assert_eq!(amount(&page["registration"]["lock"]), 100 * JOULE);
    assert_eq!(page["registration"]["isFull"], false);

    // WHEN blocks are made, THEN its epoch runs in the block that was told, and not before
    let due = number(&subnet["nextEpochBlock"])?;
    for height in 1..=due {
        let at = chain.advance_to(height).await?;
        let events = chain.events_at(at).await?;
        let has_run = events.iter().any(|event| event == "Incentive.EpochRun");
        assert_eq!(has_run, height == due, "block {height} of {due}: {events:?}");
    }
    let told = chain.subnet(FIRST).await?;
    assert_eq!(told["lastEpochBlock"], due);
    assert_eq!(told["nextEpochBlock"], due + number(&subnet["parameters"]["tempo"])?);

    // WHEN Alice dissolves it, THEN of its lock she gets back the part that its age is of a
    // thousand blocks, the rest is burned, and nobody tells of the subnet any more
    let first = || vec![Value::u128(FIRST.into())];
    let at = chain.send(&dev::alice(), "Subnets", "dissolve", first()).await?;
    let age = chain.height_of(at).await?;
    let returned = 100 * JOULE * u128::from(age) / 1_000;
    assert_eq!(chain.supply(at).await?.get("burned.registration"), 100 * JOULE - returned);
    for method in ["joule_subnet", "joule_metagraph"] {
        let answer = chain.request::<Json>(method, &[FIRST.into()]).await;
        let error = format!("{:#}", answer.expect_err("there is no such subnet"));
        assert!(error.contains("(7005)"), "{method}: {error}");
    }
    let page: Json = chain.request("joule_subnets", &[]).await?;
    assert_eq!((&page["subnets"], &page["total"]), (&json!([]), &json!(0)));
    let last = chain.advance_to(age + 2).await?;
    let left = chain.value_at::<Vec<Value>>(last, "Subnets", "Neurons", first()).await?;
    assert!(left.is_none_or(|slots| slots.is_empty()), "what was left of it is cleared");

    // AND the next one gets another number
    let netuid = chain.register_subnet(&dev::bob(), &keypair("//Bob//owner")).await?;
    assert_eq!(netuid, FIRST + 1);
    assert_eq!(chain.subnet(netuid).await?["owner"], address(&dev::bob()));
    Ok(())
}

#[tokio::test]
async fn calls_of_subnets_that_cannot_be_are_refused_by_name_and_change_nothing() -> Result<()> {
    let node = start_with_tempo(20).await?;
    let chain = node.chain();
    let (alice, bob, hotkey) = (dev::alice(), dev::bob(), keypair("//Bob//miner"));
    let first = || Value::u128(FIRST.into());
    let before = chain.subnet(FIRST).await?;

    let proof = hotkey_proof(chain.api.genesis_hash(), &hotkey, &bob);
    let subnet = vec![account_arg(&hotkey), Value::u128(100 * JOULE - 1), proof];
    let nobodys = Value::from_bytes([7; 32]);
    let unknown = Decision::new(&[(0, 1)], 7).reveal_args(FIRST);
    let own = || vec![first(), weights_arg(&[(0, 1)]), Value::u128(0)];
    for (signer, pallet, call, args, error) in [
        (&bob, "Subnets", "register_subnet", subnet, "Subnets::LockTooHigh"),
        (
            &bob,
            "Subnets",
            "register_neuron",
            chain.neuron_args(FIRST, &bob, &hotkey, 1),
            "Subnets::PriceTooHigh",
        ),
        (
            &bob,
            "Subnets",
            "register_neuron",
            chain.neuron_args(9, &bob, &hotkey, JOULE),
            "Subnets::SubnetNotFound",
        ),
        (
            &bob,
            "Subnets",
            "register_neuron",
            chain.neuron_args(FIRST, &dev::charlie(), &hotkey, JOULE),
            "Staking::HotkeyProofInvalid",
        ),
        (&bob, "Subnets", "dissolve", vec![first()], "Subnets::NotOwner"),
        (&bob, "Incentive", "set_weights", own(), "Incentive::NeuronNotFound"),
        (&bob, "Incentive", "commit_weights", vec![first(), nobodys], "Incentive::NeuronNotFound"),
        (&alice, "Incentive", "set_weights", own(), "Incentive::CommitRevealOn"),
        (&alice, "Incentive", "reveal_weights", unknown, "Incentive::CommitNotFound"),
    ] {
        let refusal = chain.refusal(signer, pallet, call, args).await?;
        assert!(refusal.contains(error), "{call} should fail with {error}: {refusal}");
    }
    let after = chain.subnet(FIRST).await?;
    for field in ["owner", "lock", "neurons", "parameters"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    let page: Json = chain.request("joule_subnets", &[]).await?;
    assert_eq!(page["total"], 1);
    let told = chain.metagraph(FIRST, &["lastUpdate"]).await?;
    assert_eq!(told["lastUpdate"], json!([0]));
    Ok(())
}

#[tokio::test]
async fn weights_are_taken_in_their_time_and_order_only() -> Result<()> {
    // GIVEN Alice, who owns a subnet in which she is alone and may weigh herself, and weights that
    // she committed to
    let node = start_with_tempo(20).await?;
    let (chain, alice) = (node.chain(), dev::alice());
    let next_epoch = || async { number(&chain.subnet(FIRST).await?["nextEpochBlock"]) };
    chain.advance_to(next_epoch().await?).await?;
    let decision = Decision::new(&[(0, 1)], 7);
    chain.commit_weights(FIRST, &alice, &decision).await?;

    // THEN they are revealed neither in the same tempo, nor with another salt, nor two tempos later
    let refused_reveal = |decision: &Decision| {
        let args = decision.reveal_args(FIRST);
        let alice = &alice;
        async move { chain.refusal(alice, "Incentive", "reveal_weights", args).await }
    };
    let refusal = refused_reveal(&decision).await?;
    assert!(refusal.contains("Incentive::RevealTooEarly"), "{refusal}");
    let opens = next_epoch().await?;
    chain.advance_to(opens).await?;
    let guessed = Decision { salt: [8; 32], ..decision.clone() };
    let refusal = refused_reveal(&guessed).await?;
    assert!(refusal.contains("Incentive::CommitNotFound"), "{refusal}");
    let closed = next_epoch().await?;
    assert_eq!(closed, opens + 20);
    chain.advance_to(closed).await?;
    let refusal = refused_reveal(&decision).await?;
    assert!(refusal.contains("Incentive::RevealTooLate"), "{refusal}");

    // WHEN Alice wishes weights to be set at once, THEN that is refused shortly before an epoch,
    // and done after it
    let at_once = [("commit_reveal", Value::bool(false))];
    let due = next_epoch().await?;
    chain.advance_to(due - 9).await?;
    let frozen = chain.set_parameters(FIRST, &alice, &at_once).await;
    let refusal = format!("{:#}", frozen.expect_err("an epoch is near"));
    assert!(refusal.contains("Subnets::ParametersFrozen"), "{refusal}");
    chain.advance_to(due).await?;
    chain.set_parameters(FIRST, &alice, &at_once).await?;
    assert_eq!(chain.subnet(FIRST).await?["parameters"]["commitReveal"], false);

    // AND it holds from the next epoch
    let early = chain.set_weights(FIRST, &alice, &[(0, 1)]).await;
    let refusal = format!("{:#}", early.expect_err("commits are in force until then"));
    assert!(refusal.contains("Incentive::CommitRevealOn"), "{refusal}");
    chain.advance_to(next_epoch().await?).await?;

    // AND weights that are none are refused by name
    for (weights, error) in [
        (vec![(0, 1), (0, 2)], "Incentive::UidsNotAscending"),
        (vec![(1, 1), (0, 1)], "Incentive::UidsNotAscending"),
        (vec![(0, 1), (1, 1)], "Incentive::UidNotFound"),
        (vec![(0, 0)], "Incentive::TooFewWeights"),
        (vec![], "Incentive::TooFewWeights"),
    ] {
        let set = chain.set_weights(FIRST, &alice, &weights).await;
        let refusal = format!("{:#}", set.expect_err("these are no weights"));
        assert!(refusal.contains(error), "{weights:?} should fail with {error}: {refusal}");
    }
    let committed = chain.commit_weights(FIRST, &alice, &decision).await;
    let refusal = format!("{:#}", committed.expect_err("nobody commits any more"));
    assert!(refusal.contains("Incentive::CommitRevealOff"), "{refusal}");

    // AND good ones are taken, but not twice in a tempo
    let at = chain.set_weights(FIRST, &alice, &[(0, 1)]).await?;
    let height = chain.height_of(at).await?;
    let told = chain.metagraph(FIRST, &["lastUpdate"]).await?;
    assert_eq!(told["lastUpdate"], json!([height]));
    let again = chain.set_weights(FIRST, &alice, &[(0, 1)]).await;
    let refusal = format!("{:#}", again.expect_err("that is too early"));
    assert!(refusal.contains("Incentive::WeightsTooEarly"), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn questions_about_subnets_without_an_answer_get_an_error_object() -> Result<()> {
    let node = NodeBuilder::development("manual").start().await?;
    let chain = node.chain();
    let unknown_block = format!("0x{}", "ab".repeat(32));
    for (method, params, complaint) in [
        ("joule_subnet", json!([2]), "`joule_subnets` lists all. (7005)"),
        ("joule_subnet", json!([0]), "(7005)"),
        ("joule_subnet", json!([65_535]), "(7005)"),
        ("joule_subnet", json!([65_536]), "Invalid params"),
        ("joule_subnet", json!([-1]), "Invalid params"),
        ("joule_subnet", json!(["first"]), "Invalid params"),
        ("joule_subnet", json!([]), "Invalid params"),
        ("joule_subnet", json!([FIRST, "0x12"]), "Invalid params"),
        ("joule_subnet", json!([FIRST, unknown_block]), "has no block"),
        ("joule_subnets", json!([1]), "Ask for one of these. (7004)"),
        ("joule_subnets", json!([4_294_967_296u64]), "Invalid params"),
        ("joule_subnets", json!([0, unknown_block]), "has no block"),
        ("joule_metagraph", json!([]), "Invalid params"),
        ("joule_metagraph", json!([2]), "(7005)"),
        ("joule_metagraph", json!([2, ["stake"]]), "(7005)"),
        ("joule_metagraph", json!([FIRST, "stake"]), "Invalid params"),
        ("joule_metagraph", json!([FIRST, [5]]), "Invalid params"),
        ("joule_metagraph", json!([FIRST, ["stake", "rank"]]), "there is no column `rank`"),
        ("joule_metagraph", json!([FIRST, []]), "the list is empty"),
        ("joule_metagraph", json!([FIRST, ["stake", "stake"]]), "`stake` is named twice"),
        ("joule_metagraph", json!([FIRST, vec!["stake"; 14]]), "`stake` is named twice"),
        ("joule_metagraph", json!([FIRST, null, unknown_block]), "has no block"),
    ] {
        let params = params.as_array().context("positional parameters")?;
        let answer = chain.request::<Json>(method, params).await;
        let error = format!("{:#}", answer.expect_err("there is no answer"));
        assert!(error.contains(complaint), "{method} {params:?}: {error}");
    }

    // Without names of columns, all of them are told.
    let all: Json = chain.request("joule_metagraph", &[FIRST.into()]).await?;
    assert_eq!(all, chain.request::<Json>("joule_metagraph", &[FIRST.into(), Json::Null]).await?);
    for column in [
        "hotkey",
        "coldkey",
        "registeredAt",
        "stake",
        "permit",
        "active",
        "lastUpdate",
        "trust",
        "consensus",
        "incentive",
        "dividends",
        "emission",
        "endpoint",
    ] {
        assert_eq!(all[column].as_array().map(Vec::len), Some(1), "{column}: {all}");
    }
    assert_eq!(all["hotkey"], json!([address(&dev::alice())]));
    assert_eq!(all["stake"], json!([(1_000 * JOULE).to_string()]));
    Ok(())
}
