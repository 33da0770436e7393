// SPDX-License-Identifier: Apache-2.0
//! The trait through which BABE and GRANDPA reach this pallet.

use crate::{Config, Owners, Pallet};
use alloc::vec::Vec;
use frame_support::traits::KeyOwnerProofSystem;
use sp_runtime::KeyTypeId;
use sp_session::MembershipProof;

impl<T: Config, Key: AsRef<[u8]>> KeyOwnerProofSystem<(KeyTypeId, Key)> for Pallet<T> {
    type Proof = MembershipProof;
    type IdentificationTuple = (T::ValidatorId, ());

    fn prove((key_type, key): (KeyTypeId, Key)) -> Option<MembershipProof> {
        let session = pallet_session::Pallet::<T>::current_index();
        let owners = Owners::<T>::get(session)?;
        Self::owner_among(&owners, key_type, key.as_ref())?;
        let validator_count = u32::try_from(owners.len()).ok()?;
        Some(MembershipProof { session, trie_nodes: Vec::new(), validator_count })
    }

    fn check_proof(
        (key_type, key): (KeyTypeId, Key),
        proof: MembershipProof,
    ) -> Option<(T::ValidatorId, ())> {
        // Nodes would be carried, paid for by nobody, and read by nobody.
        if !proof.trie_nodes.is_empty() {
            return None;
        }
        let owners = Owners::<T>::get(proof.session)?;
        // Offences are weighed by this number.
        if u32::try_from(owners.len()) != Ok(proof.validator_count) {
            return None;
        }
        let owner = Self::owner_among(&owners, key_type, key.as_ref())?;
        Some((owner, ()))
    }
}
