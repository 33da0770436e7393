// SPDX-License-Identifier: Apache-2.0
//! Agents that are gone, slow, wrong or malicious, and nodes that are killed: what a device loses,
//! and what it does not.

use anyhow::{Context, Result};
use joule_e2e::{
    amount, bytes_of, hex_of, key_of, progress, until, Agent, AgentBuilder, Asked, Chain,
    InlineAgent, Node, NodeBuilder, Reply, Spec, StandIn, WrongByOneBit,
};
use joule_pogw::prover::Cpu;
use serde_json::{json, Value as Json};
use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        atomic::{AtomicBool, AtomicU32, Ordering},
        Arc, Mutex,
    },
};
use subxt::ext::scale_decode::DecodeAsType;
use subxt_signer::sr25519::dev;

const JOULE: u128 = 1_000_000_000_000;
/// What the devices of these tests are worth.
const BOND: u128 = 4 * JOULE;
/// What a node says of an agent that is not there.
const UNREACHABLE: &str = "The agent does not answer";

#[derive(Debug, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Slashed {
    device: [u8; 32],
    challenge: u32,
    amount: u128,
}

/// An agent on the processor, a node of a chain whose genesis block is edited, and a device on it.
async fn start(edit: impl FnOnce(&mut Json)) -> Result<(Node, Agent, String, Spec)> {
    let agent = AgentBuilder::processor().start().await?;
    let (node, spec) = start_edited(&agent.api().url(), &agent.token_file(), edit).await?;
    let device = new_device(&node).await?;
    Ok((node, agent, device, spec))
}

/// A node of a chain whose genesis block is edited, that makes blocks on request and asks the agent
/// at `url`.
async fn start_edited(
    url: &str,
    token_file: &Path,
    edit: impl FnOnce(&mut Json),
) -> Result<(Node, Spec)> {
    let spec = Spec::with_genesis("dev", edit)?;
    let node = NodeBuilder::new("prover", spec.arg()).validator("alice").archive();
    let node = node.args(&["--sealing", "manual"]).with_agent(url, token_file);
    Ok((node.start().await?, spec))
}

/// Gives challenges blocks to spare: a run that is slow, or was killed, keeps others away.
fn widen_windows(genesis: &mut Json) {
    let settings = &mut genesis["attestation"]["settings"];
    (settings["commitBlocks"], settings["minGapBlocks"]) = (18.into(), 31.into());
}

/// A node that asks what answers as `script` says.
async fn start_with(stand_in: &StandIn) -> Result<Node> {
    let node = NodeBuilder::development("manual").archive();
    node.with_agent(&stand_in.url(), &stand_in.token_file()).start().await
}

/// A device that Bob registers.
async fn new_device(node: &Node) -> Result<String> {
    let device = node.new_device().await?;
    node.register_device(&device, &dev::bob(), BOND).await?;
    Ok(device)
}

/// What the chain says of a device that has lost nothing, after so many misses.
async fn assert_unharmed(chain: &Chain, device: &str, misses: u64) -> Result<()> {
    let known = chain.device(device).await?;
    assert_eq!((amount(&known["bond"]), &known["misses"]), (BOND, &misses.into()), "{known}");
    assert_eq!(known["failures"], json!([]), "{known}");
    Ok(())
}

/// How often a node has said `text` to its operator.
fn times_said(node: &Node, text: &str) -> Result<usize> {
    Ok(node.log()?.lines().filter(|line| line.contains(text)).count())
}

/// Makes blocks until a node has told of a fault.
async fn until_told(node: &Node, text: &str) -> Result<()> {
    until_told_times(node, text, 1).await
}

/// Makes blocks until a node has told of a fault so many times.
async fn until_told_times(node: &Node, text: &str, times: usize) -> Result<()> {
    node.chain()
        .seal_until(text, 3, || async { Ok((times_said(node, text)? >= times).then_some(())) })
        .await
}

#[tokio::test]
async fn an_agent_that_is_killed_goes_on_if_it_is_back_in_time() -> Result<()> {
    // GIVEN an agent that computes
    let (node, agent, device, _spec) = start(|genesis| {
        // What it may take goes by slots, and it must be back before that is over.
        genesis["timing"]["slotDurationMs"] = 6_000.into();
    })
    .await?;
    let chain = node.chain();
    let challenge = chain.until_challenge(None).await?;
    chain.until_begun(agent.api(), &challenge, &device).await?;

    // WHEN it is killed, and started again before anybody asks
    let agent = agent.kill()?.start().await?;
    chain.until_computed(agent.api(), &challenge, &device).await?;

    // THEN the device commits. WHEN it is killed then, and is back before the opening
    chain.until_committed(&challenge, &device).await?;
    let stopped = agent.kill()?;
    chain.advance_to(challenge.commit_until + 1).await?;
    let _agent = stopped.start().await?;

    // THEN the device opens what it committed to
    chain.until_opened(&challenge, &device).await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 0).await
}

#[tokio::test]
async fn an_absent_agent_costs_no_bond_and_is_back_after_a_pause() -> Result<()> {
    // GIVEN a device whose agent is killed while it computes
    let (node, agent, device, _spec) = start(|genesis| {
        // Who is resumed in the middle of a challenge is too late for it: the next one opens long
        // after.
        let settings = &mut genesis["attestation"]["settings"];
        (settings["minGapBlocks"], settings["maxGapBlocks"]) = (80.into(), 80.into());
    })
    .await?;
    let chain = node.chain();
    let mut challenge = chain.until_challenge(None).await?;
    chain.until_begun(agent.api(), &challenge, &device).await?;
    let stopped = agent.kill()?;

    // WHEN it is not back in time, THEN the device misses the challenge and loses nothing, and its
    // operator is told once for each of them
    for misses in 1..=3 {
        if misses > 1 {
            challenge = chain.until_challenge(Some(&challenge)).await?;
        }
        until_told_times(&node, UNREACHABLE, usize::try_from(misses)?).await?;
        chain.advance_to(challenge.commit_until + 1).await?;
        assert_unharmed(chain, &device, misses).await?;
        chain.until_closed(&challenge).await?;
        assert_eq!(times_said(&node, UNREACHABLE)?, usize::try_from(misses)?);
    }

    // AND after the third one it is paused
    assert_eq!(chain.device(&device).await?["state"], "paused");

    // WHEN the agent is back, THEN the node resumes the device, which proves its work again
    let agent = stopped.start().await?;
    chain
        .seal_until("the device to be resumed", 24, || async {
            Ok((chain.device(&device).await?["state"] == "active").then_some(()))
        })
        .await?;
    let challenge = chain.until_challenge(Some(&challenge)).await?;
    chain.until_computed(agent.api(), &challenge, &device).await?;
    chain.until_committed(&challenge, &device).await?;
    chain.until_opened(&challenge, &device).await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 0).await
}

#[tokio::test]
async fn a_node_that_is_killed_sends_the_commitment_that_it_has_kept() -> Result<()> {
    // GIVEN a node that has signed a commitment, which waits for a block
    let is_lost = Arc::new(AtomicBool::new(false));
    let (lost, inline) = (Arc::clone(&is_lost), InlineAgent::new(3, Cpu::default()));
    let stand_in = StandIn::start(move |asked| {
        let reply = match lost.load(Ordering::Relaxed) {
            true => Reply::json(404, &json!({})),
            false => inline.reply(&asked),
        };
        async move { reply }
    })
    .await?;
    let (url, token_file) = (stand_in.url(), stand_in.token_file());
    let (node, _spec) = start_edited(&url, &token_file, widen_windows).await?;
    let chain = node.chain();
    let device = new_device(&node).await?;
    let challenge = chain.until_challenge(None).await?;
    let waiting = until_waiting(chain, 3).await?;

    // WHEN it is killed and started again, and its agent knows nothing any more
    let stopped = node.kill()?;
    is_lost.store(true, Ordering::Relaxed);
    let node = stopped.start().await?;
    let chain = node.chain();
    assert!(chain.waiting().await?.is_empty(), "the pool is not kept");

    // THEN it sends the same commitment, which gets into a block
    let again = until_waiting(chain, 12).await?;
    assert_eq!(
        again.iter().map(|bytes| commit_of(bytes)).collect::<Vec<_>>(),
        [commit_of(&waiting[0])]
    );
    chain.seal().await?;
    let pending = chain.pending(&challenge, &device).await?;
    assert!(pending.is_some(), "the device committed");
    Ok(())
}

/// The call of a transaction that commits, which ends it: two indices, device, challenge, rounds, top
/// and signature. What is before it may differ.
fn commit_of(transaction: &[u8]) -> &[u8] {
    const BYTES: usize = 2 + 32 + 4 + 4 + 24 + 64;
    &transaction[transaction.len() - BYTES..]
}

/// Waits until a transaction waits for a block, and makes `spare_blocks` meanwhile.
async fn until_waiting(chain: &Chain, spare_blocks: u32) -> Result<Vec<Vec<u8>>> {
    chain
        .seal_until("a transaction", spare_blocks, || async {
            let waiting = chain.waiting().await?.into_iter().map(|bytes| bytes.0);
            let waiting = waiting.collect::<Vec<_>>();
            Ok((!waiting.is_empty()).then_some(waiting))
        })
        .await
}

#[tokio::test]
async fn who_gets_entries_wrong_opens_nothing_and_is_slashed_each_time_more() -> Result<()> {
    // GIVEN an agent that gets every entry wrong by one bit, so that no sample is right
    let stand_in = InlineAgent::new(3, WrongByOneBit::everywhere()).serve().await?;
    let (url, token_file) = (stand_in.url(), stand_in.token_file());
    let (node, _spec) = start_edited(&url, &token_file, |genesis| {
        // It answers in the two seconds that it has, on any machine.
        genesis["attestation"]["settings"]["log2Size"] = 6.into();
    })
    .await?;
    let chain = node.chain();
    let device = new_device(&node).await?;
    let mut bond = BOND;
    let mut last = None;
    for (number, percent) in [(1, 5), (2, 25)] {
        // WHEN its device commits to that
        let challenge = chain.until_challenge(last.as_ref()).await?;
        chain.until_committed(&challenge, &device).await?;
        chain.advance_to(challenge.sample_at).await?;
        until_told_times(&node, "does not prove what was committed to", number).await?;
        chain.advance_to(challenge.open_until).await?;

        // THEN nothing is sent, and when it is over, the bond is slashed
        assert!(chain.waiting().await?.is_empty());
        let closed_at = chain.until_closed(&challenge).await?;
        let supply = chain.supply(closed_at).await?.get("burned.slash");
        let loss = bond * percent / 100;
        bond -= loss;
        let known = chain.device(&device).await?;
        assert_eq!((amount(&known["bond"]), &known["score"]), (bond, &0.into()), "{known}");
        assert_eq!(known["failures"].as_array().map(Vec::len), Some(number), "{known}");
        assert_eq!(known["auditsDue"], 24, "{known}");
        // AND the node has that done, so that the device gets a place again
        let at = chain.until_settled().await?;
        let slashed = chain.fields_of::<Slashed>(at, "Attestation", "Slashed").await?;
        let [slashed] = &slashed[..] else { panic!("{slashed:?}") };
        assert_eq!((slashed.device, slashed.challenge), (key_of(&device)?, challenge.id));
        assert_eq!(slashed.amount, loss);
        assert_eq!(chain.supply(at).await?.get("burned.slash"), supply + loss, "it is burned");
        for height in challenge.opened_at..=challenge.open_until {
            let at = chain.hash_of(height).await?.context("the chain is longer")?;
            let events = chain.events_at(at).await?;
            assert!(!events.iter().any(|event| event == "Attestation.Opened"), "block {height}");
        }
        last = Some(challenge);
    }
    Ok(())
}

#[tokio::test]
async fn one_wrong_entry_of_each_product_costs_the_bond_within_a_few_challenges() -> Result<()> {
    // GIVEN products of 64 entries, of which 64 samples are drawn, and an agent that gets one wrong
    let stand_in = InlineAgent::new(3, WrongByOneBit::in_one_entry()).serve().await?;
    let (url, token_file) = (stand_in.url(), stand_in.token_file());
    let (node, _spec) = start_edited(&url, &token_file, |genesis| {
        genesis["attestation"]["settings"]["log2Size"] = 3.into();
        genesis["attestation"]["settings"]["samples"] = 64.into();
    })
    .await?;
    let (chain, fault) = (node.chain(), "does not prove what was committed to");
    let device = new_device(&node).await?;
    let mut last = None;
    // WHEN the wrong one is not among those that are drawn, as in one challenge of three
    for _ in 0..30 {
        let challenge = chain.until_challenge(last.as_ref()).await?;
        chain.until_committed(&challenge, &device).await?;
        chain.advance_to(challenge.sample_at).await?;
        let is_found = chain
            .seal_until("the opening", 8, || async {
                let is_opened = chain.pending(&challenge, &device).await?;
                let is_opened = is_opened.is_some_and(|pending| pending["isOpened"] == true);
                let is_told = times_said(&node, fault)? > 0;
                Ok((is_opened || is_told).then_some(is_told))
            })
            .await?;
        chain.until_closed(&challenge).await?;
        // THEN the device loses nothing
        if !is_found {
            assert_unharmed(chain, &device, 0).await?;
            last = Some(challenge);
            continue;
        }
        // AND once it is, no opening proves the commitment
        let known = chain.device(&device).await?;
        assert_eq!(amount(&known["bond"]), BOND - BOND / 20, "{known}");
        assert_eq!(known["failures"].as_array().map(Vec::len), Some(1), "{known}");
        return Ok(());
    }
    panic!("thirty challenges did not find it: that happens once in 10^13 times");
}

#[tokio::test]
async fn an_opening_with_one_wrong_entry_is_not_sent_and_the_right_one_is() -> Result<()> {
    // GIVEN an agent whose first opening was changed in one entry on its way
    let (inline, openings) = (Arc::new(InlineAgent::new(3, Cpu::default())), AtomicU32::new(0));
    let stand_in = StandIn::start(move |asked| {
        let inline = Arc::clone(&inline);
        let is_first = asked.is_opening() && openings.fetch_add(1, Ordering::Relaxed) == 0;
        async move {
            match inline.reply(&asked) {
                Reply::Answer(answer) if is_first => with_wrong_entry(&answer.body),
                reply => reply,
            }
        }
    })
    .await?;
    let node = start_with(&stand_in).await?;
    let chain = node.chain();
    let device = new_device(&node).await?;
    let challenge = chain.until_challenge(None).await?;
    chain.until_committed(&challenge, &device).await?;

    // WHEN the node sees it, THEN it tells so, sends nothing, and asks again
    chain.advance_to(challenge.sample_at).await?;
    until_told(&node, "does not prove what was committed to").await?;
    assert!(chain.waiting().await?.is_empty());
    chain.until_opened(&challenge, &device).await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 0).await
}

/// The opening of an answer, with one entry that is wrong by one.
fn with_wrong_entry(body: &[u8]) -> Reply {
    let mut body: Json = serde_json::from_slice(body).expect("it is JSON");
    let opening = body["opening"].as_str().map(bytes_of);
    let mut opening = opening.expect("there is one").expect("it is hex");
    opening[0] ^= 1;
    body["opening"] = hex_of(&opening).into();
    Reply::json(200, &body)
}

/// What an agent does for a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// What it should.
    Good,
    /// It says that it is not done, when it is asked first.
    Slow,
    /// It is never done.
    Never,
    /// It answers for another challenge.
    Elsewhere,
    /// It says something that is no answer of an agent.
    Garbage,
    /// It has failed.
    Failing,
    /// It says too much.
    Huge,
    /// It has a status that agents do not have.
    Teapot,
    /// It says something that is no HTTP.
    Noise,
    /// It says nothing.
    Silent,
    /// It asks for another token.
    Closed,
}

/// Habits that concern one device only, and what its operator is told.
const HABITS: [(Habit, &str); 8] = [
    (Habit::Good, ""),
    (Habit::Slow, ""),
    (Habit::Never, ""),
    (Habit::Elsewhere, "answers for another device or challenge"),
    (Habit::Garbage, "makes no sense"),
    (Habit::Failing, "the fan is off"),
    (Habit::Huge, "makes no sense"),
    (Habit::Teapot, "status 418"),
];

impl Habit {
    /// Whether the device commits.
    fn is_honest(self) -> bool {
        matches!(self, Self::Good | Self::Slow)
    }

    /// What the agent replies, who was asked so many `times` for this device before.
    fn reply(self, asked: &Asked, times: u32, inline: &InlineAgent<Cpu>) -> Reply {
        let running = || Reply::json(202, &progress(asked, "running", 0, &[0; 24]));
        let refusal = |status, message: &str| {
            Reply::json(status, &json!({ "error": { "code": "test", "message": message } }))
        };
        match self {
            Self::Slow if times == 0 => running(),
            Self::Good | Self::Slow => inline.reply(asked),
            Self::Never => running(),
            Self::Elsewhere => {
                let mut body = progress(asked, "done", 3, &[7; 24]);
                body["challenge"] = hex_of(&[7; 32]).into();
                Reply::json(200, &body)
            }
            Self::Garbage => Reply::json(200, &json!("all is well")),
            Self::Failing => refusal(500, "the fan is off"),
            Self::Huge => Reply::json(200, &json!("x".repeat(4 << 20))),
            Self::Teapot => refusal(418, "short and stout"),
            Self::Noise => Reply::Bytes(vec![0xC0; 3_000]),
            Self::Silent => Reply::Silence,
            Self::Closed => refusal(401, "who are you?"),
        }
    }
}

#[tokio::test]
async fn what_goes_wrong_with_one_device_is_told_and_harms_no_other() -> Result<()> {
    // GIVEN an agent with another habit for each of eight devices
    let habits = Arc::new(Mutex::new(BTreeMap::<String, (Habit, u32)>::new()));
    let (known, inline) = (Arc::clone(&habits), Arc::new(InlineAgent::new(3, Cpu::default())));
    let stand_in = StandIn::start(move |asked| {
        let mut known = known.lock().expect("nobody has failed");
        let reply = match known.get_mut(asked.device()) {
            Some((habit, times)) => {
                let reply = habit.reply(&asked, *times, &inline);
                *times += 1;
                reply
            }
            None => inline.reply(&asked),
        };
        async move { reply }
    })
    .await?;
    let (url, token_file) = (stand_in.url(), stand_in.token_file());
    let (node, _spec) = start_edited(&url, &token_file, widen_windows).await?;
    let chain = node.chain();
    let mut devices = Vec::new();
    for (habit, said) in HABITS {
        let device = new_device(&node).await?;
        habits.lock().expect("nobody has failed").insert(device.clone(), (habit, 0));
        devices.push((device, habit, said));
    }

    // WHEN a challenge passes
    let challenge = chain.until_challenge(None).await?;
    for (device, ..) in devices.iter().filter(|(_, habit, _)| habit.is_honest()) {
        chain
            .seal_until("the honest devices to commit", 8, || async {
                Ok(chain.pending(&challenge, device).await?.map(|_| ()))
            })
            .await?;
    }
    chain.advance_to(challenge.commit_until).await?;

    // THEN the devices that are served well have committed, and no others
    for (device, habit, said) in &devices {
        let pending = chain.pending(&challenge, device).await?;
        assert_eq!(pending.is_some(), habit.is_honest(), "{habit:?}: {pending:?}");
        // AND the operator is told what is wrong, once for each device
        let about = format!("Device {device}: The agent");
        let lines = node.log()?;
        let told = lines.lines().filter(|line| line.contains(&about));
        let told = told.collect::<Vec<_>>();
        assert_eq!(told.len(), usize::from(!said.is_empty()), "{habit:?}: {told:?}");
        assert!(told.iter().all(|line| line.contains(said)), "{habit:?}: {told:?}");
    }

    // AND they open, and nobody loses anything but the challenge
    for (device, ..) in devices.iter().filter(|(_, habit, _)| habit.is_honest()) {
        chain
            .seal_until("the honest devices to open", 10, || async {
                let pending = chain.pending(&challenge, device).await?.context("it committed")?;
                Ok((pending["isOpened"] == true).then_some(()))
            })
            .await?;
    }
    chain.until_closed(&challenge).await?;
    for (device, habit, _) in &devices {
        assert_unharmed(chain, device, u64::from(!habit.is_honest())).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_node_goes_on_whatever_its_agent_says_or_does_not_say() -> Result<()> {
    // GIVEN an agent that changes its habits
    let habit = Arc::new(Mutex::new(Habit::Silent));
    let (current, inline) = (Arc::clone(&habit), InlineAgent::new(3, Cpu::default()));
    let stand_in = StandIn::start(move |asked| {
        let reply = current.lock().expect("nobody has failed").reply(&asked, 0, &inline);
        async move { reply }
    })
    .await?;
    let node = start_with(&stand_in).await?;
    let chain = node.chain();
    let device = new_device(&node).await?;

    // WHEN it leaves a request without an answer, THEN blocks are made and are final all the same
    let mut challenge = chain.until_challenge(None).await?;
    until("a request", || async { Ok(stand_in.heard().first().map(|_| ())) }).await?;
    let (height, hash) = chain.seal().await?;
    assert_eq!(chain.finalised().await?, (height, hash));
    until_told(&node, "did not answer in two seconds").await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 1).await?;

    // WHEN it says what is no HTTP, THEN the operator is told
    *habit.lock().expect("nobody has failed") = Habit::Noise;
    challenge = chain.until_challenge(Some(&challenge)).await?;
    until_told(&node, UNREACHABLE).await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 2).await?;

    // WHEN it does what it should, THEN so does the node
    *habit.lock().expect("nobody has failed") = Habit::Good;
    challenge = chain.until_challenge(Some(&challenge)).await?;
    chain.until_committed(&challenge, &device).await?;
    chain.until_opened(&challenge, &device).await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 0).await?;

    // WHEN it asks for another token, THEN the operator is told what to do
    *habit.lock().expect("nobody has failed") = Habit::Closed;
    challenge = chain.until_challenge(Some(&challenge)).await?;
    until_told(&node, "The agent refuses this node").await?;
    chain.until_closed(&challenge).await?;
    assert_unharmed(chain, &device, 1).await
}
