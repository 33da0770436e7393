// SPDX-License-Identifier: Apache-2.0
//! The node: its parts, and how they run together.

use crate::{
    agent::{self, Agent},
    equivocation::{report_equivocations, DiscardReports},
    inherents::clock,
    price_sources,
    rpc::{self, GrandpaContext, RpcContext},
    sealing::{self, Sealing, SealingParams},
};
use codec::Encode;
use futures::FutureExt;
use joule_primitives::{
    apis::issuance::IssuanceApi,
    price::sources::PriceSources,
    types::{Hash, OpaqueBlock as Block},
    units::{MAX_GENESIS_ENDOWMENT, SCHEDULE},
};
use joule_runtime::RuntimeApi;
use sc_basic_authorship::ProposerFactory;
use sc_chain_spec::GenesisBlockBuilder;
use sc_client_api::{Backend, BlockBackend};
use sc_consensus_babe::{
    BabeBlockImport, BabeLink, BabeParams, BabeWorkerHandle, ImportQueueParams, SlotProportion,
};
use sc_consensus_grandpa::{
    FinalityProofProvider, GrandpaBlockImport, GrandpaParams, LinkHalf, SharedVoterState,
};
use sc_network::NetworkBackend;
use sc_offchain::{OffchainWorkerOptions, OffchainWorkers};
use sc_service::{
    config::Configuration, error::Error, BuildNetworkParams, KeystoreContainer, SpawnTasksParams,
    TFullBackend, TFullClient, TaskManager, WarpSyncConfig,
};
use sc_telemetry::{Telemetry, TelemetryHandle, TelemetryWorker};
use sc_transaction_pool_api::OffchainTransactionPoolFactory;
use sp_api::ProvideRuntimeApi;
use sp_blockchain::HeaderBackend;
use sp_consensus_babe::{inherents::BabeCreateInherentDataProviders, AllowedSlots};
use sp_core::storage::Storage;
use sp_runtime::traits::{BlakeTwo256, Block as _, Hash as _};
use std::{sync::Arc, time::Duration};

/// What the runtime may call of the node.
#[cfg(not(feature = "runtime-benchmarks"))]
pub type HostFunctions = sp_io::SubstrateHostFunctions;
/// What the runtime may call of the node.
#[cfg(feature = "runtime-benchmarks")]
pub type HostFunctions =
    (sp_io::SubstrateHostFunctions, frame_benchmarking::benchmarking::HostFunctions);

type Executor = sc_executor::WasmExecutor<HostFunctions>;
/// Executes and stores blocks.
pub type FullClient = TFullClient<Block, RuntimeApi, Executor>;
/// The database.
pub type FullBackend = TFullBackend<Block>;
/// Chooses the best chain: the longest.
pub type FullSelectChain = sc_consensus::LongestChain<FullBackend, Block>;
/// Transactions that wait for a block.
pub type FullPool = sc_transaction_pool::TransactionPoolHandle<Block, FullClient>;
type FullGrandpaBlockImport = GrandpaBlockImport<FullBackend, Block, FullClient, FullSelectChain>;
/// Imports blocks: BABE around GRANDPA around the client.
pub type FullBlockImport = BabeBlockImport<
    Block,
    FullClient,
    FullGrandpaBlockImport,
    BabeCreateInherentDataProviders<Block>,
    FullSelectChain,
>;

/// Blocks between two justifications that are kept, for warp sync and light clients.
const JUSTIFICATION_PERIOD: u32 = 512;

/// Everything that a node, and the commands on its database, are made of.
pub struct Parts {
    /// Executes and stores blocks.
    pub client: Arc<FullClient>,
    /// The database.
    pub backend: Arc<FullBackend>,
    /// Runs tasks.
    pub task_manager: TaskManager,
    /// Verifies and imports blocks.
    pub consensus: Consensus,
    keystore: KeystoreContainer,
    select_chain: FullSelectChain,
    pool: Arc<FullPool>,
    telemetry: Option<Telemetry>,
}

/// What verifies and imports blocks, and what remembers its state.
pub struct Consensus {
    /// Takes blocks from the network or a file.
    pub import_queue: sc_consensus::DefaultImportQueue<Block>,
    block_import: FullBlockImport,
    babe_link: BabeLink<Block>,
    babe_worker: BabeWorkerHandle<Block>,
    grandpa_link: LinkHalf<Block, FullClient, FullSelectChain>,
    clock: BabeCreateInherentDataProviders<Block>,
}

/// Builds the parts, for a chain whose blocks are made by `sealing` or else by slots.
///
/// # Errors
/// If the database cannot be opened or belongs to another chain, or the chain's parameters are not
/// those that this node needs.
pub fn parts(config: &Configuration, sealing: Option<Sealing>) -> Result<Parts, Error> {
    let telemetry = telemetry(config)?;
    let executor = sc_service::new_wasm_executor::<HostFunctions>(&config.executor);
    let backend = sc_service::new_db_backend(config.db_config())?;
    let genesis = config.chain_spec.as_storage_builder().build_storage()?;
    let genesis_hash = hash_of_genesis(&genesis, &executor)?;
    let genesis_block = GenesisBlockBuilder::new_with_storage(
        genesis,
        !config.no_genesis(),
        Arc::clone(&backend),
        executor.clone(),
    )?;
    let (client, backend, keystore, task_manager) =
        sc_service::new_full_parts_with_genesis_builder::<Block, RuntimeApi, _, _>(
            config,
            telemetry.as_ref().map(|(_, telemetry)| telemetry.handle()),
            executor,
            backend,
            genesis_block,
            false,
        )?;
    let client = Arc::new(client);
    require_same_genesis(config, &client, genesis_hash)?;
    if !config.no_genesis() {
        require_endowment_within_bounds(&client, genesis_hash)?;
    }

    let telemetry = telemetry.map(|(worker, telemetry)| {
        task_manager.spawn_handle().spawn("telemetry", None, worker.run());
        telemetry
    });
    let select_chain = sc_consensus::LongestChain::new(Arc::clone(&backend));
    let pool = Arc::from(
        sc_transaction_pool::Builder::new(
            task_manager.spawn_essential_handle(),
            Arc::clone(&client),
            config.role.is_authority().into(),
        )
        .with_options(config.transaction_pool.clone())
        .with_prometheus(config.prometheus_registry())
        .build(),
    );

    let consensus = consensus(
        config,
        sealing,
        &client,
        &select_chain,
        &task_manager,
        telemetry.as_ref().map(Telemetry::handle),
    )?;

    Ok(Parts { client, backend, task_manager, keystore, select_chain, pool, consensus, telemetry })
}

/// Builds what verifies and imports blocks: BABE around GRANDPA around the client.
fn consensus(
    config: &Configuration,
    sealing: Option<Sealing>,
    client: &Arc<FullClient>,
    select_chain: &FullSelectChain,
    task_manager: &TaskManager,
    telemetry: Option<TelemetryHandle>,
) -> Result<Consensus, Error> {
    let (grandpa_block_import, grandpa_link) = sc_consensus_grandpa::block_import(
        Arc::clone(client),
        JUSTIFICATION_PERIOD,
        client,
        select_chain.clone(),
        telemetry.clone(),
    )?;
    let justification_import = grandpa_block_import.clone();
    let babe_config = sc_consensus_babe::configuration(&**client)?;
    require_vrf_in_every_slot(babe_config.allowed_slots)?;
    let slot_duration = babe_config.slot_duration();
    let clock = clock(client, slot_duration, sealing.is_some());
    let (block_import, babe_link) = sc_consensus_babe::block_import(
        babe_config,
        grandpa_block_import,
        Arc::clone(client),
        Arc::clone(&clock),
        select_chain.clone(),
        OffchainTransactionPoolFactory::new(DiscardReports),
    )?;
    let (import_queue, babe_worker) = sc_consensus_babe::import_queue(ImportQueueParams {
        link: babe_link.clone(),
        block_import: block_import.clone(),
        justification_import: Some(Box::new(justification_import)),
        client: Arc::clone(client),
        slot_duration,
        spawner: &task_manager.spawn_essential_handle(),
        registry: config.prometheus_registry(),
        telemetry,
    })?;
    Ok(Consensus { import_queue, block_import, babe_link, babe_worker, grandpa_link, clock })
}

/// Telemetry, if the command line or the chain names an endpoint for it.
fn telemetry(config: &Configuration) -> Result<Option<(TelemetryWorker, Telemetry)>, Error> {
    let Some(endpoints) = config.telemetry_endpoints.clone().filter(|all| !all.is_empty()) else {
        return Ok(None);
    };
    let worker = TelemetryWorker::new(16)?;
    let telemetry = worker.handle().new_telemetry(endpoints);
    Ok(Some((worker, telemetry)))
}

/// A database that was begun with another genesis block belongs to another chain, whatever the two
/// are called.
fn require_same_genesis(
    config: &Configuration,
    client: &FullClient,
    expected: Hash,
) -> Result<(), Error> {
    let found = client.info().genesis_hash;
    if expected == found {
        return Ok(());
    }
    Err(Error::Other(format!(
        "The database in {} belongs to another chain: its genesis block is {found:?}, that of `{}` \
         is {expected:?}. Choose another --base-path, use the specification with which the chain \
         was started, or remove the database with the sub-command purge-chain.",
        config.data_path.display(),
        config.chain_spec.id(),
    )))
}

/// A specification in raw form is state that no runtime has checked: its endowment is checked here.
fn require_endowment_within_bounds(client: &FullClient, genesis: Hash) -> Result<(), Error> {
    // A pruned node has forgotten the genesis state; it checked it when that was still there.
    let Ok(supply) = client.runtime_api().supply(genesis) else { return Ok(()) };
    if supply.genesis <= MAX_GENESIS_ENDOWMENT && supply.issued == supply.genesis {
        let last = SCHEDULE.last_paying_block(supply.genesis).unwrap_or(0);
        log::info!("🪙 Genesis endowed {} pJ; the last block that pays is #{last}", supply.genesis);
        return Ok(());
    }
    Err(Error::Other(format!(
        "The genesis block endows {} pJ and enters {} pJ in the ledger; at most \
         {MAX_GENESIS_ENDOWMENT} pJ may be endowed, all of it entered. Its specification is wrong.",
        supply.issued, supply.genesis,
    )))
}

/// Hash of the genesis block whose state is `storage`.
fn hash_of_genesis(storage: &Storage, executor: &Executor) -> Result<Hash, Error> {
    let version =
        sc_chain_spec::resolve_state_version_from_wasm::<_, BlakeTwo256>(storage, executor)?;
    let children = storage.children_default.values().map(|child| {
        let entries = child.data.clone().into_iter().collect();
        let root = BlakeTwo256::trie_root(entries, version);
        (child.child_info.prefixed_storage_key().into_inner(), root.encode())
    });
    let state = storage.top.clone().into_iter().chain(children).collect();
    let root = BlakeTwo256::trie_root(state, version);
    Ok(sc_chain_spec::construct_genesis_block::<Block>(root, version).hash())
}

/// The chain's randomness, on which the drawing of challenges rests, needs a VRF output per block.
fn require_vrf_in_every_slot(allowed: AllowedSlots) -> Result<(), Error> {
    if allowed == AllowedSlots::PrimaryAndSecondaryVRFSlots {
        return Ok(());
    }
    Err(Error::Other(format!(
        "This chain allows the BABE slots {allowed:?}, but its randomness needs a VRF output in \
         every block: PrimaryAndSecondaryVRFSlots. Its specification is wrong."
    )))
}

/// Runs a node, whose devices are served by `agent`, and which reads the price at `sources`.
///
/// # Errors
/// If a part cannot be built or a port is taken.
pub fn run<Network: NetworkBackend<Block, Hash>>(
    config: Configuration,
    sealing: Option<Sealing>,
    agent: Option<Agent>,
    sources: Option<PriceSources>,
) -> Result<TaskManager, Error> {
    let Parts {
        client,
        backend,
        mut task_manager,
        consensus,
        keystore,
        select_chain,
        pool,
        mut telemetry,
    } = parts(&config, sealing)?;
    let Consensus { import_queue, block_import, babe_link, babe_worker, grandpa_link, clock } =
        consensus;
    let keystore = keystore.keystore();
    let transactions = OffchainTransactionPoolFactory::new(Arc::clone(&pool));
    let authority_set = grandpa_link.shared_authority_set().clone();
    let voter_state = SharedVoterState::empty();

    // The network, with GRANDPA's own protocol.
    let mut net_config = sc_network::config::FullNetworkConfiguration::<_, _, Network>::new(
        &config.network,
        config.prometheus_registry().cloned(),
    );
    let metrics = Network::register_notification_metrics(config.prometheus_registry());
    let genesis_hash = client.block_hash(0)?.ok_or("the database has no genesis block")?;
    let grandpa_protocol =
        sc_consensus_grandpa::protocol_standard_name(&genesis_hash, &config.chain_spec);
    // A protocol that nobody serves would keep peers from connecting.
    let is_voting = !config.disable_grandpa && sealing.is_none();
    let grandpa_notifications =
        is_voting.then(|| {
            let (protocol, notifications) =
                sc_consensus_grandpa::grandpa_peers_set_config::<_, Network>(
                    grandpa_protocol.clone(),
                    metrics.clone(),
                    net_config.peer_store_handle(),
                );
            net_config.add_notification_protocol(protocol);
            notifications
        });
    let warp_sync = sc_consensus_grandpa::warp_proof::NetworkProvider::new(
        Arc::clone(&backend),
        authority_set.clone(),
        Vec::new(),
    );
    let (network, system_rpc_tx, tx_handler_controller, sync_service, _bitswap) =
        sc_service::build_network(BuildNetworkParams {
            config: &config,
            net_config,
            client: Arc::clone(&client),
            transaction_pool: Arc::clone(&pool),
            spawn_handle: task_manager.spawn_handle(),
            spawn_essential_handle: task_manager.spawn_essential_handle(),
            import_queue,
            block_announce_validator_builder: None,
            warp_sync_config: Some(WarpSyncConfig::WithProvider(Arc::new(warp_sync))),
            block_relay: None,
            metrics,
            gap_sync_body_policy: None,
        })?;

    // Tasks that every node runs.
    if let Some(mut storage) = backend.offchain_storage() {
        price_sources::write(sources.as_ref(), &mut storage);
        agent::serve(agent, storage, &task_manager.spawn_handle());
    }
    if config.offchain_worker.enabled {
        let workers = OffchainWorkers::new(OffchainWorkerOptions {
            runtime_api_provider: Arc::clone(&client),
            is_validator: config.role.is_authority(),
            keystore: Some(Arc::clone(&keystore)),
            offchain_db: backend.offchain_storage(),
            transaction_pool: Some(transactions.clone()),
            network_provider: Arc::new(Arc::clone(&network)),
            enable_http_requests: true,
            custom_extensions: |_| Vec::new(),
        })?;
        task_manager.spawn_handle().spawn(
            "offchain-workers",
            Some("offchain-worker"),
            workers.run(Arc::clone(&client), task_manager.spawn_handle()).boxed(),
        );
    }
    task_manager.spawn_handle().spawn(
        "equivocation-reporter",
        None,
        report_equivocations(Arc::clone(&client), transactions.clone()),
    );
    let commands = sealing.map(|_| sealing::commands());
    let rpc_context = RpcContext {
        client: Arc::clone(&client),
        pool: Arc::clone(&pool),
        select_chain: select_chain.clone(),
        chain_spec: config.chain_spec.cloned_box(),
        keystore: Arc::clone(&keystore),
        babe: babe_worker,
        grandpa: GrandpaContext {
            voter_state: voter_state.clone(),
            authority_set: authority_set.clone(),
            justifications: grandpa_link.justification_stream(),
            proofs: FinalityProofProvider::new_for_service(
                Arc::clone(&backend),
                Some(authority_set),
            ),
        },
        sealing: commands.as_ref().map(|(sender, _)| sender.clone()),
    };

    let role = config.role;
    let name = config.network.node_name.clone();
    let force_authoring = config.force_authoring;
    let registry = config.prometheus_registry().cloned();
    sc_service::spawn_tasks(SpawnTasksParams {
        config,
        client: Arc::clone(&client),
        backend,
        task_manager: &mut task_manager,
        keystore: Arc::clone(&keystore),
        transaction_pool: Arc::clone(&pool),
        rpc_builder: Box::new(move |executor| Ok(rpc::methods(&rpc_context, executor)?)),
        network: Arc::clone(&network),
        system_rpc_tx,
        tx_handler_controller,
        sync_service: Arc::clone(&sync_service),
        telemetry: telemetry.as_mut(),
        tracing_execute_block: None,
    })?;

    // Blocks and finality.
    match (sealing, commands) {
        (Some(sealing), Some(commands)) => {
            let params = SealingParams {
                sealing,
                commands,
                client,
                pool,
                block_import,
                select_chain,
                babe_link,
                clock,
                keystore,
                registry,
            };
            sealing::start(params, &task_manager)?;
        }
        _ => {
            let telemetry = telemetry.as_ref().map(Telemetry::handle);
            if role.is_authority() {
                let env = ProposerFactory::new(
                    task_manager.spawn_handle(),
                    Arc::clone(&client),
                    pool,
                    registry.as_ref(),
                    telemetry.clone(),
                );
                let babe = sc_consensus_babe::start_babe(BabeParams {
                    keystore: Arc::clone(&keystore),
                    client: Arc::clone(&client),
                    select_chain,
                    env,
                    block_import,
                    sync_oracle: Arc::clone(&sync_service),
                    justification_sync_link: Arc::clone(&sync_service),
                    create_inherent_data_providers: clock,
                    force_authoring,
                    backoff_authoring_blocks: Some(
                        sc_consensus_slots::BackoffAuthoringOnFinalizedHeadLagging::default(),
                    ),
                    babe_link,
                    block_proposal_slot_portion: SlotProportion::new(0.5),
                    max_block_proposal_slot_portion: None,
                    telemetry: telemetry.clone(),
                })?;
                task_manager.spawn_essential_handle().spawn_blocking(
                    "babe-proposer",
                    Some("block-authoring"),
                    babe,
                );
            }
            if let Some(notification_service) = grandpa_notifications {
                let voter = sc_consensus_grandpa::run_grandpa_voter(GrandpaParams {
                    config: sc_consensus_grandpa::Config {
                        gossip_duration: Duration::from_millis(333),
                        justification_generation_period: JUSTIFICATION_PERIOD,
                        observer_enabled: false,
                        local_role: role,
                        name: Some(name),
                        keystore: role.is_authority().then_some(keystore),
                        telemetry: telemetry.clone(),
                        protocol_name: grandpa_protocol,
                    },
                    link: grandpa_link,
                    network,
                    sync: sync_service,
                    notification_service,
                    voting_rule: sc_consensus_grandpa::VotingRulesBuilder::default().build(),
                    prometheus_registry: registry,
                    shared_voter_state: voter_state,
                    telemetry,
                    offchain_tx_pool_factory: transactions,
                })?;
                task_manager.spawn_essential_handle().spawn_blocking("grandpa-voter", None, voter);
            }
        }
    }
    Ok(task_manager)
}
