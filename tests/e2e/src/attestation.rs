// SPDX-License-Identifier: Apache-2.0
//! Challenges, as explorers see them, and how a chain that makes blocks on request goes through
//! them.

use crate::{agent::AgentApi, chain::Chain, until, PATIENCE};
use anyhow::{anyhow, bail, ensure, Context, Result};
use serde_json::Value as Json;
use std::{future::Future, time::Duration};
use subxt::{
    config::{substrate::H256, SubstrateExtrinsicParamsBuilder},
    dynamic::{self, Value},
    ext::scale_decode::DecodeAsType,
    rpcs::{methods::legacy::Bytes, Error as RpcError, UserError},
};
use subxt_signer::sr25519::Keypair;
use tokio::time::{sleep, Instant};

/// How often is looked whether something has happened.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// For how many looks nothing may happen before a block is made, whose import sets the node to work
/// again.
const LOOKS_PER_BLOCK: u32 = 40;
/// What a general transaction has before its call: its version, that of its extensions, and what
/// these say: an immortal era, the nonce 0, no tip, and no hash of the metadata.
const GENERAL: [u8; 6] = [0x45, 0, 0, 0, 0, 0];

/// A challenge that is open, as `joule_challenge` tells of it.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OpenChallenge {
    /// Its number.
    pub id: u32,
    /// Its seed, in hex.
    pub seed: H256,
    /// Version, size as a power of two, samples, flags.
    pub params: [u8; 4],
    /// The block in which it opened.
    pub opened_at: u64,
    /// The last block for commits.
    pub commit_until: u64,
    /// The block in which the sample is drawn.
    pub sample_at: u64,
    /// The last block for openings.
    pub open_until: u64,
    /// The sample, once it is drawn.
    pub sample: Option<H256>,
    /// How many devices committed.
    pub commits: u32,
}

impl OpenChallenge {
    /// Its seed, as the agent's API names it.
    #[must_use]
    pub fn seed_hex(&self) -> String {
        format!("{:?}", self.seed)
    }
}

/// What became of a commit, of the event `CommitSettled`.
#[derive(Clone, Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
pub enum Verdict {
    /// It counts.
    Credited {
        /// With how much.
        credit: u64,
        /// Whether it was audited, and opened.
        is_audited: bool,
    },
    /// It counts as a miss.
    Forgiven,
    /// It was audited and not opened.
    Failed,
}

impl Chain {
    /// Makes a block, on a chain that makes them on request, and returns its height and hash.
    ///
    /// # Errors
    /// If the node makes none.
    pub async fn seal(&self) -> Result<(u64, H256)> {
        let height = self.best().await? + 1;
        Ok((height, self.advance_to(height).await?))
    }

    /// Sends a call on a chain that makes blocks on request, and makes them until it is in one.
    /// Returns the hash of that.
    ///
    /// # Errors
    /// If it is refused or fails.
    pub async fn send_and_seal(
        &self,
        signer: &Keypair,
        pallet: &str,
        call: &str,
        args: Vec<Value>,
    ) -> Result<H256> {
        let payload = dynamic::transaction(pallet, call, args);
        // On a busy machine client and pool may be a block behind: the nonce is that of the newest
        // one, a birth block, which the pool may not know yet, is not named, and what does not wait
        // yet will.
        let best: H256 = self.request("chain_getBlockHash", &[]).await?;
        let mut transactions = self.api.at_block(best).await?.transactions();
        let params = SubstrateExtrinsicParamsBuilder::new().immortal().build();
        let transaction = transactions.create_signed(&payload, signer, params).await?;
        transaction.submit().await?;
        let bytes = Bytes(transaction.encoded().to_vec());
        until("a transaction to wait for a block", || async {
            Ok(self.waiting().await?.contains(&bytes).then_some(()))
        })
        .await?;
        // The first block of a session takes none.
        for _ in 0..3 {
            let (_, hash) = self.seal().await?;
            if self.transactions_of(hash).await?.contains(&bytes) {
                if let Some(why) = self.failure_in(hash).await? {
                    bail!("{pallet}.{call} failed: {why}");
                }
                return Ok(hash);
            }
        }
        bail!("{pallet}.{call} got into no block")
    }

    /// What is in a block, as it is.
    ///
    /// # Errors
    /// What the node says.
    pub async fn transactions_of(&self, block: H256) -> Result<Vec<Bytes>> {
        let hash = format!("{block:?}");
        let mut block: Json = self.request("chain_getBlock", &[hash.into()]).await?;
        Ok(serde_json::from_value(block["block"]["extrinsics"].take())?)
    }

    /// The transactions that wait for a block, as they are.
    ///
    /// # Errors
    /// What the node says.
    pub async fn waiting(&self) -> Result<Vec<Bytes>> {
        self.request("author_pendingExtrinsics", &[]).await
    }

    /// The challenge that is open, by the best block.
    ///
    /// # Errors
    /// What the node says.
    pub async fn open_challenge(&self) -> Result<Option<OpenChallenge>> {
        let answer: Json = self.request("joule_challenge", &[]).await?;
        serde_json::from_value(answer["open"].clone()).with_context(|| format!("{answer}"))
    }

    /// What is known of a device, by its key in hex.
    ///
    /// # Errors
    /// What the node says.
    pub async fn device(&self, key: &str) -> Result<Json> {
        self.request("joule_device", &[key.into()]).await
    }

    /// Makes blocks until the next challenge opens: one after `last`, if there was one.
    ///
    /// # Errors
    /// If none opens in a hundred blocks.
    pub async fn until_challenge(&self, last: Option<&OpenChallenge>) -> Result<OpenChallenge> {
        for _ in 0..100 {
            let open = self.open_challenge().await?;
            match open.filter(|open| last.is_none_or(|last| last.id < open.id)) {
                Some(open) => return Ok(open),
                None => self.seal().await?,
            };
        }
        bail!("no challenge opened in 100 blocks");
    }

    /// Makes blocks until a challenge is over. Returns the hash of the block in which it is.
    ///
    /// # Errors
    /// If the node makes none.
    pub async fn until_closed(&self, challenge: &OpenChallenge) -> Result<H256> {
        self.advance_to(challenge.open_until + 1).await
    }

    /// Waits until the agent behind this node has done its work for a device in a challenge: the node
    /// has not asked for it since. Returns how many rounds it computed.
    ///
    /// # Errors
    /// If it is not asked to begin, or takes too long.
    pub async fn until_computed(
        &self,
        agent: &AgentApi,
        challenge: &OpenChallenge,
        device: &str,
    ) -> Result<u64> {
        let seed = challenge.seed_hex();
        self.until_begun(agent, challenge, device).await?;
        until("the agent to be done", || async {
            let work = agent.work(&seed, device).await?.context("the agent lost its work")?;
            Ok((work["state"] == "done").then(|| work["rounds"].as_u64()).flatten())
        })
        .await
    }

    /// Waits until the agent behind this node computes for a device in a challenge.
    ///
    /// # Errors
    /// If it is not asked to begin.
    pub async fn until_begun(
        &self,
        agent: &AgentApi,
        challenge: &OpenChallenge,
        device: &str,
    ) -> Result<()> {
        let seed = challenge.seed_hex();
        self.seal_until("the agent to begin", 2, || async {
            Ok(agent.work(&seed, device).await?.map(|_| ()))
        })
        .await
    }

    /// Makes blocks until a device has committed in a challenge. Returns what is pending.
    ///
    /// # Errors
    /// If it does not commit in the window.
    pub async fn until_committed(&self, challenge: &OpenChallenge, device: &str) -> Result<Json> {
        self.seal().await?;
        self.seal_until("the device to commit", 2, || async {
            if let Some(pending) = self.pending(challenge, device).await? {
                return Ok(Some(pending));
            }
            let best = self.best().await?;
            ensure!(best < challenge.commit_until, "the device did not commit up to block {best}");
            Ok(None)
        })
        .await
    }

    /// Makes blocks until a device has opened what it committed to in a challenge.
    ///
    /// # Errors
    /// If it does not in the window.
    pub async fn until_opened(&self, challenge: &OpenChallenge, device: &str) -> Result<()> {
        let pending = self.pending(challenge, device).await?.context("nothing is pending")?;
        let from = pending["openFrom"].as_u64().context("it is opened already")?;
        self.advance_to(from - 1).await?;
        self.seal_until("the device to open", 4, || async {
            let pending = self.pending(challenge, device).await?.context("nothing is pending")?;
            let best = self.best().await?;
            ensure!(best < challenge.open_until, "the device did not open up to block {best}");
            Ok((pending["isOpened"] == true).then_some(()))
        })
        .await
    }

    /// What a device committed to in a challenge that is not settled.
    ///
    /// # Errors
    /// What the node says.
    pub async fn pending(&self, challenge: &OpenChallenge, device: &str) -> Result<Option<Json>> {
        let pending = self.device(device).await?["pending"].take();
        Ok((pending["challenge"] == challenge.id).then_some(pending))
    }

    /// Asks `question` until it answers, on a chain that makes blocks on request.
    ///
    /// A block is made whenever a transaction waits for one. Each import of a block sets the node to
    /// work for its devices, so that one is made too, up to `spare_blocks` times, when nothing has
    /// happened for a while.
    ///
    /// # Errors
    /// If there is no answer in time, or the question itself fails.
    pub async fn seal_until<Answer, Asked>(
        &self,
        what: &str,
        spare_blocks: u32,
        mut question: impl FnMut() -> Asked,
    ) -> Result<Answer>
    where
        Asked: Future<Output = Result<Option<Answer>>>,
    {
        let deadline = Instant::now() + PATIENCE;
        let (mut looks, mut spared) = (0, 0);
        loop {
            if let Some(answer) = question().await? {
                return Ok(answer);
            }
            ensure!(Instant::now() < deadline, "waited {PATIENCE:?} for {what}");
            looks += 1;
            if !self.waiting().await?.is_empty() {
                self.seal().await?;
            } else if looks >= LOOKS_PER_BLOCK && spared < spare_blocks {
                self.seal().await?;
                (looks, spared) = (0, spared + 1);
            }
            sleep(LOOK_EVERY).await;
        }
    }

    /// The bytes of a feeless call, as anybody may send it.
    ///
    /// # Errors
    /// If there is no such call, or it takes something else.
    pub async fn feeless(&self, call: &str, args: Vec<Value>) -> Result<Vec<u8>> {
        let payload = dynamic::transaction("Attestation", call, args);
        let call = self.api.transactions().await?.call_data(&payload)?;
        let body = [&GENERAL[..], &call].concat();
        Ok([compact(body.len()), body].concat())
    }

    /// Sends the bytes of a transaction.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn submit(&self, transaction: &[u8]) -> Result<H256> {
        let bytes = serde_json::to_value(Bytes(transaction.to_vec()))?;
        let submitted = self.request("author_submitExtrinsic", &[bytes]).await;
        submitted.map_err(|error| match error.downcast_ref() {
            // What the runtime said is beside the message.
            Some(RpcError::User(UserError { message, data: Some(data), .. })) => {
                anyhow!("{message}: {data}")
            }
            _ => error,
        })
    }

    /// Makes blocks until one settles a commit, and says which.
    ///
    /// # Errors
    /// If none does in time.
    pub async fn until_settled(&self) -> Result<H256> {
        self.seal_until("a settlement", 12, || async {
            let at = self.hash_of(self.best().await?).await?.context("the best block")?;
            let events = self.events_at(at).await?;
            let is_settled = events.iter().any(|event| event == "Attestation.CommitSettled");
            Ok(is_settled.then_some(at))
        })
        .await
    }
}

/// A length, as SCALE puts it before bytes.
fn compact(length: usize) -> Vec<u8> {
    use subxt::ext::codec::{Compact, Encode};
    Compact(u32::try_from(length).unwrap_or(u32::MAX)).encode()
}
