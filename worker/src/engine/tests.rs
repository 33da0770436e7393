// SPDX-License-Identifier: Apache-2.0
//! What becomes of challenges if devices fail.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread::sleep,
};

use joule_pogw::{
    prover::{Backend, Cpu, Failure, Product},
    Statement,
};
use tempfile::TempDir;

use super::*;
use crate::{
    backends::{Found, Guarded},
    config::{BackendKind, DeviceConfig},
};

const KEY: Key = Key { challenge: [1; 32], device: [2; 32] };

/// What goes wrong in a round, if something does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Device,
    Flip,
    Panic,
}

/// A processor that fails when it is told to.
struct Faulty<F: FnMut(u32) -> Option<Fault> + Send> {
    cpu: Cpu,
    calls: u32,
    fault: F,
}

impl<F: FnMut(u32) -> Option<Fault> + Send> Backend for Faulty<F> {
    fn name(&self) -> &str {
        "faulty"
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        self.calls += 1;
        match (self.fault)(self.calls) {
            None => self.cpu.multiply(params, seed, leaves),
            Some(Fault::Flip) => Err(Failure::WrongProduct),
            Some(Fault::Device) => Err(Failure::Device("It is on fire.".into())),
            Some(Fault::Panic) => panic!("the driver panics"),
        }
    }
}

fn faulty(fault: impl FnMut(u32) -> Option<Fault> + Send + 'static) -> Guarded {
    Guarded::new(Box::new(Faulty { cpu: Cpu::default(), calls: 0, fault }))
}

/// An engine with one device, which cannot be opened again.
fn engine(folder: &TempDir, backend: Guarded) -> Engine {
    let adapter = Some("no such adapter".into());
    let config = DeviceConfig { key: None, backend: BackendKind::Wgpu, adapter, threads: None };
    let found = Found {
        backend: BackendKind::Wgpu,
        number: 0,
        name: "faulty".into(),
        vendor: None,
        memory_mib: None,
        driver: String::new(),
        is_software: true,
    };
    let device = Device::start(found, config, backend).expect("there are threads");
    Engine {
        devices: vec![device],
        challenges: Mutex::default(),
        store: Arc::new(Store::open(folder.path()).expect("the folder is writable")),
        max_log2_size: 10,
        keep_ms: 1_000_000,
    }
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

fn params() -> Params {
    Params::new(4, 4).expect("they exist")
}

/// Runs a challenge to its end.
fn run(engine: &Engine, key: Key, work_ms: u64) -> Meta {
    let entry = engine.put(key, params(), now_ms() + work_ms).expect("the device is free");
    while entry.meta().state == State::Running {
        sleep(Duration::from_millis(5));
    }
    entry.meta()
}

/// Opens a challenge.
fn open(engine: &Engine, key: Key) -> Result<Vec<u8>, Refusal> {
    loop {
        match engine.open(&key, &[9; 32])? {
            Opening::Done(opening) => return Ok(opening),
            _ => sleep(Duration::from_millis(5)),
        }
    }
}

fn assert_right(meta: &Meta, store: &Store, opening: &[u8]) {
    let (_, rounds) = store.load(&meta.key()).expect("it was kept");
    let prover = meta.prover(&rounds).expect("it is whole");
    let commitment = prover.commitment().expect("there are rounds");
    assert_eq!(Statement::new(params(), commitment, &[9; 32]).verify(opening), Ok(()));
}

#[test]
fn a_fault_now_and_then_costs_a_round_and_no_more() {
    for fault in [Fault::Device, Fault::Flip, Fault::Panic] {
        let folder = folder();
        // Two of three calls fail, and all after the ninth.
        let fails = move |call| (call % 3 != 0 || call > 9).then_some(fault);
        let engine = engine(&folder, faulty(fails));
        let meta = run(&engine, KEY, 600_000);
        assert_eq!((meta.state, meta.rounds), (State::Done, 3), "{fault:?}");
        let opening = open(&engine, KEY).expect("the processor computes the same");
        assert_right(&meta, &engine.store, &opening);
        engine.stop(Duration::from_secs(10));
    }
}

#[test]
fn a_device_that_fails_for_good_ends_the_challenge_and_the_processor_opens_it() {
    let folder = folder();
    let engine = engine(&folder, faulty(|call| (call > 5).then_some(Fault::Device)));
    let meta = run(&engine, KEY, 60_000);
    assert_eq!((meta.state, meta.rounds), (State::Done, 5));
    let error = meta.error.clone().expect("it says why it ended early");
    assert_eq!(error, "The device failed. It is on fire.");
    let opening = open(&engine, KEY).expect("the processor computes the same");
    assert_right(&meta, &engine.store, &opening);
}

#[test]
fn a_challenge_that_cannot_be_kept_has_failed() {
    let folder = folder();
    let path = folder.path().to_owned();
    let fault = move |call| {
        if call == 6 {
            std::fs::remove_dir_all(&path).expect("it is ours");
        }
        (call > 5).then_some(Fault::Device)
    };
    let engine = engine(&folder, faulty(fault));
    let meta = run(&engine, KEY, 600_000);
    assert_eq!((meta.state, meta.rounds, meta.top), (State::Failed, 5, None));
    assert!(meta.error.expect("it says why").contains("cannot be written"));
    assert!(matches!(open(&engine, KEY), Err(Refusal::Invalid(_))));
}

#[test]
fn a_device_that_never_works_fails_and_may_try_again() {
    let (folder, works) = (folder(), Arc::new(AtomicU32::new(0)));
    let own = Arc::clone(&works);
    let fault = move |_| (own.load(Ordering::SeqCst) == 0).then_some(Fault::Panic);
    let engine = engine(&folder, faulty(fault));
    let meta = run(&engine, KEY, 60_000);
    assert_eq!((meta.state, meta.rounds, meta.top), (State::Failed, 0, None));
    assert!(meta.error.expect("it says why").contains("panicked"));
    assert!(matches!(open(&engine, KEY), Err(Refusal::Invalid(_))));
    works.store(1, Ordering::SeqCst);
    assert_eq!(run(&engine, KEY, 2_000).state, State::Done);
}

#[test]
fn what_is_old_or_too_much_is_forgotten_but_not_what_runs() {
    let folder = folder();
    let mut engine = engine(&folder, faulty(|_| None));
    run(&engine, KEY, 100);
    let other = Key { challenge: [3; 32], ..KEY };
    engine.keep_ms = 0;
    sleep(Duration::from_millis(5));
    engine.put(other, params(), now_ms() + 60_000).expect("the device is free");
    assert!(matches!(engine.get(&KEY), Err(Refusal::NotFound(_))));
    assert!(engine.store.load(&KEY).is_err());
    sleep(Duration::from_millis(5));
    engine.forget_old();
    assert_eq!(engine.get(&other).expect("it runs").meta().state, State::Running);
}

#[test]
fn rounds_that_were_changed_on_the_disk_are_not_opened() {
    let folder = folder();
    let engine = engine(&folder, faulty(|_| None));
    let meta = run(&engine, KEY, 1_000);
    let (_, mut rounds) = engine.store.load(&KEY).expect("it was kept");
    *rounds.first_mut().expect("there are rounds") ^= 1;
    engine.store.save(&meta, &rounds).expect("the folder is writable");
    let refusal = open(&engine, KEY).expect_err("it was changed");
    assert!(matches!(&refusal, Refusal::Failed(why) if why.contains("were committed to")));
    engine.store.remove(&KEY).expect("it is there");
    assert!(matches!(open(&engine, KEY), Err(Refusal::Failed(_))));
}

#[test]
fn a_challenge_goes_on_after_the_end_and_its_rounds_are_those_of_one_prover() {
    let folder = folder();
    let first = engine(&folder, faulty(|_| None));
    let entry = first.put(KEY, params(), now_ms() + 60_000).expect("the device is free");
    while entry.meta().rounds < 20 {
        sleep(Duration::from_millis(1));
    }
    first.stop(Duration::from_secs(10));
    let refused = first.put(Key { challenge: [5; 32], ..KEY }, params(), now_ms() + 1_000);
    assert!(matches!(refused, Err(Refusal::Busy(_))));
    let (mut meta, before) = first.store.load(&KEY).expect("it was kept");
    assert!(before.len() >= 20 * 24);

    let second = engine(&folder, faulty(|_| None));
    meta.deadline_ms = Decimal(now_ms() + 300);
    second.take_up(meta, &before).expect("it is whole");
    let entry = second.get(&KEY).expect("it was taken up");
    while entry.meta().state == State::Running {
        sleep(Duration::from_millis(5));
    }
    let (meta, after) = second.store.load(&KEY).expect("it was kept");
    assert!(after.len() > before.len() && after.starts_with(&before));
    let opening = open(&second, KEY).expect("nothing changed");
    assert_right(&meta, &second.store, &opening);
}

#[test]
fn after_a_restart_no_round_is_begun_that_would_end_too_late() {
    let folder = folder();
    let engine = engine(&folder, faulty(|_| None));
    let mut meta = Meta::new(KEY, params(), now_ms() + 600_000);
    meta.last_round_ms = Decimal(700_000);
    engine.take_up(meta, &[7; 48]).expect("it is whole");
    let entry = engine.get(&KEY).expect("it was taken up");
    while entry.meta().state == State::Running {
        sleep(Duration::from_millis(5));
    }
    assert_eq!((entry.meta().state, entry.meta().rounds), (State::Done, 2));
}
