// SPDX-License-Identifier: Apache-2.0
//! The price of JOULE, and who feeds it.

use crate::{weights, AccountId, Price, Runtime, Session, Timestamp};
use alloc::vec::Vec;
use frame_support::{parameter_types, traits::ConstU32, PalletId};
use frame_system::EnsureRoot;
use joule_primitives::{
    price::{Dollars, FeedMembers, MAX_MEMBERS},
    root::StakePools,
    staking::PoolId,
};
use pallet_joule_price::Asset;
use pallet_joule_staking::{Candidates, Hotkeys, Pools};

parameter_types! {
    /// Of the account as which Root feeds, which has no voice.
    pub const OraclePalletId: PalletId = PalletId(*b"jl/oracl");
}

impl pallet_oracle::Config for Runtime {
    type OnNewData = Price;
    type CombineData = Price;
    type Time = Timestamp;
    type OracleKey = Asset;
    type OracleValue = Dollars;
    type PalletId = OraclePalletId;
    type Members = Price;
    type WeightInfo = weights::pallet_oracle::WeightInfo<Runtime>;
    // All members and Root.
    type MaxHasDispatchedSize = ConstU32<{ MAX_MEMBERS + 1 }>;
    type MaxFeedValues = ConstU32<1>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = ();
}

/// The pools of the validators in office, in the order of their election: by stake.
pub struct ElectedPools;

impl FeedMembers<AccountId> for ElectedPools {
    fn largest(most: u32) -> Vec<PoolId> {
        // Who changed its hotkey since the election sits under the old one.
        let pool_of = |hotkey| Hotkeys::<Runtime>::get(hotkey)?.pool;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Session::validators().into_iter().filter_map(pool_of).take(most).collect()
    }

    fn pool_of(validator: &AccountId) -> Option<PoolId> {
        <crate::Staking as StakePools<AccountId>>::pool_of(validator)
    }

    fn stands(pool: PoolId) -> bool {
        Candidates::<Runtime>::get().contains(&pool)
    }

    fn exists(pool: PoolId) -> bool {
        Pools::<Runtime>::contains_key(pool)
    }
}

impl pallet_joule_price::Config for Runtime {
    type FeedMembers = ElectedPools;
    type GovernanceOrigin = EnsureRoot<AccountId>;
    type WeightInfo = weights::pallet_joule_price::WeightInfo<Runtime>;
    #[cfg(feature = "runtime-benchmarks")]
    type BenchmarkHelper = crate::benchmarks::PriceHelper;
}
