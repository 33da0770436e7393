// SPDX-License-Identifier: Apache-2.0
//! What accounts have, and what they paid for it: what a test adds up.

use crate::{
    accounts::{account, address},
    chain::Chain,
};
use anyhow::{Context, Result};
use subxt::{
    config::substrate::H256,
    dynamic,
    ext::scale_decode::{DecodeAsFields, DecodeAsType},
};
use subxt_signer::sr25519::Keypair;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct FeePaid {
    who: [u8; 32],
    actual_fee: u128,
}

#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct AccountInfo {
    data: AccountData,
}

/// What an account has, in pJ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub struct AccountData {
    /// What nothing is held of.
    pub free: u128,
    /// What is held of it: for bonds, bids, escrows and records.
    pub reserved: u128,
}

impl AccountData {
    /// All of it.
    #[must_use]
    pub const fn total(&self) -> u128 {
        self.free + self.reserved
    }
}

impl Chain {
    /// What an account has at a block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn wealth_at(&self, at: H256, who: &Keypair) -> Result<AccountData> {
        let at = self.api.at_block(at).await?;
        let item = dynamic::storage::<([u8; 32],), AccountInfo>("System", "Account");
        let found = at.storage().try_fetch(item, (account(who),)).await?;
        let found = found.map(|found| found.decode()).transpose()?;
        Ok(found.map_or_else(AccountData::default, |found| found.data))
    }

    /// The fees that an account paid from block `first` to block `last`, in pJ.
    ///
    /// # Errors
    /// What the node says.
    pub async fn fees(&self, who: &Keypair, first: u64, last: u64) -> Result<u128> {
        let fees =
            self.all_fields::<FeePaid>(first, last, "TransactionPayment", "TransactionFeePaid");
        let fees = fees.await?.into_iter().filter(|fee| fee.who == account(who));
        Ok(fees.map(|fee| fee.actual_fee).sum())
    }

    /// The fields of the events `pallet.name` from block `first` to block `last`.
    ///
    /// # Errors
    /// If one of them has others.
    pub async fn all_fields<Fields: DecodeAsFields>(
        &self,
        first: u64,
        last: u64,
        pallet: &str,
        name: &str,
    ) -> Result<Vec<Fields>> {
        let mut all = Vec::new();
        for height in first..=last {
            let at = self.hash_of(height).await?.context("the chain is longer")?;
            all.extend(self.fields_of(at, pallet, name).await?);
        }
        Ok(all)
    }

    /// Checks that an account has at the second block what it had at the first one, what it gained,
    /// and not what it lost, nor what it paid in fees since.
    ///
    /// # Errors
    /// What the node says.
    ///
    /// # Panics
    /// If it has something else.
    pub async fn assert_changed(
        &self,
        (start, at): (H256, H256),
        who: &Keypair,
        (gain, loss): (u128, u128),
    ) -> Result<()> {
        let (first, last) = (self.height_of(start).await? + 1, self.height_of(at).await?);
        let before = self.wealth_at(start, who).await?;
        let after = self.wealth_at(at, who).await?;
        let fees = self.fees(who, first, last).await?;
        let (had, has) = (before.total() + gain, after.total() + loss + fees);
        assert_eq!(has, had, "{}: {before:?}, {after:?}", address(who));
        Ok(())
    }
}
