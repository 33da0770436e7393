// SPDX-License-Identifier: Apache-2.0
//! The processor.

use joule_pogw::{
    prover::{Backend, Cpu, Failure, Product},
    Hash, Params,
};
use rayon::{ThreadPool, ThreadPoolBuilder};

/// The reference backend, in a pool of threads of its own.
pub struct Processor {
    pool: ThreadPool,
    cpu: Cpu,
}

impl Processor {
    /// With as many threads as there are cores, unless `threads` says how many.
    ///
    /// # Errors
    ///
    /// If the system gives no threads.
    pub fn open(threads: Option<usize>) -> Result<Self, Failure> {
        let builder = ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
        let pool = builder
            .thread_name(|index| format!("cpu-{index}"))
            .build()
            .map_err(|error| Failure::Device(error.into()))?;
        Ok(Self { pool, cpu: Cpu::default() })
    }
}

impl Backend for Processor {
    fn name(&self) -> &str {
        self.cpu.name()
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let Self { pool, cpu } = self;
        pool.install(|| cpu.multiply(params, seed, leaves))
    }
}
