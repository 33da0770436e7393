// SPDX-License-Identifier: Apache-2.0
//! What anybody may send without a fee: the chain takes what is right, once, and nothing else.

use anyhow::{ensure, Context, Result};
use joule_e2e::{Chain, NodeBuilder, OpenChallenge, OwnDevice, Spec};
use joule_pogw::{
    prover::{Cpu, Prover},
    Commitment,
};
use subxt::dynamic::Value;
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;
/// How JSON-RPC says what is invalid, by the names of the runtime.
const STALE: &str = "Transaction is outdated";
const FUTURE: &str = "Transaction will be valid in the future";
const BAD_PROOF: &str = "Transaction has a bad signature";
/// The refusals of the pallet that tests meet here.
const DEVICE_NOT_FOUND: &str = "Custom error: 1";
const DEVICE_INACTIVE: &str = "Custom error: 2";
const ROUNDS_OUT_OF_BOUNDS: &str = "Custom error: 5";
const COMMIT_NOT_FOUND: &str = "Custom error: 6";
const OPENING_REFUSED: &str = "Custom error: 8";

/// Sends a feeless call, which must be refused for `reason`.
async fn assert_refused(chain: &Chain, call: &str, args: Vec<Value>, reason: &str) -> Result<()> {
    let bytes = chain.feeless(call, args).await?;
    assert_refused_bytes(chain, &bytes, reason).await
}

/// Sends a transaction, which must be refused for `reason`.
async fn assert_refused_bytes(chain: &Chain, bytes: &[u8], reason: &str) -> Result<()> {
    let refusal = match chain.submit(bytes).await {
        Ok(hash) => anyhow::bail!("{hash:?} was taken, and should be refused: {reason}"),
        Err(error) => format!("{error:#}"),
    };
    ensure!(refusal.contains(reason), "refused for something else than {reason:?}: {refusal}");
    Ok(())
}

/// Sends a transaction that is in a block, which must be refused. The pool knows it for a while.
async fn assert_replay_refused(chain: &Chain, bytes: &[u8]) -> Result<()> {
    let error = chain.submit(bytes).await.err().context("what is in a block was taken again")?;
    let refusal = format!("{error:#}");
    ensure!(refusal.contains(STALE) || refusal.contains("temporarily banned"), "{refusal}");
    Ok(())
}

/// Every feeless call of the chain so far.
async fn feeless_calls(chain: &Chain) -> Result<Vec<Vec<u8>>> {
    let mut found = Vec::new();
    for height in 1..=chain.best().await? {
        let block = chain.hash_of(height).await?.context("the chain is longer")?;
        for transaction in chain.transactions_of(block).await? {
            // The version of a general transaction, behind a length of one, two or four bytes.
            if [1, 2, 4].iter().any(|at| transaction.get(*at..at + 2) == Some(&[0x45, 0])) {
                found.push(transaction.0);
            }
        }
    }
    Ok(found)
}

/// A chain, and devices of Bob's on it: two that take part, and one that leaves.
struct Devices {
    good: OwnDevice,
    absent: OwnDevice,
    leaving: OwnDevice,
    stranger: OwnDevice,
}

impl Devices {
    async fn register(chain: &Chain) -> Result<Self> {
        let [good, absent, leaving, stranger] =
            [[1; 32], [2; 32], [3; 32], [4; 32]].map(OwnDevice::new);
        for device in [&good, &absent, &leaving] {
            device.register(chain, &dev::bob(), 2 * JOULE).await?;
        }
        let bob = dev::bob();
        chain.send_and_seal(&bob, "Attestation", "leave", vec![leaving.arg()]).await?;
        Ok(Self { good, absent, leaving, stranger })
    }
}

/// What `device` computed in three rounds.
fn work(device: &OwnDevice, open: &OpenChallenge) -> Result<(Prover, Commitment)> {
    let prover = device.compute(open, 3, &mut Cpu::default())?;
    let commitment = prover.commitment()?;
    Ok((prover, commitment))
}

#[tokio::test]
async fn commits_that_are_wrong_late_or_of_another_chain_get_into_no_block() -> Result<()> {
    // GIVEN a challenge, and what devices computed in it
    let node = NodeBuilder::development("manual").archive().start().await?;
    let chain = node.chain();
    let Devices { good, absent, leaving, stranger } = Devices::register(chain).await?;
    let first = chain.until_challenge(None).await?;
    let (_, commitment) = work(&good, &first)?;

    // WHEN what is wrong about them is sent, THEN it is refused, with a reason
    for (device, reason) in [(&stranger, DEVICE_NOT_FOUND), (&leaving, DEVICE_INACTIVE)] {
        let (_, commitment) = work(device, &first)?;
        assert_refused(chain, "commit", device.commit_args(first.id, &commitment), reason).await?;
    }
    for rounds in [0, (1 << 24) + 1] {
        let args = good.commit_args(first.id, &Commitment { rounds, ..commitment });
        assert_refused(chain, "commit", args, ROUNDS_OUT_OF_BOUNDS).await?;
    }
    let mut forged = good.commit_args(first.id, &commitment);
    forged[2] = Value::u128(4);
    assert_refused(chain, "commit", forged, BAD_PROOF).await?;
    let stolen = absent.commit_args(first.id, &commitment);
    assert_refused(chain, "commit", stolen, BAD_PROOF).await?;
    let ahead = good.commit_args(first.id + 1, &commitment);
    assert_refused(chain, "commit", ahead, FUTURE).await?;
    let right = chain.feeless("commit", good.commit_args(first.id, &commitment)).await?;
    let cut = chain.submit(&right[..right.len() - 1]).await;
    ensure!(cut.is_err(), "bytes that are no transaction were taken");

    // AND the same of another chain, which has a challenge with this number, too
    let other = Spec::with_genesis("dev", |genesis| {
        genesis["attestation"]["settings"]["leaveBlocks"] = 601.into();
    })?;
    let other =
        NodeBuilder::new("other", other.arg()).validator("alice").args(&["--sealing", "manual"]);
    let other = other.start().await?;
    good.register(other.chain(), &dev::bob(), 2 * JOULE).await?;
    let there = other.chain().until_challenge(None).await?;
    assert_eq!(there.id, first.id);
    let (_, elsewhere) = work(&good, &there)?;
    let args = good.commit_args(first.id, &elsewhere);
    assert_refused(chain, "commit", args.clone(), BAD_PROOF).await?;
    let accepted = other.chain().feeless("commit", args).await?;
    other.chain().submit(&accepted).await?;
    drop(other);

    // WHEN the right one is sent, THEN it is taken once, and no other one of that device
    chain.submit(&right).await?;
    ensure!(chain.submit(&right).await.is_err(), "it waits already");
    let instead = good.commit_args(first.id, &Commitment { rounds: 4, ..commitment });
    let instead = chain.feeless("commit", instead).await?;
    ensure!(chain.submit(&instead).await.is_err(), "one of this device waits already");
    chain.seal().await?;
    ensure!(chain.pending(&first, &good.hex()).await?.is_some(), "it is in the chain");
    assert_replay_refused(chain, &right).await?;
    assert_refused_bytes(chain, &instead, STALE).await?;

    // AND none is taken when the window is over, nor when the challenge is
    let (_, late) = work(&absent, &first)?;
    chain.advance_to(first.commit_until).await?;
    for height in [first.commit_until, first.open_until + 1] {
        chain.advance_to(height).await?;
        let args = absent.commit_args(first.id, &late);
        assert_refused(chain, "commit", args, STALE).await?;
    }
    let expected = [right];
    assert_eq!(feeless_calls(chain).await?, expected, "nothing else got into a block");
    Ok(())
}

#[tokio::test]
async fn openings_that_are_early_cut_changed_or_stolen_get_into_no_block() -> Result<()> {
    // GIVEN two devices that committed
    let node = NodeBuilder::development("manual").archive().start().await?;
    let chain = node.chain();
    let Devices { good, absent, stranger, .. } = Devices::register(chain).await?;
    let challenge = chain.until_challenge(None).await?;
    let mut taken = Vec::new();
    let mut provers = Vec::new();
    for device in [&good, &stranger] {
        let (prover, commitment) = work(device, &challenge)?;
        provers.push(prover);
        if device.key() == good.key() {
            let args = device.commit_args(challenge.id, &commitment);
            taken.push(chain.feeless("commit", args).await?);
            chain.submit(&taken[0]).await?;
        }
    }
    chain.seal().await?;

    // WHEN it opens before there is a sample, THEN it is too early
    let args = |opening: &[u8]| good.open_args(challenge.id, opening);
    assert_refused(chain, "open", args(&[0; 1_376]), FUTURE).await?;
    chain.advance_to(challenge.sample_at).await?;
    let sample = chain.open_challenge().await?.and_then(|open| open.sample);
    let sample = sample.expect("it was drawn").0;
    let opening = provers[0].open(&mut Cpu::default(), &sample)?;
    let pending = chain.pending(&challenge, &good.hex()).await?.expect("it committed");
    let from = pending["openFrom"].as_u64().expect("it must open");
    if from > challenge.sample_at + 1 {
        assert_refused(chain, "open", args(&opening), FUTURE).await?;
    }
    chain.advance_to(from).await?;

    // WHEN what it shows is not what was computed, THEN it is refused
    let mut changed = opening.clone();
    changed[3] ^= 1;
    let stolen = provers[1].open(&mut Cpu::default(), &sample)?;
    let [cut, longer] = [opening[1..].to_vec(), [&opening[..], &[0]].concat()];
    for wrong in [cut, longer, changed, stolen, Vec::new(), vec![0; 86_528]] {
        assert_refused(chain, "open", args(&wrong), OPENING_REFUSED).await?;
    }
    let oversized = chain.feeless("open", args(&vec![0; 86_529])).await?;
    ensure!(chain.submit(&oversized).await.is_err(), "no opening is so long");
    for (device, reason) in [(&absent, COMMIT_NOT_FOUND), (&stranger, COMMIT_NOT_FOUND)] {
        let args = device.open_args(challenge.id, &opening);
        assert_refused(chain, "open", args, reason).await?;
    }

    // WHEN it opens, THEN that is taken, and once
    taken.push(chain.feeless("open", args(&opening)).await?);
    chain.submit(&taken[1]).await?;
    chain.seal().await?;
    let pending = chain.pending(&challenge, &good.hex()).await?.expect("it is not settled");
    assert_eq!(pending["isOpened"], true, "{pending}");
    assert_replay_refused(chain, &taken[1]).await?;

    // AND nothing else got into a block, up to the end, when the commit is settled by anybody
    chain.until_closed(&challenge).await?;
    assert_refused(chain, "open", args(&opening), STALE).await?;
    let settle = chain.feeless("settle", vec![good.arg()]).await?;
    assert_refused(chain, "settle", vec![stranger.arg()], DEVICE_NOT_FOUND).await?;
    chain.submit(&settle).await?;
    chain.seal().await?;
    assert_replay_refused(chain, &settle).await?;
    taken.push(settle);
    assert_eq!(feeless_calls(chain).await?, taken);
    Ok(())
}
