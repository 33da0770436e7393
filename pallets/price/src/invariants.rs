// SPDX-License-Identifier: Apache-2.0
//! What must hold at the end of every block. The numbers are those of the README.

use crate::{
    feeding::{is_price, FRESH_MS, MIN_FEED_INTERVAL_MS},
    types::{Average, Reading, Track},
    Administered, Asset, Config, Feeders, KeysOf, LastPrice, Members, Pallet, Seats,
};
use alloc::{collections::BTreeSet, vec::Vec};
use frame_support::{ensure, traits::Get};
use joule_math::bme::{DAY_MS, HALF_HOUR_MS, HOLD_MS_MAX};
use joule_primitives::{
    price::{Dollars, HEALTHY_MS, MAX_MEMBERS},
    types::Moment,
};
use pallet_oracle::{RawValues, Values};
use sp_runtime::{traits::AccountIdConversion, TryRuntimeError};

impl<T: Config> Pallet<T> {
    /// Checks every invariant of the pallet.
    ///
    /// # Errors
    /// The first invariant that does not hold.
    pub fn check_invariants() -> Result<(), TryRuntimeError> {
        Self::check_members()?;
        Self::check_keys()?;
        Self::check_fed()?;
        Self::check_price()?;
        let may_be = Administered::<T>::get().is_none_or(is_price);
        ensure!(may_be, "P6: the price of governance is out of bounds");
        Ok(())
    }

    /// P1.
    fn check_members() -> Result<(), TryRuntimeError> {
        let seats = Seats::<T>::get();
        let distinct = seats.iter().collect::<BTreeSet<_>>();
        ensure!(distinct.len() == seats.len(), "P1: a pool has two seats");
        let keys = seats.iter().filter_map(KeysOf::<T>::get);
        let mut members = keys.map(|key| Self::account_of(&key)).collect::<Vec<_>>();
        members.sort_unstable();
        ensure!(members == Members::<T>::get().into_inner(), "P1: others feed than have a seat");
        Ok(())
    }

    /// P2.
    fn check_keys() -> Result<(), TryRuntimeError> {
        for (key, feeder) in Feeders::<T>::iter() {
            let own = KeysOf::<T>::get(feeder.pool);
            ensure!(own == Some(key), "P2: a key feeds for a validator that has another");
        }
        for (pool, key) in KeysOf::<T>::iter() {
            let feeder = Feeders::<T>::get(key).ok_or("P2: a validator's key is not known")?;
            ensure!(feeder.pool == pool, "P2: a validator's key feeds for another");
        }
        Ok(())
    }

    /// P3.
    fn check_fed() -> Result<(), TryRuntimeError> {
        let members = Members::<T>::get();
        let root: T::AccountId = T::PalletId::get().into_account_truncating();
        for (who, _, fed) in RawValues::<T>::iter() {
            let is_member = members.binary_search(&who).is_ok();
            ensure!(is_member || who == root, "P3: something is kept of who has no seat");
            ensure!(fed.timestamp <= Self::now_ms(), "P3: something was fed in the future");
        }
        Ok(())
    }

    /// P4 and P5.
    fn check_price() -> Result<(), TryRuntimeError> {
        let combined = Values::<T>::get(Asset::Joule);
        let combined = combined.map(|fed| Reading { spot: fed.value, as_of: fed.timestamp });
        let track = LastPrice::<T>::get();
        ensure!(
            combined == track.map(|track| track.last),
            "P4: the price is not what the oracle holds"
        );
        let Some(track) = track else { return Ok(()) };
        ensure!(is_price(track.last.spot), "P4: the price is out of bounds");
        ensure!(track.last.as_of <= Self::now_ms(), "P4: the price is of the future");
        ensure!(
            track.before.is_none_or(|before| before.as_of < track.last.as_of),
            "P4: the price before is not older"
        );
        check_average(&track.half_hour, &track, HALF_HOUR_MS)?;
        check_average(&track.day, &track, DAY_MS)
    }

    /// Checks what holds between the constants of the runtime.
    pub(crate) fn check_constants() {
        assert!(
            T::MaxHasDispatchedSize::get() > MAX_MEMBERS,
            "All members and Root may feed in one block.",
        );
        assert!(T::MaxFeedValues::get() > 0, "A price can be fed.");
    }
}

/// P5.
fn check_average(
    average: &Average,
    track: &Track,
    window_ms: Moment,
) -> Result<(), TryRuntimeError> {
    ensure!(average.start_ms <= track.last.as_of, "P5: an average is of the future");
    let most_ms = window_ms.div_ceil(6);
    for (mean, ms) in average.spans {
        ensure!(ms <= most_ms, "P5: a price counts for longer than a span");
        ensure!(ms == 0 || is_price(Dollars::from_inner(mean)), "P5: a mean is out of bounds");
    }
    Ok(())
}

const _: () = assert!(MIN_FEED_INTERVAL_MS < FRESH_MS, "A feeder can stay fresh.");
const _: () = assert!(FRESH_MS <= HEALTHY_MS, "A price that was agreed on is healthy.");
const _: () = assert!(HOLD_MS_MAX == HEALTHY_MS, "A price counts as long as it is healthy.");
