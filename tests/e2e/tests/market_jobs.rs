// SPDX-License-Identifier: Apache-2.0
//! Jobs are sold: one that an agent does and its device vouches for, one that three devices do, of
//! which one lies, one that another device does again, and a delivery that no device makes.

use anyhow::{Context, Result};
use joule_e2e::{
    acceptance, account, compute, delivery_kind, job_kind, promise_args, redundancy, spot_check,
    AgentBuilder, Chain, InlineAgent, Node, NodeBuilder, OpenChallenge, OwnDevice, Spec, StandIn,
    Work, WorkPaid,
};
use joule_pogw::{prover::Cpu, Params};
use sha2::{Digest, Sha256};
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// What the devices of these tests are worth.
const BOND: u128 = 10 * JOULE;
/// What a job costs, in micro-dollars. A JOULE costs a dollar on these chains.
const PRICE: u64 = 12_345_679;
/// What a micro-dollar is in pJ, then.
const PJ: u128 = 1_000_000;
/// What the escrow of a job holds: more than five quarters of the price.
const ESCROW: u128 = 20 * JOULE;
/// Blocks in which a job must be done.
const WORK_BLOCKS: u32 = 50;
/// Blocks in which it is accepted, or results are shown.
const WINDOW: u32 = 20;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct DevicesDrawn {
    job: u64,
    devices: Vec<[u8; 32]>,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct DeviceFaulted {
    job: u64,
    device: [u8; 32],
    slashed: u128,
}

/// A node that makes blocks on request.
async fn start(spec: &Spec) -> Result<Node> {
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    node.args(&["--sealing", "manual"]).start().await
}

/// What is multiplied: version, size, samples and flags, the number of rounds, and a few bytes.
const INPUT: &[u8] = &[1, 8, 1, 0, 100, 0, 0, 0, 7, 7];

fn root(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// What is held of an account at a block, in pJ.
async fn held(chain: &Chain, at: H256, who: &Keypair) -> Result<u128> {
    Ok(chain.wealth_at(at, who).await?.reserved)
}

#[tokio::test]
async fn a_job_that_an_agent_did_is_paid_by_the_units_of_its_receipt() -> Result<()> {
    // GIVEN a job that a provider with an agent has won
    let (tenant, provider) = (dev::charlie(), dev::bob());
    let agent = AgentBuilder::processor().start().await?;
    let spec = Spec::one_session("dev", |_| {})?;
    let node = start(&spec).await?;
    let chain = node.chain();
    let device = OwnDevice::new([7; 32]);
    node.keep_device(&device).await?;
    device.register(chain, &provider, BOND).await?;
    chain.provide(&provider, device.key()).await?;
    let (_, start) = chain.finalised().await?;
    let kind = job_kind(acceptance(WINDOW), root(INPUT), 5, WORK_BLOCKS);
    let job = chain.order(&tenant, kind, PRICE, ESCROW).await?;
    chain.bid(&provider, job, PRICE, device.key()).await?;
    chain.take_first_bid(&tenant, job).await?;

    // WHEN the agent does it
    let work = agent.api().multiply(job, &device, INPUT).await?;
    // A hundred rounds of 2 * 256^3 operations are 3.4 units of 10^9.
    assert_eq!((work.units, work.input_root), (4, root(INPUT)));
    assert_eq!(work.output_root, root(&work.output));

    // THEN a receipt that claims more than the device signed is refused
    let boasting = Work { units: 5, ..work.clone() };
    let mut args = device.result_args(chain, job, &work);
    args[2] = device.result_args(chain, job, &boasting).swap_remove(2);
    let refused = chain.seal_refusal(&provider, "Verdicts", "submit_result", args).await?;
    assert!(refused.contains("BadSignature"), "{refused}");

    // AND the node lets the device sign none for more units than are paid for, nor for another job
    let greedy = Work { units: 6, ..work.clone() };
    let refused = node.result_args(&device.hex(), job, &greedy).await;
    let refused = format!("{:#}", refused.expect_err("five units are paid for"));
    assert!(refused.contains("Claim 1 to 5"), "{refused}");
    let refused = node.result_args(&device.hex(), job + 1, &work).await;
    let refused = format!("{:#}", refused.expect_err("there is one job"));
    assert!(refused.contains("There is no job"), "{refused}");

    // WHEN it hands in the one that its node had it sign, and the tenant finds the result right
    let args = node.result_args(&device.hex(), job, &work).await?;
    chain.send_and_seal(&provider, "Verdicts", "submit_result", args).await?;
    let params = Params::from_bytes([1, 8, 1, 0])?;
    let prover = compute(params, root(INPUT), [0; 32], 100, &mut Cpu::default())?;
    let top = prover.commitment()?.top;
    assert_eq!(work.output, [&100u32.to_le_bytes()[..], top.as_bytes()].concat());
    let had_supply = chain.supply(start).await?;
    let args = vec![Value::u128(job.into()), Value::u128(0)];
    let at = chain.send_and_seal(&tenant, "Verdicts", "accept_result", args).await?;

    // THEN four fifths of the price are paid in that block, and the rest goes back
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "completed", "{told}");
    assert!(told["state"]["closed"].is_object(), "{told}");
    let usd_micro = u128::from(PRICE) * 4 / 5;
    let burned = usd_micro * PJ;
    let paid = chain.fields_of::<WorkPaid>(at, "Market", "WorkPaid").await?;
    let expected = WorkPaid { order: job, provider: account(&provider), usd_micro, burned };
    assert_eq!(paid, [expected]);
    chain.assert_changed((start, at), &tenant, (0, burned)).await?;
    chain.assert_changed((start, at), &provider, (burned * 7 / 10, 0)).await?;
    for who in [&tenant, &provider] {
        assert_eq!(held(chain, at, who).await?, held(chain, start, who).await?);
    }
    let supply = chain.supply(at).await?;
    let grown = |figure: &str| supply.get(figure) - had_supply.get(figure);
    assert_eq!(grown("burned.settlement"), burned);
    assert_eq!(grown("reminted"), burned * 7 / 10 + burned / 10);
    // AND the device is free again
    let standing = chain.device(&device.hex()).await?;
    assert_eq!(standing["state"], "active", "{standing}");
    Ok(())
}

/// Lets all devices that a node serves go through a challenge.
async fn prove(
    chain: &Chain,
    last: Option<&OpenChallenge>,
    devices: &[String],
) -> Result<OpenChallenge> {
    let challenge = chain.until_challenge(last).await?;
    for device in devices {
        chain
            .seal_until("all devices to commit", 3, || async {
                Ok(chain.pending(&challenge, device).await?.map(|_| ()))
            })
            .await?;
    }
    chain.advance_to(challenge.sample_at).await?;
    for device in devices {
        chain
            .seal_until("all devices to open", 4, || async {
                let pending = chain.pending(&challenge, device).await?.context("it committed")?;
                Ok((pending["isOpened"] == true).then_some(()))
            })
            .await?;
    }
    chain.until_closed(&challenge).await?;
    Ok(challenge)
}

/// Devices of these owners that have passed their trials and are offered for draws, the node that
/// keeps their keys, and the agent that proved their work.
async fn drawable(owners: &[Keypair]) -> Result<(Node, StandIn, Vec<[u8; 32]>)> {
    let stand_in = InlineAgent::new(3, Cpu::default()).serve().await?;
    let spec = Spec::one_session("dev", |genesis| {
        // Short challenges, one after the other.
        let settings = &mut genesis["attestation"]["settings"];
        for (name, value) in [
            ("log2Size", 6),
            ("commitBlocks", 8),
            ("delayBlocks", 1),
            ("openingBlocks", 6),
            ("minGapBlocks", 17),
            ("meanIntervalBlocks", 1),
        ] {
            settings[name] = value.into();
        }
    })?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]);
    let node = node.with_agent(&stand_in.url(), &stand_in.token_file()).start().await?;
    let chain = node.chain();
    let mut devices = Vec::new();
    for owner in owners {
        let device = node.new_device().await?;
        node.register_device(&device, owner, BOND).await?;
        devices.push(device);
    }
    let mut last = None;
    for _ in 0..12 {
        last = Some(prove(chain, last.as_ref(), &devices).await?);
    }
    let keys =
        devices.iter().map(|device| joule_e2e::key_of(device)).collect::<Result<Vec<_>>>()?;
    for (owner, key) in owners.iter().zip(&keys) {
        let offered = vec![Value::from_bytes(key), Value::bool(true)];
        chain.send_and_seal(owner, "Attestation", "set_offered", offered).await?;
    }
    chain.seal().await?;
    Ok((node, stand_in, keys))
}

/// Has the devices drawn that a job waits for: their keys.
async fn draw(chain: &Chain, job: u64) -> Result<Vec<[u8; 32]>> {
    chain.advance_to(chain.best().await? + 8).await?;
    let args = vec![Value::u128(job.into())];
    let at = chain.send_and_seal(&dev::alice(), "Verdicts", "conclude", args).await?;
    let drawn = chain.fields_of::<DevicesDrawn>(at, "Verdicts", "DevicesDrawn").await?;
    let [drawn] = &drawn[..] else { panic!("{drawn:?}") };
    assert_eq!(drawn.job, job, "{drawn:?}");
    Ok(drawn.devices.clone())
}

/// What a round of these tests comes to.
fn truth() -> Result<[u8; 32]> {
    let params = Params::from_bytes([1, 8, 1, 0])?;
    let honest = compute(params, root(INPUT), [0; 32], 1, &mut Cpu::default())?;
    Ok(root(honest.commitment()?.top.as_bytes()))
}

#[tokio::test]
async fn of_three_devices_that_do_a_job_the_one_that_lies_pays_and_is_not_paid() -> Result<()> {
    // GIVEN three devices of three owners, which may be drawn
    let owners = [dev::bob(), dev::charlie(), dev::dave()];
    let tenant = dev::eve();
    let (node, _agent, keys) = drawable(&owners).await?;
    let chain = node.chain();
    let (first, start) = chain.finalised().await?;

    // WHEN a job is ordered of which two of three must agree, THEN all three are drawn
    let kind = job_kind(redundancy(3, 2, WINDOW), root(INPUT), 1, WORK_BLOCKS);
    let job = chain.order(&tenant, kind, PRICE, ESCROW).await?;
    let drawn = draw(chain, job).await?;
    assert_eq!(drawn.len(), 3, "{drawn:?}");
    assert!(keys.iter().all(|key| drawn.contains(key)), "{drawn:?}");

    // WHEN two come to one result, and the last one to another
    let truth = truth()?;
    let results = [truth, truth, root(b"a lie")];
    let salts = [[1; 32], [2; 32], [3; 32]];
    let seats = || owners.iter().zip(&keys).zip(results.into_iter().zip(salts));
    let promise = |key: &[u8; 32], result, salt| promise_args(chain, job, *key, result, salt);
    for ((owner, key), (result, salt)) in seats() {
        let [commit, _] = promise(key, result, salt);
        chain.send_and_seal(owner, "Verdicts", "commit_result", commit).await?;
    }
    // Who has seen a result cannot take it for its own.
    let [_, copied] = promise(&keys[2], truth, salts[2]);
    let refused = chain.seal_refusal(&owners[2], "Verdicts", "reveal_result", copied).await?;
    assert!(refused.contains("CommitMismatch"), "{refused}");
    for ((owner, key), (result, salt)) in seats() {
        let [_, reveal] = promise(key, result, salt);
        chain.send_and_seal(owner, "Verdicts", "reveal_result", reveal).await?;
    }

    // THEN these two are paid a third of the price each
    let (until, at) = chain.finalised().await?;
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "completed", "{told}");
    let paid = chain.all_fields::<WorkPaid>(first, until, "Market", "WorkPaid").await?;
    let usd_micro = u128::from(PRICE / 3);
    let burned = usd_micro * PJ;
    assert_eq!(paid.len(), 2, "{paid:?}");
    for (owner, _) in owners[..2].iter().zip(&paid) {
        let provider = account(owner);
        let expected = WorkPaid { order: job, provider, usd_micro, burned };
        assert!(paid.contains(&expected), "{paid:?}");
        chain.assert_changed((start, at), owner, (burned * 7 / 10, 0)).await?;
    }
    // AND the liar loses a tenth of its bond, which is burned
    let faults =
        chain.all_fields::<DeviceFaulted>(first, until, "Verdicts", "DeviceFaulted").await?;
    let [fault] = &faults[..] else { panic!("{faults:?}") };
    assert_eq!((fault.job, fault.device, fault.slashed), (job, keys[2], BOND / 10));
    chain.assert_changed((start, at), &owners[2], (0, BOND / 10)).await?;
    // AND the tenant pays for what it got, and has the rest back
    chain.assert_changed((start, at), &tenant, (0, 2 * burned)).await?;
    assert_eq!(held(chain, at, &tenant).await?, 0);
    let (before, after) = (chain.supply(start).await?, chain.supply(at).await?);
    let grown = |figure: &str| after.get(figure) - before.get(figure);
    assert_eq!(grown("burned.settlement"), 2 * burned);
    assert_eq!(grown("burned.slash"), BOND / 10);
    assert_eq!(grown("reminted"), 2 * (burned * 7 / 10 + burned / 10));
    Ok(())
}

#[tokio::test]
async fn a_job_that_another_device_does_again_pays_both_if_they_agree() -> Result<()> {
    // GIVEN five devices that may be drawn, as many as a job may need that is checked every time
    let owners = [dev::bob(), dev::charlie(), dev::dave(), dev::eve(), dev::ferdie()];
    let (tenant, worker) = (dev::alice(), &owners[0]);
    let (node, _agent, keys) = drawable(&owners).await?;
    let chain = node.chain();
    chain.provide(worker, keys[0]).await?;
    let (first, start) = chain.finalised().await?;
    let kind = job_kind(spot_check(1_000, WINDOW), root(INPUT), 1, WORK_BLOCKS);
    // Worker, checker and three deciders could have to be paid.
    let too_little = chain.order(&tenant, kind.clone(), PRICE, ESCROW).await;
    let refused = format!("{:#}", too_little.expect_err("it pays for one"));
    assert!(refused.contains("EscrowTooSmall"), "{refused}");
    let job = chain.order(&tenant, kind, PRICE, 5 * ESCROW).await?;
    chain.bid(worker, job, PRICE, keys[0]).await?;
    chain.take_first_bid(&tenant, job).await?;

    // WHEN the worker promises its result, THEN one of the others is drawn to do the job again
    let truth = truth()?;
    let promises = keys.iter().map(|key| promise_args(chain, job, *key, truth, [4; 32]));
    let promises = promises.collect::<Vec<_>>();
    let [commit, reveal] = &promises[0];
    chain.send_and_seal(worker, "Verdicts", "commit_result", commit.clone()).await?;
    // It shows nothing before the checker has promised: nobody could copy it.
    let early = chain.seal_refusal(worker, "Verdicts", "reveal_result", reveal.clone()).await?;
    assert!(early.contains("WrongStep"), "{early}");
    let drawn = draw(chain, job).await?;
    let [drawn] = drawn[..] else { panic!("{drawn:?}") };
    let place = keys.iter().position(|key| *key == drawn).context("there is no other device")?;
    assert_ne!(place, 0, "nobody checks itself");

    // WHEN both show the same
    let checker = &owners[place];
    let [commit, again] = &promises[place];
    chain.send_and_seal(checker, "Verdicts", "commit_result", commit.clone()).await?;
    chain.send_and_seal(worker, "Verdicts", "reveal_result", reveal.clone()).await?;
    let at = chain.send_and_seal(checker, "Verdicts", "reveal_result", again.clone()).await?;

    // THEN both have the price, and the tenant has the rest back
    let last = chain.height_of(at).await?;
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "completed", "{told}");
    let paid = chain.all_fields::<WorkPaid>(first + 1, last, "Market", "WorkPaid").await?;
    let (usd_micro, burned) = (u128::from(PRICE), u128::from(PRICE) * PJ);
    let payment =
        |who: &Keypair| WorkPaid { order: job, provider: account(who), usd_micro, burned };
    assert_eq!(paid, [payment(worker), payment(checker)]);
    for who in [worker, checker] {
        chain.assert_changed((start, at), who, (burned * 7 / 10, 0)).await?;
    }
    assert_eq!(held(chain, at, &tenant).await?, held(chain, start, &tenant).await?);
    let (before, after) = (chain.supply(start).await?, chain.supply(at).await?);
    let grown = |figure: &str| after.get(figure) - before.get(figure);
    assert_eq!((grown("burned.settlement"), grown("burned.slash")), (2 * burned, 0));
    Ok(())
}

#[tokio::test]
async fn a_delivery_is_paid_when_the_tenant_confirms_what_it_got() -> Result<()> {
    // GIVEN a provider without a device, and an order for something that takes none
    let (tenant, provider) = (dev::charlie(), dev::bob());
    let spec = Spec::one_session("dev", |_| {})?;
    let node = start(&spec).await?;
    let chain = node.chain();
    chain.become_provider(&provider).await?;
    let (_, start) = chain.finalised().await?;
    let job = chain.order(&tenant, delivery_kind(WORK_BLOCKS), PRICE, ESCROW).await?;
    chain.bid_with(&provider, job, PRICE, &[]).await?;
    chain.take_first_bid(&tenant, job).await?;

    // WHEN it delivers, THEN nobody but the tenant confirms it, and only what was delivered
    let hash = |content: &[u8]| vec![Value::u128(job.into()), Value::from_bytes(root(content))];
    chain.send_and_seal(&provider, "Market", "submit_delivery", hash(b"labels")).await?;
    for (who, content, error) in
        [(&provider, &b"labels"[..], "NotTenant"), (&tenant, &b"others"[..], "DeliveryMismatch")]
    {
        let refused = chain.seal_refusal(who, "Market", "accept_delivery", hash(content)).await?;
        assert!(refused.contains(error), "{refused}");
    }

    // WHEN the tenant does, THEN the provider is paid in that block
    let at = chain.send_and_seal(&tenant, "Market", "accept_delivery", hash(b"labels")).await?;
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "completed", "{told}");
    let (usd_micro, burned) = (u128::from(PRICE), u128::from(PRICE) * PJ);
    let paid = chain.fields_of::<WorkPaid>(at, "Market", "WorkPaid").await?;
    assert_eq!(paid, [WorkPaid { order: job, provider: account(&provider), usd_micro, burned }]);
    chain.assert_changed((start, at), &tenant, (0, burned)).await?;
    chain.assert_changed((start, at), &provider, (burned * 7 / 10, 0)).await?;
    assert_eq!(held(chain, at, &tenant).await?, held(chain, start, &tenant).await?);
    Ok(())
}
