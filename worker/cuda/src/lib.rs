// SPDX-License-Identifier: Apache-2.0
#![doc = include_str!("../README.md")]
#![deny(clippy::unwrap_used)]

mod kernels;
mod library;
mod multiply;

use std::{fmt, sync::Arc};

use cudarc::driver::{CudaContext, CudaSlice, CudaStream};

use kernels::Kernels;
use library::guarded;
use multiply::Multiplier;

pub use kernels::{Cut, NODE_BYTES, PARTS};
pub use library::{devices, Device};

/// Why CUDA could not do something: a sentence or two for people to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What a library said when it was asked to do `what`.
    fn of(what: &str) -> impl Fn(&dyn fmt::Display) -> Self + '_ {
        move |said| Self(format!("CUDA could not {what}: {said}."))
    }
}

/// Memory of a GPU.
pub struct Buffer(CudaSlice<u8>);

impl Buffer {
    /// How many bytes it has.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.len()
    }

    /// That there are `bytes` bytes from `from` on.
    fn require(&self, from: u64, bytes: u64) -> Result<(), Failure> {
        let end = from.checked_add(bytes).and_then(|end| usize::try_from(end).ok());
        if end.is_some_and(|end| end <= self.bytes()) {
            return Ok(());
        }
        Err(Failure::new(format!(
            "A buffer of {} bytes is too small for {bytes} bytes from {from} on.",
            self.bytes()
        )))
    }
}

/// A GPU that is open. What it is told to do, it does in the same order, and later.
pub struct Gpu {
    stream: Arc<CudaStream>,
    kernels: Kernels,
    multiplier: Multiplier,
}

impl Gpu {
    /// Opens the GPU with this number, and compiles the kernels for it.
    ///
    /// # Errors
    ///
    /// If a library or the GPU is missing or too old.
    pub fn open(number: usize) -> Result<Self, Failure> {
        library::require()?;
        guarded(|| {
            let failed = Failure::of("open the GPU");
            let context = CudaContext::new(number).map_err(|said| failed(&said))?;
            let kernels = Kernels::compile(&context)?;
            let stream = context.default_stream();
            let multiplier = Multiplier::new(&stream)?;
            Ok(Self { stream, kernels, multiplier })
        })
    }

    /// Takes memory, all zeros.
    ///
    /// # Errors
    ///
    /// If there is not enough.
    pub fn buffer(&self, bytes: u64) -> Result<Buffer, Failure> {
        let length = usize::try_from(bytes).unwrap_or(usize::MAX);
        let memory = self.stream.alloc_zeros(length);
        memory.map(Buffer).map_err(|said| Failure::of(&format!("take {bytes} bytes"))(&said))
    }

    /// Sets all bytes to zero.
    ///
    /// # Errors
    ///
    /// If the driver refuses.
    pub fn clear(&self, buffer: &mut Buffer) -> Result<(), Failure> {
        self.stream.memset_zeros(&mut buffer.0).map_err(|said| Failure::of("clear memory")(&said))
    }

    /// Waits until all is done that was told before, and reads `bytes` bytes from `from` on.
    ///
    /// # Errors
    ///
    /// If they do not lie in the buffer, or something that was told before has failed.
    pub fn read(&self, buffer: &Buffer, from: u64, bytes: u64) -> Result<Vec<u8>, Failure> {
        buffer.require(from, bytes)?;
        let place = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
        let view = buffer.0.try_slice(place(from)..place(from + bytes));
        let view = view.ok_or_else(|| Failure::new("This part of a buffer does not exist."))?;
        let failed = Failure::of("give back what it computed");
        let read = self.stream.clone_dtoh(&view).map_err(|said| failed(&said))?;
        self.stream.synchronize().map_err(|said| failed(&said))?;
        Ok(read)
    }

    /// Writes `bytes` from `from` on.
    ///
    /// # Errors
    ///
    /// If they do not lie in the buffer, or the driver refuses.
    pub fn write(&self, buffer: &mut Buffer, from: u64, bytes: &[u8]) -> Result<(), Failure> {
        buffer.require(from, u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        let view = buffer.0.try_slice_mut(from..from + bytes.len());
        let mut view = view.ok_or_else(|| Failure::new("This part of a buffer does not exist."))?;
        let failed = Failure::of("take what it is given");
        self.stream.memcpy_htod(bytes, &mut view).map_err(|said| failed(&said))?;
        self.stream.synchronize().map_err(|said| failed(&said))
    }
}
