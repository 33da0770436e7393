// SPDX-License-Identifier: Apache-2.0
//! What a node does for the devices whose keys it has, after each new best block.
//!
//! It never waits for work: it asks the agent how far it is, and asks again after the next block.
//! What it signs is kept before it is sent, and the same is sent until the chain has it.

pub(crate) mod agent;
pub(crate) mod fault;
pub(crate) mod step;
pub(crate) mod store;
mod trouble;
mod view;
mod wire;

use crate::{
    devices::resume_message,
    types::{commitment, Opening, PendingCommit, SignedCommit},
    Call, Config, Pallet,
};
use agent::{Agent, Computed, REQUEST_MS};
use alloc::{format, string::String, vec::Vec};
use core::marker::PhantomData;
use fault::{Fault, OwnFault};
use frame_system::offchain::SubmitTransaction;
use joule_pogw::Hash;
use joule_primitives::{
    agent::DevicePublic,
    attestation::{ChallengeId, DeviceKey},
    types::BlockNumber,
};
use log::Level;
use sp_core::offchain::{Duration, Timestamp};
use sp_runtime::{
    app_crypto::RuntimeAppPublic,
    offchain::storage_lock::{StorageLock, Time},
};
use step::{next_step, Duty, Kept, Step};
use trouble::Troubles;

/// The most devices that a node serves.
pub const MAX_DEVICES: usize = 64;
/// For how long a run asks the agent, in milliseconds. Devices that it does not come to then are
/// the first after the next block.
const RUN_MS: u64 = 8_000;
/// For how long a run keeps others away, in milliseconds: longer than it takes with the last
/// requests, so that only a run that was interrupted is not waited for.
const LOCK_MS: u64 = RUN_MS.saturating_add(REQUEST_MS.saturating_mul(3));
/// The target of log lines.
const LOG: &str = "joule::attestation";

impl<T: Config> Pallet<T> {
    /// Does what is to be done after the block `now` for the devices whose keys this node has, and
    /// tells its operator what is wrong.
    pub(crate) fn serve_devices(now: BlockNumber) {
        for Notice { level, text } in Self::serve(now) {
            log::log!(target: LOG, level, "{text}");
        }
    }

    /// Does what is to be done, and says what the operator should know.
    pub(crate) fn serve(now: BlockNumber) -> Vec<Notice> {
        let devices = DevicePublic::all();
        if devices.is_empty() {
            return Vec::new();
        }
        let deadline = Duration::from_millis(LOCK_MS);
        let mut lock = StorageLock::<Time>::with_deadline(store::LOCK, deadline);
        let Ok(_guard) = lock.try_lock() else {
            log::debug!(target: LOG, "The run after an earlier block has not ended.");
            return Vec::new();
        };
        store::forget_old(now);
        Run::<T>::new(now).serve(devices)
    }
}

/// What the operator of a node should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub level: Level,
    pub text: String,
}

/// What is done after one block.
struct Run<T> {
    /// Without an agent, what was kept is sent all the same.
    agent: Option<Agent>,
    now: BlockNumber,
    /// When it stops to ask.
    until: Timestamp,
    /// Whether the agent is asked no more.
    is_cut_off: bool,
    troubles: Troubles,
    notices: Vec<Notice>,
    _config: PhantomData<T>,
}

impl<T: Config> Run<T> {
    fn new(now: BlockNumber) -> Self {
        let until = sp_io::offchain::timestamp().add(Duration::from_millis(RUN_MS));
        let challenge = Pallet::<T>::last_challenge().unwrap_or_default();
        Self {
            agent: None,
            now,
            until,
            is_cut_off: false,
            troubles: Troubles::load(challenge),
            notices: Vec::new(),
            _config: PhantomData,
        }
    }

    /// Serves all devices, in every block another one first.
    fn serve(mut self, mut devices: Vec<DevicePublic>) -> Vec<Notice> {
        match store::endpoint() {
            Ok(endpoint) => self.agent = endpoint.map(Agent::new),
            Err(store::Damaged) => self.tell(None, &OwnFault::NoEndpoint.into()),
        }
        devices.sort_unstable();
        if devices.len() > MAX_DEVICES {
            self.tell(None, &OwnFault::TooManyKeys.into());
            devices.truncate(MAX_DEVICES);
        }
        let first = usize::try_from(self.now).unwrap_or_default().checked_rem(devices.len());
        devices.rotate_left(first.unwrap_or_default());
        devices.iter().for_each(|device| self.serve_one(device));
        self.troubles.save();
        self.notices
    }

    fn serve_one(&mut self, public: &DevicePublic) {
        let device = DeviceKey::from(public.clone());
        let Some(mut view) = Pallet::<T>::view_of(&device, self.now) else { return };
        let kept = match view.duty.as_mut() {
            Some(duty) => self.recall(device, duty),
            None => Kept::default(),
        };
        match next_step(&view, kept) {
            Step::Rest => {}
            Step::Compute { duty, work_ms } => self.compute(public, device, &duty, work_ms),
            Step::Commit { challenge, commit } => Self::send_commit(device, challenge, commit),
            Step::Prove { duty, pending, sample, is_due } => {
                self.prove(device, &duty, &pending, sample, is_due);
            }
            Step::Open { challenge, opening } => Self::send_opening(device, challenge, opening),
            Step::Resume { after } => self.resume(public, device, after),
            Step::Settle => Self::send(device, "settlement", Call::settle { device }),
        }
    }

    /// What is kept of a device in a challenge. Whoever cannot read what it has signed may sign
    /// nothing else.
    fn recall(&mut self, device: DeviceKey, duty: &mut Duty) -> Kept {
        let commit = store::commit(&duty.seed, &device).unwrap_or_else(|store::Damaged| {
            self.tell(Some(device), &OwnFault::Unreadable.into());
            duty.may_commit = false;
            None
        });
        if let (Some(commit), Some(pending)) = (commit, duty.pending) {
            if (commit.rounds, commit.top) != (pending.rounds, pending.top) {
                self.tell(Some(device), &OwnFault::KeyElsewhere.into());
            }
        }
        Kept { commit, opening: store::opening(&duty.seed, &device) }
    }

    /// Asks for what was computed. Once it is there, it is signed, kept and sent.
    fn compute(
        &mut self,
        public: &DevicePublic,
        device: DeviceKey,
        duty: &Duty,
        work_ms: Option<u64>,
    ) {
        let computed = self.ask(device, false, |agent| agent.compute(&device, duty, work_ms));
        let Some(Computed { rounds, top }) = computed.flatten() else { return };
        let message = commitment(&device, duty.seed, rounds, top).message();
        let Some(signature) = self.sign(public, &message) else { return };
        let commit = SignedCommit { rounds, top, signature };
        match store::keep_commit(&duty.seed, &device, commit, duty.forget_at()) {
            Ok(commit) => Self::send_commit(device, duty.challenge, commit),
            Err(store::Damaged) => self.tell(Some(device), &OwnFault::NotKept.into()),
        }
    }

    /// Asks for an opening. Once it is there, it is kept, and sent if it is time.
    fn prove(
        &mut self,
        device: DeviceKey,
        duty: &Duty,
        pending: &PendingCommit,
        sample: Hash,
        is_due: bool,
    ) {
        let opening = self.ask(device, true, |agent| agent.prove(&device, duty, pending, &sample));
        let Some(opening) = opening.flatten() else { return };
        let kept = store::keep_opening(&duty.seed, &device, sample, &opening, duty.forget_at());
        if kept.is_err() {
            self.tell(Some(device), &OwnFault::NotKept.into());
        }
        if is_due {
            Self::send_opening(device, duty.challenge, opening);
        }
    }

    /// Lets a device take part again, if the agent is there for it.
    fn resume(&mut self, public: &DevicePublic, device: DeviceKey, challenge: ChallengeId) {
        if self.ask(device, false, |agent| agent.require_ready(&device)).is_none() {
            return;
        }
        let message = resume_message(&Pallet::<T>::genesis_hash(), &device, challenge);
        let Some(signature) = self.sign(public, &message) else { return };
        Self::send(device, "resumption", Call::resume { device, challenge, signature });
    }

    /// Asks the agent, unless it or the device has failed lately, or this run has taken too long.
    /// Nobody who could lose a bond is kept waiting for having failed.
    fn ask<Answer>(
        &mut self,
        device: DeviceKey,
        is_urgent: bool,
        request: impl FnOnce(&Agent) -> Result<Answer, Fault>,
    ) -> Option<Answer> {
        let is_late = sp_io::offchain::timestamp() >= self.until;
        let is_quiet = !is_urgent && self.troubles.is_quiet(&device, self.now);
        if self.is_cut_off || is_late || is_quiet {
            return None;
        }
        let Some(agent) = self.agent.as_ref() else {
            if is_urgent {
                self.tell(Some(device), &OwnFault::NoAgent.into());
            }
            return None;
        };
        match request(agent) {
            Ok(answer) => {
                self.troubles.recover(&device);
                Some(answer)
            }
            Err(fault) => {
                let whose = (!fault.is_general()).then_some(device);
                self.is_cut_off = fault.is_general();
                if !fault.is_passing() {
                    self.troubles.back_off(whose, self.now);
                }
                self.tell(whose, &fault);
                None
            }
        }
    }

    /// Tells the operator of a fault, once in a challenge.
    fn tell(&mut self, device: Option<DeviceKey>, fault: &Fault) {
        if !self.troubles.is_news(device, fault) {
            log::debug!(target: LOG, "{fault}");
            return;
        }
        let level = if fault.is_grave() { Level::Error } else { Level::Warn };
        let text = match device {
            Some(device) => format!("Device {device:?}: {fault}"),
            None => format!("{fault}"),
        };
        self.notices.push(Notice { level, text });
    }

    fn sign(&mut self, public: &DevicePublic, message: &[u8]) -> Option<[u8; 64]> {
        let signature = RuntimeAppPublic::sign(public, &message);
        if signature.is_none() {
            self.tell(Some(public.clone().into()), &OwnFault::NotSigned.into());
        }
        signature.map(|signature| sp_core::ed25519::Signature::from(signature).0)
    }

    fn send_commit(device: DeviceKey, challenge: ChallengeId, commit: SignedCommit) {
        let SignedCommit { rounds, top, signature } = commit;
        let call = Call::commit { device, challenge, rounds, top, signature };
        Self::send(device, "commitment", call);
    }

    fn send_opening(device: DeviceKey, challenge: ChallengeId, opening: Opening) {
        Self::send(device, "opening", Call::open { device, challenge, opening });
    }

    /// Hands a call to the transaction pool. The same may be there since an earlier block.
    fn send(device: DeviceKey, what: &str, call: Call<T>) {
        let transaction = T::create_authorized_transaction(call.into());
        match SubmitTransaction::<T, Call<T>>::submit_transaction(transaction) {
            Ok(()) => log::info!(target: LOG, "Device {device:?}: its {what} is sent."),
            Err(()) => {
                log::debug!(
                    target: LOG,
                    "Device {device:?}: its {what} is in the pool already, or has no place there."
                );
            }
        }
    }
}

impl Duty {
    /// The block in which what was kept of the challenge is forgotten.
    const fn forget_at(&self) -> BlockNumber {
        self.open_until.saturating_add(store::KEEP_BLOCKS)
    }
}
