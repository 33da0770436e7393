// SPDX-License-Identifier: Apache-2.0
//! GPUs of NVIDIA's, through CUDA: products on the tensor cores.
//!
//! As with `wgpu`, everything of a round is done on the GPU, in panels of rows.

use joule_cuda::{Buffer, Cut, PARTS};
use joule_pogw::{
    prover::{Backend, Failure, Product},
    Hash, Params,
};

use super::{
    panels::{node_bytes, Panels, VECTOR},
    Found,
};
use crate::config::BackendKind;

/// Bytes of the largest buffer: 1 GiB, so that matrices of 2^14 are one panel.
pub const MAX_BUFFER_BYTES: u32 = 1 << 30;

/// The GPUs that CUDA can use.
///
/// # Errors
///
/// If CUDA cannot be used: why, and what to do.
pub fn found() -> Result<Vec<Found>, joule_cuda::Failure> {
    let describe = |device: joule_cuda::Device| {
        let (major, minor) = device.capability;
        Found {
            backend: BackendKind::Cuda,
            number: device.number,
            name: device.name,
            vendor: Some("NVIDIA".into()),
            memory_mib: Some(device.memory_mib),
            driver: format!("CUDA, compute capability {major}.{minor}"),
            is_software: false,
        }
    };
    Ok(joule_cuda::devices()?.into_iter().map(describe).collect())
}

/// A GPU.
pub struct Gpu {
    name: String,
    gpu: joule_cuda::Gpu,
    max_buffer_bytes: u32,
    buffers: Option<Buffers>,
    /// Spoils a product before it is checked: the row, the place within the row, and the entry.
    #[cfg(test)]
    spoil: Option<(u32, u32, i32)>,
}

impl Gpu {
    /// The GPU with this number, none of whose buffers will have more than `max_buffer_bytes`, or
    /// what eight lines take.
    ///
    /// # Errors
    ///
    /// If there is none, or CUDA refuses.
    pub fn open(number: usize, max_buffer_bytes: u32) -> Result<Self, Failure> {
        let found = found().map_err(failure)?.into_iter().find(|found| found.number == number);
        let found =
            found.ok_or_else(|| Failure::Device("There is no such GPU any more.".into()))?;
        Ok(Self {
            name: found.name,
            gpu: joule_cuda::Gpu::open(number).map_err(failure)?,
            max_buffer_bytes,
            buffers: None,
            #[cfg(test)]
            spoil: None,
        })
    }

    fn compute(
        &mut self,
        buffers: &mut Buffers,
        seed: &Hash,
        wanted: &[u32],
    ) -> Result<Product, Failure> {
        self.draw_image(buffers, seed).map_err(failure)?;
        let mut roots = Vec::new();
        let mut shown = vec![Vec::new(); wanted.len()];
        for panel in 0..buffers.panels.count() {
            self.panel(buffers, seed, panel).map_err(failure)?;
            roots.extend(self.root(buffers).map_err(failure)?);
            for (leaf, record) in wanted.iter().zip(&mut shown) {
                if leaf / buffers.panels.leaves() == panel {
                    *record = self.record(buffers, *leaf).map_err(failure)?;
                }
            }
        }
        if self.gpu.read(&buffers.faults, 0, 4).map_err(failure)? != [0; 4] {
            return Err(Failure::WrongProduct);
        }
        let product = buffers.panels.product(wanted, &roots, &shown.concat());
        product.ok_or_else(|| Failure::Device("The GPU gave back too little.".into()))
    }

    /// The vector of the check, and its image.
    fn draw_image(&self, buffers: &mut Buffers, seed: &Hash) -> Result<(), joule_cuda::Failure> {
        let (cut, gpu) = (buffers.cut(), &self.gpu);
        gpu.clear(&mut buffers.faults)?;
        gpu.draw(seed, VECTOR, 0, 1, cut.size * 8, &mut buffers.vector)?;
        for first in buffers.panels.blocks() {
            gpu.draw(seed, 1, first, cut.columns, cut.size, &mut buffers.columns)?;
            let Buffers { columns, vector, image, .. } = buffers;
            gpu.add_columns(cut, columns, first, vector, image)?;
        }
        gpu.add_parts(cut, &mut buffers.image)
    }

    /// Computes, checks and hashes a panel of rows.
    fn panel(
        &mut self,
        buffers: &mut Buffers,
        seed: &Hash,
        panel: u32,
    ) -> Result<(), joule_cuda::Failure> {
        let cut = buffers.cut();
        let first = panel * cut.rows;
        self.gpu.draw(seed, 0, first, cut.rows, cut.size, &mut buffers.rows)?;
        for first_column in buffers.panels.blocks() {
            if panel == 0 || cut.columns < cut.size {
                let columns = &mut buffers.columns;
                self.gpu.draw(seed, 1, first_column, cut.columns, cut.size, columns)?;
            }
            let Buffers { rows, columns, entries, .. } = buffers;
            self.gpu.multiply(cut, rows, columns, first_column, entries)?;
        }
        #[cfg(test)]
        self.spoil(buffers, panel)?;
        // The check draws what it compares with anew, so that a bit that flips in A or B is found.
        self.gpu.draw(seed, 0, first, cut.rows, cut.size, &mut buffers.rows)?;
        let Buffers { rows, entries, vector, image, faults, .. } = buffers;
        self.gpu.compare(cut, rows, entries, vector, image, faults)?;
        self.hash(buffers)
    }

    fn hash(&self, buffers: &mut Buffers) -> Result<(), joule_cuda::Failure> {
        let Buffers { panels, entries, nodes, .. } = buffers;
        self.gpu.leaves(entries, panels.leaves(), panels.params.leaf_entries(), nodes)?;
        for level in 1..=panels.depth() {
            let (to, below) = (panels.level(level), panels.level(level - 1));
            self.gpu.parents(panels.leaves() >> level, to, below, nodes)?;
        }
        Ok(())
    }

    /// The root of the panel that was hashed last.
    fn root(&self, buffers: &Buffers) -> Result<Vec<u8>, joule_cuda::Failure> {
        let place = u64::from(buffers.panels.level(buffers.panels.depth())) * node_bytes();
        self.gpu.read(&buffers.nodes, place, node_bytes())
    }

    /// What shows a leaf of the panel that was hashed last.
    fn record(&self, buffers: &Buffers, leaf: u32) -> Result<Vec<u8>, joule_cuda::Failure> {
        let panels = buffers.panels;
        let index = leaf % panels.leaves();
        let bytes = panels.leaf_bytes();
        let mut record = self.gpu.read(&buffers.entries, u64::from(index) * bytes, bytes)?;
        for level in 0..panels.depth() {
            let sibling = panels.level(level) + ((index >> level) ^ 1);
            let place = u64::from(sibling) * node_bytes();
            record.extend(self.gpu.read(&buffers.nodes, place, node_bytes())?);
        }
        Ok(record)
    }

    #[cfg(test)]
    fn spoil(&self, buffers: &mut Buffers, panel: u32) -> Result<(), joule_cuda::Failure> {
        let cut = buffers.cut();
        match self.spoil {
            Some((row, column, entry)) if row / cut.rows == panel => {
                let place = u64::from(row % cut.rows) * u64::from(cut.size) + u64::from(column);
                self.gpu.write(&mut buffers.entries, place * 4, &entry.to_le_bytes())
            }
            _ => Ok(()),
        }
    }
}

impl Backend for Gpu {
    fn name(&self) -> &str {
        &self.name
    }

    fn multiply(
        &mut self,
        params: Params,
        seed: &Hash,
        leaves: &[u32],
    ) -> Result<Product, Failure> {
        let panels = Panels::new(params, self.max_buffer_bytes);
        // Taken out, and put back if all went well: what failed begins with new ones.
        let mut buffers = match self.buffers.take().filter(|buffers| buffers.panels == panels) {
            Some(buffers) => buffers,
            None => Buffers::new(&self.gpu, panels).map_err(failure)?,
        };
        let product = self.compute(&mut buffers, seed, leaves)?;
        self.buffers = Some(buffers);
        Ok(product)
    }
}

fn failure(error: joule_cuda::Failure) -> Failure {
    Failure::Device(error.into())
}

/// The buffers for one size.
struct Buffers {
    panels: Panels,
    /// A panel's rows of A.
    rows: Buffer,
    /// A block of columns of B.
    columns: Buffer,
    /// A panel's rows of the product.
    entries: Buffer,
    /// The tree over them.
    nodes: Buffer,
    /// The vector of the check.
    vector: Buffer,
    /// `B` times the vector.
    image: Buffer,
    /// How many rows are wrong.
    faults: Buffer,
}

impl Buffers {
    fn new(gpu: &joule_cuda::Gpu, panels: Panels) -> Result<Self, joule_cuda::Failure> {
        let line = u64::from(panels.params.size());
        Ok(Self {
            panels,
            rows: gpu.buffer(u64::from(panels.rows) * line)?,
            columns: gpu.buffer(u64::from(panels.columns) * line)?,
            entries: gpu.buffer(panels.entry_bytes())?,
            nodes: gpu.buffer(panels.node_bytes())?,
            vector: gpu.buffer(line * 8)?,
            image: gpu.buffer(line * 8 * u64::from(PARTS))?,
            faults: gpu.buffer(4)?,
        })
    }

    fn cut(&self) -> Cut {
        let Panels { params, rows, columns } = self.panels;
        Cut { size: params.size(), rows, columns }
    }
}

#[cfg(test)]
mod tests;
