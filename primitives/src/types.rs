// SPDX-License-Identifier: Apache-2.0
//! The types that every part of the chain agrees on.

use sp_runtime::{
    generic,
    traits::{BlakeTwo256, IdentifyAccount, Verify},
    MultiSignature, OpaqueExtrinsic,
};

/// An amount of the token, in pJ.
pub type Balance = u128;
/// Height of a block.
pub type BlockNumber = u32;
/// Hash of a block, an extrinsic or a piece of state.
pub type Hash = sp_core::H256;
/// How many transactions an account has sent.
pub type Nonce = u32;
/// A signature of a transaction: sr25519, ed25519 or ECDSA.
pub type Signature = MultiSignature;
/// Whose signature it is: the public key behind a [`Signature`].
pub type AccountId = <<Signature as Verify>::Signer as IdentifyAccount>::AccountId;
/// Milliseconds since the Unix epoch.
pub type Moment = u64;

/// The header of a block.
pub type Header = generic::Header<BlockNumber, BlakeTwo256>;
/// A block whose transactions are opaque bytes: all that the node needs to know of it.
pub type OpaqueBlock = generic::Block<Header, OpaqueExtrinsic>;
