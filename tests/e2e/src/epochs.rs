// SPDX-License-Identifier: Apache-2.0
//! The epochs of subnets: what they follow from, read from the chain, and what it says of them.

use crate::{
    accounts::address,
    chain::{amount, read, Chain},
};
use anyhow::Result;
use joule_math::yuma::{Alpha, Bonds, Epoch, Neuron, Parameters};
use serde_json::{json, Value as Json};
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::Keypair;

/// With less stake than this, nobody but the owner of a subnet validates in it: 100 JOULE.
const MIN_VALIDATOR_STAKE: u128 = 100_000_000_000_000;

/// The keys of a neuron.
#[derive(Clone)]
pub struct NeuronKeys {
    /// Whom it serves.
    pub coldkey: Keypair,
    /// By which it mines or validates.
    pub hotkey: Keypair,
}

/// What the chain says that an epoch paid: the event `Incentive.EpochRun`.
#[derive(Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct EpochRun {
    /// The subnet.
    pub netuid: u16,
    /// The block in which it ran.
    pub block: u32,
    /// What the owner was paid, in pJ.
    pub owner: u128,
    /// What miners were paid, in pJ, with their uids.
    pub miners: Vec<(u16, u128)>,
    /// What validators were paid, in pJ, with their uids.
    pub validators: Vec<(u16, u128)>,
    /// What could not be paid, in pJ.
    pub refused: u128,
    /// What was burned because nobody had earned it for long, in pJ.
    pub lapsed: u128,
}

/// What waits for an epoch, in pJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct Pending {
    /// For the owner of the subnet.
    pub owner: u128,
    /// For its miners.
    pub miners: u128,
    /// For its validators.
    pub validators: u128,
}

/// An epoch that runs in the next block.
pub struct Due {
    /// The subnet.
    pub netuid: u16,
    /// The block of the epoch.
    pub block: u32,
    /// The block before it.
    pub parent: H256,
    /// What it is computed from.
    pub epoch: Epoch,
    /// What waits for it.
    pub pending: Pending,
    /// The pools behind the neurons, by uid.
    pub pools: Vec<Option<u32>>,
}

impl Due {
    /// Makes blocks up to the one before the next epoch of a subnet, on a chain that makes them on
    /// request, and reads all that the epoch follows from.
    ///
    /// # Errors
    /// If the node makes no blocks or does not answer.
    ///
    /// # Panics
    /// If the subnet does not have these `neurons` in the order of their uids, or JSON-RPC tells
    /// something else than the state says.
    pub async fn next(chain: &Chain, netuid: u16, neurons: &[NeuronKeys]) -> Result<Self> {
        let block = read::<u32>(&chain.subnet(netuid).await?["nextEpochBlock"])?;
        let parent = chain.advance_to(u64::from(block) - 1).await?;
        let told = chain.subnet(netuid).await?;
        assert_eq!(told["nextEpochBlock"], block);
        assert_eq!(told["neurons"], neurons.len());
        let columns = ["hotkey", "coldkey", "registeredAt", "stake", "permit", "lastUpdate"];
        let columns = chain.metagraph(netuid, &columns).await?;
        assert_eq!(columns["neurons"], neurons.len());
        let state = Before { chain, netuid, block, parent };
        let (mut found, mut pools) = (Vec::new(), Vec::new());
        for (uid, keys) in neurons.iter().enumerate() {
            let (neuron, pool) = state.neuron(uid, keys, &columns).await?;
            found.push(neuron);
            pools.push(pool);
        }
        let parameters = parameters_of(&told, block, read(&columns["ownerUid"])?)?;
        let pending = &told["pending"];
        let pending = Pending {
            owner: amount(&pending["owner"]),
            miners: amount(&pending["miners"]),
            validators: amount(&pending["validators"]),
        };
        let epoch = Epoch { parameters, neurons: found };
        Ok(Self { netuid, block, parent, epoch, pending, pools })
    }
}

/// The parameters of an epoch in `block`, of a subnet that the node told of.
fn parameters_of(told: &Json, block: u32, owner: Option<u16>) -> Result<Parameters> {
    let set = &told["parameters"];
    assert_eq!((&set["bonds"], &set["liquidAlpha"]), (&json!("absolute"), &Json::Null));
    let last_epoch = &told["lastEpochBlock"];
    let last_epoch = if last_epoch.is_null() { &told["registeredAt"] } else { last_epoch };
    Ok(Parameters {
        block,
        last_epoch: read(last_epoch)?,
        owner,
        kappa: read(&set["kappa"])?,
        bonds_penalty: read(&set["bondsPenalty"])?,
        bonds: Bonds::Absolute(Alpha::Ppm(read(&set["bondsAlphaPpm"])?)),
        max_validators: read(&set["maxValidators"])?,
        min_stake: MIN_VALIDATOR_STAKE,
        activity_cutoff: read(&set["activityCutoff"])?,
    })
}

/// What a neuron says that others are worth.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct WeightRow {
    revealed: u32,
    as_of: u32,
    entries: Vec<(u16, u16)>,
}

/// The state in the block before an epoch.
struct Before<'a> {
    chain: &'a Chain,
    netuid: u16,
    /// The block of the epoch.
    block: u32,
    /// The block before it.
    parent: H256,
}

impl Before<'_> {
    /// What `Incentive` keeps of a neuron.
    async fn kept<Answer: DecodeAsType>(&self, item: &str, uid: usize) -> Result<Option<Answer>> {
        let keys = vec![Value::u128(self.netuid.into()), Value::u128(u128::try_from(uid)?)];
        self.chain.value_at(self.parent, "Incentive", item, keys).await
    }

    /// A neuron as the epoch will find it, and the number of the pool behind it. `columns` are what
    /// JSON-RPC tells of all neurons.
    async fn neuron(
        &self,
        uid: usize,
        keys: &NeuronKeys,
        columns: &Json,
    ) -> Result<(Neuron, Option<u32>)> {
        assert_eq!(columns["hotkey"][uid], address(&keys.hotkey));
        assert_eq!(columns["coldkey"][uid], address(&keys.coldkey));
        let pool = self.chain.pool_at(self.parent, &keys.hotkey).await?;
        let stake_in = |block| pool.as_ref().map_or(0, |(_, pool)| pool.tokens_in(block));
        assert_eq!(amount(&columns["stake"][uid]), stake_in(self.block - 1), "stake of {uid}");
        let row = self.kept::<WeightRow>("WeightRows", uid).await?;
        // Who never gave weights has no say.
        let permit = row.is_some() && read::<bool>(&columns["permit"][uid])?;
        let (last_update, as_of, weights) =
            row.map(|row| (row.revealed, row.as_of, row.entries)).unwrap_or_default();
        assert_eq!(columns["lastUpdate"][uid], last_update, "last update of {uid}");
        let neuron = Neuron {
            stake: stake_in(self.block),
            registered: read(&columns["registeredAt"][uid])?,
            last_update,
            as_of,
            permit,
            weights,
            bonds: self.kept::<Vec<(u16, u16)>>("BondRows", uid).await?.unwrap_or_default(),
        };
        Ok((neuron, pool.map(|(id, _)| id)))
    }
}
