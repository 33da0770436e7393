// SPDX-License-Identifier: Apache-2.0
//! The types of the pallet for a runtime.

use crate::{types, Config};
use frame_support::traits::fungible;

/// An order.
pub type OrderOf<T> = types::Order<<T as frame_system::Config>::AccountId>;
/// A bid.
pub type BidOf<T> = types::Bid<<T as frame_system::Config>::AccountId>;
/// A lease.
pub type LeaseOf<T> = types::Lease<<T as frame_system::Config>::AccountId>;
/// A job.
pub type JobOf<T> = types::Job<<T as frame_system::Config>::AccountId>;
/// An escrow.
pub type EscrowOf<T> = types::Escrow<<T as frame_system::Config>::AccountId>;
/// What somebody is owed.
pub type DueOf<T> = types::Due<<T as frame_system::Config>::AccountId>;
/// A device that is listed.
pub type ListingOf<T> = types::Listing<<T as frame_system::Config>::AccountId>;
/// What a tenant asks for.
pub type RequestOf<T> = types::OrderRequest<<T as frame_system::Config>::AccountId>;
/// Money that was taken from somebody and not yet placed.
pub type CreditOf<T> =
    fungible::Credit<<T as frame_system::Config>::AccountId, <T as Config>::Currency>;
