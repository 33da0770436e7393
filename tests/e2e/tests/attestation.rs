// SPDX-License-Identifier: Apache-2.0
//! A device proves its work: the node that has its key, the agent that computes, and the chain.
//!
//! Blocks are made on request, so that the tests, and not the machine, say how long a window lasts.

use anyhow::{Context, Result};
use joule_e2e::{
    amount, key_of, AgentApi, AgentBuilder, Chain, Node, NodeBuilder, OpenChallenge, Reply, Spec,
    StandIn, Verdict,
};
use joule_pogw::Params;
use serde_json::Value as Json;
use std::time::Duration;
use subxt::{config::substrate::H256, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;
/// What the devices of these tests are worth.
const BOND: u128 = 4 * JOULE;

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ChallengeOpened {
    challenge: u32,
    seed: [u8; 32],
    params: [u8; 4],
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SampleDrawn {
    challenge: u32,
    sample: [u8; 32],
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Committed {
    device: [u8; 32],
    challenge: u32,
    rounds: u32,
    top: [u8; 24],
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Opened {
    device: [u8; 32],
    challenge: u32,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct ChallengeClosed {
    challenge: u32,
    commits: u32,
    is_congested: bool,
}

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct CommitSettled {
    device: [u8; 32],
    challenge: u32,
    verdict: Verdict,
    score: u64,
}

/// Matrices of 1,024 rows: three rounds are enough for a score, in windows as short as these.
const LOG2_SIZE: u8 = 10;
/// A slot of the chain, in milliseconds. Its clock goes by its blocks.
const SLOT_MS: u16 = 200;

/// A development chain, and a device on it.
struct Rig {
    node: Node,
    device: String,
    // What the node runs on.
    _spec: Spec,
}

impl Rig {
    /// A chain, and a device that Bob has registered, for which the agent behind `relay` computes.
    async fn start(relay: &StandIn) -> Result<Self> {
        let spec = Spec::with_genesis("dev", |genesis| {
            let settings = &mut genesis["attestation"]["settings"];
            // One sample: an opening computes no more than one of the rounds again.
            (settings["log2Size"], settings["samples"]) = (LOG2_SIZE.into(), 1.into());
            genesis["timing"]["slotDurationMs"] = SLOT_MS.into();
        })?;
        let node = NodeBuilder::new("prover", spec.arg()).validator("alice");
        let node = node.args(&["--sealing", "manual"]).archive();
        let node = node.with_agent(&relay.url(), &relay.token_file()).start().await?;
        let device = node.new_device().await?;
        node.register_device(&device, &dev::bob(), BOND).await?;
        Ok(Self { node, device, _spec: spec })
    }

    fn chain(&self) -> &Chain {
        self.node.chain()
    }

    /// Lets the device go through a challenge, and checks what is said of it on the way. Returns
    /// what it claimed, in thousandths of a compute unit.
    async fn prove(&self, agent: &AgentApi, challenge: &OpenChallenge) -> Result<u64> {
        let chain = self.chain();
        let computed = chain.until_computed(agent, challenge, &self.device).await?;
        let pending = chain.until_committed(challenge, &self.device).await?;
        assert_eq!(pending["rounds"], computed, "the node says what its agent did");
        assert_eq!(pending["isAudited"], true, "on trial, each commit is audited");
        let open = chain.open_challenge().await?.context("it is open")?;
        assert_eq!((open.id, open.commits, open.sample), (challenge.id, 1, None));

        let sampled_at = chain.advance_to(challenge.sample_at).await?;
        let drawn = one::<SampleDrawn>(chain, sampled_at, "SampleDrawn").await?;
        let open = chain.open_challenge().await?.context("it is open")?;
        assert_eq!(open.sample, Some(H256(drawn.sample)));
        assert_eq!(drawn.challenge, challenge.id);
        chain.until_opened(challenge, &self.device).await?;
        let closed_at = chain.until_closed(challenge).await?;
        let closed = one::<ChallengeClosed>(chain, closed_at, "ChallengeClosed").await?;
        assert_eq!(
            (closed.challenge, closed.commits, closed.is_congested),
            (challenge.id, 1, false)
        );
        assert_eq!(chain.open_challenge().await?, None);
        let claim = self.claim_in_events(challenge).await?;
        assert_eq!(pending["claim"], claim);
        Ok(claim)
    }

    /// What the device claimed in a challenge that is over: what the events say, and the formula.
    async fn claim_in_events(&self, challenge: &OpenChallenge) -> Result<u64> {
        let (chain, device) = (self.chain(), key_of(&self.device)?);
        let (mut commits, mut openings) = (Vec::new(), Vec::new());
        for height in challenge.opened_at..=challenge.open_until {
            let at = chain.hash_of(height).await?.context("the chain is longer")?;
            for commit in chain.fields_of::<Committed>(at, "Attestation", "Committed").await? {
                commits.push((at, commit));
            }
            openings.extend(chain.fields_of::<Opened>(at, "Attestation", "Opened").await?);
        }
        assert_eq!((commits.len(), openings.len()), (1, 1), "{commits:?}, {openings:?}");
        assert_eq!((openings[0].device, openings[0].challenge), (device, challenge.id));
        let (at, commit) = &commits[0];
        assert_eq!((commit.device, commit.challenge), (device, challenge.id));
        assert_ne!(commit.top, [0; 24]);

        // Time runs from the slot of the block before the challenge, for the window at least.
        let before = chain.hash_of(challenge.opened_at - 1).await?.context("there is one")?;
        let known = chain.number_at(before, "Babe", "CurrentSlot").await?;
        let window = u128::from(challenge.commit_until - challenge.opened_at + 1);
        let slots = (chain.number_at(*at, "Babe", "CurrentSlot").await? - known).max(window);
        let size = 1u128 << Params::from_bytes(challenge.params)?.log2_size();
        let operations = u128::from(commit.rounds) * 2 * size.pow(3);
        Ok(u64::try_from(operations / (slots * u128::from(SLOT_MS) * 1_000_000))?)
    }
}

/// The only event of its kind in a block.
async fn one<Fields: subxt::ext::scale_decode::DecodeAsFields>(
    chain: &Chain,
    at: H256,
    name: &str,
) -> Result<Fields> {
    let mut found = chain.fields_of::<Fields>(at, "Attestation", name).await?;
    assert_eq!(found.len(), 1, "events {name} in block {at:?}");
    found.pop().context("there is one")
}

/// The score after a challenge in which `claim` was opened.
fn score_after(score: u64, claim: u64) -> u64 {
    let ceiling = claim + claim / 10;
    ((3 * score + claim) / 4).min(ceiling)
}

/// What hands on to an agent all that a node asks, but gives it so much time to compute: a machine
/// may be slow, and the chain's clock does not see it.
async fn relay_to(agent: &AgentApi, work: Duration) -> Result<StandIn> {
    let (agent, work_ms) = (agent.clone(), work.as_millis().to_string());
    StandIn::start(move |asked| {
        let (agent, work_ms) = (agent.clone(), work_ms.clone());
        async move {
            let mut body = asked.json();
            let body = match body.get_mut("work_ms") {
                Some(given) => {
                    *given = work_ms.into();
                    body.to_string().into_bytes()
                }
                None => asked.body.clone(),
            };
            let answer = agent.ask(&asked.method, &asked.path, &body).await;
            answer.map_or(Reply::Silence, Reply::Answer)
        }
    })
    .await
}

/// Goes through two challenges in a row, from a registration on.
async fn prove_twice(agent: &AgentApi, work: Duration) -> Result<()> {
    let relay = relay_to(agent, work).await?;
    let rig = Rig::start(&relay).await?;
    // GIVEN a device on trial that has proved nothing
    let chain = rig.chain();
    let device = chain.device(&rig.device).await?;
    assert_eq!((&device["state"], &device["score"]), (&"active".into(), &0.into()), "{device}");
    assert_eq!((&device["auditsDue"], &device["auditPpm"]), (&12.into(), &1_000_000.into()));
    assert_eq!((amount(&device["bond"]), device["misses"].as_u64()), (BOND, Some(0)));

    // WHEN it goes through two challenges, THEN its score is what the formula makes of its claims
    let first = chain.until_challenge(None).await?;
    let opened_at = chain.hash_of(first.opened_at).await?.context("it is there")?;
    let opened = one::<ChallengeOpened>(chain, opened_at, "ChallengeOpened").await?;
    assert_eq!((opened.challenge, opened.params), (first.id, first.params));
    assert_eq!(H256(opened.seed), first.seed);
    let claim = rig.prove(agent, &first).await?;
    let score = score_after(0, claim);
    assert!(score > 0, "a claim of {claim}");
    let device = chain.device(&rig.device).await?;
    assert_eq!((&device["score"], &device["audited"]), (&score.into(), &claim.into()), "{device}");
    assert_eq!((&device["auditsDue"], &device["pending"]), (&11.into(), &Json::Null));

    let second = chain.until_challenge(Some(&first)).await?;
    let again = rig.prove(agent, &second).await?;
    let device = chain.device(&rig.device).await?;
    let last_score = score_after(score, again);
    assert_eq!((&device["score"], &device["audited"]), (&last_score.into(), &again.into()));
    assert_eq!((amount(&device["bond"]), device["misses"].as_u64()), (BOND, Some(0)));

    // AND the list of all devices says the same
    let page: Json = chain.request("joule_devices", &[]).await?;
    assert_eq!((&page["total"], &page["onTrial"]), (&1.into(), &1.into()), "{page}");
    assert_eq!(page["devices"][0], device);

    // AND the second commit settled the first one, as the event says
    let at = settled_at(chain, &second).await?;
    let settled = one::<CommitSettled>(chain, at, "CommitSettled").await?;
    assert_eq!((settled.device, settled.challenge), (key_of(&rig.device)?, first.id));
    assert_eq!(settled.verdict, Verdict::Credited { credit: claim, is_audited: true });
    assert_eq!(settled.score, score);
    Ok(())
}

/// The block in which a commit in `challenge` settled one of before.
async fn settled_at(chain: &Chain, challenge: &OpenChallenge) -> Result<H256> {
    for height in challenge.opened_at..=challenge.commit_until {
        let at = chain.hash_of(height).await?.context("the chain is longer")?;
        if chain.events_at(at).await?.iter().any(|event| event == "Attestation.CommitSettled") {
            return Ok(at);
        }
    }
    anyhow::bail!("nothing was settled in challenge {}", challenge.id)
}

#[tokio::test]
async fn a_processor_proves_its_work_in_two_challenges() -> Result<()> {
    let agent = AgentBuilder::processor().start().await?;
    prove_twice(agent.api(), Duration::from_secs(6)).await
}

#[tokio::test]
async fn what_acts_like_a_gpu_proves_its_work_in_two_challenges() -> Result<()> {
    let agent = AgentBuilder::lavapipe()?.start().await?;
    prove_twice(agent.api(), Duration::from_secs(15)).await?;
    let devices = agent.api().ask("GET", "/v1/devices", b"").await?;
    let devices: Json = serde_json::from_slice(&devices.body)?;
    let id = devices["devices"][0]["id"].as_str().context("a device")?;
    assert!(id.starts_with("wgpu:"), "{devices}");
    Ok(())
}
