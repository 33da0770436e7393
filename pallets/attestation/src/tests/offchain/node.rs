// SPDX-License-Identifier: Apache-2.0
//! A node of these tests: a keystore, local storage, a transaction pool, and an agent.

use super::{
    agent::{Answer, Asked, FakeAgent},
    transactions::Transaction,
};
use crate::{
    mock::*,
    offchain::{agent::REQUEST_MS, store::LOCK, Notice},
    Call, Current,
};
use codec::{DecodeAll, Encode};
use frame_support::storage::{with_transaction, TransactionOutcome};
use joule_primitives::agent::{AgentEndpoint, AGENT_STORAGE_KEY, DEVICE_KEY_TYPE};
use sp_core::{
    offchain::{
        testing::TestOffchainExt, Externalities, HttpError, HttpRequestId, HttpRequestStatus,
        OffchainDbExt, OffchainWorkerExt, OpaqueNetworkState, StorageKind, Timestamp,
        TransactionPool, TransactionPoolExt,
    },
    OpaquePeerId,
};
use sp_keystore::{testing::MemoryKeystore, Keystore, KeystoreExt};
use sp_runtime::{generic::Preamble, offchain::storage::StorageValueRef, DispatchError};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard},
};

/// What the agent wants to be shown.
pub const TOKEN: &str = "a-token-of-these-tests";

/// What a node has handed to its pool.
#[derive(Default)]
struct Pool {
    /// What waits for a block.
    waiting: Vec<Vec<u8>>,
    /// All that was tried since it was asked for.
    tried: Vec<Vec<u8>>,
}

/// A pool that refuses what it has already, as those of nodes do.
#[derive(Clone, Default)]
struct SharedPool(Arc<Mutex<Pool>>);

impl TransactionPool for SharedPool {
    fn submit_transaction(&mut self, transaction: Vec<u8>) -> Result<(), ()> {
        let mut pool = self.0.lock().expect("nobody panicked");
        pool.tried.push(transaction.clone());
        if pool.waiting.contains(&transaction) {
            return Err(());
        }
        pool.waiting.push(transaction);
        Ok(())
    }
}

/// A node, of which the runtime of these tests is the chain.
pub struct Node {
    agent: Arc<Mutex<FakeAgent>>,
    pool: SharedPool,
    offchain: TestOffchainExt,
    keystore: MemoryKeystore,
    told: Mutex<Vec<Notice>>,
}

/// Runs `test` with a node that has the keys of `gpus`, of which Alice is the owner, and whose
/// agent computes for them. Checks every invariant.
pub fn with_node(gpus: &[Gpu], test: impl FnOnce(&Node)) {
    with_unregistered(gpus, |node| {
        gpus.iter().for_each(|gpu| gpu.register(ALICE));
        test(node);
    });
}

/// Does so without devices on the chain.
pub fn with_unregistered(gpus: &[Gpu], test: impl FnOnce(&Node)) {
    let mut chain = genesis(settings());
    let node = Node {
        agent: Arc::default(),
        pool: SharedPool::default(),
        offchain: TestOffchainExt::default(),
        keystore: MemoryKeystore::new(),
        told: Mutex::default(),
    };
    let http = Http {
        offchain: node.offchain.clone(),
        agent: Arc::clone(&node.agent),
        answers: BTreeMap::new(),
    };
    chain.register_extension(OffchainWorkerExt::new(http));
    chain.register_extension(OffchainDbExt::new(node.offchain.clone()));
    chain.register_extension(TransactionPoolExt::new(node.pool.clone()));
    chain.register_extension(KeystoreExt::new(node.keystore.clone()));
    chain.execute_with(|| {
        begin_chain();
        let endpoint = AgentEndpoint::new("http://127.0.0.1:9955", TOKEN).expect("it is local");
        node.configure(&endpoint.to_bytes());
        gpus.iter().for_each(|gpu| node.add_key(gpu));
        test(&node);
        check();
    });
}

impl Node {
    /// The agent.
    pub fn agent(&self) -> MutexGuard<'_, FakeAgent> {
        self.agent.lock().expect("nobody panicked")
    }

    /// Writes where the agent is.
    pub fn configure(&self, bytes: &[u8]) {
        sp_io::offchain::local_storage_set(StorageKind::PERSISTENT, AGENT_STORAGE_KEY, bytes);
    }

    /// Forgets where the agent is.
    pub fn forget_agent(&self) {
        sp_io::offchain::local_storage_clear(StorageKind::PERSISTENT, AGENT_STORAGE_KEY);
    }

    /// Gives the node a key.
    pub fn add_key(&self, gpu: &Gpu) {
        let suri = format!("{:?}", sp_core::H256(gpu.pair.seed()));
        let added = self.keystore.insert(DEVICE_KEY_TYPE, &suri, &gpu.key.0);
        added.expect("the keystore is in memory");
    }

    /// Lets another run have begun, which ends in so many milliseconds.
    pub fn lock_for(&self, milliseconds: u64) {
        let now = self.offchain.0.read().timestamp;
        let until = now.add(sp_core::offchain::Duration::from_millis(milliseconds));
        StorageValueRef::persistent(LOCK).set(&until);
    }

    /// Lets time pass, in milliseconds.
    pub fn pass_time(&self, milliseconds: u64) {
        let mut state = self.offchain.0.write();
        state.timestamp =
            state.timestamp.add(sp_core::offchain::Duration::from_millis(milliseconds));
    }

    /// Bytes of the local storage.
    pub fn stored(&self, key: &[u8]) -> Option<Vec<u8>> {
        sp_io::offchain::local_storage_get(StorageKind::PERSISTENT, key)
    }

    /// Runs the off-chain worker after this block.
    pub fn run(&self) {
        let told = Attestation::serve(now());
        self.told.lock().expect("nobody panicked").extend(told);
    }

    /// What the operator was told since this was asked.
    pub fn told(&self) -> Vec<Notice> {
        std::mem::take(&mut self.told.lock().expect("nobody panicked"))
    }

    /// Runs the off-chain worker after this block. What it handed to the pool.
    pub fn work(&self) -> Vec<Call<Test>> {
        self.run();
        self.tried().iter().map(|bytes| call_of(bytes)).collect()
    }

    /// Makes a block of what waits, and runs the off-chain worker. What it handed to the pool.
    pub fn block(&self) -> Vec<Call<Test>> {
        pass(1);
        self.include();
        self.work()
    }

    /// Makes blocks until a challenge is open and the worker has run once in it. What it handed to
    /// the pool then.
    pub fn next_challenge(&self) -> Vec<Call<Test>> {
        while Current::<Test>::get().is_some() {
            self.block();
        }
        loop {
            let sent = self.block();
            if Current::<Test>::get().is_some() {
                return sent;
            }
            assert!(sent.is_empty(), "there is nothing to do without a challenge");
        }
    }

    /// Makes blocks, up to and with `block`. All that the worker handed to the pool.
    pub fn go_to(&self, block: u32) -> Vec<Call<Test>> {
        let mut sent = Vec::new();
        while now() < block {
            sent.extend(self.block());
        }
        sent
    }

    /// Makes blocks until the challenge that is open is over. All that the worker sent.
    pub fn finish(&self) -> Vec<Call<Test>> {
        self.go_to(settings().open_until(current().opened_at) + 1)
    }

    /// Takes what waits into this block, as far as it is valid.
    pub fn include(&self) {
        let waiting = std::mem::take(&mut self.pool().waiting);
        for bytes in waiting {
            // What is not valid any more is dropped.
            let _ = submit(call_of(&bytes));
        }
    }

    /// Forgets what waits, as a node does that starts again.
    pub fn lose_pool(&self) {
        self.pool().waiting.clear();
    }

    /// The bytes that were handed to the pool since this was asked.
    pub fn tried(&self) -> Vec<Vec<u8>> {
        std::mem::take(&mut self.pool().tried)
    }

    fn pool(&self) -> MutexGuard<'_, Pool> {
        self.pool.0.lock().expect("nobody panicked")
    }
}

/// The call of a transaction, which must be one that the runtime authorises.
pub fn call_of(bytes: &[u8]) -> Call<Test> {
    let transaction = Transaction::decode_all(&mut &bytes[..]).expect("it is a transaction");
    assert!(matches!(transaction.preamble, Preamble::General(..)));
    assert_eq!(transaction.encode(), bytes);
    match transaction.function {
        RuntimeCall::Attestation(call) => call,
        other => panic!("a worker sends nothing else: {other:?}"),
    }
}

/// Lets the chain go on in `branch`, and takes it back to where it was: a reorganisation. What the
/// node itself keeps stays.
pub fn branch<R>(branch: impl FnOnce() -> R) -> R {
    let slot = Slot::get();
    let result =
        with_transaction(|| TransactionOutcome::Rollback(Ok::<_, DispatchError>(branch())));
    Slot::set(slot);
    result.expect("nothing fails")
}

/// The HTTP of the node: everything goes to the agent. The SDK's own knows only success.
struct Http {
    offchain: TestOffchainExt,
    agent: Arc<Mutex<FakeAgent>>,
    answers: BTreeMap<u16, Answer>,
}

impl Externalities for Http {
    fn is_validator(&self) -> bool {
        self.offchain.is_validator()
    }

    fn network_state(&self) -> Result<OpaqueNetworkState, ()> {
        self.offchain.network_state()
    }

    fn timestamp(&mut self) -> Timestamp {
        self.offchain.timestamp()
    }

    fn sleep_until(&mut self, _deadline: Timestamp) {
        panic!("the worker never waits");
    }

    fn random_seed(&mut self) -> [u8; 32] {
        self.offchain.random_seed()
    }

    fn http_request_start(
        &mut self,
        method: &str,
        uri: &str,
        meta: &[u8],
    ) -> Result<HttpRequestId, ()> {
        self.offchain.http_request_start(method, uri, meta)
    }

    fn http_request_add_header(
        &mut self,
        id: HttpRequestId,
        name: &str,
        value: &str,
    ) -> Result<(), ()> {
        self.offchain.http_request_add_header(id, name, value)
    }

    fn http_request_write_body(
        &mut self,
        id: HttpRequestId,
        chunk: &[u8],
        deadline: Option<Timestamp>,
    ) -> Result<(), HttpError> {
        assert_eq!(
            deadline.map(|deadline| deadline.unix_millis()),
            Some(self.timestamp().unix_millis() + REQUEST_MS)
        );
        self.offchain.http_request_write_body(id, chunk, deadline)?;
        if chunk.is_empty() {
            let mut state = self.offchain.0.write();
            let request = state.requests.get_mut(&id).expect("it was started");
            let asked = Asked::of(request);
            let answer = self.agent.lock().expect("nobody panicked").answer(&asked);
            if let Answer::Says(_, body) = &answer {
                request.response = Some(body.clone());
            }
            self.answers.insert(id.0, answer);
        }
        Ok(())
    }

    fn http_response_wait(
        &mut self,
        ids: &[HttpRequestId],
        deadline: Option<Timestamp>,
    ) -> Vec<HttpRequestStatus> {
        let deadline = deadline.expect("nothing waits for ever");
        let status = |id: &HttpRequestId| match self.answers.get(&id.0) {
            Some(Answer::Says(code, _)) => HttpRequestStatus::Finished(*code),
            Some(Answer::Stalls) => HttpRequestStatus::Finished(200),
            Some(Answer::Hangs) => {
                self.offchain.0.write().timestamp = deadline;
                HttpRequestStatus::DeadlineReached
            }
            Some(Answer::Down) => HttpRequestStatus::IoError,
            None => HttpRequestStatus::Invalid,
        };
        ids.iter().map(status).collect()
    }

    fn http_response_headers(&mut self, id: HttpRequestId) -> Vec<(Vec<u8>, Vec<u8>)> {
        self.offchain.http_response_headers(id)
    }

    fn http_response_read_body(
        &mut self,
        id: HttpRequestId,
        buffer: &mut [u8],
        deadline: Option<Timestamp>,
    ) -> Result<usize, HttpError> {
        assert!(deadline.is_some(), "nothing waits for ever");
        match self.answers.get(&id.0) {
            Some(Answer::Says(..)) => self.offchain.http_response_read_body(id, buffer, deadline),
            _ => Err(HttpError::DeadlineReached),
        }
    }

    fn set_authorized_nodes(&mut self, _nodes: Vec<OpaquePeerId>, _authorized_only: bool) {
        panic!("the worker chooses no peers");
    }
}
