// SPDX-License-Identifier: Apache-2.0
//! Motions of the collective of validators.

use crate::{chain::Chain, until};
use anyhow::Result;
use futures::future::try_join_all;
use subxt::{
    config::{
        substrate::{BlakeTwo256, H256},
        Hasher,
    },
    dynamic::{self, Value},
    utils::AccountId32,
};
use subxt_signer::sr25519::Keypair;

/// The most that the call of a motion may compute when the motion is closed, in picoseconds: what
/// is enacted later does not count.
const MOTION_REF_TIME_MAX: u128 = 200_000_000_000;
/// The most that it may add to a proof of storage, in bytes.
const MOTION_PROOF_SIZE_MAX: u128 = 1_000_000;

/// A call that is an argument of another one.
#[derive(Clone, Debug)]
pub struct Call {
    pallet: &'static str,
    name: &'static str,
    args: Vec<Value>,
}

impl Call {
    /// The call `pallet.name` with `args`.
    #[must_use]
    pub fn new(pallet: &'static str, name: &'static str, args: Vec<Value>) -> Self {
        Self { pallet, name, args }
    }

    /// The call, as another one takes it.
    #[must_use]
    pub fn into_arg(self) -> Value {
        Value::unnamed_variant(self.pallet, [Value::unnamed_variant(self.name, self.args)])
    }
}

/// A motion before the collective.
#[derive(Clone, Debug)]
pub struct Motion {
    hash: H256,
    index: u128,
    length: u128,
}

impl Chain {
    /// Waits until the collective has so many members.
    ///
    /// # Errors
    /// If that takes too long.
    pub async fn until_seated(&self, members: usize) -> Result<()> {
        until("the collective to be seated", || async {
            let now = self.api.at_current_block().await?;
            let item = dynamic::storage::<(), Vec<AccountId32>>("Collective", "Members");
            let seated = now.storage().fetch(item, ()).await?.decode()?;
            Ok((seated.len() == members).then_some(()))
        })
        .await
    }

    /// Lets `proposer` move that the collective make `call`, if `threshold` members approve.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn propose(&self, proposer: &Keypair, threshold: u32, call: Call) -> Result<Motion> {
        let payload = dynamic::transaction(call.pallet, call.name, call.args.clone());
        let encoded = self.api.transactions().await?.call_data(&payload)?;
        let (_, now) = self.finalised().await?;
        let motion = Motion {
            hash: BlakeTwo256.hash(&encoded),
            index: self.number_at(now, "Collective", "ProposalCount").await?,
            length: u128::try_from(encoded.len())?,
        };
        let args = vec![Value::u128(threshold.into()), call.into_arg(), Value::u128(motion.length)];
        self.send(proposer, "Collective", "propose", args).await?;
        Ok(motion)
    }

    /// Lets each of `voters` approve of a motion.
    ///
    /// # Errors
    /// If a vote is refused or fails.
    pub async fn approve(&self, voters: &[Keypair], motion: &Motion) -> Result<()> {
        let args =
            || vec![Value::from_bytes(motion.hash), Value::u128(motion.index), Value::bool(true)];
        let votes = voters.iter().map(|voter| self.send(voter, "Collective", "vote", args()));
        try_join_all(votes).await?;
        Ok(())
    }

    /// Closes a motion: if it was carried, its call is made. Returns the block in which that is.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn close(&self, closer: &Keypair, motion: &Motion) -> Result<H256> {
        let weight = Value::named_composite([
            ("ref_time", Value::u128(MOTION_REF_TIME_MAX)),
            ("proof_size", Value::u128(MOTION_PROOF_SIZE_MAX)),
        ]);
        let args = vec![
            Value::from_bytes(motion.hash),
            Value::u128(motion.index),
            weight,
            Value::u128(motion.length),
        ];
        self.send(closer, "Collective", "close", args).await
    }

    /// Carries a motion by the votes of `voters`, the first of whom moves it. Returns the block in
    /// which its call is made.
    ///
    /// # Errors
    /// If a transaction is refused or fails.
    ///
    /// # Panics
    /// If nobody votes.
    pub async fn carry(&self, voters: &[Keypair], call: Call) -> Result<H256> {
        let threshold = u32::try_from(voters.len())?;
        let motion = self.propose(&voters[0], threshold, call).await?;
        self.approve(voters, &motion).await?;
        self.close(&voters[0], &motion).await
    }
}
