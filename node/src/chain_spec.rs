// SPDX-License-Identifier: Apache-2.0
//! The specifications of chains: presets of the runtime, allocations, files.

use joule_primitives::{
    types::{AccountId, OpaqueBlock as Block},
    units::{DECIMALS, SS58_PREFIX, SYMBOL},
};
use joule_runtime::genesis::{self, DEVELOPMENT, LOCAL, MAINNET, TESTNET};
use sc_chain_spec::{ChainSpecExtension, ChainType, GenericChainSpec, Properties};
use serde::{Deserialize, Serialize};
use serde_json::{json, Value};
use sp_consensus_babe::AuthorityId as BabeId;
use sp_consensus_grandpa::AuthorityId as GrandpaId;
use sp_runtime::BuildStorage;
use std::path::Path;

/// The specification of a chain.
pub type ChainSpec = GenericChainSpec<Extensions>;

/// What a specification may hold beside the genesis block.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ChainSpecExtension)]
#[serde(rename_all = "camelCase")]
pub struct Extensions {
    /// Blocks that must be part of the chain.
    pub fork_blocks: sc_client_api::ForkBlocks<Block>,
    /// Blocks that must not be.
    pub bad_blocks: sc_client_api::BadBlocks<Block>,
    /// A finalised state from which light clients start.
    pub light_sync_state: sc_sync_state_rpc::LightSyncStateExtension,
}

/// The genesis of a public network, as a file says it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Allocations {
    /// Who holds tokens.
    balances: Vec<Allocation>,
    /// Who makes blocks.
    validators: Vec<Validator>,
}

/// What one account holds.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Allocation {
    account: AccountId,
    /// In pJ.
    amount: String,
}

/// One validator.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Validator {
    /// The hotkey.
    account: AccountId,
    /// Who owns the validator; without it, the hotkey itself.
    coldkey: Option<AccountId>,
    /// What the owner stakes of its balance, in pJ; without it, nothing.
    stake: Option<String>,
    babe: BabeId,
    grandpa: GrandpaId,
}

/// The specification called `id`: a preset, or the path of a file.
///
/// # Errors
/// A sentence that says what is wrong and what to do.
pub fn load(
    id: &str,
    allocations: Option<&Path>,
) -> Result<Box<dyn sc_service::ChainSpec>, String> {
    let is_public = matches!(id, TESTNET | MAINNET);
    if allocations.is_some() && !is_public {
        return Err(format!(
            "--allocations goes with --chain {TESTNET} or --chain {MAINNET} only: `{id}` has a \
             genesis of its own."
        ));
    }
    Ok(Box::new(match id {
        "" => {
            return Err(format!(
                "Which chain? Say --dev for a development chain of your own, --chain {LOCAL} for \
                 a local network, or --chain FILE for the specification of a network."
            ))
        }
        "dev" | DEVELOPMENT => {
            well_known(DEVELOPMENT, "Joule Development", ChainType::Development)?
        }
        LOCAL => well_known(LOCAL, "Joule Local", ChainType::Local)?,
        TESTNET => public(TESTNET, "Joule Testnet", allocations)?,
        MAINNET => public(MAINNET, "Joule", allocations)?,
        path => from_file(Path::new(path))?,
    }))
}

fn from_file(path: &Path) -> Result<ChainSpec, String> {
    if !path.exists() {
        return Err(format!(
            "There is no chain `{0}`: neither a preset ({1}) nor a file of that name.",
            path.display(),
            genesis::NAMES.join(", "),
        ));
    }
    ChainSpec::from_json_file(path.into()).map_err(|error| {
        format!("{} is not a chain specification of Joule: {error}", path.display())
    })
}

/// A network of well-known keys.
fn well_known(preset: &str, name: &str, chain_type: ChainType) -> Result<ChainSpec, String> {
    build(preset, name, chain_type, preset_of(preset)?)
}

/// A network whose holders and validators come from a file.
fn public(preset: &str, name: &str, allocations: Option<&Path>) -> Result<ChainSpec, String> {
    let path = allocations.ok_or_else(|| {
        format!(
            "The preset `{preset}` endows nobody and names no validators: both come from a file. \
             Add --allocations FILE; docs/chain-specs.md has its format. To join a network that \
             runs already, use its own specification with --chain FILE."
        )
    })?;
    let mut genesis = preset_of(preset)?;
    let said = read_allocations(path)?;
    merge(&mut genesis, said);
    let spec = build(preset, name, ChainType::Live, genesis)?;
    // The runtime itself says whether it accepts this genesis block.
    spec.build_storage().map_err(|error| {
        format!("{} cannot be the genesis of `{preset}`: {error}", path.display())
    })?;
    Ok(spec)
}

/// Reads a file of allocations into a patch of the genesis configuration.
fn read_allocations(path: &Path) -> Result<Value, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("The allocations {} cannot be read: {error}.", path.display()))?;
    let allocations: Allocations = serde_json::from_str(&text).map_err(|error| {
        format!(
            "The allocations {} do not have the format of docs/chain-specs.md: {error}.",
            path.display()
        )
    })?;
    let mut balances = Vec::with_capacity(allocations.balances.len());
    for Allocation { account, amount } in allocations.balances {
        let pj = amount_of(path, &account, &amount)?;
        balances.push(json!([account, pj]));
    }
    let (mut keys, mut validators) = (Vec::new(), Vec::new());
    for Validator { account, coldkey, stake, babe, grandpa } in allocations.validators {
        let stake = stake.as_deref().map_or(Ok(0), |stake| amount_of(path, &account, stake))?;
        let coldkey = coldkey.unwrap_or_else(|| account.clone());
        keys.push(json!([account, account, { "babe": babe, "grandpa": grandpa }]));
        validators.push(json!([account, coldkey, stake]));
    }
    Ok(json!({
        "balances": { "balances": balances },
        "session": { "keys": keys },
        "staking": { "validators": validators },
    }))
}

/// An amount in pJ that the allocations give to `account`.
fn amount_of(path: &Path, account: &AccountId, amount: &str) -> Result<u64, String> {
    let is_plain = amount.bytes().all(|byte| byte.is_ascii_digit());
    amount.parse::<u64>().ok().filter(|_| is_plain).ok_or_else(|| {
        format!(
            "The allocations {} give {account} `{amount}`, which is no whole number of pJ below \
             2^64. One JOULE is 10^{DECIMALS} pJ.",
            path.display()
        )
    })
}

/// Adds the sections of `patch` to those of `genesis`, and the fields of those that both have.
fn merge(genesis: &mut Value, patch: Value) {
    match (genesis, patch) {
        (Value::Object(genesis), Value::Object(patch)) => {
            for (name, section) in patch {
                merge(genesis.entry(name).or_insert(Value::Null), section);
            }
        }
        (genesis, patch) => *genesis = patch,
    }
}

fn preset_of(name: &str) -> Result<Value, String> {
    genesis::preset(name).ok_or_else(|| format!("The runtime has no preset `{name}`."))
}

fn build(id: &str, name: &str, chain_type: ChainType, genesis: Value) -> Result<ChainSpec, String> {
    let wasm = joule_runtime::WASM_BINARY.ok_or(
        "This node was built without its WASM runtime. Build it again without SKIP_WASM_BUILD.",
    )?;
    let mut properties = Properties::new();
    properties.insert("tokenSymbol".into(), SYMBOL.into());
    properties.insert("tokenDecimals".into(), DECIMALS.into());
    properties.insert("ss58Format".into(), SS58_PREFIX.into());
    Ok(ChainSpec::builder(wasm, Extensions::default())
        .with_name(name)
        .with_id(&format!("joule_{id}"))
        .with_protocol_id(&format!("joule-{id}"))
        .with_chain_type(chain_type)
        .with_properties(properties)
        .with_genesis_config_patch(genesis)
        .build())
}
