// SPDX-License-Identifier: Apache-2.0
//! Time of devices is sold: two providers bid, the cheaper one serves, and what is paid, burned and
//! minted agrees to the pJ, wherever it is told.

use anyhow::{Context, Result};
use joule_e2e::{
    account, amount, cluster_kind, key_of, lease_kind, AgentBuilder, Chain, Node, NodeBuilder,
    OwnDevice, Spec, WorkPaid,
};
use serde_json::{json, Value as Json};
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// What the devices of these tests are worth.
const BOND: u128 = 4 * JOULE;
/// What a JOULE costs, in dollars times 10^18: nothing divides by it.
const PRICE: u128 = 700_000_000_000_000_000;
/// What the escrows of these tests hold.
const ESCROW: u128 = 30 * JOULE;
/// What an hour of a device costs at most, in micro-dollars.
const MAX_RATE: u64 = 50_000_000;
/// What it costs: nothing divides by that, either.
const RATE: u64 = 35_999_983;
/// Blocks of a second in an hour.
const HOUR: u128 = 3_600;
/// Blocks from one heartbeat to the next.
const BEAT: u64 = 10;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct BountyPaid {
    lease: u64,
    who: [u8; 32],
    amount: u128,
}

/// Blocks are made on request, epochs are long, and a JOULE costs seven tenths of a dollar.
fn edit(genesis: &mut Json) {
    genesis["price"]["administered"] = PRICE.to_string().into();
    genesis["equilibrium"]["settings"]["epochBlocks"] = 400.into();
    genesis["market"]["settings"]["epochBlocks"] = 400.into();
}

fn tenant() -> Keypair {
    dev::charlie()
}

/// What so many served blocks cost, in micro-dollars.
fn rent(blocks: u64) -> u128 {
    u128::from(RATE) * u128::from(blocks) / HOUR
}

/// What is burned for so many micro-dollars, in pJ.
fn burned_for(usd_micro: u128) -> u128 {
    (usd_micro * 10u128.pow(24)).div_ceil(PRICE)
}

/// What a provider is paid of that, and what stakers are.
fn divided(burned: u128) -> (u128, u128) {
    (burned * 7 / 10, burned / 10)
}

/// Lets a provider serve, with a heartbeat when it is due, until block `until` was made.
async fn serve(chain: &Chain, provider: &Keypair, lease: u64, until: u64) -> Result<()> {
    loop {
        let best = chain.best().await?;
        if best + BEAT >= until {
            chain.advance_to(until).await?;
            return Ok(());
        }
        chain.advance_to(best + BEAT - 1).await?;
        chain.heartbeat(provider, lease).await?;
    }
}

/// Checks that an account gained and lost this between two blocks, beside its fees, and that as
/// much is held of it as before.
async fn assert_settled(
    chain: &Chain,
    (start, at): (H256, H256),
    who: &Keypair,
    changes: (u128, u128),
) -> Result<()> {
    chain.assert_changed((start, at), who, changes).await?;
    let (before, after) = (chain.wealth_at(start, who).await?, chain.wealth_at(at, who).await?);
    assert_eq!(after.reserved, before.reserved, "nothing is held any more");
    Ok(())
}

/// What is held of an account now, in pJ.
async fn held(chain: &Chain, who: &Keypair) -> Result<u128> {
    let (_, at) = chain.finalised().await?;
    Ok(chain.wealth_at(at, who).await?.reserved)
}

#[tokio::test]
async fn of_two_bids_the_cheaper_wins_and_all_books_agree_on_what_it_is_paid() -> Result<()> {
    // GIVEN two providers with a device each, one of which has proved its work with its agent
    let (cheap, dear) = (dev::dave(), dev::bob());
    let agent = AgentBuilder::processor().start().await?;
    let spec = Spec::one_session("dev", edit)?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]);
    let node = node.with_agent(&agent.api().url(), &agent.token_file()).start().await?;
    let chain = node.chain();
    let device = node.new_device().await?;
    node.register_device(&device, &cheap, BOND).await?;
    prove(&node, &agent, &device).await?;
    let device = key_of(&device)?;
    let other = OwnDevice::new([7; 32]);
    other.register(chain, &dear, BOND).await?;
    chain.provide(&cheap, device).await?;
    chain.provide(&dear, other.key()).await?;
    let (first, start) = chain.finalised().await?;
    let (had_supply, everybody) = (chain.supply(start).await?, [tenant(), cheap, dear]);

    // WHEN both bid for an order, the dearer one first
    let [_, cheap, dear] = &everybody;
    let order = chain.order(&tenant(), lease_kind(), MAX_RATE, ESCROW).await?;
    let (cheap_held, dear_held) = (held(chain, cheap).await?, held(chain, dear).await?);
    chain.bid(dear, order, RATE + 1, other.key()).await?;
    chain.bid(cheap, order, RATE, device).await?;
    let orders: Json = chain.request("joule_orders", &[]).await?;
    let told = &orders["orders"][0];
    assert_eq!(told["terms"]["number"], order, "{orders}");
    let prices = told["bids"].as_array().context("bids")?.iter().map(|bid| &bid["price"]);
    assert_eq!(prices.collect::<Vec<_>>(), [&json!(RATE), &json!(RATE + 1)], "{orders}");
    let deposit = amount(&told["bids"][0]["deposit"]);
    // Five percent of the escrow: a dollar's worth is a little less.
    assert_eq!(deposit, ESCROW / 20);
    assert_eq!(held(chain, cheap).await?, cheap_held + deposit);

    // THEN the cheaper one wins when the window is over, with nobody's help
    let window_until = told["windowUntil"].as_u64().context("a block")?;
    chain.advance_to(window_until + 1).await?;
    let lease = chain.lease(order).await?;
    assert_eq!(lease["parts"][0]["bid"]["provider"], joule_e2e::address(cheap), "{lease}");
    assert_eq!(lease["parts"][0]["rate"], RATE, "{lease}");
    assert!(lease["state"]["pending"].is_object(), "{lease}");

    // WHEN it delivers, the tenant accepts, and it serves for a while
    let started = chain.begin_lease(cheap, &tenant(), order).await?;
    assert_eq!(held(chain, dear).await?, dear_held, "the loser has its deposit back");
    serve(chain, cheap, order, started + 149).await?;
    let ended_at = chain.market(&tenant(), "close_lease", order).await?;
    let last = chain.height_of(ended_at).await?;

    // THEN the tenant pays for each block, and for no other
    let lease = chain.lease(order).await?;
    assert!(lease["state"]["closed"].is_object(), "{lease}");
    assert_eq!(lease["closing"]["reason"], "tenantClosed", "{lease}");
    let owed = rent(last - started);
    let paid = chain.all_fields::<WorkPaid>(first + 1, last, "Market", "WorkPaid").await?;
    assert!(paid.len() > 1, "some was paid while it ran: {paid:?}");
    for payment in &paid {
        assert_eq!((payment.order, payment.provider), (order, account(cheap)));
        assert_eq!(payment.burned, burned_for(payment.usd_micro), "{payment:?}");
    }
    assert_eq!(paid.iter().map(|payment| payment.usd_micro).sum::<u128>(), owed);
    assert_eq!(amount(&lease["parts"][0]["paidUsdMicro"]), owed, "{lease}");

    // AND balances agree with that to the pJ
    let burned = paid.iter().map(|payment| payment.burned).sum::<u128>();
    let parts = paid.iter().map(|payment| divided(payment.burned)).collect::<Vec<_>>();
    let to_provider = parts.iter().map(|(part, _)| part).sum::<u128>();
    let to_stakers = parts.iter().map(|(_, part)| part).sum::<u128>();
    let changes = [(0, burned), (to_provider, 0), (0, 0)];
    for (who, (gain, loss)) in everybody.iter().zip(changes) {
        assert_settled(chain, (start, ended_at), who, (gain, loss)).await?;
    }

    // AND so do the ledger of what is burned, and the figures of the epoch
    let supply = chain.supply(ended_at).await?;
    let grown = |figure: &str| supply.get(figure) - had_supply.get(figure);
    assert_eq!(grown("burned.settlement"), burned);
    assert_eq!(grown("reminted"), to_provider + to_stakers);
    let told = chain.economics(0, ended_at).await?;
    assert_eq!(amount(&told["burned"]), burned, "{told}");
    assert_eq!(amount(&told["toProviders"]), to_provider, "{told}");
    assert_eq!(amount(&told["toStakers"]), to_stakers, "{told}");
    assert_eq!(amount(&told["subsidised"]), burned, "{told}");
    assert_eq!(told["deviceBlocks"], last - started, "{told}");
    for field in ["revenueUsdMicro", "unrelatedRevenueUsdMicro"] {
        assert_eq!(amount(&told[field]), owed, "{told}");
    }

    // WHEN the epoch has ended, THEN the subsidy is what it says, and not a pJ more
    let closed_at = chain.advance_to(401).await?;
    let told = chain.economics(0, closed_at).await?;
    let subsidy = burned * 15 / 100;
    assert_eq!(amount(&told["outcome"]["grantedForWork"]), subsidy, "{told}");
    let had = chain.wealth_at(closed_at, cheap).await?.total();
    let at = chain.send_and_seal(cheap, "Equilibrium", "claim_work", vec![Value::u128(0)]).await?;
    let height = chain.height_of(at).await?;
    let fees = chain.fees(cheap, height, height).await?;
    assert_eq!(chain.wealth_at(at, cheap).await?.total() + fees, had + subsidy);
    Ok(())
}

/// Lets a device go through a challenge with its agent.
async fn prove(node: &Node, agent: &joule_e2e::Agent, device: &str) -> Result<()> {
    let chain = node.chain();
    let challenge = chain.until_challenge(None).await?;
    chain.until_computed(agent.api(), &challenge, device).await?;
    chain.until_committed(&challenge, device).await?;
    chain.until_opened(&challenge, device).await?;
    chain.until_closed(&challenge).await?;
    let known = chain.device(device).await?;
    // What it opened held: it is a step closer to the end of its trial.
    assert_eq!((&known["auditsDue"], &known["misses"]), (&11.into(), &0.into()), "{known}");
    Ok(())
}

#[tokio::test]
async fn a_lease_runs_out_of_money_at_the_block_that_its_escrow_cannot_pay() -> Result<()> {
    // GIVEN a lease whose escrow pays for 105 blocks, and lacks a pJ for 106
    let provider = dev::bob();
    let spec = Spec::one_session("dev", |genesis| {
        edit(genesis);
        // Nothing ripens before the money is gone.
        genesis["market"]["settings"]["contestBlocks"] = 100.into();
    })?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]).start().await?;
    let chain = node.chain();
    let device = OwnDevice::new([7; 32]);
    device.register(chain, &provider, BOND).await?;
    chain.provide(&provider, device.key()).await?;
    let (first, start) = chain.finalised().await?;
    let escrow = burned_for(rent(106)) - 1;
    let order = chain.order(&tenant(), lease_kind(), RATE, escrow).await?;
    chain.bid(&provider, order, RATE, device.key()).await?;
    let deposit = amount(&best_bid(chain, order).await?["deposit"]);
    chain.take_first_bid(&tenant(), order).await?;
    let started = chain.begin_lease(&provider, &tenant(), order).await?;

    // WHEN 105 blocks were served, THEN nobody can end it
    serve(chain, &provider, order, started + 104).await?;
    let args = vec![Value::u128(order.into())];
    let refused = chain.seal_refusal(&dev::eve(), "Market", "poke", args).await?;
    assert_eq!(chain.best().await?, started + 105);
    assert!(refused.contains("NothingDue"), "{refused}");
    assert_eq!(chain.lease(order).await?["state"], "active");

    // WHEN one more is, THEN anybody can, and is paid for that
    let at = chain.market(&dev::eve(), "poke", order).await?;
    assert_eq!(chain.height_of(at).await?, started + 106);
    let lease = chain.lease(order).await?;
    assert_eq!(lease["closing"]["reason"], "exhausted", "{lease}");
    let bounty = chain.fields_of::<BountyPaid>(at, "Market", "BountyPaid").await?;
    let [bounty] = &bounty[..] else { panic!("{bounty:?}") };
    assert_eq!((bounty.lease, bounty.who), (order, account(&dev::eve())));
    assert_eq!(bounty.amount, deposit / 100);

    // AND the provider has the 105 blocks, once nobody can contest them any more
    let settled_at = chain.advance_to(started + 106 + 101).await?;
    let last = chain.height_of(settled_at).await?;
    let lease = chain.lease(order).await?;
    assert!(lease["state"]["closed"].is_object(), "{lease}");
    assert_eq!(lease["parts"][0]["ripeBlocks"], 105, "{lease}");
    let paid = chain.all_fields::<WorkPaid>(first + 1, last, "Market", "WorkPaid").await?;
    assert_eq!(paid.iter().map(|payment| payment.usd_micro).sum::<u128>(), rent(105), "{paid:?}");
    let burned = paid.iter().map(|payment| payment.burned).sum::<u128>();
    let gained = paid.iter().map(|payment| divided(payment.burned).0).sum::<u128>();
    assert!(burned <= escrow, "{burned} of {escrow}");
    let changes = [(tenant(), 0, burned), (provider, gained, bounty.amount)];
    for (who, gain, loss) in changes {
        assert_settled(chain, (start, settled_at), &who, (gain, loss)).await?;
    }
    Ok(())
}

/// The best bid for the only order.
async fn best_bid(chain: &Chain, order: u64) -> Result<Json> {
    let orders: Json = chain.request("joule_orders", &[]).await?;
    assert_eq!(orders["orders"][0]["terms"]["number"], order, "{orders}");
    Ok(orders["orders"][0]["bids"][0].clone())
}

#[tokio::test]
async fn devices_of_a_cluster_are_hired_together_and_each_paid_for_its_time() -> Result<()> {
    // GIVEN two providers with a device each, and an order for two devices
    let (steady, silent) = (dev::bob(), dev::dave());
    let devices = [OwnDevice::new([7; 32]), OwnDevice::new([8; 32])];
    let spec = Spec::one_session("dev", edit)?;
    let node = NodeBuilder::new("market", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]).start().await?;
    let chain = node.chain();
    for (provider, device) in [&steady, &silent].into_iter().zip(&devices) {
        device.register(chain, provider, BOND).await?;
        chain.provide(provider, device.key()).await?;
    }
    let (first, start) = chain.finalised().await?;
    let order = chain.order(&tenant(), cluster_kind(2), RATE, ESCROW).await?;

    // WHEN one of them bids, THEN it is not hired alone
    chain.bid(&steady, order, RATE, devices[0].key()).await?;
    let refused = chain.take_first_bid(&tenant(), order).await.err().context("one is too few")?;
    assert!(format!("{refused:#}").contains("NotEnoughBids"), "{refused:#}");

    // WHEN the other one bids, too, THEN both are, and serve once both have delivered
    chain.bid(&silent, order, RATE - 1, devices[1].key()).await?;
    let orders: Json = chain.request("joule_orders", &[]).await?;
    let window_until = orders["orders"][0]["windowUntil"].as_u64().context("a block")?;
    chain.advance_to(window_until + 1).await?;
    chain.deliver(&steady, order).await?;
    let lease = chain.lease(order).await?;
    assert!(lease["state"]["pending"].is_object(), "{lease}");
    let started = chain.begin_lease(&silent, &tenant(), order).await?;

    // WHEN one of them falls silent after its first heartbeat, until the tenant ends the lease
    chain.heartbeat(&steady, order).await?;
    chain.heartbeat(&silent, order).await?;
    serve(chain, &steady, order, started + 59).await?;
    let ended_at = chain.market(&tenant(), "close_lease", order).await?;
    let last = chain.height_of(ended_at).await?;
    assert_eq!(last, started + 60);

    // THEN it is paid up to that heartbeat, and the other one to the end
    let paid = chain.all_fields::<WorkPaid>(first + 1, last, "Market", "WorkPaid").await?;
    let to = |provider: &Keypair, usd_micro: u128| {
        let burned = burned_for(usd_micro);
        WorkPaid { order, provider: account(provider), usd_micro, burned }
    };
    let expected = [(&steady, rent(60)), (&silent, u128::from(RATE - 1) * 2 / HOUR)];
    assert_eq!(paid.len(), 2, "{paid:?}");
    for (provider, usd_micro) in expected {
        let payment = to(provider, usd_micro);
        assert!(paid.contains(&payment), "{paid:?}");
        let gain = divided(payment.burned).0;
        assert_settled(chain, (start, ended_at), provider, (gain, 0)).await?;
    }
    let burned = paid.iter().map(|payment| payment.burned).sum::<u128>();
    assert_settled(chain, (start, ended_at), &tenant(), (0, burned)).await?;
    let told = chain.economics(0, ended_at).await?;
    assert_eq!((amount(&told["burned"]), &told["deviceBlocks"]), (burned, &json!(62)), "{told}");
    Ok(())
}
