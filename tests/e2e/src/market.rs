// SPDX-License-Identifier: Apache-2.0
//! The market: what tenants and providers send on a chain that makes blocks on request, and what
//! the chain tells of it.

use crate::{
    accounts::{account, none},
    agent::AgentApi,
    chain::Chain,
    devices::{bytes_of, key_of, OwnDevice},
    hex_of,
    node::Node,
    until,
};
use anyhow::{bail, ensure, Context, Result};
use joule_pogw::messages::{signed, BlindResult, Receipt};
use serde_json::{json, Value as Json};
use subxt::{
    config::{
        substrate::{BlakeTwo256, H256},
        Hasher,
    },
    dynamic::Value,
    ext::{codec::Encode, scale_decode::DecodeAsType},
};
use subxt_signer::sr25519::Keypair;

/// Blocks in which bids are taken.
const WINDOW_BLOCKS: u32 = 5;
/// The first words of what a member of a panel commits to.
const FINDING_CONTEXT: &[u8] = b"joule-finding";

/// A payment for work, of the event `WorkPaid`.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct WorkPaid {
    /// The number of the lease or job.
    pub order: u64,
    /// To whom.
    pub provider: [u8; 32],
    /// In micro-dollars.
    pub usd_micro: u128,
    /// What was burned for it, in pJ.
    pub burned: u128,
}

/// What was taken from a provider at fault, of the event `ProviderSlashed`.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct ProviderSlashed {
    /// The number of the order, lease or job.
    pub order: u64,
    /// From whom.
    pub provider: [u8; 32],
    /// How much, in pJ.
    pub taken: u128,
    /// How much of it the tenant got, in pJ.
    pub to_tenant: u128,
}

/// What a member of a panel was paid, of the event `JurorPaid`.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct JurorPaid {
    /// The number of the dispute.
    pub dispute: u64,
    /// The hotkey of the member.
    pub juror: [u8; 32],
    /// How much, in pJ.
    pub amount: u128,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct OrderCreated {
    order: u64,
}

/// The kind of an order for time of one device.
#[must_use]
pub fn lease_kind() -> Value {
    Value::unnamed_variant("Lease", [])
}

/// The kind of an order for time of so many devices, all of them or none.
#[must_use]
pub fn cluster_kind(devices: u8) -> Value {
    Value::named_variant("Cluster", [("devices", Value::u128(devices.into()))])
}

/// The kind of an order for a job with this input, of so many units, to be done in so many blocks.
#[must_use]
pub fn job_kind(policy: Value, input_root: [u8; 32], units: u64, work_blocks: u32) -> Value {
    let terms = Value::named_composite([
        ("policy", policy),
        ("evidence", none()),
        ("seeded_work", none()),
        ("input_root", Value::from_bytes(input_root)),
        ("units", Value::u128(units.into())),
        ("work_blocks", Value::u128(work_blocks.into())),
    ]);
    Value::unnamed_variant("Batch", [terms])
}

/// The kind of an order for something that no device makes, to be delivered in so many blocks.
#[must_use]
pub fn delivery_kind(work_blocks: u32) -> Value {
    Value::named_variant("Delivery", [("work_blocks", Value::u128(work_blocks.into()))])
}

/// The policy by which the tenant accepts, or objects within `window` blocks.
#[must_use]
pub fn acceptance(window: u32) -> Value {
    Value::named_variant("RequesterAccept", [("window", Value::u128(window.into()))])
}

/// The policy by which `n` devices that are drawn do a job, and `k` must agree.
#[must_use]
pub fn redundancy(n: u8, k: u8, reveal_window: u32) -> Value {
    let fields = [("n", n.into()), ("k", k.into()), ("reveal_window", reveal_window.into())];
    Value::named_variant("Redundant", fields.map(|(name, value)| (name, Value::u128(value))))
}

/// The policy by which chance has a job done again, so many times of a thousand.
#[must_use]
pub fn spot_check(permille: u16, window: u32) -> Value {
    let fields = [("permille", permille.into()), ("window", window.into())];
    Value::named_variant("SpotCheck", fields.map(|(name, value)| (name, Value::u128(value))))
}

/// A finding of a panel, as the call takes it.
#[must_use]
pub fn finding(name: &str) -> Value {
    Value::unnamed_variant(name, [])
}

/// What an agent made of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The root of the input.
    pub input_root: [u8; 32],
    /// The root of the output.
    pub output_root: [u8; 32],
    /// The output.
    pub output: Vec<u8>,
    /// How many units it took.
    pub units: u64,
    /// When it began, in milliseconds since 1970.
    pub start_ms: u64,
    /// When it ended.
    pub end_ms: u64,
}

impl AgentApi {
    /// Has the agent compute the product that `input` asks for, for `device`, and waits until it has.
    ///
    /// # Errors
    /// If it does not in time, or fails.
    pub async fn multiply(&self, job: u64, device: &OwnDevice, input: &[u8]) -> Result<Work> {
        let request = json!({
            "id": job.to_string(),
            "attempt": 0,
            "device": device.hex(),
            "kind": "matmul",
            "input": hex_of(input),
        });
        let record = until("the agent to do a job", || async {
            let answer = self.ask("POST", "/v1/jobs", request.to_string().as_bytes()).await?;
            let record = serde_json::from_slice::<Json>(&answer.body)?;
            Ok((record["state"] != "running").then_some(record))
        })
        .await?;
        ensure!(record["state"] == "done", "{record}");
        let text =
            |field: &str| record[field].as_str().with_context(|| format!("no {field} in {record}"));
        let number = |field: &str| -> Result<u64> { Ok(text(field)?.parse()?) };
        Ok(Work {
            input_root: key_of(text("input_root")?)?,
            output_root: key_of(text("output_root")?)?,
            output: bytes_of(text("output")?)?,
            units: number("units")?,
            start_ms: number("start_ms")?,
            end_ms: number("end_ms")?,
        })
    }
}

impl OwnDevice {
    /// The arguments of the call that hands in what the device did for a job, with its receipt.
    #[must_use]
    pub fn result_args(&self, chain: &Chain, job: u64, work: &Work) -> Vec<Value> {
        let receipt = Receipt {
            genesis: chain.api.genesis_hash().0,
            job,
            attempt: 0,
            device: self.key(),
            input_root: work.input_root,
            output_root: work.output_root,
            trace_root: None,
            units: work.units,
            start_ms: work.start_ms,
            end_ms: work.end_ms,
        };
        work.args(job, &self.sign(&signed(&receipt.hash())))
    }
}

impl Node {
    /// The arguments of the call that hands in what `device`, whose key the node keeps, did for a
    /// job, with its receipt.
    ///
    /// # Errors
    /// If the node does not sign.
    pub async fn result_args(&self, device: &str, job: u64, work: &Work) -> Result<Vec<Value>> {
        let result = json!({
            "outputRoot": hex_of(&work.output_root),
            "units": work.units,
            "startMs": work.start_ms,
            "endMs": work.end_ms,
        });
        let params = [device.into(), job.into(), 0.into(), result];
        let signed: Json = self.chain().request("joule_signReceipt", &params).await?;
        let signature = signed["signature"].as_str();
        let signature = signature.with_context(|| format!("no signature in {signed}"))?;
        Ok(work.args(job, &bytes_of(signature)?))
    }
}

impl Work {
    /// The arguments of the call that hands it in, with the signature under its receipt.
    fn args(&self, job: u64, signature: &[u8]) -> Vec<Value> {
        let claim = Value::named_composite([
            ("output_root", Value::from_bytes(self.output_root)),
            ("trace_root", none()),
            ("units", Value::u128(self.units.into())),
            ("start_ms", Value::u128(self.start_ms.into())),
            ("end_ms", Value::u128(self.end_ms.into())),
        ]);
        vec![Value::u128(job.into()), Value::u128(0), claim, Value::from_bytes(signature)]
    }
}

/// The arguments of the two calls by which the owner of a drawn device promises a result, and shows
/// it.
#[must_use]
pub fn promise_args(
    chain: &Chain,
    job: u64,
    device: [u8; 32],
    output_root: [u8; 32],
    salt: [u8; 32],
) -> [Vec<Value>; 2] {
    let genesis = chain.api.genesis_hash().0;
    let blind = BlindResult { genesis, job, attempt: 0, device, output_root, salt };
    let seat = || vec![Value::u128(job.into()), Value::u128(0), Value::from_bytes(device)];
    let (mut commit, mut reveal) = (seat(), seat());
    commit.push(Value::from_bytes(blind.hash()));
    reveal.extend([Value::from_bytes(output_root), Value::from_bytes(salt)]);
    [commit, reveal]
}

/// What the juror commits to that finds what has this number: 0 for a fault of the provider, 1 for
/// one of the tenant, 2 for none.
#[must_use]
pub fn finding_commitment(
    chain: &Chain,
    dispute: u64,
    juror: &Keypair,
    finding: u8,
    salt: [u8; 32],
) -> Value {
    let mut message = FINDING_CONTEXT.to_vec();
    let genesis = chain.api.genesis_hash().0;
    (genesis, dispute, account(juror), finding, salt).encode_to(&mut message);
    Value::from_bytes(BlakeTwo256.hash(&message))
}

impl Chain {
    /// Makes `who` a provider that takes work, and lists its device.
    ///
    /// # Errors
    /// If a call is refused or fails.
    pub async fn provide(&self, who: &Keypair, device: [u8; 32]) -> Result<()> {
        self.become_provider(who).await?;
        let attributes = Value::named_composite([
            ("region", Value::u128(0)),
            ("link", Value::unnamed_variant("Pcie", [])),
            ("memory_mib", Value::u128(1_024)),
        ]);
        let args = vec![Value::from_bytes(device), attributes];
        self.send_and_seal(who, "Market", "list_device", args).await?;
        Ok(())
    }

    /// Makes `who` a provider that takes work.
    ///
    /// # Errors
    /// If a call is refused or fails.
    pub async fn become_provider(&self, who: &Keypair) -> Result<()> {
        for call in ["register_provider", "resume_provider"] {
            self.send_and_seal(who, "Market", call, Vec::new()).await?;
        }
        Ok(())
    }

    /// Orders something for at most `max_price` micro-dollars, and puts `escrow` pJ aside. Returns
    /// the number of the order.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn order(
        &self,
        tenant: &Keypair,
        kind: Value,
        max_price: u64,
        escrow: u128,
    ) -> Result<u64> {
        let needs = Value::named_composite([
            ("class", Value::u128(0)),
            ("region", none()),
            ("link", none()),
            ("memory_mib", Value::u128(1_024)),
        ]);
        let request = Value::named_composite([
            ("kind", kind),
            ("workload", Value::unnamed_variant("Training", [])),
            ("needs", needs),
            ("max_price", Value::u128(max_price.into())),
            ("window_blocks", Value::u128(WINDOW_BLOCKS.into())),
            ("floor_price", none()),
            ("tenant_key", Value::from_bytes([9; 32])),
            ("manifest", Value::from_bytes([1; 32])),
            ("sponsors", Value::unnamed_composite([])),
        ]);
        let args = vec![request, Value::u128(escrow)];
        let at = self.send_and_seal(tenant, "Market", "create_order", args).await?;
        let created = self.fields_of::<OrderCreated>(at, "Market", "OrderCreated").await?;
        Ok(created.first().context("no order was made")?.order)
    }

    /// Bids for an order with one device.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn bid(
        &self,
        who: &Keypair,
        order: u64,
        price: u64,
        device: [u8; 32],
    ) -> Result<H256> {
        self.bid_with(who, order, price, &[device]).await
    }

    /// Bids for an order with these devices.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn bid_with(
        &self,
        who: &Keypair,
        order: u64,
        price: u64,
        devices: &[[u8; 32]],
    ) -> Result<H256> {
        let devices = Value::unnamed_composite(devices.iter().map(Value::from_bytes));
        let args = vec![Value::u128(order.into()), Value::u128(price.into()), devices];
        self.send_and_seal(who, "Market", "place_bid", args).await
    }

    /// Takes the first bid for an order, for `tenant`.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn take_first_bid(&self, tenant: &Keypair, order: u64) -> Result<H256> {
        let numbers = Value::unnamed_composite([Value::u128(0)]);
        let args = vec![Value::u128(order.into()), numbers];
        self.send_and_seal(tenant, "Market", "take_bids", args).await
    }

    /// Delivers the way to a device, by its provider, and lets the tenant accept it. Returns the
    /// block in which the lease began.
    ///
    /// # Errors
    /// If a call is refused or fails.
    pub async fn begin_lease(
        &self,
        provider: &Keypair,
        tenant: &Keypair,
        lease: u64,
    ) -> Result<u64> {
        self.deliver(provider, lease).await?;
        let at = self.market(tenant, "accept_endpoint", lease).await?;
        self.height_of(at).await
    }

    /// Delivers the way to the devices of a provider.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn deliver(&self, provider: &Keypair, lease: u64) -> Result<H256> {
        let args = vec![Value::u128(lease.into()), Value::from_bytes([1; 64])];
        self.send_and_seal(provider, "Market", "deliver_endpoint", args).await
    }

    /// Shows that a provider serves a lease.
    ///
    /// # Errors
    /// If the call is refused or fails.
    pub async fn heartbeat(&self, provider: &Keypair, lease: u64) -> Result<H256> {
        let leases = Value::unnamed_composite([Value::u128(lease.into())]);
        self.send_and_seal(provider, "Market", "heartbeat", vec![leases]).await
    }

    /// Sends a call of the market that takes nothing but the number of an order, lease or job.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn market(&self, signer: &Keypair, call: &str, number: u64) -> Result<H256> {
        self.send_and_seal(signer, "Market", call, vec![Value::u128(number.into())]).await
    }

    /// Sends a call that must fail, makes blocks until it is in one, and returns why it did.
    ///
    /// # Errors
    /// If it succeeds.
    pub async fn seal_refusal(
        &self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        args: Vec<Value>,
    ) -> Result<String> {
        match self.send_and_seal(signer, pallet, call, args).await {
            Ok(at) => bail!("{pallet}.{call} succeeded in block {at:?}"),
            Err(error) => Ok(format!("{error:#}")),
        }
    }

    /// What `joule_lease` tells, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn lease(&self, number: u64) -> Result<Json> {
        self.request("joule_lease", &[number.into()]).await
    }

    /// What `joule_job` tells, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn job(&self, number: u64) -> Result<Json> {
        self.request("joule_job", &[number.into()]).await
    }

    /// What `joule_economics` tells of an epoch at a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn economics(&self, epoch: u32, at: H256) -> Result<Json> {
        self.request("joule_economics", &[epoch.into(), format!("{at:?}").into()]).await
    }
}
