// SPDX-License-Identifier: Apache-2.0
//! What the pallet stores.

use crate::Config;
use codec::{Decode, Encode, MaxEncodedLen};
use frame_support::traits::Bounded;
use frame_system::pallet_prelude::BlockNumberFor;
use scale_info::TypeInfo;

/// A call of the runtime.
pub type CallOf<T> = <T as Config>::RuntimeCall;

/// A call in the form in which it is stored: itself if it is short, else the hash of its preimage.
pub type BoundedCallOf<T> = Bounded<CallOf<T>, <T as frame_system::Config>::Hashing>;

/// An approved call of the runtime that waits.
pub type EnactmentOf<T> =
    Enactment<BlockNumberFor<T>, <T as frame_system::Config>::Hash, BoundedCallOf<T>>;

/// An approved call that waits for its block.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, MaxEncodedLen, TypeInfo)]
pub struct Enactment<BlockNumber, Hash, Call> {
    /// The block from which on it is enacted: later than this only if the scheduler has no room.
    pub at: BlockNumber,
    /// The hash of the call.
    pub call_hash: Hash,
    /// What the scheduler dispatches: `execute` with the number and the call.
    pub task: Call,
}
