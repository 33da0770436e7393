// SPDX-License-Identifier: Apache-2.0
//! The root network: what its members do, and what its epochs follow from, read from the chain.

use crate::{
    accounts::{account, account_arg},
    chain::{read, Chain},
    subnets::{weights_arg, SubnetsPot},
};
use anyhow::{Context, Result};
use joule_math::root::{Funds, Member, Outcome, Parameters, Root};
use serde_json::Value as Json;
use sp_arithmetic::Perbill;
use subxt::{
    config::{
        substrate::{BlakeTwo256, H256},
        Hasher,
    },
    dynamic::Value,
    ext::{codec::Encode, scale_decode::DecodeAsType},
};
use subxt_signer::sr25519::Keypair;

/// Blocks between two epochs of the root network.
const ROOT_TEMPO: u32 = 100;
/// Blocks in which as much as the backlog would be divided, if everything were decided.
const BACKLOG_BLOCKS: u32 = 1_296_000;
/// Billionths, in which fractions are stored, of a millionth, in which JSON-RPC tells them.
const PARTS_PER_PPM: u32 = 1_000;

/// How votes become shares, if so much of the members' stake counts of a single one's at most. Who
/// gives a subnet a 64th of its weights trusts it.
fn parameters(counted_cap_ppm: u32) -> Parameters {
    Parameters {
        rho: 10,
        kappa: 32_767,
        cap: Perbill::from_parts(counted_cap_ppm * PARTS_PER_PPM),
        trust_threshold: Perbill::from_rational(1u32, 64),
        turnout_factor: 2,
        decision_factor: 2,
    }
}

/// What a member decided on, for itself until it reveals it.
#[derive(Clone, Debug)]
pub struct RootDecision {
    /// Netuids in ascending order, and what each subnet should get.
    pub weights: Vec<(u16, u16)>,
    /// What makes the decision hard to guess.
    pub salt: [u8; 32],
}

impl RootDecision {
    /// A decision for `weights`, with a salt that no other test knows.
    #[must_use]
    pub fn new(weights: &[(u16, u16)], salt: u8) -> Self {
        Self { weights: weights.to_vec(), salt: [salt; 32] }
    }

    /// What the member `hotkey` commits to.
    #[must_use]
    pub fn hash(&self, hotkey: &Keypair) -> H256 {
        BlakeTwo256.hash(&(account(hotkey), &self.weights, self.salt).encode())
    }

    /// The arguments of the call that reveals it, as a decision of the member `hotkey`.
    #[must_use]
    pub fn reveal_args(&self, hotkey: &Keypair) -> Vec<Value> {
        vec![account_arg(hotkey), weights_arg(&self.weights), Value::from_bytes(self.salt)]
    }
}

/// The arguments of the call by which the member `hotkey` says what subnets should get.
#[must_use]
pub fn root_weights_args(hotkey: &Keypair, weights: &[(u16, u16)]) -> Vec<Value> {
    vec![account_arg(hotkey), weights_arg(weights)]
}

impl Chain {
    /// The answer of `joule_rootAllocation`, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn root_allocation(&self) -> Result<Json> {
        self.request("joule_rootAllocation", &[]).await
    }

    /// Makes the validator `hotkey` of `coldkey` a member of the root network.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn root_register(&self, coldkey: &Keypair, hotkey: &Keypair) -> Result<H256> {
        self.send(coldkey, "Root", "root_register", vec![account_arg(hotkey)]).await
    }

    /// Lets the member `hotkey` of `coldkey` say what subnets should get.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn set_root_weights(
        &self,
        coldkey: &Keypair,
        hotkey: &Keypair,
        weights: &[(u16, u16)],
    ) -> Result<H256> {
        let args = root_weights_args(hotkey, weights);
        self.send(coldkey, "Root", "set_root_weights", args).await
    }

    /// Lets the member `hotkey` of `coldkey` commit to a decision.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn commit_root_weights(
        &self,
        coldkey: &Keypair,
        hotkey: &Keypair,
        decision: &RootDecision,
    ) -> Result<H256> {
        let args = vec![account_arg(hotkey), Value::from_bytes(decision.hash(hotkey))];
        self.send(coldkey, "Root", "commit_root_weights", args).await
    }

    /// Lets the member `hotkey` of `coldkey` reveal a decision that it committed to.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn reveal_root_weights(
        &self,
        coldkey: &Keypair,
        hotkey: &Keypair,
        decision: &RootDecision,
    ) -> Result<H256> {
        self.send(coldkey, "Root", "reveal_root_weights", decision.reveal_args(hotkey)).await
    }
}

/// A member of the root network, and what it said last.
#[derive(Clone)]
pub struct Voter {
    /// Whose it is.
    pub coldkey: Keypair,
    /// Its validator.
    pub hotkey: Keypair,
    /// Netuids in ascending order, and what each subnet should get.
    pub weights: Vec<(u16, u16)>,
    /// The block in which it said so.
    pub decided_at: u32,
}

impl Voter {
    /// Makes the validator `hotkey` of `coldkey` a member, and lets it say what subnets should get.
    ///
    /// # Errors
    /// If a call is refused or fails.
    pub async fn join(
        chain: &Chain,
        coldkey: Keypair,
        hotkey: Keypair,
        weights: &[(u16, u16)],
    ) -> Result<Self> {
        chain.root_register(&coldkey, &hotkey).await?;
        let mut voter = Self { coldkey, hotkey, weights: Vec::new(), decided_at: 0 };
        voter.vote(chain, weights).await?;
        Ok(voter)
    }

    /// Lets it say anew what subnets should get.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn vote(&mut self, chain: &Chain, weights: &[(u16, u16)]) -> Result<()> {
        let at = chain.set_root_weights(&self.coldkey, &self.hotkey, weights).await?;
        self.weights = weights.to_vec();
        self.decided_at = u32::try_from(chain.height_of(at).await?)?;
        Ok(())
    }

    /// What it says in `block` of `netuids`, each of which is the column of its place. Nothing if
    /// it said so too long ago.
    fn ballot(&self, netuids: &[u16], block: u32, expiry_blocks: u32) -> Vec<(u16, u16)> {
        if block >= self.decided_at + expiry_blocks {
            return Vec::new();
        }
        let weight_of = |netuid: u16| self.weights.iter().find(|(weighed, _)| *weighed == netuid);
        let columns = (0u16..).zip(netuids);
        columns.filter_map(|(column, netuid)| Some((column, weight_of(*netuid)?.1))).collect()
    }
}

/// The reward of a block, as far as it is subnets'.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Issued {
    subnets: u128,
}

/// An epoch of the root network that ran: what it followed from, and what the arithmetic makes of
/// that.
pub struct RootEpoch {
    /// The block of the epoch.
    pub block: u32,
    /// Its hash.
    pub at: H256,
    /// The block before it.
    pub parent: H256,
    /// The pools of the members, in their order.
    pub pools: Vec<u32>,
    /// The subnets, each of which is the column of its place.
    pub netuids: Vec<u16>,
    /// Blocks after which weights count no more.
    pub expiry_blocks: u32,
    /// The part of the members' stake that counts of a single one's at most, in parts per million.
    pub counted_cap_ppm: u32,
    /// What shares are computed from.
    pub root: Root,
    /// The pot that was divided, with what the block itself brought.
    pub pot: SubnetsPot,
    /// What of it was there to divide.
    pub funds: Funds,
    /// What the arithmetic makes of the votes.
    pub outcome: Outcome,
    /// What each subnet must get, in pJ.
    pub amounts: Vec<u128>,
}

impl RootEpoch {
    /// Lets the next epoch run, on a chain that makes blocks on request, and computes it from what
    /// the state before it says. `voters` are the members, in the order of their pools.
    ///
    /// # Errors
    /// If the node makes no blocks or does not answer.
    ///
    /// # Panics
    /// If members are not in their order, or the epoch of a subnet runs in the same block: it would
    /// pay out of what is looked at here.
    pub async fn next(chain: &Chain, voters: &[Voter]) -> Result<Self> {
        let told = chain.root_allocation().await?;
        let block = read::<u32>(&told["nextEpochBlock"])?;
        let expiry_blocks = read::<u32>(&told["expiryBlocks"])?;
        let counted_cap_ppm = read::<u32>(&told["countedCapPpm"])?;
        let parent = chain.advance_to(u64::from(block) - 1).await?;
        let netuids = chain.netuids().await?;
        let (mut pools, mut members) = (Vec::new(), Vec::new());
        for voter in voters {
            let pool = chain.pool_at(parent, &voter.hotkey).await?;
            let (id, pool) = pool.context("a member is a validator")?;
            let weights = voter.ballot(&netuids, block, expiry_blocks);
            pools.push(id);
            members.push(Member { stake: pool.tokens_in(block), weights });
        }
        assert!(pools.is_sorted(), "the members are not in the order of their pools: {pools:?}");
        let mut pot = chain.subnets_pot(parent).await?;

        // Nobody sends anything in this block.
        let at = chain.advance_to(block.into()).await?;
        let events = chain.events_at(at).await?;
        let pays = events.iter().any(|event| event == "Incentive.EpochRun");
        assert!(!pays, "the epoch of a subnet runs in block {block}, too");
        let issued = chain.fields_of::<Issued>(at, "Issuance", "Issued").await?;
        pot.claims += issued.first().context("a block has a reward")?.subnets;

        let columns = u16::try_from(netuids.len())?;
        // What flows into pools stays staked: the block leaves what the epoch found.
        let total_stake = chain.supply(at).await?.get("staked");
        let parameters = parameters(counted_cap_ppm);
        let root = Root { parameters, members, total_stake, columns };
        let funds = Funds {
            inflow: pot.claims - pot.pending - pot.backlog,
            backlog: pot.backlog,
            blocks: ROOT_TEMPO,
            backlog_blocks: BACKLOG_BLOCKS,
        };
        let outcome = root.outcome();
        let amounts = outcome.amounts(&funds);
        Ok(Self {
            block,
            at,
            parent,
            pools,
            netuids,
            expiry_blocks,
            counted_cap_ppm,
            root,
            pot,
            funds,
            outcome,
            amounts,
        })
    }

    /// What all subnets together must get, in pJ.
    #[must_use]
    pub fn divided(&self) -> u128 {
        self.amounts.iter().sum()
    }

    /// What must be left for later epochs, in pJ.
    #[must_use]
    pub fn left(&self) -> u128 {
        self.funds.inflow + self.funds.backlog - self.divided()
    }
}
