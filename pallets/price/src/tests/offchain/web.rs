// SPDX-License-Identifier: Apache-2.0
//! A node whose requests go to services that answer as a test says.

use parking_lot::{Mutex, RwLock};
use sp_core::offchain::{
    testing::{OffchainState, PoolState, TestOffchainExt, TestTransactionPoolExt},
    DbExternalities, Duration, Externalities, HttpError, HttpRequestId, HttpRequestStatus,
    OffchainDbExt, OffchainWorkerExt, OpaqueNetworkState, StorageKind, Timestamp,
    TransactionPoolExt,
};
use sp_core::OpaquePeerId;
use sp_io::TestExternalities;
use sp_keystore::{testing::MemoryKeystore, KeystoreExt};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::Arc,
};

/// How a service answers.
#[derive(Clone, Debug)]
pub enum Answer {
    /// With this, and the status 200.
    Bytes(Vec<u8>),
    /// With nothing but a status.
    Status(u16),
    /// Too late.
    Slow,
    /// With the status 200 in time, and the rest too late.
    Unfinished,
    /// Not at all.
    Broken,
}

impl Answer {
    pub fn json(text: &str) -> Self {
        Self::Bytes(text.as_bytes().to_vec())
    }
}

/// What was asked and is to be answered.
#[derive(Default)]
struct Web {
    answers: VecDeque<Answer>,
    open: BTreeMap<u16, (Answer, usize)>,
    next: u16,
    asked: Vec<String>,
    headers: Vec<(String, String)>,
}

/// The node of a validator.
pub struct Node {
    pub keystore: MemoryKeystore,
    web: Arc<Mutex<Web>>,
    state: Arc<RwLock<OffchainState>>,
    pool: Arc<RwLock<PoolState>>,
}

impl Node {
    /// A node of the chain.
    pub fn join(chain: &mut TestExternalities) -> Self {
        let (inner, state) = TestOffchainExt::new();
        let (transactions, pool) = TestTransactionPoolExt::new();
        let web = Arc::new(Mutex::new(Web::default()));
        let keystore = MemoryKeystore::new();
        let outside = Outside { inner: inner.clone(), web: web.clone(), state: state.clone() };
        chain.register_extension(OffchainWorkerExt::new(outside));
        chain.register_extension(OffchainDbExt::new(inner));
        chain.register_extension(TransactionPoolExt::new(transactions));
        chain.register_extension(KeystoreExt::new(keystore.clone()));
        Self { keystore, web, state, pool }
    }

    /// Lets the next requests be answered so, in their order.
    pub fn expect(&self, answers: Vec<Answer>) {
        self.web.lock().answers.extend(answers);
    }

    /// Whom the node asked since this was called last.
    pub fn asked(&self) -> Vec<String> {
        let mut web = self.web.lock();
        assert!(web.headers.drain(..).all(|(name, _)| name == "Accept"));
        std::mem::take(&mut web.asked)
    }

    /// What it sent since this was called last.
    pub fn sent(&self) -> Vec<Vec<u8>> {
        let web = self.web.lock();
        assert!(web.answers.is_empty(), "all services that were named are asked");
        std::mem::take(&mut self.pool.write().transactions)
    }

    /// Lets so many milliseconds go by on its clock.
    pub fn wait(&self, ms: u64) {
        let mut state = self.state.write();
        state.timestamp = state.timestamp.add(Duration::from_millis(ms));
    }

    /// Turns its clock back by so many milliseconds.
    pub fn turn_back(&self, ms: u64) {
        let mut state = self.state.write();
        state.timestamp = state.timestamp.sub(Duration::from_millis(ms));
    }
}

/// What is outside of the chain. All but requests is as in any test.
struct Outside {
    inner: TestOffchainExt,
    web: Arc<Mutex<Web>>,
    state: Arc<RwLock<OffchainState>>,
}

impl Outside {
    /// Lets the time pass up to `deadline`, if that is not over.
    fn wait_until(&self, deadline: Option<Timestamp>) {
        let mut state = self.state.write();
        state.timestamp = state.timestamp.max(deadline.unwrap_or_default());
    }
}

impl Externalities for Outside {
    fn is_validator(&self) -> bool {
        self.inner.is_validator()
    }

    fn network_state(&self) -> Result<OpaqueNetworkState, ()> {
        self.inner.network_state()
    }

    fn timestamp(&mut self) -> Timestamp {
        self.inner.timestamp()
    }

    fn sleep_until(&mut self, deadline: Timestamp) {
        self.inner.sleep_until(deadline);
    }

    fn random_seed(&mut self) -> [u8; 32] {
        self.inner.random_seed()
    }

    fn http_request_start(
        &mut self,
        method: &str,
        uri: &str,
        _meta: &[u8],
    ) -> Result<HttpRequestId, ()> {
        assert_eq!(method, "GET");
        let mut web = self.web.lock();
        let answer = web.answers.pop_front().expect("no more is asked than a test says");
        web.asked.push(uri.into());
        let id = web.next;
        web.next += 1;
        web.open.insert(id, (answer, 0));
        Ok(HttpRequestId(id))
    }

    fn http_request_add_header(
        &mut self,
        _id: HttpRequestId,
        name: &str,
        value: &str,
    ) -> Result<(), ()> {
        self.web.lock().headers.push((name.into(), value.into()));
        Ok(())
    }

    fn http_request_write_body(
        &mut self,
        _id: HttpRequestId,
        chunk: &[u8],
        deadline: Option<Timestamp>,
    ) -> Result<(), HttpError> {
        assert!(chunk.is_empty() && deadline.is_some());
        Ok(())
    }

    fn http_response_wait(
        &mut self,
        ids: &[HttpRequestId],
        deadline: Option<Timestamp>,
    ) -> Vec<HttpRequestStatus> {
        assert!(deadline.is_some(), "nothing is waited for without end");
        let web = self.web.lock();
        assert!(web.answers.is_empty(), "all are asked before the first is waited for");
        let status = |id: &HttpRequestId| match &web.open[&id.0].0 {
            Answer::Bytes(_) | Answer::Unfinished => HttpRequestStatus::Finished(200),
            Answer::Status(status) => HttpRequestStatus::Finished(*status),
            Answer::Slow => HttpRequestStatus::DeadlineReached,
            Answer::Broken => HttpRequestStatus::IoError,
        };
        let statuses = ids.iter().map(status).collect::<Vec<_>>();
        if statuses.contains(&HttpRequestStatus::DeadlineReached) {
            self.wait_until(deadline);
        }
        statuses
    }

    fn http_response_headers(&mut self, _id: HttpRequestId) -> Vec<(Vec<u8>, Vec<u8>)> {
        Vec::new()
    }

    fn http_response_read_body(
        &mut self,
        id: HttpRequestId,
        buffer: &mut [u8],
        deadline: Option<Timestamp>,
    ) -> Result<usize, HttpError> {
        let is_late = deadline.expect("nothing is read without end") <= self.timestamp();
        let mut web = self.web.lock();
        let (bytes, read) = match web.open.get_mut(&id.0) {
            Some((Answer::Bytes(bytes), read)) if !is_late => (bytes, read),
            Some((Answer::Bytes(_) | Answer::Unfinished, _)) => {
                drop(web);
                self.wait_until(deadline);
                return Err(HttpError::DeadlineReached);
            }
            _ => panic!("the body of {id:?} is read"),
        };
        let left = &bytes[*read..];
        let count = left.len().min(buffer.len());
        buffer[..count].copy_from_slice(&left[..count]);
        *read += count;
        Ok(count)
    }

    fn set_authorized_nodes(&mut self, _nodes: Vec<OpaquePeerId>, _authorized_only: bool) {
        panic!("no peers are chosen");
    }
}

impl DbExternalities for Outside {
    fn local_storage_set(&mut self, kind: StorageKind, key: &[u8], value: &[u8]) {
        self.inner.local_storage_set(kind, key, value);
    }

    fn local_storage_clear(&mut self, kind: StorageKind, key: &[u8]) {
        self.inner.local_storage_clear(kind, key);
    }

    fn local_storage_compare_and_set(
        &mut self,
        kind: StorageKind,
        key: &[u8],
        old: Option<&[u8]>,
        new: &[u8],
    ) -> bool {
        self.inner.local_storage_compare_and_set(kind, key, old, new)
    }

    fn local_storage_get(&mut self, kind: StorageKind, key: &[u8]) -> Option<Vec<u8>> {
        self.inner.local_storage_get(kind, key)
    }
}
