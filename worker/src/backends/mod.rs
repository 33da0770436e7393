// SPDX-License-Identifier: Apache-2.0
//! What computes rounds on this machine.

#[cfg(all(test, any(feature = "cuda", feature = "wgpu")))]
mod conformance;
mod cpu;
#[cfg(feature = "cuda")]
pub mod cuda;
mod machine;
#[cfg(any(feature = "cuda", feature = "wgpu"))]
mod panels;
#[cfg(feature = "wgpu")]
pub mod wgpu;

use std::{
    collections::BTreeSet,
    num::NonZero,
    panic::{catch_unwind, AssertUnwindSafe},
};

use anyhow::{ensure, Context, Result};
use joule_pogw::{
    prover::{self_test, Backend, Failure, Product},
    Hash, Params,
};

pub use cpu::Processor;

use crate::config::{BackendKind, DeviceConfig};

/// A backend that a thread of its own may use.
pub type AnyBackend = Box<dyn Backend + Send>;

/// Something that can compute, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What computes.
    pub backend: BackendKind,
    /// For `cuda` and `wgpu`, the number of the GPU.
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// Who made it, if that is known.
    pub vendor: Option<String>,
    /// Its memory in MiB, if that is known.
    pub memory_mib: Option<u64>,
    /// The driver, and its version.
    pub driver: String,
    /// Whether a processor does the work.
    pub is_software: bool,
}

impl Found {
    /// How the command line and the API call it.
    #[must_use]
    pub fn id(&self) -> String {
        match self.backend {
            BackendKind::Cpu => self.backend.name().into(),
            gpu => format!("{}:{}", gpu.name(), self.number),
        }
    }

    /// The configuration that means it.
    #[must_use]
    pub fn config(&self) -> DeviceConfig {
        let adapter = match self.backend {
            BackendKind::Cpu => None,
            BackendKind::Cuda | BackendKind::Wgpu => Some(self.number.to_string()),
        };
        DeviceConfig { key: None, backend: self.backend, adapter, threads: None }
    }
}

/// What this machine has: its GPUs, and then the processor. A GPU of NVIDIA's that CUDA can use is
/// there twice, by CUDA first, because that is faster.
#[must_use]
pub fn found() -> Vec<Found> {
    let mut found = cuda_gpus().unwrap_or_default();
    found.extend(adapters());
    found.push(processor());
    found
}

/// The processor, which is always there.
fn processor() -> Found {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    Found {
        backend: BackendKind::Cpu,
        number: 0,
        name: format!("processor, {threads} threads"),
        vendor: machine::processor_vendor(),
        memory_mib: machine::memory_mib(),
        driver: format!("built in, {}", std::env::consts::ARCH),
        is_software: true,
    }
}

/// What a device is that is configured so.
///
/// # Errors
///
/// If this machine has no such device.
pub fn find(config: &DeviceConfig) -> Result<Found> {
    let gpus = match config.backend {
        BackendKind::Cpu => return Ok(processor()),
        // It says why there are none.
        BackendKind::Cuda => cuda_gpus()?,
        BackendKind::Wgpu => adapters(),
    };
    let wanted = config.adapter.as_deref();
    let meant = match wanted {
        None => gpus.iter().find(|found| !found.is_software),
        Some(wanted) => called(&gpus, wanted, |found| found.number.to_string()),
    };
    meant.cloned().with_context(|| {
        format!(
            "There is no {} device {}on this machine. `joule-worker doctor` shows what there is.",
            config.backend.name(),
            wanted.map(|name| format!("called {name:?} ")).unwrap_or_default(),
        )
    })
}

/// What each device is, or why it cannot be used: it is not there, or is the GPU of a device before
/// it, so that each would have half of it.
#[must_use]
pub fn find_each(configs: &[DeviceConfig]) -> Vec<Result<Found>> {
    distinct(configs.iter().map(find))
}

/// Refuses a GPU that was there before. Several devices may share the processor.
fn distinct(found: impl Iterator<Item = Result<Found>>) -> Vec<Result<Found>> {
    let mut taken = BTreeSet::new();
    let refuse = |found: Result<Found>| {
        let found = found?;
        ensure!(
            found.backend == BackendKind::Cpu || taken.insert(found.id()),
            "Two devices are the same GPU, {} ({}). Give each its number as `adapter`; \
             `joule-worker doctor` shows them.",
            found.name,
            found.id(),
        );
        Ok(found)
    };
    found.map(refuse).collect()
}

/// The first of `found` whose `id` is `wanted`, or else whose name has it as a part: a number may
/// be a part of a name.
pub fn called<'a>(
    found: &'a [Found],
    wanted: &str,
    id: impl Fn(&Found) -> String,
) -> Option<&'a Found> {
    let wanted = wanted.to_lowercase();
    let by_id = found.iter().find(|found| id(found) == wanted);
    by_id.or_else(|| found.iter().find(|found| found.name.to_lowercase().contains(&wanted)))
}

/// The device that is used if none is configured: the first GPU, or else the processor.
#[must_use]
pub fn default_device() -> DeviceConfig {
    let found = found();
    let gpu = found.iter().find(|found| !found.is_software);
    gpu.or(found.last()).map_or(
        DeviceConfig { key: None, backend: BackendKind::Cpu, adapter: None, threads: None },
        Found::config,
    )
}

/// Opens a device.
///
/// # Errors
///
/// If it is not there, or does not work.
pub fn open(config: &DeviceConfig) -> Result<AnyBackend> {
    match config.backend {
        BackendKind::Cpu => Ok(Box::new(Processor::open(config.threads)?)),
        BackendKind::Cuda => open_cuda(config),
        BackendKind::Wgpu => open_adapter(config),
    }
}

/// Opens a device, and lets it prove that it computes as it should.
///
/// # Errors
///
/// If it is not there, does not work, or is wrong.
pub fn open_and_test(config: &DeviceConfig) -> Result<Guarded> {
    let mut backend = Guarded::new(guarded(|| open(config), anyhow::Error::msg)?);
    self_test(&mut backend).with_context(|| {
        format!("{} fails its test, and is not used. Update its driver.", backend.name())
    })?;
    Ok(backend)
}

/// The GPUs that CUDA can use.
///
/// # Errors
///
/// If CUDA cannot be used: why, and what to do.
#[cfg(feature = "cuda")]
pub fn cuda_gpus() -> Result<Vec<Found>> {
    Ok(cuda::found()?)
}

#[cfg(feature = "cuda")]
fn open_cuda(config: &DeviceConfig) -> Result<AnyBackend> {
    let found = find(config)?;
    Ok(Box::new(cuda::Gpu::open(found.number, cuda::MAX_BUFFER_BYTES)?))
}

/// What is said of CUDA where it was left out.
#[cfg(not(feature = "cuda"))]
const WITHOUT_CUDA: &str = "This agent was built without CUDA. Build it with the feature `cuda`.";

/// The GPUs that CUDA can use.
///
/// # Errors
///
/// Always: this agent has nothing to do with CUDA.
#[cfg(not(feature = "cuda"))]
pub fn cuda_gpus() -> Result<Vec<Found>> {
    anyhow::bail!(WITHOUT_CUDA)
}

#[cfg(not(feature = "cuda"))]
fn open_cuda(_: &DeviceConfig) -> Result<AnyBackend> {
    anyhow::bail!(WITHOUT_CUDA)
}

#[cfg(feature = "wgpu")]
fn adapters() -> Vec<Found> {
    wgpu::found()
}

#[cfg(feature = "wgpu")]
fn open_adapter(config: &DeviceConfig) -> Result<AnyBackend> {
    let found = find(config)?;
    Ok(Box::new(wgpu::Gpu::open(found.number, wgpu::MAX_BUFFER_BYTES)?))
}

#[cfg(not(feature = "wgpu"))]
fn adapters() -> Vec<Found> {
    Vec::new()
}

#[cfg(not(feature = "wgpu"))]
fn open_adapter(_: &DeviceConfig) -> Result<AnyBackend> {
    anyhow::bail!("This agent was built without GPUs. Build it with the feature `wgpu`.")
}

/// A backend that fails where another one panics, so that its thread lives on.
pub struct Guarded(AnyBackend);

impl Guarded {
    /// Guards `backend`.
    #[must_use]
    pub fn new(backend: AnyBackend) -> Self {
        Self(backend)
    }
}

impl Backend for Guarded {
    fn name(&self) -> &str {
        self.0.name()
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let backend = &mut self.0;
        // What it leaves behind is overwritten by the next round, and checked.
        let failure = |said: &'static str| Failure::Device(said.into());
        guarded(|| backend.multiply(params, seed, leaves), failure)
    }
}

/// What `call` gives, or a failure if it panics.
fn guarded<T, E>(
    call: impl FnOnce() -> Result<T, E>,
    failure: impl FnOnce(&'static str) -> E,
) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(call))
        .unwrap_or_else(|_| Err(failure("The driver or its library panicked.")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::sentences;

    fn gpu(backend: BackendKind, number: usize, name: &str) -> Found {
        Found { backend, number, name: name.into(), ..processor() }
    }

    #[test]
    fn a_number_is_looked_for_before_a_part_of_a_name() {
        let names = ["NVIDIA H100", "AMD Radeon PRO W7900", "Intel Arc A770"];
        let gpus = (0..).zip(names).map(|(number, name)| gpu(BackendKind::Wgpu, number, name));
        let gpus = gpus.collect::<Vec<_>>();
        let by_number = |wanted| called(&gpus, wanted, |found| found.number.to_string());
        let by_id = |wanted| called(&gpus, wanted, Found::id);
        for (wanted, number) in [("0", 0), ("1", 1), ("2", 2), ("100", 0), ("arc", 2)] {
            assert_eq!(by_number(wanted).map(|found| found.number), Some(number), "{wanted}");
        }
        assert_eq!(by_number("3"), None);
        for (wanted, number) in [("WGPU:1", 1), ("Radeon", 1), ("7", 1)] {
            assert_eq!(by_id(wanted).map(|found| found.number), Some(number), "{wanted}");
        }
        assert_eq!(by_id("wgpu:3"), None);
    }

    #[test]
    fn a_gpu_is_one_device_and_the_processor_may_be_several() {
        let found = [
            gpu(BackendKind::Wgpu, 0, "one"),
            gpu(BackendKind::Wgpu, 1, "one"),
            processor(),
            gpu(BackendKind::Cuda, 0, "one"),
            gpu(BackendKind::Wgpu, 1, "one"),
            processor(),
        ];
        let outcomes = distinct(found.into_iter().map(Ok));
        let are_there = outcomes.iter().map(Result::is_ok).collect::<Vec<_>>();
        assert_eq!(are_there, [true, true, true, true, false, true]);
        let said = outcomes.iter().find_map(|outcome| outcome.as_ref().err().map(sentences));
        assert!(said.is_some_and(|said| said.contains("same GPU, one (wgpu:1)")));
    }

    #[test]
    fn a_driver_that_panics_has_failed() {
        let outcome = guarded::<(), _>(|| panic!("the driver panics"), anyhow::Error::msg);
        assert!(outcome.is_err_and(|error| error.to_string().contains("panicked")));
        assert_eq!(guarded(|| Ok(1), |_| ()), Ok(1));
    }
}
