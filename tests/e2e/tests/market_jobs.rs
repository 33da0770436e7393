// SPDX-License-Identifier: Apache-2.0
//! Jobs are sold: one that an agent does and its device vouches for, one that a panel condemns, and
//! one that three devices do, of which one lies.

use anyhow::{Context, Result};
use joule_e2e::{
    acceptance, account, compute, finding, finding_commitment, hex_of, job_kind, promise_args,
    redundancy, AgentBuilder, Chain, InlineAgent, JurorPaid, Node, NodeBuilder, OpenChallenge,
    OwnDevice, ProviderSlashed, Spec, Work, WorkPaid,
};
use joule_pogw::{prover::Cpu, Params};
use serde_json::Value as Json;
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

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PanelDrawn {
    dispute: u64,
    jurors: Vec<[u8; 32]>,
    commit_until: u32,
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

/// Lets the only node of a chain of four validators author for each of them.
async fn author_for_all(node: &Node) -> Result<()> {
    for (name, key) in
        [("//Bob", dev::bob()), ("//Charlie", dev::charlie()), ("//Dave", dev::dave())]
    {
        let public = hex_of(&account(&key));
        let params = ["babe".into(), name.into(), public.into()];
        node.chain().request::<Json>("author_insertKey", &params).await?;
    }
    Ok(())
}

#[tokio::test]
async fn who_objects_gets_all_back_if_a_panel_condemns_the_provider() -> Result<()> {
    // GIVEN four validators that are no party, and a job whose provider handed something in
    let (tenant, provider) = (dev::eve(), dev::ferdie());
    let jurors = [dev::alice(), dev::bob(), dev::charlie(), dev::dave()];
    let spec = Spec::one_session("local", |_| {})?;
    let node = start(&spec).await?;
    author_for_all(&node).await?;
    let chain = node.chain();
    let device = OwnDevice::new([7; 32]);
    device.register(chain, &provider, BOND).await?;
    chain.provide(&provider, device.key()).await?;
    let (first, start) = chain.finalised().await?;
    let kind = job_kind(acceptance(WINDOW), root(INPUT), 5, WORK_BLOCKS);
    let job = chain.order(&tenant, kind, PRICE, ESCROW).await?;
    chain.bid(&provider, job, PRICE, device.key()).await?;
    chain.take_first_bid(&tenant, job).await?;
    let work = Work {
        input_root: root(INPUT),
        output_root: root(b"something else"),
        output: Vec::new(),
        units: 5,
        start_ms: 1,
        end_ms: 2,
    };
    let args = device.result_args(chain, job, &work);
    chain.send_and_seal(&provider, "Verdicts", "submit_result", args).await?;

    // WHEN the tenant objects, THEN a panel of all four is drawn
    let disputed_at = chain.market(&tenant, "object", job).await?;
    assert_eq!(chain.job(job).await?["state"], "disputed");
    let height = chain.height_of(disputed_at).await?;
    chain.advance_to(height + 10).await?;
    let drawn = chain.all_fields::<PanelDrawn>(height, height + 10, "Panels", "PanelDrawn").await?;
    let [drawn] = &drawn[..] else { panic!("{drawn:?}") };
    assert_eq!((drawn.dispute, drawn.jurors.len()), (job, 4), "{drawn:?}");

    // WHEN three of them find the provider at fault, and one the tenant
    let salt = [3; 32];
    let (guilty, other) = ((0, "ProviderFault"), (1, "TenantFault"));
    let votes = [guilty, guilty, guilty, other];
    for (juror, (number, _)) in jurors.iter().zip(votes) {
        let commitment = finding_commitment(chain, job, juror, number, salt);
        let args = vec![Value::u128(job.into()), commitment];
        chain.send_and_seal(juror, "Panels", "commit_finding", args).await?;
    }
    chain.advance_to(drawn.commit_until.into()).await?;
    for (juror, (_, name)) in jurors.iter().zip(votes) {
        let args = vec![Value::u128(job.into()), finding(name), Value::from_bytes(salt)];
        chain.send_and_seal(juror, "Panels", "reveal_finding", args).await?;
    }

    // THEN all of the escrow goes back, and nothing was burned for work
    let (last, at) = chain.seal().await?;
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "providerFault", "{told}");
    assert!(told["state"]["closed"].is_object(), "{told}");
    let paid = chain.all_fields::<WorkPaid>(first, last, "Market", "WorkPaid").await?;
    assert_eq!(paid, []);
    // AND the provider pays the panel, and the tenant for its loss
    let slashed =
        chain.all_fields::<ProviderSlashed>(first, last, "Market", "ProviderSlashed").await?;
    let (taken, given) = slashed.iter().fold((0, 0), |(taken, given), slash| {
        assert_eq!((slash.order, slash.provider), (job, account(&provider)));
        (taken + slash.taken, given + slash.to_tenant)
    });
    let wages = chain.all_fields::<JurorPaid>(first, last, "Panels", "JurorPaid").await?;
    let winners = jurors[..3].iter().map(account).collect::<Vec<_>>();
    assert_eq!(wages.len(), 3, "{wages:?}");
    for wage in &wages {
        assert!(wage.dispute == job && winners.contains(&wage.juror), "{wage:?}");
    }
    let wage = wages.iter().map(|wage| wage.amount).sum::<u128>();
    assert!(wage > 0);
    chain.assert_changed((start, at), &tenant, (given, 0)).await?;
    chain.assert_changed((start, at), &provider, (0, taken + wage)).await?;
    for juror in &jurors {
        let gain = wages.iter().filter(|wage| wage.juror == account(juror));
        let gain = gain.map(|wage| wage.amount).sum::<u128>();
        // They have a part of the fees of the blocks that they made, beside that.
        let before = chain.wealth_at(start, juror).await?.total();
        assert!(chain.wealth_at(at, juror).await?.total() >= before + gain);
        assert_eq!(chain.fees(juror, first + 1, last).await?, 0, "duties cost nothing");
    }
    assert_eq!(held(chain, at, &tenant).await?, 0, "bond and escrow are free");
    let (before, after) = (chain.supply(start).await?, chain.supply(at).await?);
    let grown = |figure: &str| after.get(figure) - before.get(figure);
    assert_eq!((grown("burned.settlement"), grown("reminted")), (0, 0));
    assert_eq!(grown("burned.slash"), taken - given);
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

#[tokio::test]
async fn of_three_devices_that_do_a_job_the_one_that_lies_pays_and_is_not_paid() -> Result<()> {
    // GIVEN three devices of three owners, which have passed their trials and are offered for draws
    let owners = [dev::bob(), dev::charlie(), dev::dave()];
    let tenant = dev::eve();
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
    for owner in &owners {
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
    let (first, start) = chain.finalised().await?;

    // WHEN a job is ordered of which two of three must agree, THEN all three are drawn
    let kind = job_kind(redundancy(3, 2, WINDOW), root(INPUT), 1, WORK_BLOCKS);
    let job = chain.order(&tenant, kind, PRICE, ESCROW).await?;
    let ordered_at = chain.best().await?;
    chain.advance_to(ordered_at + 8).await?;
    let args = vec![Value::u128(job.into())];
    let at = chain.send_and_seal(&tenant, "Verdicts", "conclude", args).await?;
    let drawn = chain.fields_of::<DevicesDrawn>(at, "Verdicts", "DevicesDrawn").await?;
    let [drawn] = &drawn[..] else { panic!("{drawn:?}") };
    assert_eq!((drawn.job, drawn.devices.len()), (job, 3), "{drawn:?}");
    assert!(keys.iter().all(|key| drawn.devices.contains(key)), "{drawn:?}");

    // WHEN two come to one result, and the last one to another
    let honest =
        compute(Params::from_bytes([1, 8, 1, 0])?, root(INPUT), [0; 32], 1, &mut Cpu::default())?;
    let truth = root(honest.commitment()?.top.as_bytes());
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
