// SPDX-License-Identifier: Apache-2.0
//! What a node keeps for its devices in its own storage, which is no part of the chain's state and
//! does not follow forks.
//!
//! Everything is kept under the seed of its challenge and the device: another branch on which the
//! same challenge is open finds the same commitment.

use crate::types::{Opening, SignedCommit};
use alloc::vec::Vec;
use codec::{Decode, Encode};
use frame_support::{traits::ConstU32, BoundedVec};
use joule_pogw::Hash;
use joule_primitives::{
    agent::{AgentEndpoint, AGENT_STORAGE_KEY},
    attestation::DeviceKey,
    types::BlockNumber,
};
use sp_core::offchain::StorageKind;
use sp_runtime::offchain::storage::{MutateStorageError, StorageRetrievalError, StorageValueRef};

/// Keeps runs apart.
pub(crate) const LOCK: &[u8] = b"joule::attestation::lock";
/// What was said of troubles.
pub(crate) const TROUBLES: &[u8] = b"joule::attestation::troubles";
/// What is kept of which challenges and devices.
const INDEX: &[u8] = b"joule::attestation::index";
/// Before the seed and the device of a commitment.
const COMMIT: &[u8] = b"joule::attestation::commit";
/// Before those of an opening.
const OPENING: &[u8] = b"joule::attestation::opening";

/// For how many blocks after the end of a challenge its commitments are kept: more than a chain is
/// reorganised by.
pub(crate) const KEEP_BLOCKS: BlockNumber = 256;
/// The most commitments that are kept: those of all devices in the challenges of that time.
pub(crate) const MAX_KEPT: u32 = 1_024;

/// What is kept of a device in a challenge, and in which block it is forgotten.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode)]
struct Entry {
    seed: Hash,
    device: DeviceKey,
    forget_at: BlockNumber,
}

type Index = BoundedVec<Entry, ConstU32<MAX_KEPT>>;

/// What is stored is damaged, or cannot be stored. Nothing is signed then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Damaged;

/// Where the agent answers, if the node has said so.
pub(crate) fn endpoint() -> Result<Option<AgentEndpoint>, Damaged> {
    let bytes = sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, AGENT_STORAGE_KEY);
    let read = |bytes: Vec<u8>| AgentEndpoint::from_bytes(&bytes).ok_or(Damaged);
    bytes.map(read).transpose()
}

/// The commitment that a device signed. One that is damaged may have been sent.
pub(crate) fn commit(seed: &Hash, device: &DeviceKey) -> Result<Option<SignedCommit>, Damaged> {
    get(&key(COMMIT, seed, device)).map_err(|_| Damaged)
}

/// The opening of a device, and the sample that it is for. One that is damaged is asked for again.
pub(crate) fn opening(seed: &Hash, device: &DeviceKey) -> Option<(Hash, Opening)> {
    get(&key(OPENING, seed, device)).ok().flatten()
}

/// Keeps the commitment that a device signed, unless one is kept already. The one that is kept: no
/// other may be sent.
pub(crate) fn keep_commit(
    seed: &Hash,
    device: &DeviceKey,
    commit: SignedCommit,
    forget_at: BlockNumber,
) -> Result<SignedCommit, Damaged> {
    note(Entry { seed: *seed, device: *device, forget_at })?;
    let key = key(COMMIT, seed, device);
    let kept = StorageValueRef::persistent(&key).mutate(|kept| match kept {
        Ok(None) => Ok(commit),
        Ok(Some(first)) => Err(Ok(first)),
        Err(_) => Err(Err(Damaged)),
    });
    match kept {
        Ok(commit) => Ok(commit),
        Err(MutateStorageError::ValueFunctionFailed(first)) => first,
        // Another run was faster. What it kept is found after the next block.
        Err(MutateStorageError::ConcurrentModification(_)) => Err(Damaged),
    }
}

/// Keeps the opening for a sample, in place of one for another.
pub(crate) fn keep_opening(
    seed: &Hash,
    device: &DeviceKey,
    sample: Hash,
    opening: &Opening,
    forget_at: BlockNumber,
) -> Result<(), Damaged> {
    note(Entry { seed: *seed, device: *device, forget_at })?;
    let key = key(OPENING, seed, device);
    StorageValueRef::persistent(&key).set(&(sample, opening));
    Ok(())
}

/// Forgets what is of challenges that are long over.
pub(crate) fn forget_old(now: BlockNumber) {
    let is_old = |entry: &Entry| entry.forget_at <= now;
    let Ok(Some(index)) = get::<Index>(INDEX) else { return };
    if !index.iter().any(is_old) {
        return;
    }
    index.iter().filter(|entry| is_old(entry)).for_each(clear);
    // If another run writes it now, the entries go with the next block.
    let _ = StorageValueRef::persistent(INDEX).mutate(|index| match index {
        Ok(Some(mut index)) => {
            Index::retain(&mut index, |entry| !is_old(entry));
            Ok(index)
        }
        Ok(None) | Err(_) => Err(()),
    });
}

/// Notes that something is kept, before it is, so that nothing is kept for ever. Of what is too
/// much the oldest goes.
fn note(entry: Entry) -> Result<(), Damaged> {
    let noted = StorageValueRef::persistent(INDEX).mutate(|index| {
        let mut index: Index = index.ok().flatten().unwrap_or_default();
        if index.iter().any(|known| is_same(known, &entry)) {
            return Err(());
        }
        if index.is_full() {
            let oldest = index.iter().enumerate().min_by_key(|(_, entry)| entry.forget_at);
            if let Some((place, oldest)) = oldest.map(|(place, entry)| (place, entry.clone())) {
                clear(&oldest);
                index.remove(place);
            }
        }
        index.force_push(entry);
        Ok(index)
    });
    match noted {
        // It is noted now, or was before.
        Ok(_) | Err(MutateStorageError::ValueFunctionFailed(())) => Ok(()),
        Err(MutateStorageError::ConcurrentModification(_)) => Err(Damaged),
    }
}

fn is_same(one: &Entry, other: &Entry) -> bool {
    (one.seed, one.device) == (other.seed, other.device)
}

/// Removes what an entry is of.
fn clear(entry: &Entry) {
    for prefix in [COMMIT, OPENING] {
        StorageValueRef::persistent(&key(prefix, &entry.seed, &entry.device)).clear();
    }
}

fn get<Value: Decode>(key: &[u8]) -> Result<Option<Value>, StorageRetrievalError> {
    StorageValueRef::persistent(key).get()
}

fn key(prefix: &[u8], seed: &Hash, device: &DeviceKey) -> Vec<u8> {
    [prefix, seed, &device.0].concat()
}

/// Damages the commitment of a device.
#[cfg(test)]
pub(crate) fn damage_commit(seed: &Hash, device: &DeviceKey) {
    StorageValueRef::persistent(&key(COMMIT, seed, device)).set(&1u8);
}
