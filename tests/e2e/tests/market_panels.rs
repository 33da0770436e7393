// SPDX-License-Identifier: Apache-2.0
//! Disputes: a panel of validators decides on a job to which the tenant objects, and on served time
//! that it contests.

use anyhow::Result;
use joule_e2e::{
    acceptance, account, finding, finding_commitment, hex_of, job_kind, lease_kind, Chain,
    JurorPaid, Node, NodeBuilder, OwnDevice, ProviderSlashed, Spec, Work, WorkPaid,
};
use serde_json::Value as Json;
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// What the device of these tests is worth.
const BOND: u128 = 10 * JOULE;
/// What a job costs, in micro-dollars. A JOULE costs a dollar on these chains.
const PRICE: u64 = 12_345_679;
/// What a lease costs in an hour: nothing divides by it.
const RATE: u64 = 35_999_983;
/// What a micro-dollar is in pJ.
const PJ: u128 = 1_000_000;
/// What escrows hold.
const ESCROW: u128 = 20 * JOULE;
/// What is held of who contests: five dollars.
const CONTEST_BOND: u128 = 5 * JOULE;
/// Blocks from one heartbeat to the next.
const BEAT: u64 = 10;
/// Blocks of a second in an hour.
const HOUR: u128 = 3_600;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct PanelDrawn {
    dispute: u64,
    jurors: Vec<[u8; 32]>,
    commit_until: u32,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct DisputeOpened {
    order: u64,
    blocks: u32,
    bond: u128,
}

fn tenant() -> Keypair {
    dev::eve()
}

fn provider() -> Keypair {
    dev::ferdie()
}

/// The validators of these chains.
fn jurors() -> [Keypair; 4] {
    [dev::alice(), dev::bob(), dev::charlie(), dev::dave()]
}

/// A node that makes blocks on request, for each of four validators that are no party, and a
/// provider with a device.
async fn start() -> Result<(Node, OwnDevice)> {
    let spec = Spec::one_session("local", |_| {})?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]).start().await?;
    for (name, key) in
        [("//Bob", dev::bob()), ("//Charlie", dev::charlie()), ("//Dave", dev::dave())]
    {
        let public = hex_of(&account(&key));
        let params = ["babe".into(), name.into(), public.into()];
        node.chain().request::<Json>("author_insertKey", &params).await?;
    }
    let device = OwnDevice::new([7; 32]);
    device.register(node.chain(), &provider(), BOND).await?;
    node.chain().provide(&provider(), device.key()).await?;
    Ok((node, device))
}

/// Lets a panel of all four be drawn for a dispute that was opened in this block, of whom three find
/// the provider at fault, and one the tenant. Returns the block after that.
async fn condemn(chain: &Chain, dispute: u64, opened_at: H256) -> Result<(u64, H256)> {
    let height = chain.height_of(opened_at).await?;
    chain.advance_to(height + 10).await?;
    let drawn = chain.all_fields::<PanelDrawn>(height, height + 10, "Panels", "PanelDrawn").await?;
    let [drawn] = &drawn[..] else { panic!("{drawn:?}") };
    assert_eq!((drawn.dispute, drawn.jurors.len()), (dispute, 4), "{drawn:?}");
    let salt = [3; 32];
    let (guilty, other) = ((0, "ProviderFault"), (1, "TenantFault"));
    let votes = [guilty, guilty, guilty, other];
    let jurors = jurors();
    for (juror, (number, _)) in jurors.iter().zip(votes) {
        let commitment = finding_commitment(chain, dispute, juror, number, salt);
        let args = vec![Value::u128(dispute.into()), commitment];
        chain.send_and_seal(juror, "Panels", "commit_finding", args).await?;
    }
    chain.advance_to(drawn.commit_until.into()).await?;
    for (juror, (_, name)) in jurors.iter().zip(votes) {
        let args = vec![Value::u128(dispute.into()), finding(name), Value::from_bytes(salt)];
        chain.send_and_seal(juror, "Panels", "reveal_finding", args).await?;
    }
    chain.seal().await
}

/// Checks that the three who found what the panel did are paid alike, and that nobody's duties cost
/// it anything: what they were paid in all.
async fn wages(chain: &Chain, dispute: u64, start: H256, at: H256) -> Result<u128> {
    let (first, last) = (chain.height_of(start).await? + 1, chain.height_of(at).await?);
    let wages = chain.all_fields::<JurorPaid>(first, last, "Panels", "JurorPaid").await?;
    let jurors = jurors();
    let winners = jurors[..3].iter().map(account).collect::<Vec<_>>();
    assert_eq!(wages.len(), 3, "{wages:?}");
    for wage in &wages {
        assert!(wage.dispute == dispute && winners.contains(&wage.juror), "{wage:?}");
        assert!(wage.amount.abs_diff(wages[0].amount) <= 1, "{wages:?}");
    }
    for juror in &jurors {
        let gain = wages.iter().filter(|wage| wage.juror == account(juror));
        let gain = gain.map(|wage| wage.amount).sum::<u128>();
        // They have a part of the fees of the blocks that they made, beside that.
        let before = chain.wealth_at(start, juror).await?.total();
        assert!(chain.wealth_at(at, juror).await?.total() >= before + gain);
        assert_eq!(chain.fees(juror, first, last).await?, 0, "duties cost nothing");
    }
    Ok(wages.iter().map(|wage| wage.amount).sum())
}

/// What was taken of the provider for what a dispute is about, and how much of it the tenant got.
async fn slashes(chain: &Chain, order: u64, start: H256, at: H256) -> Result<(u128, u128)> {
    let (first, last) = (chain.height_of(start).await? + 1, chain.height_of(at).await?);
    let slashed = chain.all_fields::<ProviderSlashed>(first, last, "Market", "ProviderSlashed");
    let sums = slashed.await?.iter().fold((0, 0), |(taken, given), slash| {
        assert_eq!((slash.order, slash.provider), (order, account(&provider())));
        (taken + slash.taken, given + slash.to_tenant)
    });
    Ok(sums)
}

#[tokio::test]
async fn who_objects_gets_all_back_if_a_panel_condemns_the_provider() -> Result<()> {
    // GIVEN a job whose provider handed something in
    let (node, device) = start().await?;
    let chain = node.chain();
    let (first, start) = chain.finalised().await?;
    let input = [2; 32];
    let job = chain.order(&tenant(), job_kind(acceptance(20), input, 5, 50), PRICE, ESCROW).await?;
    chain.bid(&provider(), job, PRICE, device.key()).await?;
    chain.take_first_bid(&tenant(), job).await?;
    let work = Work {
        input_root: input,
        output_root: [8; 32],
        output: Vec::new(),
        units: 5,
        start_ms: 1,
        end_ms: 2,
    };
    let args = device.result_args(chain, job, &work);
    chain.send_and_seal(&provider(), "Verdicts", "submit_result", args).await?;

    // WHEN the tenant objects, and a panel finds the provider at fault
    let disputed_at = chain.market(&tenant(), "object", job).await?;
    assert_eq!(chain.job(job).await?["state"], "disputed");
    let (last, at) = condemn(chain, job, disputed_at).await?;

    // THEN all of the escrow goes back, and nothing was burned for work
    let told = chain.job(job).await?;
    assert_eq!(told["closing"]["reason"], "providerFault", "{told}");
    assert!(told["state"]["closed"].is_object(), "{told}");
    let paid = chain.all_fields::<WorkPaid>(first, last, "Market", "WorkPaid").await?;
    assert_eq!(paid, []);
    // AND the provider pays the panel, and the tenant for its loss
    let (taken, given) = slashes(chain, job, start, at).await?;
    let wage = wages(chain, job, start, at).await?;
    assert!(wage > 0);
    chain.assert_changed((start, at), &tenant(), (given, 0)).await?;
    chain.assert_changed((start, at), &provider(), (0, taken + wage)).await?;
    let held = chain.wealth_at(at, &tenant()).await?.reserved;
    assert_eq!(held, 0, "bond and escrow are free");
    let (before, after) = (chain.supply(start).await?, chain.supply(at).await?);
    let grown = |figure: &str| after.get(figure) - before.get(figure);
    assert_eq!((grown("burned.settlement"), grown("reminted")), (0, 0));
    assert_eq!(grown("burned.slash"), taken - given);
    Ok(())
}

#[tokio::test]
async fn served_time_that_a_panel_condemns_is_not_paid_and_ends_the_lease() -> Result<()> {
    // GIVEN a lease with three heartbeats
    let (node, device) = start().await?;
    let chain = node.chain();
    let (_, start) = chain.finalised().await?;
    let order = chain.order(&tenant(), lease_kind(), RATE, ESCROW).await?;
    chain.bid(&provider(), order, RATE, device.key()).await?;
    chain.take_first_bid(&tenant(), order).await?;
    let started = chain.begin_lease(&provider(), &tenant(), order).await?;
    for _ in 0..3 {
        chain.advance_to(chain.best().await? + BEAT - 1).await?;
        chain.heartbeat(&provider(), order).await?;
    }
    assert_eq!(chain.best().await?, started + 3 * BEAT);

    // WHEN the tenant contests all but the first of that time
    let from = Value::u128((started + BEAT).into());
    let who = Value::from_bytes(account(&provider()));
    let args = vec![Value::u128(order.into()), who, from];
    let refused = chain.seal_refusal(&provider(), "Market", "contest", args.clone()).await?;
    assert!(refused.contains("NotTenant"), "{refused}");
    let opened_at = chain.send_and_seal(&tenant(), "Market", "contest", args).await?;
    let opened = chain.fields_of::<DisputeOpened>(opened_at, "Market", "DisputeOpened").await?;
    let [opened] = &opened[..] else { panic!("{opened:?}") };
    // Two heartbeats, and the two blocks since the last one.
    assert_eq!((opened.order, opened.blocks, opened.bond), (order, 22, CONTEST_BOND));

    // THEN it is paid nothing for it, whatever the agenda does, until a panel has decided
    let (_, found_at) = condemn(chain, order, opened_at).await?;
    let lease = chain.lease(order).await?;
    assert_eq!(lease["closing"]["reason"], "providerFault", "{lease}");
    assert_eq!(lease["state"], "closing", "{lease}");

    // WHEN the rest of its time cannot be contested any more, THEN that is paid, and nothing else
    let at = chain.advance_to(chain.height_of(found_at).await? + 70).await?;
    let lease = chain.lease(order).await?;
    assert!(lease["state"]["closed"].is_object(), "{lease}");
    let (first, last) = (chain.height_of(start).await? + 1, chain.height_of(at).await?);
    let paid = chain.all_fields::<WorkPaid>(first, last, "Market", "WorkPaid").await?;
    let usd_micro = u128::from(RATE) * u128::from(BEAT) / HOUR;
    let burned = usd_micro * PJ;
    assert_eq!(paid, [WorkPaid { order, provider: account(&provider()), usd_micro, burned }]);

    // AND the provider pays the panel, and loses as much as its deposit was
    let (taken, given) = slashes(chain, order, start, at).await?;
    assert_eq!(taken, ESCROW / 20);
    let wage = wages(chain, order, start, at).await?;
    assert_eq!(wage, CONTEST_BOND);
    let gained = burned * 7 / 10;
    chain.assert_changed((start, at), &provider(), (gained, taken + wage)).await?;
    // AND the tenant has half of that, up to its loss, and its bond back
    assert!(given > 0 && given <= taken / 2, "{given} of {taken}");
    chain.assert_changed((start, at), &tenant(), (given, burned)).await?;
    assert_eq!(chain.wealth_at(at, &tenant()).await?.reserved, 0, "bond and escrow are free");
    Ok(())
}
