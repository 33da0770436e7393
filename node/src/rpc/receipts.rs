// SPDX-License-Identifier: Apache-2.0
//! The method of the `joule` namespace by which a device signs the receipt of a job.

use super::error::Error;
use joule_pogw::messages::{signed, Receipt};
use joule_primitives::{
    agent::DEVICE_KEY_TYPE,
    apis::market::{BatchTerms, Job, JobState},
    attestation::{DeviceKey, Policy},
    types::{AccountId, Hash},
};
use jsonrpsee::{core::RpcResult, proc_macros::rpc, Extensions};
use sc_rpc_api::check_if_safe;
use serde::{Deserialize, Serialize};
use sp_core::{ed25519, Bytes};
use sp_keystore::KeystorePtr;

/// The method. It is refused where unsafe methods are.
#[rpc(server, namespace = "joule")]
pub trait ReceiptsApi {
    /// Lets `device`, which was hired for `job`, sign the receipt of what it did in `attempt`: what
    /// its owner hands in with the same `result`, by `verdicts.submitResult`.
    #[method(name = "signReceipt", blocking, with_extensions)]
    fn sign_receipt(
        &self,
        device: DeviceKey,
        job: u64,
        attempt: u32,
        result: WorkResult,
    ) -> RpcResult<SignedReceipt>;
}

/// What a device did, in the words of `verdicts.submitResult`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WorkResult {
    /// The hash of the result.
    pub output_root: Hash,
    /// The hash of how it came to be, if the worker says so.
    pub trace_root: Option<Hash>,
    /// How many units it took.
    pub units: u64,
    /// When it began, in milliseconds since 1970.
    pub start_ms: u64,
    /// When it ended, in milliseconds since 1970.
    pub end_ms: u64,
}

/// A receipt that a device has signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SignedReceipt {
    /// The signature.
    pub signature: Bytes,
    /// The hash of the receipt, as the chain keeps it.
    pub hash: Hash,
}

/// Tells of the job of a number in the best block, or why it cannot.
pub type TellJob = Box<dyn Fn(u64) -> RpcResult<Job<AccountId>> + Send + Sync>;

/// Answers it.
pub struct Receipts {
    /// The keys.
    pub keystore: KeystorePtr,
    /// The hash of the chain's first block.
    pub genesis: Hash,
    /// Tells of jobs.
    pub job: TellJob,
}

impl ReceiptsApiServer for Receipts {
    fn sign_receipt(
        &self,
        extensions: &Extensions,
        device: DeviceKey,
        job: u64,
        attempt: u32,
        result: WorkResult,
    ) -> RpcResult<SignedReceipt> {
        check_if_safe(extensions)?;
        let terms = terms_for(device, &(self.job)(job)?)?;
        check_result(job, &terms, &result)?;
        let hash = Receipt {
            genesis: self.genesis.0,
            job,
            attempt,
            device: device.0,
            input_root: terms.input_root.0,
            output_root: result.output_root.0,
            trace_root: result.trace_root.map(|root| root.0),
            units: result.units,
            start_ms: result.start_ms,
            end_ms: result.end_ms,
        }
        .hash();
        let key = ed25519::Public::from_raw(device.0);
        let signature = self.keystore.ed25519_sign(DEVICE_KEY_TYPE, &key, &signed(&hash));
        let signature = signature.map_err(Error::Keystore)?.ok_or(Error::NoDeviceKey(device))?;
        Ok(SignedReceipt { signature: Bytes(signature.0.to_vec()), hash: hash.into() })
    }
}

/// What `device` does in a job, if it may sign a receipt for it now.
fn terms_for(device: DeviceKey, job: &Job<AccountId>) -> Result<BatchTerms, Error> {
    let number = job.terms.number;
    let is_hired = job.bid.as_ref().is_some_and(|bid| bid.devices.contains(&device));
    let terms = job.batch.filter(|_| is_hired).ok_or(Error::NotHired { job: number, device })?;
    if !matches!(terms.policy, Policy::RequesterAccept { .. }) {
        return Err(Error::NoReceipt(number));
    }
    if job.state != JobState::Running {
        return Err(Error::NotRunning(number));
    }
    Ok(terms)
}

/// Checks that the chain takes a receipt that says so.
fn check_result(job: u64, terms: &BatchTerms, result: &WorkResult) -> Result<(), Error> {
    let WorkResult { units, start_ms, end_ms, .. } = *result;
    if !(1..=terms.units).contains(&units) {
        return Err(Error::WrongUnits { job, units, most: terms.units });
    }
    if start_ms > end_ms {
        return Err(Error::WrongTimes { start_ms, end_ms });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rpc::testing;
    use joule_primitives::{
        apis::market::{Bid, CloseReason, Closing, Terms, Workload},
        attestation::{ClassId, Evidence},
        price::Dollars,
    };
    use jsonrpsee::RpcModule;
    use sc_rpc_api::DenyUnsafe;
    use serde_json::{json, Value};
    use sp_core::Pair;
    use sp_keystore::{testing::MemoryKeystore, Keystore};
    use std::sync::Arc;

    const METHOD: &str = "joule_signReceipt";
    const JOB: u64 = 7;
    const GENESIS: Hash = Hash::repeat_byte(1);
    const INPUT: Hash = Hash::repeat_byte(2);
    const OUTPUT: Hash = Hash::repeat_byte(3);
    const TRACE: Hash = Hash::repeat_byte(4);

    /// A job of four units that `device` does, and its tenant accepts.
    fn job_of(device: DeviceKey) -> Job<AccountId> {
        let (provider, tenant) = (AccountId::new([8; 32]), AccountId::new([9; 32]));
        Job {
            terms: Terms {
                number: JOB,
                tenant,
                workload: Workload::Inference,
                class: ClassId(0),
                floor_price: Dollars::default(),
                tenant_key: Hash::zero(),
                manifest: Hash::zero(),
                escrow: Vec::new(),
                next_look: None,
            },
            batch: Some(BatchTerms {
                policy: Policy::RequesterAccept { window: 20 },
                evidence: Evidence::None,
                seeded_work: None,
                input_root: INPUT,
                units: 4,
                work_blocks: 60,
            }),
            bid: Some(Bid {
                number: 0,
                provider,
                devices: vec![device],
                price: 1_000_000,
                deposit: 0,
                bond: 0,
                reputation_ppm: 0,
            }),
            price: 1_000_000,
            started_at: 1,
            state: JobState::Running,
            closing: None,
        }
    }

    struct Node {
        methods: RpcModule<Receipts>,
        device: ed25519::Public,
    }

    impl Node {
        /// A node with the key of a device, on a chain on which `change` was done to its job.
        fn new(deny: DenyUnsafe, change: impl FnOnce(&mut Job<AccountId>)) -> Self {
            let keystore = Arc::new(MemoryKeystore::new());
            let device = keystore.ed25519_generate_new(DEVICE_KEY_TYPE, None).expect("it is made");
            let mut job = job_of(DeviceKey(device.0));
            change(&mut job);
            let tell = move |number| match number {
                JOB => Ok(job.clone()),
                _ => Err(Error::NoJob(number).into()),
            };
            let mut methods =
                Receipts { keystore, genesis: GENESIS, job: Box::new(tell) }.into_rpc();
            methods.extensions_mut().insert(deny);
            Self { methods, device }
        }

        async fn refusal(&self, params: Value, code: i64) -> String {
            testing::refusal(&self.methods, METHOD, params, code).await
        }

        /// Why nothing is signed for its device.
        async fn refusal_of(&self, job: u64, result: Value, code: i64) -> String {
            self.refusal(json!([Hash::from(self.device.0), job, 0, result]), code).await
        }
    }

    /// The result, with `trace` beside it.
    fn result(trace: Option<Hash>) -> Value {
        json!({
            "outputRoot": OUTPUT, "traceRoot": trace, "units": 4, "startMs": 10, "endMs": 10,
        })
    }

    /// The result with another field.
    fn result_with(field: &str, value: Value) -> Value {
        let mut result = result(None);
        result[field] = value;
        result
    }

    #[tokio::test]
    async fn a_device_signs_what_the_chain_checks() {
        let node = Node::new(DenyUnsafe::No, |_| ());
        for (attempt, trace) in [(0, None), (2, Some(TRACE))] {
            let params = json!([Hash::from(node.device.0), JOB, attempt, result(trace)]);
            let answer = testing::ask(&node.methods, METHOD, params).await.expect("it is signed");
            assert_eq!(answer.as_object().map(|fields| fields.len()), Some(2), "{answer}");
            let answer: SignedReceipt = serde_json::from_value(answer).expect("these two");
            let receipt = Receipt {
                genesis: GENESIS.0,
                job: JOB,
                attempt,
                device: node.device.0,
                input_root: INPUT.0,
                output_root: OUTPUT.0,
                trace_root: trace.map(|root| root.0),
                units: 4,
                start_ms: 10,
                end_ms: 10,
            };
            assert_eq!(answer.hash.0, receipt.hash());
            let signature = ed25519::Signature::try_from(&answer.signature[..]).expect("64 bytes");
            let signs = |receipt: Receipt| {
                ed25519::Pair::verify(&signature, signed(&receipt.hash()), &node.device)
            };
            assert!(signs(receipt));
            assert!(!signs(Receipt { units: 3, ..receipt }));
            assert!(!signs(Receipt { attempt: attempt + 1, ..receipt }));
        }
    }

    #[tokio::test]
    async fn nothing_is_signed_for_a_job_that_takes_no_receipt_of_the_device() {
        type Change = fn(&mut Job<AccountId>);
        let cases: [(Change, &str); 6] = [
            (|job| job.bid = None, "was not hired for the job 7"),
            (|job| job.batch = None, "was not hired for the job 7"),
            (
                |job| job.bid.iter_mut().for_each(|bid| bid.devices = vec![DeviceKey([5; 32])]),
                "Name the one in `bid.devices`",
            ),
            (
                |job| {
                    let policy = Policy::SpotCheck { permille: 100, window: 20 };
                    job.batch.iter_mut().for_each(|terms| terms.policy = policy);
                },
                "`verdicts.commitResult`",
            ),
            (|job| job.state = JobState::Disputed, "`joule_job` says"),
            (
                |job| {
                    job.state = JobState::Closed { until: 99 };
                    job.closing = Some(Closing { reason: CloseReason::TimedOut, at: 9, until: 9 });
                },
                "Nothing can be handed in for the job 7 any more",
            ),
        ];
        for (change, complaint) in cases {
            let node = Node::new(DenyUnsafe::No, change);
            let refusal = node.refusal_of(JOB, result(None), 7_012).await;
            assert!(refusal.contains(complaint), "{refusal}");
        }
        let node = Node::new(DenyUnsafe::No, |_| ());
        let refusal = node.refusal_of(JOB + 1, result(None), 7_009).await;
        assert!(refusal.contains("no job 8"), "{refusal}");
    }

    #[tokio::test]
    async fn nothing_is_signed_for_a_device_that_is_elsewhere() {
        let device = DeviceKey([5; 32]);
        let node = Node::new(DenyUnsafe::No, |job| *job = job_of(device));
        let refusal = node.refusal(json!([device, JOB, 0, result(None)]), 7_006).await;
        assert!(refusal.contains(&format!("{device:?}")), "{refusal}");
    }

    #[tokio::test]
    async fn a_receipt_that_the_chain_would_refuse_is_not_made() {
        let node = Node::new(DenyUnsafe::No, |_| ());
        for (field, value, complaint) in [
            ("units", json!(0), "Claim 1 to 4"),
            ("units", json!(5), "Claim 1 to 4"),
            ("units", json!(u64::MAX), "Claim 1 to 4"),
            ("startMs", json!(11), "before it begins at 11"),
            ("endMs", json!(9), "cannot end at 9"),
        ] {
            let refusal = node.refusal_of(JOB, result_with(field, value), -32_602).await;
            assert!(refusal.contains(complaint), "{refusal}");
        }
    }

    #[tokio::test]
    async fn what_is_malformed_is_refused() {
        let node = Node::new(DenyUnsafe::No, |_| ());
        for (field, value) in [
            ("outputRoot", json!("0x12")),
            ("outputRoot", json!(format!("0x{}", "12".repeat(33)))),
            ("outputRoot", json!(null)),
            ("traceRoot", json!("0x12")),
            ("units", json!("4")),
            ("units", json!(-1)),
            ("startMs", json!(0.5)),
            ("endMs", json!(null)),
            ("inputRoot", json!(INPUT)),
        ] {
            let refusal = node.refusal_of(JOB, result_with(field, value), -32_602).await;
            assert!(refusal.contains("Invalid params"), "{field}: {refusal}");
        }
        let device = Hash::from(node.device.0);
        for params in [
            json!([]),
            json!([device, JOB, 0]),
            json!([device, JOB, 0, {}]),
            json!([device, -1, 0, result(None)]),
            json!([device, JOB, 4_294_967_296_u64, result(None)]),
            json!(["0x12", JOB, 0, result(None)]),
        ] {
            let refusal = node.refusal(params, -32_602).await;
            assert!(refusal.contains("Invalid params"), "{refusal}");
        }
    }

    #[tokio::test]
    async fn strangers_have_nothing_signed() {
        let node = Node::new(DenyUnsafe::Yes, |_| ());
        let refusal = node.refusal_of(JOB, result(None), -32_601).await;
        assert!(refusal.contains("unsafe"), "{refusal}");
    }
}
