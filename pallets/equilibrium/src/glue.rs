// SPDX-License-Identifier: Apache-2.0
//! Every trait through which other pallets and the runtime reach this one.

use crate::{Config, CreditOf, Pallet, WeightInfo};
use frame_support::weights::Weight;
use joule_primitives::{
    attestation::{ChallengeRewards, DeviceKey, FollowDevices, MilliComputeUnits},
    market::{Quote, Sale, SettleCompute, UsdMicro},
    price::Dollars,
    types::{Balance, BlockNumber},
};
use sp_runtime::DispatchError;

impl<T: Config> SettleCompute<T::AccountId, CreditOf<T>> for Pallet<T> {
    fn quote(usd_micro: UsdMicro, price: Dollars, escrow: Balance) -> Result<Quote, DispatchError> {
        Self::quote_of(usd_micro, price, escrow)
    }

    fn settle(
        sale: &Sale<'_, T::AccountId>,
        payment: CreditOf<T>,
    ) -> Result<(), (DispatchError, CreditOf<T>)> {
        Self::settle_sale(sale, payment)
    }

    fn weight() -> Weight {
        T::WeightInfo::settle()
    }
}

impl<T: Config> ChallengeRewards for Pallet<T> {
    fn per_challenge(device: &DeviceKey, score: MilliComputeUnits) -> Balance {
        Self::gain_of(device, score)
    }

    fn weight() -> Weight {
        T::WeightInfo::per_challenge()
    }
}

impl<T: Config> FollowDevices<T::AccountId> for Pallet<T> {
    fn on_proved(
        device: &DeviceKey,
        owner: &T::AccountId,
        credited: MilliComputeUnits,
        blocks: BlockNumber,
    ) {
        // A proof of nothing is none.
        if credited.0 > 0 {
            Self::vest(device, owner);
            Self::count_idle_time(device, owner, credited, blocks);
        }
    }

    fn on_failed(device: &DeviceKey, owner: &T::AccountId) {
        Self::lapse_vesting(device, owner);
        Self::forfeit_claims(device, owner);
    }

    fn on_active(_device: &DeviceKey, _owner: &T::AccountId, _is_active: bool) {}

    fn on_bond(_device: &DeviceKey, _owner: &T::AccountId, _bond: Balance) {}

    fn weight() -> Weight {
        T::WeightInfo::on_proved().max(T::WeightInfo::on_failed())
    }
}
