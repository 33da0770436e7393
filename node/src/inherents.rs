// SPDX-License-Identifier: Apache-2.0
//! The slot and the timestamp of a block.

use crate::service::FullClient;
use joule_primitives::types::{Hash, OpaqueBlock as Block};
use sp_consensus_babe::{
    inherents::{BabeCreateInherentDataProviders, InherentDataProvider as SlotProvider},
    SlotDuration,
};
use sp_consensus_slots::Slot;
use sp_inherents::CreateInherentDataProviders;
use sp_timestamp::{InherentDataProvider as TimestampProvider, Timestamp};
use std::sync::Arc;

type Providers = (SlotProvider, TimestampProvider);

/// The slot that the clock on the wall says.
pub struct WallClock(pub SlotDuration);

/// The slot after that of the parent: the clock of a chain whose blocks are not made by slots.
///
/// It knows no state but the chain, so that a block has the same slot when it is made and when it is
/// imported, and the chain goes on after a restart. The first block takes the clock on the wall.
pub struct BlockClock {
    /// Where the parent is looked up.
    pub client: Arc<FullClient>,
    /// Length of a slot.
    pub slot_duration: SlotDuration,
}

#[async_trait::async_trait]
impl CreateInherentDataProviders<Block, ()> for WallClock {
    type InherentDataProviders = Providers;

    async fn create_inherent_data_providers(
        &self,
        _parent: Hash,
        (): (),
    ) -> Result<Providers, Box<dyn std::error::Error + Send + Sync>> {
        let now = TimestampProvider::from_system_time();
        Ok((SlotProvider::from_timestamp_and_slot_duration(*now, self.0), now))
    }
}

#[async_trait::async_trait]
impl CreateInherentDataProviders<Block, ()> for BlockClock {
    type InherentDataProviders = Providers;

    async fn create_inherent_data_providers(
        &self,
        parent: Hash,
        (): (),
    ) -> Result<Providers, Box<dyn std::error::Error + Send + Sync>> {
        let parent =
            self.client.header(parent)?.ok_or("the parent block is not in the database")?;
        if parent.number == 0 {
            let now = Timestamp::current();
            return Ok(self.providers(Slot::from_timestamp(now, self.slot_duration)));
        }
        let slot = sc_consensus_babe::find_pre_digest::<Block>(&parent)?.slot();
        Ok(self.providers(slot + 1))
    }
}

impl BlockClock {
    fn providers(&self, slot: Slot) -> Providers {
        let start = Timestamp::new(self.slot_duration.as_millis().saturating_mul(*slot));
        (SlotProvider::new(slot), TimestampProvider::new(start))
    }
}

/// The clock of a chain, as block import and authorship take it.
pub fn clock(
    client: &Arc<FullClient>,
    slot_duration: SlotDuration,
    is_sealed: bool,
) -> BabeCreateInherentDataProviders<Block> {
    if is_sealed {
        Arc::new(BlockClock { client: Arc::clone(client), slot_duration })
    } else {
        Arc::new(WallClock(slot_duration))
    }
}
