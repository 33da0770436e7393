// SPDX-License-Identifier: Apache-2.0
//! Blocks of a development chain that are made when a developer wants them, not once per slot.

use crate::service::{FullBackend, FullBlockImport, FullClient, FullPool, FullSelectChain};
use futures::{
    channel::{mpsc, oneshot},
    future::BoxFuture,
    FutureExt, SinkExt, StreamExt,
};
use joule_primitives::types::{Hash, OpaqueBlock as Block};
use sc_basic_authorship::ProposerFactory;
use sc_consensus_babe::BabeLink;
use sc_consensus_manual_seal::{
    consensus::babe::BabeConsensusDataProvider, run_manual_seal, EngineCommand, ManualSealParams,
};
use sc_service::{Error, TaskManager};
use sc_transaction_pool_api::TransactionPool;
use sp_consensus_babe::inherents::BabeCreateInherentDataProviders;
use sp_keystore::KeystorePtr;
use std::{num::NonZeroU64, str::FromStr, sync::Arc, time::Duration};

/// When blocks are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// For each transaction.
    Instant,
    /// When `engine_createBlock` asks for one.
    Manual,
    /// Once per so many milliseconds.
    EveryMs(NonZeroU64),
}

impl FromStr for Sealing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "instant" => Ok(Sealing::Instant),
            "manual" => Ok(Sealing::Manual),
            _ => text.parse().map(Sealing::EveryMs).map_err(|_| {
                format!("`{text}` is neither `instant` nor `manual` nor a number of milliseconds, at least 1")
            }),
        }
    }
}

/// Blocks that one transaction may cause. One that is never taken must not cause them for ever.
const MAX_BLOCKS_PER_ARRIVAL: u32 = 4;
/// How long the pool may take to learn of a block.
const POOL_PATIENCE: Duration = Duration::from_secs(2);

/// Where requests for a block are sent to.
pub type CommandSender = mpsc::Sender<EngineCommand<Hash>>;
/// Where they arrive.
pub type CommandReceiver = mpsc::Receiver<EngineCommand<Hash>>;

/// A channel for requests, which RPC and the timer share.
pub fn commands() -> (CommandSender, CommandReceiver) {
    mpsc::channel(64)
}

/// What sealing needs of the node.
pub struct SealingParams {
    /// When blocks are made.
    pub sealing: Sealing,
    /// Both ends of the channel of requests.
    pub commands: (CommandSender, CommandReceiver),
    /// The node's client.
    pub client: Arc<FullClient>,
    /// Its transactions.
    pub pool: Arc<FullPool>,
    /// Imports the blocks.
    pub block_import: FullBlockImport,
    /// Chooses the parent.
    pub select_chain: FullSelectChain,
    /// The epochs of BABE.
    pub babe_link: BabeLink<Block>,
    /// The clock of the chain.
    pub clock: BabeCreateInherentDataProviders<Block>,
    /// The keys of the only validator.
    pub keystore: KeystorePtr,
    /// Counts what is proposed.
    pub registry: Option<substrate_prometheus_endpoint::Registry>,
}

/// Starts making blocks.
///
/// # Errors
/// If this node has no key of a validator of the chain.
pub fn start(params: SealingParams, task_manager: &TaskManager) -> Result<(), Error> {
    let SealingParams {
        sealing,
        commands: (sender, receiver),
        client,
        pool,
        block_import,
        select_chain,
        babe_link,
        clock,
        keystore,
        registry,
    } = params;
    let env = ProposerFactory::new(
        task_manager.spawn_handle(),
        Arc::clone(&client),
        Arc::clone(&pool),
        registry.as_ref(),
        None,
    );
    let authorities = &babe_link.config().authorities;
    let has_key = keystore
        .sr25519_public_keys(sp_consensus_babe::KEY_TYPE)
        .into_iter()
        .any(|key| authorities.iter().any(|(authority, _)| *authority == key.into()));
    if !has_key {
        return Err(Error::Other(
            "Sealing needs the key of a validator of this chain, and this node has none. Add --dev \
             or, for a chain of well-known keys, --alice."
                .into(),
        ));
    }
    let digests = BabeConsensusDataProvider::new(
        Arc::clone(&client),
        keystore,
        babe_link.epoch_changes().clone(),
        babe_link.config().authorities.clone(),
    )
    .map_err(|error| {
        Error::Other(format!("Sealing cannot author blocks of this chain: {error}"))
    })?;
    let seal = run_manual_seal::<_, _, FullBackend, _, _, _, _, _, _>(ManualSealParams {
        block_import,
        env,
        client,
        pool: Arc::clone(&pool),
        commands_stream: receiver,
        select_chain,
        consensus_data_provider: Some(Box::new(digests)),
        create_inherent_data_providers: clock,
    });
    let spawner = task_manager.spawn_essential_handle();
    spawner.spawn_blocking("sealing", Some("block-authoring"), seal);
    if let Some(requests) = requests(sealing, sender, pool) {
        spawner.spawn("sealing-requests", Some("block-authoring"), requests);
    }
    Ok(())
}

/// Asks for blocks, one after the other.
fn requests(
    sealing: Sealing,
    mut sender: CommandSender,
    pool: Arc<FullPool>,
) -> Option<BoxFuture<'static, ()>> {
    match sealing {
        Sealing::Manual => None,
        Sealing::Instant => {
            // Before anybody can submit: a transaction that is missed would wait for the next.
            let mut arrivals = pool.import_notification_stream();
            Some(
                async move {
                    while arrivals.next().await.is_some() {
                        seal_what_is_ready(&mut sender, &pool).await;
                    }
                }
                .boxed(),
            )
        }
        Sealing::EveryMs(period) => Some(
            async move {
                let mut timer = tokio::time::interval(Duration::from_millis(period.get()));
                timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
                loop {
                    timer.tick().await;
                    request_block(&mut sender).await;
                }
            }
            .boxed(),
        ),
    }
}

/// Asks for blocks until no transaction is left: the first block of a session takes none, and one
/// that is full leaves some behind.
async fn seal_what_is_ready(sender: &mut CommandSender, pool: &FullPool) {
    if pool.status().ready == 0 {
        // An earlier block took all that has arrived.
        return;
    }
    for _ in 0..MAX_BLOCKS_PER_ARRIVAL {
        let Some(block) = request_block(sender).await else { return };
        let mut ready = pool.ready_at_with_timeout(block, POOL_PATIENCE).await;
        if ready.next().is_none() {
            return;
        }
    }
}

/// Asks for a block, empty or not, and waits until it is imported and final. Returns its hash.
async fn request_block(sender: &mut CommandSender) -> Option<Hash> {
    let (reply, sealed) = oneshot::channel();
    let command = EngineCommand::SealNewBlock {
        create_empty: true,
        finalize: true,
        parent_hash: None,
        sender: Some(reply),
    };
    // If a channel is closed, the node is shutting down.
    sender.send(command).await.ok()?;
    match sealed.await.ok()? {
        Ok(block) => Some(block.hash),
        Err(error) => {
            log::error!(target: "sealing", "No block was made: {error}");
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealing_is_read_from_the_command_line() {
        let every_ms = |period| Sealing::EveryMs(NonZeroU64::new(period).expect("not zero"));
        assert_eq!("instant".parse(), Ok(Sealing::Instant));
        assert_eq!("manual".parse(), Ok(Sealing::Manual));
        assert_eq!("1".parse(), Ok(every_ms(1)));
        assert_eq!("18446744073709551615".parse(), Ok(every_ms(u64::MAX)));
        for text in ["", "0", "-5", "1.5", "Instant", "100ms", "18446744073709551616"] {
            let error = text.parse::<Sealing>().expect_err("not a way of sealing");
            assert!(error.contains("milliseconds"), "{error}");
        }
    }
}
