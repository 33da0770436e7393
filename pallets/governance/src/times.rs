// SPDX-License-Identifier: Apache-2.0
//! The times that the genesis block fixes.

use crate::{Config, EnactmentDelayBlocks, MotionBlocks};
use core::{marker::PhantomData, ops::RangeInclusive};
use frame_support::traits::Get;
use frame_system::pallet_prelude::BlockNumberFor;

/// Bounds of both times, in blocks: up to a year of six-second blocks.
pub const BLOCKS_BOUNDS: RangeInclusive<u32> = 1..=5_256_000;

/// Whether a time may be so many blocks long.
pub(crate) fn is_number_of_blocks(blocks: u32) -> bool {
    BLOCKS_BOUNDS.contains(&blocks)
}

/// Blocks between the approval of a call and its enactment.
pub struct EnactmentDelay<T>(PhantomData<T>);

impl<T: Config> Get<BlockNumberFor<T>> for EnactmentDelay<T> {
    fn get() -> BlockNumberFor<T> {
        EnactmentDelayBlocks::<T>::get().into()
    }
}

/// Blocks for which a motion may be voted on.
pub struct MotionDuration<T>(PhantomData<T>);

impl<T: Config> Get<BlockNumberFor<T>> for MotionDuration<T> {
    fn get() -> BlockNumberFor<T> {
        MotionBlocks::<T>::get().into()
    }
}
