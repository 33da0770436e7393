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
    num::NonZero,
    panic::{catch_unwind, AssertUnwindSafe},
};

use anyhow::{Context, Result};
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
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    found.push(Found {
        backend: BackendKind::Cpu,
        number: 0,
        name: format!("processor, {threads} threads"),
        vendor: machine::processor_vendor(),
        memory_mib: machine::memory_mib(),
        driver: format!("built in, {}", std::env::consts::ARCH),
        is_software: true,
    });
    found
}

/// What a device is that is configured so.
///
/// # Errors
///
/// If this machine has no such device.
pub fn find(config: &DeviceConfig) -> Result<Found> {
    if config.backend == BackendKind::Cuda {
        // It says why there are none.
        cuda_gpus()?;
    }
    let wanted = config.adapter.as_deref();
    let is_meant = |found: &Found| {
        found.backend == config.backend
            && match (config.backend, wanted) {
                (BackendKind::Cpu, _) => true,
                (_, None) => !found.is_software,
                (_, Some(wanted)) => is_called(found, wanted),
            }
    };
    found().into_iter().find(is_meant).with_context(|| {
        format!(
            "There is no {} device {}on this machine. `joule-worker doctor` shows what there is.",
            config.backend.name(),
            wanted.map(|name| format!("called {name:?} ")).unwrap_or_default(),
        )
    })
}

fn is_called(found: &Found, wanted: &str) -> bool {
    found.number.to_string() == wanted || found.name.to_lowercase().contains(&wanted.to_lowercase())
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
pub fn open_and_test(config: &DeviceConfig) -> Result<AnyBackend> {
    let mut backend = open(config)?;
    self_test(backend.as_mut()).with_context(|| {
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
        catch_unwind(AssertUnwindSafe(|| backend.multiply(params, seed, leaves)))
            .unwrap_or_else(|_| Err(Failure::Device("The driver or its library panicked.".into())))
    }
}
