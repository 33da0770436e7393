// SPDX-License-Identifier: Apache-2.0
//! Reports validators that author two blocks in one slot.
//!
//! BABE's own block import looks for such blocks, too, but hands the runtime headers without their
//! seal, so that the runtime finds its reports invalid. This task keeps the sealed headers of recent
//! slots and reports what it finds itself; what the block import would report is [discarded].
//!
//! [discarded]: DiscardReports

use crate::service::FullClient;
use futures::StreamExt;
use joule_primitives::types::{Hash, Header, OpaqueBlock as Block};
use sc_client_api::{BlockchainEvents, HeaderBackend};
use sc_transaction_pool_api::{
    error::Error as PoolError, LocalTransactionPool, OffchainTransactionPoolFactory,
};
use sp_api::{ApiExt, ProvideRuntimeApi};
use sp_consensus_babe::{AuthorityIndex, BabeApi, EquivocationProof};
use sp_consensus_slots::Slot;
use std::{collections::BTreeMap, sync::Arc};

/// Slots for which headers are remembered. Two blocks of one slot that arrive further apart than
/// this go unnoticed by this node.
const REMEMBERED_SLOTS: usize = 1_024;
/// The first sealed header that each authority made in recent slots, by its index.
#[derive(Default)]
struct RecentHeaders(BTreeMap<Slot, BTreeMap<AuthorityIndex, Remembered>>);

/// What is remembered of an authority in a slot.
enum Remembered {
    /// Its only block so far.
    First(Header),
    /// It made a second one, which was reported.
    Reported,
}

impl RecentHeaders {
    /// Remembers `header`. Returns the other header that `author` made in the same slot, once.
    fn insert(&mut self, slot: Slot, author: AuthorityIndex, header: &Header) -> Option<Header> {
        let of_slot = self.0.entry(slot).or_default();
        let other = match of_slot.get_mut(&author) {
            None => {
                of_slot.insert(author, Remembered::First(header.clone()));
                None
            }
            Some(Remembered::First(first)) if first == header => None,
            Some(remembered) => match std::mem::replace(remembered, Remembered::Reported) {
                Remembered::First(first) => Some(first),
                Remembered::Reported => None,
            },
        };
        while self.0.len() > REMEMBERED_SLOTS {
            self.0.pop_first();
        }
        other
    }
}

/// Watches every block that is imported, on any fork, and reports equivocations.
pub async fn report_equivocations(
    client: Arc<FullClient>,
    transactions: OffchainTransactionPoolFactory<Block>,
) {
    let mut imports = client.every_import_notification_stream();
    let mut recent = RecentHeaders::default();
    while let Some(import) = imports.next().await {
        let Ok(pre_digest) = sc_consensus_babe::find_pre_digest::<Block>(&import.header) else {
            continue;
        };
        let (slot, author) = (pre_digest.slot(), pre_digest.authority_index());
        let Some(first) = recent.insert(slot, author, &import.header) else { continue };
        log::warn!(
            target: "babe",
            "Authority {author} authored two blocks in slot {slot}: {} and {}. Reporting it.",
            first.hash(),
            import.hash,
        );
        let report =
            report(&client, &transactions, slot, author, first, import.header, import.hash);
        if let Err(error) = report {
            log::warn!(target: "babe", "The equivocation could not be reported: {error}");
        }
    }
}

/// Builds a report and submits it as a transaction of the runtime.
fn report(
    client: &FullClient,
    transactions: &OffchainTransactionPoolFactory<Block>,
    slot: Slot,
    author: AuthorityIndex,
    first_header: Header,
    second_header: Header,
    at: Hash,
) -> Result<(), Box<dyn std::error::Error>> {
    // The epoch of the offence: the state after the block still knows its authorities.
    let epoch = client.runtime_api().current_epoch(at)?;
    let index = usize::try_from(author)?;
    let (offender, _) = epoch.authorities.get(index).ok_or("its epoch has no such authority")?;
    let ownership = client
        .runtime_api()
        .generate_key_ownership_proof(at, slot, offender.clone())?
        .ok_or("the runtime cannot prove whose key it was")?;
    let proof = EquivocationProof { offender: offender.clone(), slot, first_header, second_header };

    // On forks across a change of the set, one index may stand for two keys.
    if !sp_consensus_babe::check_equivocation_proof(proof.clone()) {
        return Err("the two blocks were not sealed by the same key".into());
    }
    let best = client.info().best_hash;
    let mut runtime = client.runtime_api();
    runtime.register_extension(transactions.offchain_transaction_pool(best));
    runtime
        .submit_report_equivocation_unsigned_extrinsic(best, proof, ownership)?
        .ok_or("the runtime did not accept it; it may have been reported already")?;
    Ok(())
}

/// Takes the reports of BABE's block import, which the runtime would refuse, and forgets them.
pub struct DiscardReports;

impl LocalTransactionPool for DiscardReports {
    type Block = Block;
    type Hash = Hash;
    type Error = PoolError;

    fn submit_local(
        &self,
        _at: Hash,
        _transaction: sc_transaction_pool_api::LocalTransactionFor<Self>,
    ) -> Result<Hash, PoolError> {
        Ok(Hash::zero())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sp_runtime::traits::Header as _;

    fn header(number: u32, salt: u8) -> Header {
        let root = Hash::repeat_byte(salt);
        Header::new(number, root, root, Hash::zero(), Default::default())
    }

    #[test]
    fn two_blocks_of_one_author_in_one_slot_are_found() {
        let mut recent = RecentHeaders::default();
        let slot = Slot::from(7);
        assert_eq!(recent.insert(slot, 0, &header(1, 1)), None);
        assert_eq!(recent.insert(slot, 1, &header(1, 2)), None, "another author");
        assert_eq!(recent.insert(slot + 1, 0, &header(2, 3)), None, "another slot");
        assert_eq!(recent.insert(slot, 0, &header(1, 1)), None, "the same block again");
        assert_eq!(recent.insert(slot, 0, &header(1, 4)), Some(header(1, 1)));
        assert_eq!(recent.insert(slot, 0, &header(1, 5)), None, "it was reported already");
    }

    #[test]
    fn memory_is_bounded() {
        let mut recent = RecentHeaders::default();
        for slot in 0..5_000u64 {
            recent.insert(slot.into(), 0, &header(1, 1));
        }
        assert_eq!(recent.0.len(), REMEMBERED_SLOTS);
        for salt in 0..=255 {
            recent.insert(5_000.into(), 0, &header(1, salt));
        }
        assert_eq!(recent.0[&5_000.into()].len(), 1, "one entry per authority");
    }
}
