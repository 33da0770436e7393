// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]

mod accounts;
mod agent;
mod attestation;
mod books;
mod chain;
mod delegation;
mod devices;
mod epochs;
mod governance;
mod inline;
mod market;
mod network;
mod node;
mod price;
mod process;
mod root;
mod spec;
mod staking;
mod stand_in;
mod subnets;

pub use accounts::{account, account_arg, address, keypair, none, some, transfer_to};
pub use agent::{Agent, AgentApi, AgentBuilder, Answer, StoppedAgent};
pub use attestation::{OpenChallenge, Verdict};
pub use books::AccountData;
pub use chain::{amount, Chain, Supply};
pub use devices::{bytes_of, compute, key_of, OwnDevice, WrongByOneBit};
pub use epochs::{Due, EpochRun, NeuronKeys, Pending};
pub use governance::{Call, Motion};
pub use inline::{hex_of, progress, InlineAgent};
pub use market::{
    acceptance, cluster_kind, delivery_kind, finding, finding_commitment, job_kind, lease_kind,
    promise_args, redundancy, spot_check, JurorPaid, ProviderSlashed, Work, WorkPaid,
};
pub use network::{agree_on, go_on, start_network, start_network_with};
pub use node::{run_to_end, Node, NodeBuilder, Outcome};
pub use root::{root_weights_args, RootDecision, RootEpoch, Voter};
pub use spec::Spec;
pub use staking::hotkey_proof;
pub use stand_in::{Asked, Reply, StandIn};
pub use subnets::{weights_arg, Decision, SubnetsPot};

use anyhow::{bail, Result};
use std::{future::Future, time::Duration};
use tokio::time::{sleep, Instant};

/// How long a test waits for anything before it fails.
pub const PATIENCE: Duration = Duration::from_secs(180);

/// Asks `question` again and again until it answers, at most for [`PATIENCE`].
///
/// An error counts as no answer: a node that is starting refuses connections.
///
/// # Errors
/// If there is no answer in time; the last error is part of it.
pub async fn until<Answer, Asked>(what: &str, mut question: impl FnMut() -> Asked) -> Result<Answer>
where
    Asked: Future<Output = Result<Option<Answer>>>,
{
    let deadline = Instant::now() + PATIENCE;
    loop {
        let complaint = match question().await {
            Ok(Some(answer)) => return Ok(answer),
            Ok(None) => "not yet".to_owned(),
            Err(error) => format!("{error:#}"),
        };
        if Instant::now() >= deadline {
            bail!("waited {PATIENCE:?} for {what}: {complaint}");
        }
        sleep(Duration::from_millis(100)).await;
    }
}
