// SPDX-License-Identifier: Apache-2.0
//! The runtime APIs: what a node and its clients ask the runtime.

use crate::{
    configs::consensus::{now_ms, SessionKeys},
    economics, genesis, queries, AccountId, Attestation, Babe, Balance, Block, BlockNumber,
    Equilibrium, Executive, Grandpa, InherentDataExt, Issuance, KeyOwners, Market, Nonce, Panels,
    Price, Runtime, RuntimeCall, Staking, Subnets, System, TransactionPayment, VERSION,
};
use alloc::{string::String, vec::Vec};
use codec::Encode;
use frame_support::{
    traits::{Get, KeyOwnerProofSystem},
    view_functions::{ViewFunctionDispatchError, ViewFunctionId},
    weights::Weight,
};
use joule_primitives::{
    apis::{
        attestation::{Challenges, Device, DevicesPage},
        equilibrium::{Claims, ComputeQuote, Economics, EpochFigures, MarketParameters},
        issuance::{HalvingSchedule, Supply},
        market::{
            Job, Lease, ListingsPage, MarketFigures, Order, OrderFilter, OrdersPage, Provider,
            ProvidersPage,
        },
        panels::Dispute,
        price::PriceReport,
        root::RootAllocation,
        staking::{Decentralisation, Stakes, Validator, ValidatorsPage},
        subnets::{Column, Metagraph, Subnet, SubnetsPage},
    },
    attestation::{ClassId, DeviceKey},
    subnets::NetUid,
};
use pallet_joule_timing::{SessionLength, SlotDuration};
use pallet_transaction_payment::{FeeDetails, RuntimeDispatchInfo};
use sp_api::impl_runtime_apis;
use sp_core::{crypto::KeyTypeId, OpaqueMetadata};
use sp_inherents::{CheckInherentsResult, InherentData};
use sp_runtime::{
    traits::Block as BlockT,
    transaction_validity::{TransactionSource, TransactionValidity},
    ApplyExtrinsicResult, ExtrinsicInclusionMode,
};
use sp_session::OpaqueGeneratedSessionKeys;
use sp_version::RuntimeVersion;

impl_runtime_apis! {
    impl sp_api::Core<Block> for Runtime {
        fn version() -> RuntimeVersion {
            VERSION
        }

        fn execute_block(block: <Block as BlockT>::LazyBlock) {
            Executive::execute_block(block);
        }

        fn initialize_block(header: &<Block as BlockT>::Header) -> ExtrinsicInclusionMode {
            Executive::initialize_block(header)
        }
    }

    impl sp_api::Metadata<Block> for Runtime {
        fn metadata() -> OpaqueMetadata {
            OpaqueMetadata::new(Runtime::metadata().into())
        }

        fn metadata_at_version(version: u32) -> Option<OpaqueMetadata> {
            Runtime::metadata_at_version(version)
        }

        fn metadata_versions() -> Vec<u32> {
            Runtime::metadata_versions()
        }
    }

    impl frame_support::view_functions::runtime_api::RuntimeViewFunction<Block> for Runtime {
        fn execute_view_function(
            id: ViewFunctionId,
            input: Vec<u8>,
        ) -> Result<Vec<u8>, ViewFunctionDispatchError> {
            Runtime::execute_view_function(id, input)
        }
    }

    impl sp_block_builder::BlockBuilder<Block> for Runtime {
        fn apply_extrinsic(extrinsic: <Block as BlockT>::Extrinsic) -> ApplyExtrinsicResult {
            Executive::apply_extrinsic(extrinsic)
        }

        fn finalize_block() -> <Block as BlockT>::Header {
            Executive::finalize_block()
        }

        fn inherent_extrinsics(data: InherentData) -> Vec<<Block as BlockT>::Extrinsic> {
            data.create_extrinsics()
        }

        fn check_inherents(
            block: <Block as BlockT>::LazyBlock,
            data: InherentData,
        ) -> CheckInherentsResult {
            data.check_extrinsics(&block)
        }
    }

    impl sp_transaction_pool::runtime_api::TaggedTransactionQueue<Block> for Runtime {
        fn validate_transaction(
            source: TransactionSource,
            transaction: <Block as BlockT>::Extrinsic,
            block_hash: <Block as BlockT>::Hash,
        ) -> TransactionValidity {
            Executive::validate_transaction(source, transaction, block_hash)
        }
    }

    impl sp_offchain::OffchainWorkerApi<Block> for Runtime {
        fn offchain_worker(header: &<Block as BlockT>::Header) {
            Executive::offchain_worker(header)
        }
    }

    impl sp_consensus_babe::BabeApi<Block> for Runtime {
        fn configuration() -> sp_consensus_babe::BabeConfiguration {
            let epoch_config = Babe::epoch_config().unwrap_or(crate::constants::BABE_EPOCH_CONFIG);
            sp_consensus_babe::BabeConfiguration {
                slot_duration: SlotDuration::<Runtime>::get(),
                epoch_length: SessionLength::<Runtime>::get(),
                c: epoch_config.c,
                authorities: Babe::authorities().to_vec(),
                randomness: Babe::randomness(),
                allowed_slots: epoch_config.allowed_slots,
            }
        }

        fn current_epoch_start() -> sp_consensus_babe::Slot {
            Babe::current_epoch_start()
        }

        fn current_epoch() -> sp_consensus_babe::Epoch {
            Babe::current_epoch()
        }

        fn next_epoch() -> sp_consensus_babe::Epoch {
            Babe::next_epoch()
        }

        fn generate_key_ownership_proof(
            _slot: sp_consensus_babe::Slot,
            authority: sp_consensus_babe::AuthorityId,
        ) -> Option<sp_consensus_babe::OpaqueKeyOwnershipProof> {
            KeyOwners::prove((sp_consensus_babe::KEY_TYPE, authority))
                .map(|proof| sp_consensus_babe::OpaqueKeyOwnershipProof::new(proof.encode()))
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            equivocation_proof: sp_consensus_babe::EquivocationProof<<Block as BlockT>::Header>,
            key_owner_proof: sp_consensus_babe::OpaqueKeyOwnershipProof,
        ) -> Option<()> {
            let key_owner_proof = key_owner_proof.decode()?;
            Babe::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
        }
    }

    impl sp_consensus_grandpa::GrandpaApi<Block> for Runtime {
        fn grandpa_authorities() -> sp_consensus_grandpa::AuthorityList {
            Grandpa::grandpa_authorities()
        }

        fn current_set_id() -> sp_consensus_grandpa::SetId {
            Grandpa::current_set_id()
        }

        fn submit_report_equivocation_unsigned_extrinsic(
            equivocation_proof: sp_consensus_grandpa::EquivocationProof<
                <Block as BlockT>::Hash,
                BlockNumber,
            >,
            key_owner_proof: sp_consensus_grandpa::OpaqueKeyOwnershipProof,
        ) -> Option<()> {
            let key_owner_proof = key_owner_proof.decode()?;
            Grandpa::submit_unsigned_equivocation_report(equivocation_proof, key_owner_proof)
        }

        fn generate_key_ownership_proof(
            _set_id: sp_consensus_grandpa::SetId,
            authority: sp_consensus_grandpa::AuthorityId,
        ) -> Option<sp_consensus_grandpa::OpaqueKeyOwnershipProof> {
            KeyOwners::prove((sp_consensus_grandpa::KEY_TYPE, authority))
                .map(|proof| sp_consensus_grandpa::OpaqueKeyOwnershipProof::new(proof.encode()))
        }
    }

    impl sp_session::SessionKeys<Block> for Runtime {
        fn generate_session_keys(
            owner: Vec<u8>,
            seed: Option<Vec<u8>>,
        ) -> OpaqueGeneratedSessionKeys {
            SessionKeys::generate(&owner, seed).into()
        }

        fn decode_session_keys(encoded: Vec<u8>) -> Option<Vec<(Vec<u8>, KeyTypeId)>> {
            SessionKeys::decode_into_raw_public_keys(&encoded)
        }
    }

    impl frame_system_rpc_runtime_api::AccountNonceApi<Block, AccountId, Nonce> for Runtime {
        fn account_nonce(account: AccountId) -> Nonce {
            System::account_nonce(account)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentApi<Block, Balance>
        for Runtime
    {
        fn query_info(
            transaction: <Block as BlockT>::Extrinsic,
            length: u32,
        ) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_info(transaction, length)
        }

        fn query_fee_details(
            transaction: <Block as BlockT>::Extrinsic,
            length: u32,
        ) -> FeeDetails<Balance> {
            TransactionPayment::query_fee_details(transaction, length)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl pallet_transaction_payment_rpc_runtime_api::TransactionPaymentCallApi<
        Block,
        Balance,
        RuntimeCall,
    > for Runtime
    {
        fn query_call_info(call: RuntimeCall, length: u32) -> RuntimeDispatchInfo<Balance> {
            TransactionPayment::query_call_info(call, length)
        }

        fn query_call_fee_details(call: RuntimeCall, length: u32) -> FeeDetails<Balance> {
            TransactionPayment::query_call_fee_details(call, length)
        }

        fn query_weight_to_fee(weight: Weight) -> Balance {
            TransactionPayment::weight_to_fee(weight)
        }

        fn query_length_to_fee(length: u32) -> Balance {
            TransactionPayment::length_to_fee(length)
        }
    }

    impl joule_primitives::apis::issuance::IssuanceApi<Block> for Runtime {
        fn supply() -> Supply {
            Issuance::supply()
        }

        fn halving_schedule() -> HalvingSchedule {
            Issuance::halving_schedule(now_ms(), SlotDuration::<Runtime>::get())
        }

        fn reward_at(height: BlockNumber) -> Balance {
            Issuance::reward_at(height)
        }
    }

    impl joule_primitives::apis::staking::StakingApi<Block> for Runtime {
        fn validators(page: u32) -> ValidatorsPage<AccountId> {
            Staking::validators(page)
        }

        fn validator(hotkey: AccountId) -> Option<Validator<AccountId>> {
            Staking::validator(&hotkey)
        }

        fn stakes(coldkey: AccountId) -> Stakes<AccountId> {
            Staking::stakes(coldkey)
        }

        fn decentralisation() -> Decentralisation {
            Staking::decentralisation()
        }
    }

    impl joule_primitives::apis::subnets::SubnetsApi<Block> for Runtime {
        fn subnets(page: u32) -> SubnetsPage<AccountId> {
            queries::subnets(page)
        }

        fn subnet(netuid: NetUid) -> Option<Subnet<AccountId>> {
            queries::subnet(netuid)
        }

        fn metagraph(netuid: NetUid, columns: Vec<Column>) -> Option<Metagraph<AccountId>> {
            queries::metagraph(netuid, &columns)
        }

        fn next_epoch_block(netuid: NetUid) -> Option<BlockNumber> {
            Subnets::next_epoch_block(netuid)
        }
    }

    impl joule_primitives::apis::root::RootApi<Block> for Runtime {
        fn root_allocation() -> RootAllocation<AccountId> {
            queries::root_allocation()
        }
    }

    impl joule_primitives::apis::attestation::AttestationApi<Block> for Runtime {
        fn devices(page: u32) -> DevicesPage<AccountId> {
            Attestation::devices(page)
        }

        fn device(key: DeviceKey) -> Option<Device<AccountId>> {
            Attestation::device(key)
        }

        fn challenges() -> Challenges {
            Attestation::challenges()
        }
    }

    impl joule_primitives::apis::price::PriceApi<Block> for Runtime {
        fn price() -> PriceReport {
            Price::report()
        }
    }

    impl joule_primitives::apis::market::MarketApi<Block> for Runtime {
        fn market() -> MarketFigures {
            Market::market()
        }

        fn provider(account: AccountId) -> Option<Provider<AccountId>> {
            Market::describe_provider(account)
        }

        fn providers(page: u32) -> ProvidersPage<AccountId> {
            Market::providers(page)
        }

        fn orders(filter: OrderFilter<AccountId>, page: u32) -> OrdersPage<AccountId> {
            Market::orders(filter, page)
        }

        fn listings(page: u32) -> ListingsPage<AccountId> {
            Market::listings(page)
        }

        fn order(number: u64) -> Option<Order<AccountId>> {
            Market::describe_order(number)
        }

        fn lease(number: u64) -> Option<Lease<AccountId>> {
            Market::describe_lease(number)
        }

        fn job(number: u64) -> Option<Job<AccountId>> {
            Market::describe_job(number)
        }
    }

    impl joule_primitives::apis::equilibrium::EquilibriumApi<Block> for Runtime {
        fn market_parameters() -> MarketParameters {
            Equilibrium::market_parameters()
        }

        fn running_epoch() -> EpochFigures {
            Equilibrium::running_epoch()
        }

        fn epoch_figures(epoch: u32) -> Option<EpochFigures> {
            Equilibrium::epoch_figures(epoch)
        }

        fn economics(epoch: Option<u32>) -> Option<Economics> {
            economics::economics(epoch)
        }

        fn quote(class: ClassId, hours: u32) -> Option<ComputeQuote> {
            economics::quote(class, hours)
        }

        fn claims(account: AccountId) -> Claims {
            Equilibrium::claims(&account)
        }
    }

    impl joule_primitives::apis::panels::PanelsApi<Block> for Runtime {
        fn dispute(dispute: u64) -> Option<Dispute<AccountId>> {
            Panels::dispute(dispute)
        }
    }

    impl sp_genesis_builder::GenesisBuilder<Block> for Runtime {
        fn build_state(json: Vec<u8>) -> sp_genesis_builder::Result {
            genesis::build(&json)
        }

        fn get_preset(id: &Option<sp_genesis_builder::PresetId>) -> Option<Vec<u8>> {
            genesis::json_of(id.as_deref())
        }

        fn preset_names() -> Vec<sp_genesis_builder::PresetId> {
            genesis::NAMES.map(String::from).to_vec()
        }
    }

    #[cfg(feature = "runtime-benchmarks")]
    impl frame_benchmarking::Benchmark<Block> for Runtime {
        fn benchmark_metadata(
            extra: bool,
        ) -> (Vec<frame_benchmarking::BenchmarkList>, Vec<frame_support::traits::StorageInfo>) {
            crate::benchmarks::metadata(extra)
        }

        fn dispatch_benchmark(
            config: frame_benchmarking::BenchmarkConfig,
        ) -> Result<Vec<frame_benchmarking::BenchmarkBatch>, String> {
            crate::benchmarks::dispatch(config)
        }
    }

    #[cfg(feature = "try-runtime")]
    impl frame_try_runtime::TryRuntime<Block> for Runtime {
        fn on_runtime_upgrade(
            checks: frame_try_runtime::UpgradeCheckSelect,
        ) -> (Weight, Weight) {
            let weight = Executive::try_runtime_upgrade(checks)
                .expect("a runtime upgrade passes its own checks");
            (weight, <Runtime as frame_system::Config>::BlockWeights::get().max_block)
        }

        fn execute_block(
            block: <Block as BlockT>::LazyBlock,
            state_root_check: bool,
            signature_check: bool,
            select: frame_try_runtime::TryStateSelect,
        ) -> Weight {
            Executive::try_execute_block(block, state_root_check, signature_check, select)
                .expect("a block executes")
        }
    }
}
