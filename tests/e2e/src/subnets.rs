// SPDX-License-Identifier: Apache-2.0
//! What the owners and the neurons of subnets do.

use crate::{
    accounts::{account, account_arg, none, some},
    chain::{read, Chain},
    staking::hotkey_proof,
};
use anyhow::{Context, Result};
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

/// What an update of a subnet's parameters may name.
const PARAMETERS: [&str; 20] = [
    "tempo",
    "max_neurons",
    "max_validators",
    "immunity_blocks",
    "min_weights",
    "weights_rate_limit",
    "weights_version",
    "activity_cutoff",
    "kappa",
    "bonds",
    "bonds_penalty",
    "bonds_alpha_ppm",
    "liquid_alpha",
    "commit_reveal",
    "commit_reveal_period",
    "burn_min",
    "burn_max",
    "burn_half_life_blocks",
    "burn_step_ppm",
    "registration_open",
];

/// The pot out of which subnets are paid, in pJ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SubnetsPot {
    /// What is owed from it.
    pub claims: u128,
    /// What of that waits for the epochs of subnets.
    pub pending: u128,
    /// What of that epochs of the root network left for later ones.
    pub backlog: u128,
}

/// A subnet, as far as it matters here.
#[derive(serde::Deserialize)]
struct Listed {
    netuid: u16,
}

/// What a validator decided on, for itself until it reveals it.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Uids in ascending order, and what each of them is worth.
    pub weights: Vec<(u16, u16)>,
    /// What makes the decision hard to guess.
    pub salt: [u8; 32],
    /// The version of the validator's software.
    pub version: u32,
}

impl Decision {
    /// A decision for `weights`, with a salt that no other test knows.
    #[must_use]
    pub fn new(weights: &[(u16, u16)], salt: u8) -> Self {
        Self { weights: weights.to_vec(), salt: [salt; 32], version: 0 }
    }

    /// What `hotkey` commits to in a subnet.
    #[must_use]
    pub fn hash(&self, netuid: u16, hotkey: &Keypair) -> H256 {
        let decided = (account(hotkey), netuid, &self.weights, self.salt, self.version);
        BlakeTwo256.hash(&decided.encode())
    }

    /// The arguments of the call that reveals it.
    #[must_use]
    pub fn reveal_args(&self, netuid: u16) -> Vec<Value> {
        vec![
            Value::u128(netuid.into()),
            weights_arg(&self.weights),
            Value::from_bytes(self.salt),
            Value::u128(self.version.into()),
        ]
    }
}

/// Weights, as a call takes them.
#[must_use]
pub fn weights_arg(weights: &[(u16, u16)]) -> Value {
    let pair = |(uid, weight): &(u16, u16)| {
        Value::unnamed_composite([Value::u128((*uid).into()), Value::u128((*weight).into())])
    };
    Value::unnamed_composite(weights.iter().map(pair))
}

impl Chain {
    /// The answer of `joule_subnet`, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn subnet(&self, netuid: u16) -> Result<Json> {
        self.request("joule_subnet", &[netuid.into()]).await
    }

    /// The numbers of the subnets, of which there are no more than on a page of `joule_subnets`, by
    /// the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn netuids(&self) -> Result<Vec<u16>> {
        let page: Json = self.request("joule_subnets", &[]).await?;
        let listed = read::<Vec<Listed>>(&page["subnets"])?;
        Ok(listed.iter().map(|subnet| subnet.netuid).collect())
    }

    /// The pot out of which subnets are paid, at a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn subnets_pot(&self, at: H256) -> Result<SubnetsPot> {
        let pot = vec![Value::unnamed_variant("Subnets", Vec::new())];
        let claims = self.value_at::<u128>(at, "Issuance", "PotClaims", pot).await?;
        Ok(SubnetsPot {
            claims: claims.context("every pot has claims")?,
            pending: self.number_at(at, "Incentive", "PendingTotal").await?,
            backlog: self.number_at(at, "Incentive", "Backlog").await?,
        })
    }

    /// The answer of `joule_metagraph` for some of its columns, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn metagraph(&self, netuid: u16, columns: &[&str]) -> Result<Json> {
        self.request("joule_metagraph", &[netuid.into(), json!(columns)]).await
    }

    /// Registers a subnet of `coldkey` for whatever lock, with the neuron `hotkey`. Returns its
    /// number.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn register_subnet(&self, coldkey: &Keypair, hotkey: &Keypair) -> Result<u16> {
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Registered {
            netuid: u16,
        }
        let proof = hotkey_proof(self.api.genesis_hash(), hotkey, coldkey);
        let args = vec![account_arg(hotkey), Value::u128(u128::MAX), proof];
        let at = self.send(coldkey, "Subnets", "register_subnet", args).await?;
        let registered = self.fields_of::<Registered>(at, "Subnets", "SubnetRegistered").await?;
        Ok(registered.first().context("a subnet was registered")?.netuid)
    }

    /// Registers the neuron `hotkey` of `coldkey` in a subnet, for whatever price. Returns its uid.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn register_neuron(
        &self,
        netuid: u16,
        coldkey: &Keypair,
        hotkey: &Keypair,
    ) -> Result<u16> {
        #[derive(DecodeAsType)]
        #[decode_as_type(crate_path = "subxt::ext::scale_decode")]
        struct Registered {
            uid: u16,
        }
        let args = self.neuron_args(netuid, coldkey, hotkey, u128::MAX);
        let at = self.send(coldkey, "Subnets", "register_neuron", args).await?;
        let registered = self.fields_of::<Registered>(at, "Subnets", "NeuronRegistered").await?;
        Ok(registered.first().context("a neuron was registered")?.uid)
    }

    /// The arguments of the call that registers the neuron `hotkey` of `coldkey` for at most
    /// `max_price` pJ.
    #[must_use]
    pub fn neuron_args(
        &self,
        netuid: u16,
        coldkey: &Keypair,
        hotkey: &Keypair,
        max_price: u128,
    ) -> Vec<Value> {
        let proof = hotkey_proof(self.api.genesis_hash(), hotkey, coldkey);
        vec![Value::u128(netuid.into()), account_arg(hotkey), Value::u128(max_price), proof]
    }

    /// Lets `owner` change some parameters of its subnet.
    ///
    /// # Errors
    /// If it is refused or fails.
    ///
    /// # Panics
    /// If there is no parameter of such a name.
    pub async fn set_parameters(
        &self,
        netuid: u16,
        owner: &Keypair,
        changes: &[(&str, Value)],
    ) -> Result<H256> {
        for (name, _) in changes {
            assert!(PARAMETERS.contains(name), "{name} is no parameter");
        }
        let update = PARAMETERS.map(|name| {
            let change = changes.iter().find(|(changed, _)| *changed == name);
            (name, change.map_or_else(none, |(_, value)| some(value.clone())))
        });
        let args = vec![Value::u128(netuid.into()), Value::named_composite(update)];
        self.send(owner, "Subnets", "set_parameters", args).await
    }

    /// Lets `hotkey` set weights in a subnet.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn set_weights(
        &self,
        netuid: u16,
        hotkey: &Keypair,
        weights: &[(u16, u16)],
    ) -> Result<H256> {
        let args = vec![Value::u128(netuid.into()), weights_arg(weights), Value::u128(0)];
        self.send(hotkey, "Incentive", "set_weights", args).await
    }

    /// Lets `hotkey` commit to a decision in a subnet.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn commit_weights(
        &self,
        netuid: u16,
        hotkey: &Keypair,
        decision: &Decision,
    ) -> Result<H256> {
        let hash = Value::from_bytes(decision.hash(netuid, hotkey));
        let args = vec![Value::u128(netuid.into()), hash];
        self.send(hotkey, "Incentive", "commit_weights", args).await
    }

    /// Lets `hotkey` reveal a decision that it committed to in a subnet.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn reveal_weights(
        &self,
        netuid: u16,
        hotkey: &Keypair,
        decision: &Decision,
    ) -> Result<H256> {
        self.send(hotkey, "Incentive", "reveal_weights", decision.reveal_args(netuid)).await
    }
}
