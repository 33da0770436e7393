// SPDX-License-Identifier: Apache-2.0
//! GPUs of any vendor, through Vulkan or Metal.
//!
//! Everything of a round is done on the GPU: the matrices are drawn, multiplied, checked, and
//! hashed up to the root of each panel of rows. What comes back is a root for each panel, the
//! leaves that were asked for with their siblings, and whether the check has found a fault.

mod kernels;

use std::{
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use joule_pogw::{
    prover::{Backend, Failure, Product},
    Hash, Params,
};
use wgpu::{
    Backends, Buffer, BufferDescriptor, BufferUsages, CommandEncoder, Device, DeviceDescriptor,
    DeviceType, Instance, InstanceDescriptor, InstanceFlags, Limits, MapMode, PollType, Queue,
    SubmissionIndex,
};

use self::kernels::{groups_for, spread, tiles, Kernels, Run, PARTS};
use super::{
    machine::gpu_memory_mib,
    panels::{node_bytes, Panels, VECTOR},
    Found,
};
use crate::{config::BackendKind, engine::lock};

/// Bytes of the largest buffer: 64 MiB, half of what every GPU allows.
pub const MAX_BUFFER_BYTES: u32 = 64 << 20;
/// How long a panel may take. If a GPU hangs, the processor must still have time to open a
/// challenge, for which the chain gives 384 s. A panel of 2^13 takes lavapipe about 46 s.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The GPUs of this machine, and processors that act like one.
#[must_use]
pub fn found() -> Vec<Found> {
    let describe = |(number, adapter): (usize, &wgpu::Adapter)| {
        let info = adapter.get_info();
        let driver = format!("{} {} {}", info.backend, info.driver, info.driver_info);
        Found {
            backend: BackendKind::Wgpu,
            number,
            name: info.name,
            vendor: vendor(info.vendor),
            memory_mib: gpu_memory_mib(&info.device_pci_bus_id),
            driver: driver.trim().into(),
            is_software: info.device_type == DeviceType::Cpu,
        }
    };
    adapters().iter().enumerate().map(describe).collect()
}

/// Whose number this is, of the PCI bus or of Vulkan.
fn vendor(number: u32) -> Option<String> {
    let name = match number {
        0 => return None,
        0x1002 => "AMD",
        0x106B => "Apple",
        0x10DE => "NVIDIA",
        0x1_0005 => "Mesa",
        0x13B5 => "Arm",
        0x5143 => "Qualcomm",
        0x8086 => "Intel",
        other => return Some(format!("PCI {other:#06x}")),
    };
    Some(name.into())
}

fn adapters() -> Vec<wgpu::Adapter> {
    // Drivers are loaded once.
    static INSTANCE: OnceLock<Instance> = OnceLock::new();
    let backends = Backends::VULKAN | Backends::METAL;
    let instance = INSTANCE.get_or_init(|| {
        let descriptor = InstanceDescriptor::new_without_display_handle();
        Instance::new(InstanceDescriptor { backends, flags: InstanceFlags::empty(), ..descriptor })
    });
    pollster::block_on(instance.enumerate_adapters(backends))
}

/// A GPU.
pub struct Gpu {
    name: String,
    device: Device,
    queue: Queue,
    kernels: Kernels,
    max_buffer_bytes: u32,
    buffers: Option<Buffers>,
    /// What the driver has complained about.
    complaint: Arc<Mutex<Option<String>>>,
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
    /// If there is none, or its driver refuses.
    pub fn open(number: usize, max_buffer_bytes: u32) -> Result<Self, Failure> {
        let adapter = adapters().into_iter().nth(number);
        let adapter = adapter.ok_or_else(|| failure("There is no such GPU any more."))?;
        let name = adapter.get_info().name;
        let (device, queue) = pollster::block_on(adapter.request_device(&DeviceDescriptor {
            label: Some("joule-worker"),
            required_limits: Limits::default().using_resolution(adapter.limits()),
            ..DeviceDescriptor::default()
        }))
        .map_err(|error| Failure::Device(error.into()))?;
        let complaint = Arc::new(Mutex::new(None));
        let heard = Arc::clone(&complaint);
        device.on_uncaptured_error(Arc::new(move |error: wgpu::Error| {
            lock(&heard).get_or_insert(error.to_string());
        }));
        let kernels = Kernels::new(&device);
        let gpu = Self {
            name,
            device,
            queue,
            kernels,
            max_buffer_bytes,
            buffers: None,
            complaint,
            #[cfg(test)]
            spoil: None,
        };
        gpu.require_no_complaint()?;
        Ok(gpu)
    }

    fn require_no_complaint(&self) -> Result<(), Failure> {
        lock(&self.complaint).take().map_or(Ok(()), |complaint| Err(failure(complaint)))
    }

    /// Computes a round with buffers that fit.
    fn compute(&self, buffers: &Buffers, seed: &Hash, wanted: &[u32]) -> Result<Product, Failure> {
        let round = Round { gpu: self, buffers, panels: buffers.panels, seed };
        let readback = Readback::new(&self.device, buffers.panels, wanted);
        round.draw_image();
        let mut before = None;
        for panel in 0..buffers.panels.count() {
            let submitted = round.panel(panel, &readback);
            // One panel is computed while the next is being prepared, and no more.
            if let Some(before) = before.replace(submitted) {
                self.wait(before)?;
            }
        }
        let mut encoder = self.encoder();
        encoder.copy_buffer_to_buffer(&buffers.faults, 0, &readback.buffer, 0, 4);
        let last = self.queue.submit([encoder.finish()]);
        let product = readback.read(self, last);
        self.require_no_complaint()?;
        product
    }

    fn encoder(&self) -> CommandEncoder {
        self.device.create_command_encoder(&wgpu::CommandEncoderDescriptor::default())
    }

    fn wait(&self, submitted: SubmissionIndex) -> Result<(), Failure> {
        let wait = PollType::Wait { submission_index: Some(submitted), timeout: Some(TIMEOUT) };
        self.device.poll(wait).map_err(|error| Failure::Device(error.into()))?;
        Ok(())
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
        let buffers = self.buffers.take().filter(|buffers| buffers.panels == panels);
        let buffers = buffers.unwrap_or_else(|| Buffers::new(&self.device, panels));
        let product = self.compute(&buffers, seed, leaves)?;
        self.buffers = Some(buffers);
        Ok(product)
    }
}

fn failure(message: impl Into<String>) -> Failure {
    Failure::Device(message.into().into())
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
    fn new(device: &Device, panels: Panels) -> Self {
        let buffer = |label, size| {
            let usage = BufferUsages::STORAGE | BufferUsages::COPY_SRC | BufferUsages::COPY_DST;
            let mapped_at_creation = false;
            let label = Some(label);
            device.create_buffer(&BufferDescriptor { label, size, usage, mapped_at_creation })
        };
        let line = u64::from(panels.params.size());
        Self {
            panels,
            rows: buffer("rows", u64::from(panels.rows) * line),
            columns: buffer("columns", u64::from(panels.columns) * line),
            entries: buffer("entries", panels.entry_bytes()),
            nodes: buffer("nodes", panels.node_bytes()),
            vector: buffer("vector", line * 8),
            image: buffer("image", line * 8 * u64::from(PARTS)),
            faults: buffer("faults", 4),
        }
    }
}

/// A round that is being computed.
struct Round<'a> {
    gpu: &'a Gpu,
    buffers: &'a Buffers,
    panels: Panels,
    seed: &'a Hash,
}

impl Round<'_> {
    /// The vector of the check, and its image.
    fn draw_image(&self) {
        let Self { gpu, buffers, panels, .. } = self;
        let mut encoder = gpu.encoder();
        encoder.clear_buffer(&buffers.faults, 0, None);
        self.draw(&mut encoder, &buffers.vector, VECTOR, 0, 1);
        for first in panels.blocks() {
            self.draw(&mut encoder, &buffers.columns, 1, first, panels.columns);
            let begins = u32::from(first == 0);
            let run = Run {
                kernel: &gpu.kernels.add_columns,
                params: &[panels.columns, panels.words(), panels.params.size(), first, begins],
                buffers: &[(1, &buffers.columns), (3, &buffers.vector), (4, &buffers.image)],
                groups: [panels.words().div_ceil(64), PARTS],
            };
            run.encode(&gpu.device, &mut encoder);
        }
        let run = Run {
            kernel: &gpu.kernels.add_parts,
            params: &[0, 0, panels.params.size(), 0, 0],
            buffers: &[(4, &buffers.image)],
            groups: groups_for(panels.params.size()),
        };
        run.encode(&gpu.device, &mut encoder);
        gpu.queue.submit([encoder.finish()]);
    }

    /// Computes, checks and hashes a panel of rows.
    fn panel(&self, panel: u32, readback: &Readback) -> SubmissionIndex {
        let Self { gpu, buffers, panels, .. } = self;
        let first = panel * panels.rows;
        let is_whole = panels.columns == panels.params.size();
        let mut encoder = gpu.encoder();
        self.draw(&mut encoder, &buffers.rows, 0, first, panels.rows);
        for first_column in panels.blocks() {
            if panel == 0 || !is_whole {
                self.draw(&mut encoder, &buffers.columns, 1, first_column, panels.columns);
            }
            self.multiply(&mut encoder, first_column);
            // Each block by itself: drivers end work that takes seconds.
            gpu.queue.submit([encoder.finish()]);
            encoder = gpu.encoder();
        }
        #[cfg(test)]
        self.spoil(panel);
        // The check draws what it compares with anew, so that a bit that flips in A or B is found.
        self.draw(&mut encoder, &buffers.rows, 0, first, panels.rows);
        self.compare(&mut encoder);
        self.hash(&mut encoder);
        readback.copy(&mut encoder, buffers, panel);
        gpu.queue.submit([encoder.finish()])
    }

    fn draw(&self, encoder: &mut CommandEncoder, to: &Buffer, matrix: u32, first: u32, count: u32) {
        let words =
            if matrix == VECTOR { self.panels.params.size() * 2 } else { self.panels.words() };
        let (key, _) = self.seed.as_chunks();
        let mut params = key.iter().map(|word| u32::from_le_bytes(*word)).collect::<Vec<_>>();
        params.extend([first, count, matrix, words]);
        let run = Run {
            kernel: &self.gpu.kernels.draw,
            params: &params,
            buffers: &[(1, to)],
            groups: groups_for(count * words.div_ceil(16)),
        };
        run.encode(&self.gpu.device, encoder);
    }

    fn multiply(&self, encoder: &mut CommandEncoder, first_column: u32) {
        let Self { gpu, buffers, panels, .. } = self;
        let size = panels.params.size();
        let run = Run {
            kernel: &gpu.kernels.multiply,
            params: &[panels.rows, panels.columns, panels.words(), size, first_column],
            buffers: &[(1, &buffers.rows), (2, &buffers.columns), (3, &buffers.entries)],
            groups: tiles(panels.rows, panels.columns),
        };
        run.encode(&gpu.device, encoder);
    }

    fn compare(&self, encoder: &mut CommandEncoder) {
        let Self { gpu, buffers, panels, .. } = self;
        let run = Run {
            kernel: &gpu.kernels.compare,
            params: &[panels.rows, panels.words(), panels.params.size(), 0, 0],
            buffers: &[
                (1, &buffers.rows),
                (2, &buffers.entries),
                (3, &buffers.vector),
                (4, &buffers.image),
                (5, &buffers.faults),
            ],
            groups: spread(panels.rows),
        };
        run.encode(&gpu.device, encoder);
    }

    fn hash(&self, encoder: &mut CommandEncoder) {
        let Self { gpu, buffers, panels, .. } = self;
        let (device, nodes) = (&gpu.device, &buffers.nodes);
        let run = Run {
            kernel: &gpu.kernels.leaves,
            params: &[panels.leaves(), 0, 0, panels.params.leaf_entries()],
            buffers: &[(1, &buffers.entries), (2, nodes)],
            groups: groups_for(panels.leaves()),
        };
        run.encode(device, encoder);
        for level in 1..=panels.depth() {
            let count = panels.leaves() >> level;
            let run = Run {
                kernel: &gpu.kernels.parents,
                params: &[count, panels.level(level), panels.level(level - 1), 0],
                buffers: &[(2, nodes)],
                groups: groups_for(count),
            };
            run.encode(device, encoder);
        }
    }

    #[cfg(test)]
    fn spoil(&self, panel: u32) {
        let Some((row, column, entry)) = self.gpu.spoil else { return };
        if row / self.panels.rows == panel {
            let place = (row % self.panels.rows) * self.panels.params.size() + column;
            let bytes = entry.to_le_bytes();
            self.gpu.queue.write_buffer(&self.buffers.entries, u64::from(place) * 4, &bytes);
        }
    }
}

/// What comes back of a round: the number of faults, a root for each panel, and then for each leaf
/// that was asked for its entries and its siblings within the panel.
struct Readback<'a> {
    buffer: Buffer,
    panels: Panels,
    wanted: &'a [u32],
}

impl<'a> Readback<'a> {
    fn new(device: &Device, panels: Panels, wanted: &'a [u32]) -> Self {
        let records = u64::try_from(wanted.len()).unwrap_or(u64::MAX);
        let size = Self::records_begin(panels) + records * panels.record_bytes();
        let buffer = device.create_buffer(&BufferDescriptor {
            label: Some("readback"),
            size,
            usage: BufferUsages::MAP_READ | BufferUsages::COPY_DST,
            mapped_at_creation: false,
        });
        Self { buffer, panels, wanted }
    }

    /// Where the first record is. Before it are the number of faults, and the roots.
    fn records_begin(panels: Panels) -> u64 {
        8 + u64::from(panels.count()) * node_bytes()
    }

    /// Copies what is wanted of a panel.
    fn copy(&self, encoder: &mut CommandEncoder, buffers: &Buffers, panel: u32) {
        let Self { buffer, panels, wanted } = self;
        let node = |level: u32, index: u32| u64::from(panels.level(level) + index) * node_bytes();
        let mut copy = |from: &Buffer, place: u64, to: u64, bytes: u64| {
            encoder.copy_buffer_to_buffer(from, place, buffer, to, bytes);
        };
        let root = 8 + u64::from(panel) * node_bytes();
        copy(&buffers.nodes, node(panels.depth(), 0), root, node_bytes());
        let mut to = Self::records_begin(*panels);
        for leaf in *wanted {
            if leaf / panels.leaves() == panel {
                let index = leaf % panels.leaves();
                let bytes = panels.leaf_bytes();
                copy(&buffers.entries, u64::from(index) * bytes, to, bytes);
                for level in 0..panels.depth() {
                    let sibling = node(level, (index >> level) ^ 1);
                    let place = to + bytes + u64::from(level) * node_bytes();
                    copy(&buffers.nodes, sibling, place, node_bytes());
                }
            }
            to += panels.record_bytes();
        }
    }

    /// Waits for it, and makes it a product.
    fn read(&self, gpu: &Gpu, last: SubmissionIndex) -> Result<Product, Failure> {
        let (say, said) = std::sync::mpsc::channel();
        self.buffer.map_async(MapMode::Read, .., move |outcome| {
            // Nobody listens any more if the wait has failed.
            let _ = say.send(outcome);
        });
        gpu.wait(last)?;
        match said.try_recv() {
            Ok(outcome) => outcome.map_err(|error| Failure::Device(error.into()))?,
            Err(_) => return Err(failure("The GPU gave nothing back.")),
        }
        let view = self.buffer.get_mapped_range(..);
        self.product(&view)
    }

    fn product(&self, bytes: &[u8]) -> Result<Product, Failure> {
        let Self { panels, wanted, .. } = self;
        let short = || failure("The GPU gave back too little.");
        let part = |from: u64, length: u64| {
            let (from, length) = (usize::try_from(from).ok()?, usize::try_from(length).ok()?);
            bytes.get(from..)?.get(..length)
        };
        if part(0, 4).ok_or_else(short)? != [0; 4] {
            return Err(Failure::WrongProduct);
        }
        let begin = Self::records_begin(*panels);
        let roots = part(8, begin - 8).ok_or_else(short)?;
        let length = u64::try_from(bytes.len()).unwrap_or(0).saturating_sub(begin);
        let records = part(begin, length).ok_or_else(short)?;
        panels.product(wanted, roots, records).ok_or_else(short)
    }
}

#[cfg(test)]
mod tests;
