// SPDX-License-Identifier: Apache-2.0
//! What accounts do together: batches, multi-signatures, proxies.

use crate::{
    constants::storage_deposit, Balance, Balances, OriginCaller, Runtime, RuntimeCall,
    RuntimeEvent, System,
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use frame_support::{
    parameter_types,
    traits::{ConstU32, InstanceFilter},
};
use scale_info::TypeInfo;
use sp_runtime::traits::BlakeTwo256;

impl pallet_utility::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type PalletsOrigin = OriginCaller;
    type WeightInfo = pallet_utility::weights::SubstrateWeight<Runtime>;
}

parameter_types! {
    /// Reserved for a pending multi-signature call.
    pub const MultisigDepositBase: Balance = storage_deposit(1, 88);
    /// Reserved for each of its signatories.
    pub const MultisigDepositFactor: Balance = storage_deposit(0, 32);
    /// Reserved for an account's list of proxies.
    pub const ProxyDepositBase: Balance = storage_deposit(1, 8);
    /// Reserved for each proxy in it.
    pub const ProxyDepositFactor: Balance = storage_deposit(0, 33);
    /// Reserved for a proxy's list of announcements.
    pub const AnnouncementDepositBase: Balance = storage_deposit(1, 8);
    /// Reserved for each announcement in it.
    pub const AnnouncementDepositFactor: Balance = storage_deposit(0, 66);
}

impl pallet_multisig::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type DepositBase = MultisigDepositBase;
    type DepositFactor = MultisigDepositFactor;
    type MaxSignatories = ConstU32<100>;
    type WeightInfo = pallet_multisig::weights::SubstrateWeight<Runtime>;
    type BlockNumberProvider = System;
}

/// What a proxy may do for the account that appointed it.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum ProxyType {
    /// Everything.
    #[default]
    #[codec(index = 0)]
    Any,
    /// Everything but move, lock or burn money, accept what is paid for, offer devices for draws or
    /// hire, promise their results, hand over stake, hotkeys or subnets, and act as sudo.
    #[codec(index = 1)]
    NonTransfer,
    /// Reject announcements of other proxies, alone or in a batch.
    #[codec(index = 2)]
    CancelProxy,
    /// Stake and unstake, withdraw, and run a validator, but hand nothing over.
    #[codec(index = 3)]
    Staking,
    /// Say what part of the emission subnets should get, alone or in a batch.
    #[codec(index = 4)]
    RootWeights,
}

/// Whether a call does several others, each of which is looked at by itself.
fn is_batch(call: &RuntimeCall) -> bool {
    use pallet_utility::Call as Utility;
    matches!(
        call,
        RuntimeCall::Utility(
            Utility::batch { .. } | Utility::batch_all { .. } | Utility::force_batch { .. }
        )
    )
}

/// Whether a call offers something on the market, orders, pays, or puts a deposit at risk. What is
/// left keeps a provider's leases alive, or is open to all.
fn is_trade(call: &RuntimeCall) -> bool {
    use pallet_joule_market::Call as Market;
    let RuntimeCall::Market(call) = call else { return false };
    !matches!(
        call,
        Market::pause_provider { .. }
            | Market::resume_provider { .. }
            | Market::unlist_device { .. }
            | Market::refresh_listing { .. }
            | Market::finalise { .. }
            | Market::deliver_endpoint { .. }
            | Market::heartbeat { .. }
            | Market::start_reclaim { .. }
            | Market::poke { .. }
    )
}

impl InstanceFilter<RuntimeCall> for ProxyType {
    fn filter(&self, call: &RuntimeCall) -> bool {
        use pallet_joule_attestation::Call as Attestation;
        use pallet_joule_incentive::Call as Incentive;
        use pallet_joule_root::Call as Root;
        use pallet_joule_staking::Call as Staking;
        use pallet_joule_subnets::Call as Subnets;
        use pallet_joule_verdicts::Call as Verdicts;
        match self {
            ProxyType::Any => true,
            ProxyType::NonTransfer => {
                !matches!(
                    call,
                    RuntimeCall::Balances(..)
                        | RuntimeCall::Issuance(..)
                        | RuntimeCall::Sudo(..)
                        | RuntimeCall::Staking(
                            Staking::transfer_stake { .. }
                                | Staking::swap_hotkey { .. }
                                | Staking::announce_coldkey { .. }
                                | Staking::apply_coldkey { .. }
                        )
                        | RuntimeCall::Subnets(
                            Subnets::register_subnet { .. }
                                | Subnets::register_neuron { .. }
                                | Subnets::offer_ownership { .. }
                                | Subnets::accept_ownership { .. }
                                | Subnets::dissolve { .. }
                        )
                        | RuntimeCall::Incentive(
                            Incentive::set_children { .. }
                                | Incentive::set_child_terms { .. }
                                | Incentive::set_payout { .. }
                        )
                        | RuntimeCall::Attestation(
                            Attestation::register_device { .. }
                                | Attestation::raise_bond { .. }
                                | Attestation::leave { .. }
                                | Attestation::withdraw_bond { .. }
                                | Attestation::set_offered { .. }
                        )
                        | RuntimeCall::Verdicts(
                            Verdicts::accept_result { .. } | Verdicts::commit_result { .. }
                        )
                ) && !is_trade(call)
            }
            ProxyType::Staking => {
                matches!(
                    call,
                    RuntimeCall::Staking(..) | RuntimeCall::Session(..) | RuntimeCall::Utility(..)
                ) && ProxyType::NonTransfer.filter(call)
            }
            ProxyType::CancelProxy => {
                matches!(call, RuntimeCall::Proxy(pallet_proxy::Call::reject_announcement { .. }))
                    || is_batch(call)
            }
            ProxyType::RootWeights => {
                matches!(
                    call,
                    RuntimeCall::Root(
                        Root::set_root_weights { .. }
                            | Root::commit_root_weights { .. }
                            | Root::reveal_root_weights { .. }
                            | Root::clear_root_weights { .. }
                    )
                ) || is_batch(call)
            }
        }
    }

    fn is_superset(&self, other: &Self) -> bool {
        match (self, other) {
            (ProxyType::Any, _)
            | (ProxyType::NonTransfer, ProxyType::Staking | ProxyType::RootWeights) => true,
            (one, another) => one == another,
        }
    }
}

impl pallet_proxy::Config for Runtime {
    type RuntimeEvent = RuntimeEvent;
    type RuntimeCall = RuntimeCall;
    type Currency = Balances;
    type ProxyType = ProxyType;
    type ProxyDepositBase = ProxyDepositBase;
    type ProxyDepositFactor = ProxyDepositFactor;
    type MaxProxies = ConstU32<32>;
    type WeightInfo = pallet_proxy::weights::SubstrateWeight<Runtime>;
    type MaxPending = ConstU32<32>;
    type CallHasher = BlakeTwo256;
    type AnnouncementDepositBase = AnnouncementDepositBase;
    type AnnouncementDepositFactor = AnnouncementDepositFactor;
    type BlockNumberProvider = System;
}
