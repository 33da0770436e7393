// SPDX-License-Identifier: Apache-2.0
//! The root network, as its members see it, and what each subnet gets by their votes.

use anyhow::{Context, Result};
use joule_e2e::{
    account, account_arg, address, keypair, none, root_weights_args, some, transfer_to, Call,
    Chain, Node, NodeBuilder, Pending, RootDecision, RootEpoch, Spec, SubnetsPot, Voter,
};
use joule_math::{averages, root::Fraction};
use serde_json::{json, Value as Json};
use std::cmp::Reverse;
use subxt::{config::substrate::H256, dynamic::Value, ext::scale_decode::DecodeAsType};
use subxt_signer::sr25519::{dev, Keypair};

const JOULE: u128 = 1_000_000_000_000;
/// The subnet that a development chain has from its genesis block on. It is Alice's.
const FIRST: u16 = 1;
/// Blocks between two epochs of the root network.
const TEMPO: u32 = 100;

/// Starts a development chain whose root network has another setting.
async fn start_with(setting: &str, value: u32) -> Result<Node> {
    let spec = Spec::with_genesis("dev", |genesis| {
        genesis["root"]["settings"][setting] = value.into();
    })?;
    let node = NodeBuilder::new("dev", spec.arg()).validator("alice");
    node.args(&["--sealing", "instant"]).start().await
}

/// Lets `coldkey` register a validator and stake `amount` pJ behind it. Returns its hotkey.
async fn found_validator(
    chain: &Chain,
    coldkey: &Keypair,
    hotkey: &str,
    amount: u128,
) -> Result<Keypair> {
    let hotkey = keypair(hotkey);
    chain.register(coldkey, &hotkey).await?;
    chain.stake(coldkey, &hotkey, amount).await?;
    Ok(hotkey)
}

/// What the members decided: the event `Root.EmissionAllocated`.
#[derive(Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct EmissionAllocated {
    turnout_ppm: u32,
    decided_ppm: u32,
    dropped: Vec<u32>,
}

/// What subnets got: the event `Incentive.EmissionDivided`.
#[derive(Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct EmissionDivided {
    amounts: Vec<(u16, u128)>,
    backlog: u128,
}

/// What a subnet has of the pot.
#[derive(Debug, PartialEq, Eq, DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct SubnetFunds {
    pending: Pending,
    average: u128,
    share_ppm: u32,
}

/// Parts per million of a fraction, rounded down.
fn in_ppm(fraction: Fraction) -> u32 {
    u32::try_from(fraction.of(1_000_000)).expect("a part of a million")
}

/// Whether a fraction is neither nothing nor all.
fn is_a_part(fraction: Fraction) -> bool {
    Fraction::ZERO < fraction && fraction < Fraction::ONE
}

/// Lets the next epoch of the root network run, and checks that it divides the emission as the
/// arithmetic says, to the pJ, and that the node tells so. `voters` are all members.
async fn checked_epoch(chain: &Chain, voters: &[Voter]) -> Result<RootEpoch> {
    let epoch = RootEpoch::next(chain, voters).await?;
    check_events(chain, &epoch).await?;
    check_funds(chain, &epoch).await?;
    assert_eq!(chain.root_allocation().await?, answer_after(&epoch, voters));
    Ok(epoch)
}

/// Checks what the block of an epoch tells.
async fn check_events(chain: &Chain, epoch: &RootEpoch) -> Result<()> {
    let allocated =
        chain.fields_of::<EmissionAllocated>(epoch.at, "Root", "EmissionAllocated").await?;
    let expected = EmissionAllocated {
        turnout_ppm: in_ppm(epoch.outcome.turnout),
        decided_ppm: in_ppm(epoch.outcome.decided),
        dropped: Vec::new(),
    };
    assert_eq!(allocated, [expected]);

    let divided =
        chain.fields_of::<EmissionDivided>(epoch.at, "Incentive", "EmissionDivided").await?;
    let amounts = epoch.netuids.iter().copied().zip(epoch.amounts.iter().copied());
    let amounts = amounts.filter(|(_, amount)| *amount > 0).collect::<Vec<_>>();
    // If nobody gets anything, nothing is told.
    let expected =
        (!amounts.is_empty()).then(|| EmissionDivided { amounts, backlog: epoch.left() });
    assert_eq!(divided, Vec::from_iter(expected));
    Ok(())
}

/// Checks what an epoch left in the pot, and what of it each subnet has.
async fn check_funds(chain: &Chain, epoch: &RootEpoch) -> Result<()> {
    let pending = epoch.pot.pending + epoch.divided();
    let expected = SubnetsPot { pending, backlog: epoch.left(), ..epoch.pot };
    assert_eq!(chain.subnets_pot(epoch.at).await?, expected);

    let half_life =
        chain.field_at(epoch.at, "Incentive", "Delays", "average_half_life_blocks").await?;
    let half_life = u32::try_from(half_life)?;
    for (netuid, amount) in epoch.netuids.iter().copied().zip(epoch.amounts.iter().copied()) {
        let before = funds_of(chain, epoch.parent, netuid).await?;
        // 18 % are the owner's, and the odd pJ of the rest is validators'.
        let owner = amount * 18 / 100;
        let miners = (amount - owner) / 2;
        let pending = Pending {
            owner: before.pending.owner + owner,
            miners: before.pending.miners + miners,
            validators: before.pending.validators + (amount - owner - miners),
        };
        let average = averages::moved(before.average, amount, half_life, TEMPO);
        let share_ppm = (amount * 1_000_000).checked_div(epoch.divided()).unwrap_or(0);
        let share_ppm = u32::try_from(share_ppm)?;
        let expected = SubnetFunds { pending, average, share_ppm };
        assert_eq!(funds_of(chain, epoch.at, netuid).await?, expected, "subnet {netuid}");
        let told = chain.subnet(netuid).await?;
        assert_eq!(told["emissionSharePpm"], share_ppm, "{told}");
    }
    Ok(())
}

/// What a subnet has of the pot, at a block.
async fn funds_of(chain: &Chain, at: H256, netuid: u16) -> Result<SubnetFunds> {
    let funds = chain.value_at(at, "Incentive", "Funds", vec![Value::u128(netuid.into())]).await?;
    funds.context("every subnet has funds")
}

/// What `joule_rootAllocation` must answer in the block of an epoch.
fn answer_after(epoch: &RootEpoch, voters: &[Voter]) -> Json {
    let RootEpoch { block, root, outcome, .. } = epoch;
    let stake = |place: usize| root.members[place].stake.to_string();
    let counted = |place: usize| outcome.counted[place].to_string();
    let members = voters.iter().enumerate().map(|(place, voter)| {
        json!({
            "hotkey": address(&voter.hotkey),
            "coldkey": address(&voter.coldkey),
            "pool": epoch.pools[place],
            "stake": stake(place),
            "countedStake": counted(place),
            "voicePpm": in_ppm(outcome.voice[place]),
            "agreementPpm": in_ppm(outcome.agreement[place]),
            "weights": told_weights(&voter.weights),
            "weightsAgeBlocks": block - voter.decided_at,
            "weightsExpireAt": voter.decided_at + epoch.expiry_blocks,
        })
    });
    let mut loudest_first = (0..voters.len()).collect::<Vec<_>>();
    loudest_first.sort_by_key(|place| Reverse((outcome.voice[*place], root.members[*place].stake)));
    let voices = loudest_first.into_iter().map(|place| {
        json!({
            "coldkey": address(&voters[place].coldkey),
            "members": 1,
            "stake": stake(place),
            "countedStake": counted(place),
            "voicePpm": in_ppm(outcome.voice[place]),
        })
    });
    let subnets = epoch.netuids.iter().enumerate().map(|(column, netuid)| {
        json!({
            "netuid": netuid,
            "sharePpm": in_ppm(outcome.share[column]),
            "rankPpm": in_ppm(outcome.rank[column]),
            "trustPpm": in_ppm(outcome.trust[column]),
            "consensusPpm": in_ppm(outcome.consensus[column]),
            "amount": epoch.amounts[column].to_string(),
        })
    });
    json!({
        "block": block,
        "lastEpochBlock": block,
        "nextEpochBlock": block + TEMPO,
        "members": members.collect::<Vec<_>>(),
        "voices": voices.collect::<Vec<_>>(),
        "subnets": subnets.collect::<Vec<_>>(),
        "turnoutPpm": in_ppm(outcome.turnout),
        "decidedPpm": in_ppm(outcome.decided),
        "backlog": epoch.left().to_string(),
        "commitRevealPeriod": null,
        "expiryBlocks": epoch.expiry_blocks,
        "countedCapPpm": epoch.counted_cap_ppm,
    })
}

/// Weights, as JSON-RPC tells them.
fn told_weights(weights: &[(u16, u16)]) -> Json {
    let pair = |(netuid, weight): &(u16, u16)| json!({ "netuid": netuid, "weight": weight });
    weights.iter().map(pair).collect()
}

/// Who is a member and what it says, as the node tells it, without what changes in every block.
async fn said(chain: &Chain) -> Result<Vec<[Json; 5]>> {
    let told = chain.root_allocation().await?;
    let members = told["members"].as_array().context("a list of members")?;
    let lasting = ["hotkey", "coldkey", "pool", "weights", "weightsExpireAt"];
    Ok(members.iter().map(|member| lasting.map(|field| member[field].clone())).collect())
}

#[tokio::test]
async fn two_members_with_opposite_weights_divide_the_emission_as_the_arithmetic_says() -> Result<()>
{
    // GIVEN two subnets, and most of all stake behind a validator that is no member
    let node = start_with("countedCap", 600_000_000).await?;
    let chain = node.chain();
    let second = chain.register_subnet(&dev::bob(), &keypair("//Bob//owner")).await?;
    found_validator(chain, &dev::dave(), "//Dave//validator", 7_000 * JOULE).await?;

    // AND two members that want opposite things: Alice with 1,000 JOULE, and Charlie with so much
    // that not all of it counts
    let charlies = "//Charlie//validator";
    let charlies = found_validator(chain, &dev::charlie(), charlies, 1_700 * JOULE).await?;
    let mut members = [
        Voter::join(chain, dev::alice(), dev::alice(), &[(FIRST, 3), (second, 1)]).await?,
        Voter::join(chain, dev::charlie(), charlies, &[(FIRST, 1), (second, 5)]).await?,
    ];

    // WHEN epochs run, THEN they divide a part of what there is, as the arithmetic says
    for _ in 0..2 {
        let RootEpoch { root, outcome, amounts, .. } = checked_epoch(chain, &members).await?;
        let [alices, charlies] = [0, 1].map(|place: usize| root.members[place].stake);
        assert!(alices >= 1_000 * JOULE && charlies == 1_700 * JOULE);
        assert_eq!(outcome.counted, [alices, (alices + charlies) * 6 / 10]);
        assert!(is_a_part(outcome.turnout) && is_a_part(outcome.decided), "{outcome:?}");
        assert_eq!(outcome.trust[0], outcome.trust[1], "both trust both");
        assert!(amounts.iter().all(|amount| *amount > 0), "{amounts:?}");
    }

    // WHEN Charlie leaves the first subnet a crumb, THEN he trusts it no more, and it gets less
    // than its part of the weights
    members[1].vote(chain, &[(FIRST, 1), (second, 99)]).await?;
    for _ in 0..2 {
        let RootEpoch { funds, outcome, .. } = checked_epoch(chain, &members).await?;
        assert!(funds.backlog > 0, "what was not divided before");
        assert!(outcome.trust[0] < outcome.trust[1], "{outcome:?}");
        assert!(outcome.share[0] < outcome.rank[0], "{outcome:?}");
        assert!(outcome.share[1] > outcome.rank[1], "{outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn weights_that_are_not_renewed_expire_and_the_share_is_gone() -> Result<()> {
    // GIVEN a chain on which votes count for 250 blocks, and Alice, who gives the only subnet
    // everything, and holds too little of all stake to decide on everything
    let node = start_with("expiryBlocks", 250).await?;
    let chain = node.chain();
    found_validator(chain, &dev::dave(), "//Dave//validator", 3_000 * JOULE).await?;
    let mut members = [Voter::join(chain, dev::alice(), dev::alice(), &[(FIRST, 1)]).await?];
    for _ in 0..2 {
        let RootEpoch { outcome, .. } = checked_epoch(chain, &members).await?;
        assert_eq!(outcome.share, [Fraction::ONE]);
        assert!(is_a_part(outcome.decided), "{outcome:?}");
    }

    // WHEN she does not renew her vote, THEN the subnet gets nothing any more, and all that comes
    // waits
    for _ in 0..2 {
        let RootEpoch { at, funds, outcome, amounts, .. } = checked_epoch(chain, &members).await?;
        assert_eq!((&outcome.share[..], &amounts[..]), (&[Fraction::ZERO][..], &[0][..]));
        assert_eq!(outcome.decided, Fraction::ZERO);
        let pot = chain.subnets_pot(at).await?;
        assert_eq!(pot.backlog, funds.inflow + funds.backlog);
    }

    // WHEN she does, THEN it gets its part of what comes, and of what waits next to nothing
    members[0].vote(chain, &[(FIRST, 1)]).await?;
    for _ in 0..2 {
        let RootEpoch { funds, outcome, amounts, .. } = checked_epoch(chain, &members).await?;
        let available = funds.inflow + funds.backlog * 100 / 1_296_000;
        assert_eq!(amounts, [outcome.decided.of(available)]);
        let freed = amounts[0] - outcome.decided.of(funds.inflow);
        assert!(0 < freed && freed * 10_000 < funds.backlog, "{freed} of {}", funds.backlog);
        assert!(is_a_part(outcome.decided), "{outcome:?}");
    }
    Ok(())
}

#[tokio::test]
async fn weights_of_the_root_network_that_are_wrong_are_refused() -> Result<()> {
    // GIVEN Alice, who voted, Charlie, who is a member without any stake left, Dave, who is no
    // member, and Eve, behind whose validator nothing is staked
    let node = NodeBuilder::development("instant").start().await?;
    let chain = node.chain();
    let [alice, bob, charlie] = [dev::alice(), dev::bob(), dev::charlie()];
    let (dave, eve) = (dev::dave(), dev::eve());
    let charlies = found_validator(chain, &charlie, "//Charlie//validator", 10 * JOULE).await?;
    let daves = found_validator(chain, &dave, "//Dave//validator", 10 * JOULE).await?;
    let eves = keypair("//Eve//validator");
    chain.register(&eve, &eves).await?;
    let mut alices = Voter::join(chain, alice.clone(), alice.clone(), &[(FIRST, 1)]).await?;
    chain.root_register(&charlie, &charlies).await?;
    let all = vec![account_arg(&charlies), none()];
    chain.send(&charlie, "Staking", "unstake", all).await?;

    // AND a subnet that is removed in the block before
    let removed = chain.register_subnet(&bob, &keypair("//Bob//owner")).await?;
    let before = said(chain).await?;
    assert_eq!(before.len(), 2, "{before:?}");
    chain.send(&bob, "Subnets", "dissolve", vec![Value::u128(removed.into())]).await?;

    // WHEN somebody tries what cannot be, THEN it is refused by name
    let all_that_could_be = (1..=8).map(|netuid| (netuid, 1)).collect::<Vec<_>>();
    for (weights, error) in [
        (&[(FIRST, 1), (removed, 1)][..], "Root::SubnetNotFound"),
        (&[(9, 1)], "Root::SubnetNotFound"),
        (&all_that_could_be, "Root::SubnetNotFound"),
        (&[(0, 1)], "Root::RootWeighed"),
        (&[(0, 1), (FIRST, 1)], "Root::RootWeighed"),
        (&[(2, 1), (FIRST, 1)], "Root::NetUidsNotAscending"),
        (&[(FIRST, 1), (FIRST, 1)], "Root::NetUidsNotAscending"),
        (&[], "Root::WeightsEmpty"),
        (&[(FIRST, 0)], "Root::WeightsEmpty"),
        (&[(FIRST, 1)], "Root::WeightsTooEarly"),
    ] {
        let args = root_weights_args(&alice, weights);
        let refusal = chain.refusal(&alice, "Root", "set_root_weights", args).await?;
        assert!(refusal.contains(error), "{weights:?} should fail with {error}: {refusal}");
    }
    let vote = |hotkey: &Keypair| root_weights_args(hotkey, &[(FIRST, 1)]);
    let only = |hotkey: &Keypair| vec![account_arg(hotkey)];
    let decision = RootDecision::new(&[(FIRST, 1)], 3);
    let hash = vec![account_arg(&alice), Value::from_bytes(decision.hash(&alice))];
    let period = vec![some(Value::u128(1))];
    for (signer, call, args, error) in [
        (&dave, "set_root_weights", vote(&daves), "Root::MemberNotFound"),
        (&charlie, "set_root_weights", vote(&charlies), "Root::StakeNotFound"),
        (&bob, "set_root_weights", vote(&alice), "Root::NotOwner"),
        (&bob, "set_root_weights", vote(&bob), "Root::ValidatorNotFound"),
        (&alice, "root_register", only(&alice), "Root::MemberAlreadyExists"),
        (&bob, "root_register", only(&daves), "Root::NotOwner"),
        (&bob, "root_register", only(&bob), "Root::ValidatorNotFound"),
        (&eve, "root_register", only(&eves), "Root::StakeNotFound"),
        (&bob, "leave_root", only(&alice), "Root::NotOwner"),
        (&alice, "leave_root", only(&alice), "Root::WeightsTooEarly"),
        (&dave, "leave_root", only(&daves), "Root::MemberNotFound"),
        (&charlie, "clear_root_weights", only(&charlies), "Root::WeightsNotFound"),
        (&alice, "commit_root_weights", hash, "Root::CommitRevealOff"),
        (&alice, "reveal_root_weights", decision.reveal_args(&alice), "Root::CommitNotFound"),
        (&alice, "set_commit_reveal", period, "Bad origin"),
    ] {
        let refusal = chain.refusal(signer, "Root", call, args).await?;
        assert!(refusal.contains(error), "{call} should fail with {error}: {refusal}");
    }
    // More subnets than there can be on any network are no call at all.
    let too_many = (1..=129).map(|netuid| (netuid, 1)).collect::<Vec<_>>();
    let args = root_weights_args(&alice, &too_many);
    chain.refusal(&alice, "Root", "set_root_weights", args).await?;

    // AND nothing changed
    assert_eq!(said(chain).await?, before);

    // WHEN the next epoch has run, THEN Charlie is no member any more
    let at = chain.advance_to(TEMPO.into()).await?;
    let allocated = chain.fields_of::<EmissionAllocated>(at, "Root", "EmissionAllocated").await?;
    assert_eq!(json!(allocated[0].dropped), json!([before[1][2]]));
    assert_eq!(said(chain).await?, &before[..1]);

    // AND Alice may vote again
    chain.advance_to(u64::from(alices.decided_at + TEMPO)).await?;
    alices.vote(chain, &[(FIRST, 5)]).await?;
    assert_eq!(said(chain).await?[0][3], told_weights(&[(FIRST, 5)]));
    Ok(())
}

/// When a commit may be revealed.
#[derive(DecodeAsType)]
#[decode_as_type(crate_path = "subxt::ext::scale_decode")]
struct Committed {
    reveal_from: u32,
    reveal_until: u32,
}

#[tokio::test]
async fn commits_of_the_root_network_are_revealed_in_their_window() -> Result<()> {
    // GIVEN Alice, a member
    let node = NodeBuilder::development("instant").start().await?;
    let (chain, alice) = (node.chain(), dev::alice());
    chain.root_register(&alice, &alice).await?;

    // WHEN governance has weights promised first, THEN none are set at once
    let period = Call::new("Root", "set_commit_reveal", vec![some(Value::u128(1))]);
    chain.sudo(&alice, period).await?;
    assert_eq!(chain.root_allocation().await?["commitRevealPeriod"], 1);
    let at_once = root_weights_args(&alice, &[(FIRST, 1)]);
    let refusal = chain.refusal(&alice, "Root", "set_root_weights", at_once).await?;
    assert!(refusal.contains("Root::CommitRevealOn"), "{refusal}");

    // WHEN she commits, THEN she can reveal in the next epoch, and not before
    let decision = RootDecision::new(&[(FIRST, 3)], 1);
    let at = chain.commit_root_weights(&alice, &alice, &decision).await?;
    let committed_at = chain.height_of(at).await?;
    let window = window_of(chain, at).await?;
    assert_eq!(window, (100, 199));
    let refused_reveal = |decision: &RootDecision| {
        let args = decision.reveal_args(&alice);
        let alice = &alice;
        async move { chain.refusal(alice, "Root", "reveal_root_weights", args).await }
    };
    let refusal = refused_reveal(&decision).await?;
    assert!(refusal.contains("Root::RevealTooEarly"), "{refusal}");

    // AND in it nothing but what she promised, and nobody else for her
    chain.advance_to(window.0).await?;
    let guessed = RootDecision { salt: [2; 32], ..decision.clone() };
    let another = RootDecision { weights: vec![(FIRST, 4)], ..decision.clone() };
    for decision in [guessed, another] {
        let refusal = refused_reveal(&decision).await?;
        assert!(refusal.contains("Root::CommitNotFound"), "{decision:?}: {refusal}");
    }
    let args = decision.reveal_args(&alice);
    let refusal = chain.refusal(&dev::bob(), "Root", "reveal_root_weights", args).await?;
    assert!(refusal.contains("Root::NotOwner"), "{refusal}");

    // WHEN she reveals it, THEN it counts as of the block of her commit, and is used up
    let at = chain.reveal_root_weights(&alice, &alice, &decision).await?;
    let age = chain.height_of(at).await? - committed_at;
    let told = chain.root_allocation().await?;
    let member = &told["members"][0];
    assert_eq!(member["weights"], told_weights(&decision.weights));
    assert_eq!(member["weightsAgeBlocks"], age);
    assert_eq!(member["weightsExpireAt"], committed_at + 1_000);
    let refusal = refused_reveal(&decision).await?;
    assert!(refusal.contains("Root::CommitNotFound"), "{refusal}");

    // AND it divides the emission of the next epoch
    let later = RootDecision::new(&[(FIRST, 3)], 5);
    let at = chain.commit_root_weights(&alice, &alice, &later).await?;
    let window = window_of(chain, at).await?;
    assert_eq!(window, (200, 299));
    chain.advance_to(window.0).await?;
    let told = chain.root_allocation().await?;
    assert_eq!(told["lastEpochBlock"], window.0);
    assert_eq!(told["subnets"][0]["sharePpm"], 1_000_000);

    // WHEN she lets the time for another decision pass, THEN it is too late
    chain.advance_to(window.1).await?;
    let refusal = refused_reveal(&later).await?;
    assert!(refusal.contains("Root::RevealTooLate"), "{refusal}");
    Ok(())
}

/// The first and the last block in which what was committed to in a block may be revealed.
async fn window_of(chain: &Chain, at: H256) -> Result<(u64, u64)> {
    let committed = chain.fields_of::<Committed>(at, "Root", "WeightsCommitted").await?;
    let Committed { reveal_from, reveal_until } = committed.first().context("a commit")?;
    Ok((u64::from(*reveal_from), u64::from(*reveal_until)))
}

#[tokio::test]
async fn a_proxy_for_weights_of_the_root_network_gives_them_and_nothing_else() -> Result<()> {
    // GIVEN Charlie, whose validator is a member, and Eve, who may give weights for him
    let node = NodeBuilder::development("instant").start().await?;
    let chain = node.chain();
    let (charlie, eve) = (dev::charlie(), dev::eve());
    let hotkey = found_validator(chain, &charlie, "//Charlie//validator", 100 * JOULE).await?;
    chain.root_register(&charlie, &hotkey).await?;
    chain.appoint(&charlie, &eve, "RootWeights").await?;

    // WHEN she does, THEN they are his
    let vote = || Call::new("Root", "set_root_weights", root_weights_args(&hotkey, &[(FIRST, 7)]));
    let at = chain.by_proxy(&eve, &charlie, vote()).await?;
    let before = said(chain).await?;
    assert_eq!(before[0][3], told_weights(&[(FIRST, 7)]));
    let balance = chain.balance_at(at, account(&charlie)).await?;

    // AND she can do nothing else for him, alone or in a batch
    let only = || vec![account_arg(&hotkey)];
    let transfer = || Call::new("Balances", "transfer_keep_alive", transfer_to([7; 32], JOULE));
    let batch = Value::unnamed_composite([transfer().into_arg()]);
    for call in [
        transfer(),
        Call::new("Utility", "batch_all", vec![batch]),
        Call::new("Root", "leave_root", only()),
        Call::new("Staking", "unstake", vec![account_arg(&hotkey), none()]),
        Call::new("Proxy", "remove_proxies", Vec::new()),
    ] {
        let made = chain.by_proxy(&eve, &charlie, call.clone()).await;
        let refusal = format!("{:#}", made.expect_err("the call is filtered"));
        assert!(refusal.contains("System::CallFiltered"), "{call:?}: {refusal}");
    }

    // AND who is no proxy of his can do nothing at all
    let made = chain.by_proxy(&dev::ferdie(), &charlie, vote()).await;
    let refusal = format!("{:#}", made.expect_err("Ferdie was not appointed"));
    assert!(refusal.contains("Proxy::NotProxy"), "{refusal}");
    let (_, now) = chain.finalised().await?;
    assert_eq!(chain.balance_at(now, account(&charlie)).await?, balance);
    assert_eq!(chain.balance_at(now, [7; 32]).await?, 0);
    assert_eq!(said(chain).await?, before);
    Ok(())
}
