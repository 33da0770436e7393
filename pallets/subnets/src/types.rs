// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores and is told.

use crate::{
    bounds::{self, Circumstances, MAX_TEMPO},
    FREEZE_BLOCKS,
};
use alloc::{
    format,
    string::{String, ToString},
};
use codec::{Decode, DecodeWithMemTracking, Encode, MaxEncodedLen};
use core::{
    fmt::Write,
    net::{IpAddr, Ipv4Addr, Ipv6Addr},
};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_math::registration;
use joule_primitives::{
    apis::subnets::{Endpoint as EndpointTold, SubnetIdentity},
    subnets::{
        BondKind, BurnTerms, LiquidAlpha, NetUid, Schedule, SubnetParameters, Uid, MAX_SUBNETS,
    },
    types::{Balance, BlockNumber},
    units::{JOULE, MICROJOULE},
};
use scale_info::TypeInfo;
use serde::{Deserialize, Serialize};

/// A day of blocks of six seconds.
const DAY: BlockNumber = 14_400;

/// What differs between networks, set at genesis.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
    Serialize,
    Deserialize,
)]
#[serde(rename_all = "camelCase")]
pub struct SubnetLimits {
    /// The most subnets at a time.
    pub max_subnets: u16,
    /// The least tempo of a subnet, in blocks.
    pub tempo_min: BlockNumber,
    /// The tempo of a subnet whose owner never chose one, in blocks.
    pub tempo_default: BlockNumber,
    /// Blocks between two registrations of subnets, at least.
    pub registration_interval_blocks: BlockNumber,
    /// Blocks after which the whole lock of a dissolved subnet comes back, and in which the lock of a
    /// new one falls by as much as the last one was.
    pub lock_period_blocks: BlockNumber,
    /// Blocks after its registration in which a subnet makes way for no other.
    pub immunity_blocks: BlockNumber,
}

impl Default for SubnetLimits {
    fn default() -> Self {
        Self::PUBLIC
    }
}

impl SubnetLimits {
    /// Those of a public network with blocks of six seconds.
    pub const PUBLIC: Self = Self {
        max_subnets: 128,
        tempo_min: 256,
        tempo_default: 360,
        registration_interval_blocks: DAY / 2,
        lock_period_blocks: 14 * DAY,
        immunity_blocks: 7 * DAY,
    };

    /// Checks that a chain may have these limits.
    ///
    /// # Errors
    /// A sentence that says what is wrong and what to do.
    pub fn check(&self) -> Result<(), String> {
        if !(1..=MAX_SUBNETS).contains(&u32::from(self.max_subnets)) {
            return Err(format!(
                "The genesis allows {} subnets. Set `subnets.limits.maxSubnets` to 1 to \
                 {MAX_SUBNETS}.",
                self.max_subnets,
            ));
        }
        // One epoch runs in a block: with twice as many blocks in a tempo as there are subnets, the
        // epochs never fall behind. And a tempo leaves blocks in which parameters may change.
        let least =
            u32::from(self.max_subnets).saturating_mul(2).max(FREEZE_BLOCKS.saturating_add(1));
        if !(least..=MAX_TEMPO).contains(&self.tempo_min) {
            return Err(format!(
                "The genesis lets subnets have a tempo of {} blocks. Set `subnets.limits.tempoMin` \
                 to {least} to {MAX_TEMPO}: at least twice the most subnets.",
                self.tempo_min,
            ));
        }
        if !(self.tempo_min..=MAX_TEMPO).contains(&self.tempo_default) {
            return Err(format!(
                "The genesis gives new subnets a tempo of {} blocks. Set \
                 `subnets.limits.tempoDefault` to {} to {MAX_TEMPO}.",
                self.tempo_default, self.tempo_min,
            ));
        }
        if self.registration_interval_blocks == 0 || self.lock_period_blocks == 0 {
            return Err(String::from(
                "The genesis has a waiting time of no blocks. Set \
                 `subnets.limits.registrationIntervalBlocks` and `subnets.limits.lockPeriodBlocks` \
                 to at least 1.",
            ));
        }
        let around = Circumstances {
            tempo_min: self.tempo_min,
            tempo_in_force: self.tempo_default,
            neurons: 1,
        };
        bounds::check(&default_parameters(self.tempo_default), &around).map_err(|field| {
            format!(
                "At a tempo of {} blocks, new subnets would have parameters out of their bounds: \
                 {field:?}. Lower `subnets.limits.tempoDefault`.",
                self.tempo_default,
            )
        })
    }

    /// How the lock moves.
    pub(crate) fn lock_terms(&self) -> registration::LockTerms {
        registration::LockTerms { min: crate::MIN_LOCK, interval: self.lock_period_blocks }
    }
}

/// The parameters of a subnet whose owner changed none, on a network with this default tempo.
#[must_use]
pub fn default_parameters(tempo: BlockNumber) -> SubnetParameters {
    SubnetParameters {
        tempo,
        max_neurons: 256,
        max_validators: 64,
        immunity_blocks: 5_000,
        min_weights: 1,
        weights_rate_limit: tempo.min(100),
        weights_version: 0,
        activity_cutoff: 5_000,
        kappa: 32_767,
        bonds: BondKind::Absolute,
        bonds_penalty: u16::MAX,
        bonds_alpha_ppm: 100_000,
        liquid_alpha: None,
        commit_reveal: true,
        commit_reveal_period: 1,
        burn: BurnTerms {
            min: 500 * MICROJOULE,
            max: 100 * JOULE,
            half_life_blocks: 720,
            step_ppm: 1_260_000,
        },
        registration_open: true,
    }
}

/// What the owner of a subnet changes of its parameters. What is absent stays as it is.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct ParametersUpdate {
    /// Blocks between two epochs, from the next one on.
    pub tempo: Option<BlockNumber>,
    /// The most neurons.
    pub max_neurons: Option<u16>,
    /// The most validators, besides the owner.
    pub max_validators: Option<u16>,
    /// Blocks after its registration in which a neuron is replaced only if no other can be.
    pub immunity_blocks: Option<BlockNumber>,
    /// The fewest neurons that weights must name.
    pub min_weights: Option<u16>,
    /// Blocks between two weights of a validator.
    pub weights_rate_limit: Option<BlockNumber>,
    /// The least version of the validators' software whose weights are taken.
    pub weights_version: Option<u32>,
    /// Blocks for which a validator is active after it set or revealed weights.
    pub activity_cutoff: Option<BlockNumber>,
    /// The part of the stake that makes a consensus, in 65,535ths.
    pub kappa: Option<u16>,
    /// What kind of bonds there are.
    pub bonds: Option<BondKind>,
    /// The part of what a weight exceeds the consensus by that buys no bonds, in 65,535ths.
    pub bonds_penalty: Option<u16>,
    /// How far bonds follow the weights in an epoch, in parts per million, unless that is liquid.
    pub bonds_alpha_ppm: Option<u32>,
    /// How far they follow if that is liquid, or that it is not.
    pub liquid_alpha: Option<Option<LiquidAlpha>>,
    /// Whether validators commit to their weights before they reveal them.
    pub commit_reveal: Option<bool>,
    /// Tempos between a commit and its reveal.
    pub commit_reveal_period: Option<u16>,
    /// The least price of registering a neuron, in pJ.
    pub burn_min: Option<Balance>,
    /// The highest price of registering a neuron, in pJ.
    pub burn_max: Option<Balance>,
    /// Blocks in which that price falls to half.
    pub burn_half_life_blocks: Option<BlockNumber>,
    /// What a registration multiplies that price by, in parts per million.
    pub burn_step_ppm: Option<u32>,
    /// Whether neurons can be registered.
    pub registration_open: Option<bool>,
}

impl ParametersUpdate {
    /// Whether it names no parameter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// `present` with what the update names in place of what it was.
    #[must_use]
    pub fn applied_to(&self, present: SubnetParameters) -> SubnetParameters {
        SubnetParameters {
            tempo: self.tempo.unwrap_or(present.tempo),
            max_neurons: self.max_neurons.unwrap_or(present.max_neurons),
            max_validators: self.max_validators.unwrap_or(present.max_validators),
            immunity_blocks: self.immunity_blocks.unwrap_or(present.immunity_blocks),
            min_weights: self.min_weights.unwrap_or(present.min_weights),
            weights_rate_limit: self.weights_rate_limit.unwrap_or(present.weights_rate_limit),
            weights_version: self.weights_version.unwrap_or(present.weights_version),
            activity_cutoff: self.activity_cutoff.unwrap_or(present.activity_cutoff),
            kappa: self.kappa.unwrap_or(present.kappa),
            bonds: self.bonds.unwrap_or(present.bonds),
            bonds_penalty: self.bonds_penalty.unwrap_or(present.bonds_penalty),
            bonds_alpha_ppm: self.bonds_alpha_ppm.unwrap_or(present.bonds_alpha_ppm),
            liquid_alpha: self.liquid_alpha.unwrap_or(present.liquid_alpha),
            commit_reveal: self.commit_reveal.unwrap_or(present.commit_reveal),
            commit_reveal_period: self.commit_reveal_period.unwrap_or(present.commit_reveal_period),
            burn: BurnTerms {
                min: self.burn_min.unwrap_or(present.burn.min),
                max: self.burn_max.unwrap_or(present.burn.max),
                half_life_blocks: self
                    .burn_half_life_blocks
                    .unwrap_or(present.burn.half_life_blocks),
                step_ppm: self.burn_step_ppm.unwrap_or(present.burn.step_ppm),
            },
            registration_open: self.registration_open.unwrap_or(present.registration_open),
        }
    }
}

/// A subnet that exists, among all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct ActiveSubnet {
    /// Its number.
    pub netuid: NetUid,
    /// What holds until its next epoch is due.
    pub schedule: Schedule,
}

/// A subnet.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct SubnetRecord<AccountId> {
    /// The neuron by which its owner owns it. The owner is the coldkey that it serves.
    pub owner_hotkey: AccountId,
    /// On whose balance the lock is held. Not the owner's if that one has another coldkey by now.
    pub depositor: AccountId,
    /// The coldkey that may accept it.
    pub offered_to: Option<AccountId>,
    /// What is locked for it, in pJ.
    pub lock: Balance,
    /// When it was registered.
    pub registered_at: BlockNumber,
    /// How many neurons it has.
    pub neurons: u16,
    /// What registering a neuron costs.
    pub price: PriceRecord,
    /// When a neuron was registered last.
    pub neuron_registered_at: BlockNumber,
    /// When its parameters were changed last.
    pub parameters_changed_at: Option<BlockNumber>,
    /// When the version of its validators' software was changed last.
    pub version_changed_at: Option<BlockNumber>,
}

/// The price of registering a neuron in a block, from which it falls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct PriceRecord {
    /// The price, in pJ.
    pub price: Balance,
    /// The block.
    pub at: BlockNumber,
}

impl From<PriceRecord> for registration::BurnPrice {
    fn from(record: PriceRecord) -> Self {
        let PriceRecord { price, at } = record;
        Self { price, at }
    }
}

impl From<registration::BurnPrice> for PriceRecord {
    fn from(burn: registration::BurnPrice) -> Self {
        let registration::BurnPrice { price, at } = burn;
        Self { price, at }
    }
}

/// What was locked for the subnet that was registered last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct LockRecord {
    /// The lock, in pJ.
    pub last: Balance,
    /// The block; 0 if none was registered since genesis.
    pub at: BlockNumber,
}

impl From<LockRecord> for registration::LockPrice {
    fn from(record: LockRecord) -> Self {
        let LockRecord { last, at } = record;
        Self { last, at }
    }
}

impl From<registration::LockPrice> for LockRecord {
    fn from(lock: registration::LockPrice) -> Self {
        let registration::LockPrice { last, at } = lock;
        Self { last, at }
    }
}

/// A removed subnet that is being cleared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Removal {
    /// Its number.
    pub netuid: NetUid,
    /// The first of its slots that is not cleared yet.
    pub next_uid: Uid,
}

/// Why a subnet was removed.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum RemovalReason {
    /// A new one took its place.
    #[codec(index = 0)]
    Pruned,
    /// Its owner wished so.
    #[codec(index = 1)]
    Dissolved,
}

/// An address of the internet protocol.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub enum Ip {
    /// Of version 4.
    #[codec(index = 0)]
    V4([u8; 4]),
    /// Of version 6.
    #[codec(index = 1)]
    V6([u8; 16]),
}

impl From<Ip> for IpAddr {
    fn from(ip: Ip) -> Self {
        match ip {
            Ip::V4(octets) => Self::V4(Ipv4Addr::from(octets)),
            Ip::V6(octets) => Self::V6(Ipv6Addr::from(octets)),
        }
    }
}

/// Where a neuron answers.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Endpoint {
    /// Its address.
    pub ip: Ip,
    /// Its port.
    pub port: u16,
    /// The protocol that it speaks there, by a number that the subnet gives it.
    pub protocol: u8,
    /// The SHA-256 digest of its TLS certificate; absent if it has none.
    pub certificate: Option<[u8; 32]>,
    /// The port of its metrics; absent if it shows none.
    pub metrics_port: Option<u16>,
}

impl Endpoint {
    /// Whether somebody can answer there: the address may be one host's, and no port is 0.
    ///
    /// Addresses of private networks and of the own host are allowed, for networks of developers. An
    /// address of version 4 is written as one.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let is_host = match IpAddr::from(self.ip) {
            IpAddr::V4(ip) => !ip.is_unspecified() && !ip.is_multicast() && !ip.is_broadcast(),
            IpAddr::V6(ip) => {
                !ip.is_unspecified() && !ip.is_multicast() && ip.to_ipv4_mapped().is_none()
            }
        };
        is_host && self.port != 0 && self.metrics_port != Some(0)
    }
}

/// Where a neuron answers, and when it said so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct EndpointRecord {
    /// Where; absent if it does no more.
    pub endpoint: Option<Endpoint>,
    /// When it said so.
    pub updated_at: BlockNumber,
}

impl EndpointRecord {
    /// The endpoint as the runtime API tells it.
    pub(crate) fn told(&self) -> Option<EndpointTold> {
        let Endpoint { ip, port, protocol, certificate, metrics_port } = self.endpoint?;
        Some(EndpointTold {
            ip: IpAddr::from(ip).to_string(),
            port,
            protocol,
            certificate_digest: certificate.map(|digest| hexadecimal(&digest)),
            metrics_port,
            updated_at: self.updated_at,
        })
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing into a string does not fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// What a subnet says about itself. Bytes are UTF-8 by convention.
#[derive(
    Clone,
    Debug,
    Default,
    PartialEq,
    Eq,
    Encode,
    Decode,
    DecodeWithMemTracking,
    MaxEncodedLen,
    TypeInfo,
)]
pub struct Identity {
    /// Its name.
    pub name: BoundedVec<u8, ConstU32<64>>,
    /// What it is for.
    pub description: BoundedVec<u8, ConstU32<512>>,
    /// Its page.
    pub url: BoundedVec<u8, ConstU32<128>>,
    /// Where its code is.
    pub repository: BoundedVec<u8, ConstU32<128>>,
    /// Where its logo is.
    pub logo: BoundedVec<u8, ConstU32<128>>,
    /// How to reach who runs it.
    pub contact: BoundedVec<u8, ConstU32<128>>,
}

impl From<Identity> for SubnetIdentity {
    fn from(identity: Identity) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self {
            name: text(&identity.name),
            description: text(&identity.description),
            url: text(&identity.url),
            repository: text(&identity.repository),
            logo: text(&identity.logo),
            contact: text(&identity.contact),
        }
    }
}

/// What the pallet knows of a subnet, for who tells more of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Description<AccountId> {
    /// The coldkey that owns it.
    pub owner: AccountId,
    /// The neuron by which it does.
    pub owner_hotkey: AccountId,
    /// The coldkey to which it was offered.
    pub offered_to: Option<AccountId>,
    /// What it says about itself.
    pub identity: Option<SubnetIdentity>,
    /// When it was registered.
    pub registered_at: BlockNumber,
    /// What is locked for it, in pJ.
    pub lock: Balance,
    /// What its owner set.
    pub parameters: SubnetParameters,
    /// How many neurons it has.
    pub neurons: u16,
    /// What registering a neuron costs now, in pJ.
    pub registration_cost: Balance,
    /// Blocks between two epochs, until the next one.
    pub tempo: BlockNumber,
    /// When its next epoch is due.
    pub next_epoch_block: BlockNumber,
}
