// SPDX-License-Identifier: Apache-2.0
//! JSON-RPC: the ecosystem's standard methods, and the `joule` namespace.

mod device_keys;
mod error;
mod feeder_keys;
mod joule;
mod market;
mod receipts;
#[cfg(test)]
mod testing;

use crate::{
    sealing::CommandSender,
    service::{FullBackend, FullClient, FullPool, FullSelectChain},
};
use device_keys::{DeviceKeys, DeviceKeysApiServer};
use feeder_keys::{FeederKeys, FeederKeysApiServer};
use joule::{Joule, JouleApiServer};
use joule_primitives::types::{BlockNumber, Hash, OpaqueBlock as Block};
use jsonrpsee::RpcModule;
use market::{Markets, MarketsApiServer};
use receipts::{Receipts, ReceiptsApiServer};
use sc_consensus_babe::BabeWorkerHandle;
use sc_consensus_babe_rpc::{Babe, BabeApiServer};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaJustificationStream, SharedAuthoritySet, SharedVoterState,
};
use sc_consensus_grandpa_rpc::{Grandpa, GrandpaApiServer};
use sc_consensus_manual_seal::rpc::{ManualSeal, ManualSealApiServer};
use sc_rpc::SubscriptionTaskExecutor;
use sc_sync_state_rpc::{SyncState, SyncStateApiServer};
use sp_blockchain::HeaderBackend;
use sp_keystore::KeystorePtr;
use std::sync::Arc;

/// What the methods answer from.
pub struct RpcContext {
    /// The node's client.
    pub client: Arc<FullClient>,
    /// Its transactions.
    pub pool: Arc<FullPool>,
    /// Chooses the best chain.
    pub select_chain: FullSelectChain,
    /// The specification of the chain.
    pub chain_spec: Box<dyn sc_chain_spec::ChainSpec>,
    /// The node's keys.
    pub keystore: KeystorePtr,
    /// Answers what BABE knows of epochs.
    pub babe: BabeWorkerHandle<Block>,
    /// What GRANDPA knows.
    pub grandpa: GrandpaContext,
    /// Takes requests for blocks, if they are made on request.
    pub sealing: Option<CommandSender>,
}

/// What GRANDPA knows.
pub struct GrandpaContext {
    /// State of the voter.
    pub voter_state: SharedVoterState,
    /// Who votes.
    pub authority_set: SharedAuthoritySet<Hash, BlockNumber>,
    /// Justifications as they come.
    pub justifications: GrandpaJustificationStream<Block>,
    /// Proves finality.
    pub proofs: Arc<FinalityProofProvider<FullBackend, Block>>,
}

/// Every method that the service does not add by itself.
///
/// # Errors
/// If two methods have the same name, or the specification lacks its `lightSyncState` extension.
pub fn methods(
    context: &RpcContext,
    executor: SubscriptionTaskExecutor,
) -> Result<RpcModule<()>, Box<dyn std::error::Error + Send + Sync>> {
    use pallet_transaction_payment_rpc::{TransactionPayment, TransactionPaymentApiServer};
    use substrate_frame_rpc_system::{System, SystemApiServer};

    let RpcContext { client, pool, select_chain, chain_spec, keystore, babe, grandpa, sealing } =
        context;
    let client = || Arc::clone(client);
    let mut module = RpcModule::new(());
    module.merge(System::new(client(), Arc::clone(pool)).into_rpc())?;
    module.merge(TransactionPayment::new(client()).into_rpc())?;
    module.merge(
        Babe::new(client(), babe.clone(), Arc::clone(keystore), select_chain.clone()).into_rpc(),
    )?;
    module.merge(
        Grandpa::new(
            executor,
            grandpa.authority_set.clone(),
            grandpa.voter_state.clone(),
            grandpa.justifications.clone(),
            Arc::clone(&grandpa.proofs),
        )
        .into_rpc(),
    )?;
    module.merge(
        SyncState::new(
            chain_spec.cloned_box(),
            client(),
            grandpa.authority_set.clone(),
            babe.clone(),
        )?
        .into_rpc(),
    )?;
    module.merge(Joule::new(client()).into_rpc())?;
    module.merge(Markets(Joule::new(client())).into_rpc())?;
    let info = client();
    let genesis = info.info().genesis_hash;
    let best = Box::new(move || info.info().best_number);
    let device_keys = DeviceKeys { keystore: Arc::clone(keystore), genesis, best };
    module.merge(device_keys.into_rpc())?;
    let markets = Markets(Joule::new(client()));
    let job = Box::new(move |number| markets.job(number, None));
    module.merge(Receipts { keystore: Arc::clone(keystore), genesis, job }.into_rpc())?;
    module.merge(FeederKeys { keystore: Arc::clone(keystore), genesis }.into_rpc())?;
    if let Some(commands) = sealing {
        module.merge(ManualSeal::new(commands.clone()).into_rpc())?;
    }
    Ok(module)
}
