// SPDX-License-Identifier: Apache-2.0
//! The kernels of this crate, each behind a function that checks what it is given.

use std::sync::Arc;

use cudarc::{
    driver::{CudaContext, CudaFunction, DeviceRepr, LaunchConfig, PushKernelArg},
    nvrtc::{compile_ptx_with_opts, CompileError, CompileOptions},
};

use crate::{Buffer, Failure, Gpu};

/// In how many parts the image of the check is added up, as the kernels have it.
pub const PARTS: u32 = 32;
/// Bytes of a node.
pub const NODE_BYTES: u64 = 24;
/// Threads in a block of most kernels.
const THREADS: u32 = 128;
/// The most blocks in the direction in which there are most.
const MAX_BLOCKS: u64 = (1 << 31) - 1;

/// How a product is cut: a panel of rows, and a block of columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Rows and columns of the matrices: a power of two, from 2^3 to 2^16.
    pub size: u32,
    /// Rows in a panel: a power of two, up to `size`.
    pub rows: u32,
    /// Columns in a block: the same.
    pub columns: u32,
}

impl Cut {
    /// That it makes sense.
    pub(crate) fn require(self) -> Result<(), Failure> {
        let Self { size, rows, columns } = self;
        let is_sensible = (8..=1 << 16).contains(&size)
            && [size, rows, columns].into_iter().all(u32::is_power_of_two)
            && rows.max(columns) <= size;
        if is_sensible {
            return Ok(());
        }
        Err(Failure::new(format!("A product of {size} cannot be cut to {rows} by {columns}.")))
    }

    /// Bytes of so many rows of A, or columns of B.
    #[must_use]
    pub fn line_bytes(self, lines: u32) -> u64 {
        u64::from(lines) * u64::from(self.size)
    }

    /// Bytes of the entries of a panel.
    #[must_use]
    pub fn entry_bytes(self) -> u64 {
        self.line_bytes(self.rows) * 4
    }

    /// Words of a line.
    fn words(self) -> u32 {
        self.size / 4
    }
}

/// The key of the streams of ChaCha8.
#[derive(Clone, Copy)]
#[repr(C)]
struct Key([u32; 8]);

// SAFETY: eight words, as the `Key` of the kernels.
unsafe impl DeviceRepr for Key {}

/// The kernels, compiled for a GPU.
pub(crate) struct Kernels {
    draw: CudaFunction,
    multiply: CudaFunction,
    add_columns: CudaFunction,
    add_parts: CudaFunction,
    compare: CudaFunction,
    leaves: CudaFunction,
    parents: CudaFunction,
}

impl Kernels {
    pub(crate) fn compile(context: &Arc<CudaContext>) -> Result<Self, Failure> {
        let failed = Failure::of("load the kernels");
        let (major, minor) = context.compute_capability().map_err(|said| failed(&said))?;
        let target = format!("--gpu-architecture=compute_{major}{minor}");
        let options = CompileOptions {
            name: Some("kernels.cu".into()),
            options: vec![target, "--std=c++14".into()],
            ..CompileOptions::default()
        };
        let compiled =
            compile_ptx_with_opts(include_str!("kernels.cu"), options).map_err(|error| {
                let said = match &error {
                    CompileError::CompileError { log, .. } => log.to_string_lossy().into_owned(),
                    other => other.to_string(),
                };
                Failure::new(format!(
                    "NVRTC could not compile the kernels for {major}.{minor}. Is it older than the \
                     GPU? {said}"
                ))
            })?;
        let module = context.load_module(compiled).map_err(|said| failed(&said))?;
        let kernel = |name| module.load_function(name).map_err(|said| failed(&said));
        Ok(Self {
            draw: kernel("draw")?,
            multiply: kernel("multiply")?,
            add_columns: kernel("add_columns")?,
            add_parts: kernel("add_parts")?,
            compare: kernel("compare")?,
            leaves: kernel("leaves")?,
            parents: kernel("parents")?,
        })
    }
}

/// Blocks of threads, one thread for each of `count`.
fn blocks_for(count: u64) -> Result<u32, Failure> {
    let blocks = count.div_ceil(THREADS.into());
    let blocks = u32::try_from(blocks).ok().filter(|blocks| u64::from(*blocks) <= MAX_BLOCKS);
    blocks.ok_or_else(|| Failure::new(format!("{count} threads are too many.")))
}

/// How a kernel is spread.
fn spread(columns: u32, rows: u32) -> LaunchConfig {
    LaunchConfig { grid_dim: (columns, rows, 1), block_dim: (THREADS, 1, 1), shared_mem_bytes: 0 }
}

/// Launches a kernel with arguments, in the order of its parameters. It is unsafe: each use says
/// why the kernel reads and writes only what it may.
macro_rules! launch {
    ($gpu:expr, $kernel:ident, $config:expr $(, $argument:expr)* $(,)?) => {
        $gpu.stream
            .launch_builder(&$gpu.kernels.$kernel)
            $(.arg($argument))*
            .launch($config)
            .map(|_| ())
            .map_err(|said| Failure::of(concat!("start the kernel ", stringify!($kernel)))(&said))
    };
}

impl Gpu {
    /// Draws `count` lines of the streams of `matrix` from line `first` on, of `line_bytes` bytes
    /// each, which must be whole words: 0 and 1 are A and B, 2^32 - 1 is the vector of the check.
    ///
    /// # Errors
    ///
    /// If they do not fit the buffer, or the driver refuses.
    pub fn draw(
        &self,
        seed: &[u8; 32],
        matrix: u32,
        first: u32,
        count: u32,
        line_bytes: u32,
        lines: &mut Buffer,
    ) -> Result<(), Failure> {
        if line_bytes == 0 || !line_bytes.is_multiple_of(4) || first.checked_add(count).is_none() {
            return Err(Failure::new(format!("There are no lines of {line_bytes} bytes.")));
        }
        lines.require(0, u64::from(count) * u64::from(line_bytes))?;
        let words = line_bytes / 4;
        let mut key = Key([0; 8]);
        for (to, from) in key.0.iter_mut().zip(seed.as_chunks().0) {
            *to = u32::from_le_bytes(*from);
        }
        let threads = u64::from(count) * u64::from(words.div_ceil(16));
        let config = spread(blocks_for(threads)?, 1);
        let buffer = &mut lines.0;
        // SAFETY: the kernel has these parameters. It writes `count * words` words, which fit the
        // buffer as was checked above.
        unsafe { launch!(self, draw, config, &key, &first, &count, &matrix, &words, buffer) }
    }

    /// Multiplies as `multiply` does, which has checked what it was given, without tensor cores.
    pub(crate) fn multiply_plainly(
        &self,
        cut: Cut,
        rows: &Buffer,
        columns: &Buffer,
        first_column: u32,
        entries: &mut Buffer,
    ) -> Result<(), Failure> {
        let words = cut.words();
        let config = spread(blocks_for(u64::from(cut.rows) * u64::from(cut.columns))?, 1);
        let (rows, columns, entries) = (&rows.0, &columns.0, &mut entries.0);
        // SAFETY: the kernel has these parameters. It reads `cut.rows` and `cut.columns` lines and
        // writes `cut.columns` entries of each row from `first_column` on, all of which lie in
        // their buffers, as the only caller has checked.
        unsafe {
            launch!(
                self,
                multiply,
                config,
                rows,
                columns,
                &cut.rows,
                &cut.columns,
                &words,
                &cut.size,
                &first_column,
                entries,
            )
        }
    }

    /// Adds a block of columns of B, the first of which is `first`, times their entries of the
    /// vector to the parts of the image. The first block replaces what was there.
    ///
    /// # Errors
    ///
    /// If something does not lie in its buffer, or the driver refuses.
    pub fn add_columns(
        &self,
        cut: Cut,
        columns: &Buffer,
        first: u32,
        vector: &Buffer,
        image: &mut Buffer,
    ) -> Result<(), Failure> {
        cut.require()?;
        columns.require(0, cut.line_bytes(cut.columns))?;
        vector.require(u64::from(first) * 8, u64::from(cut.columns) * 8)?;
        image.require(0, u64::from(PARTS) * u64::from(cut.size) * 8)?;
        let (words, begins) = (cut.words(), u32::from(first == 0));
        let config = spread(blocks_for(words.into())?, PARTS);
        let (columns, vector, image) = (&columns.0, &vector.0, &mut image.0);
        let count = &cut.columns;
        // SAFETY: the kernel has these parameters. It reads `cut.columns` lines, and as many
        // entries of the vector from `first` on, and reads and writes four times `words` sums,
        // which are `cut.size`, in each of `PARTS` parts. All lie in their buffers, as was checked
        // above.
        unsafe {
            launch!(
                self,
                add_columns,
                config,
                columns,
                count,
                &words,
                &first,
                &begins,
                vector,
                image,
            )
        }
    }

    /// Adds up the parts of the image, into the first.
    ///
    /// # Errors
    ///
    /// If they do not lie in the buffer, or the driver refuses.
    pub fn add_parts(&self, cut: Cut, image: &mut Buffer) -> Result<(), Failure> {
        cut.require()?;
        image.require(0, u64::from(PARTS) * u64::from(cut.size) * 8)?;
        let config = spread(blocks_for(cut.size.into())?, 1);
        let image = &mut image.0;
        // SAFETY: the kernel has these parameters. It reads `PARTS` parts of `cut.size` sums and
        // writes the first, which lie in the buffer as was checked above.
        unsafe { launch!(self, add_parts, config, &cut.size, image) }
    }

    /// Checks the panel: counts rows of `entries` that are not the rows of A times B.
    ///
    /// # Errors
    ///
    /// If something does not lie in its buffer, or the driver refuses.
    pub fn compare(
        &self,
        cut: Cut,
        rows: &Buffer,
        entries: &Buffer,
        vector: &Buffer,
        image: &Buffer,
        faults: &mut Buffer,
    ) -> Result<(), Failure> {
        cut.require()?;
        rows.require(0, cut.line_bytes(cut.rows))?;
        entries.require(0, cut.entry_bytes())?;
        vector.require(0, u64::from(cut.size) * 8)?;
        image.require(0, u64::from(cut.size) * 8)?;
        faults.require(0, 4)?;
        let (words, config) = (cut.words(), spread(cut.rows, 1));
        let (rows, entries, faults) = (&rows.0, &entries.0, &mut faults.0);
        let (vector, image) = (&vector.0, &image.0);
        // SAFETY: the kernel has these parameters, and is launched with a block of threads for each
        // of `cut.rows` rows, as many as it has shared sums for. It reads these rows, `cut.size`
        // entries of the vector and of the image, and adds to one word. All lie in their buffers,
        // as was checked above.
        unsafe {
            launch!(self, compare, config, rows, entries, &words, &cut.size, vector, image, faults,)
        }
    }

    /// Hashes `count` leaves of `leaf_entries` entries each to the first `count` nodes.
    ///
    /// # Errors
    ///
    /// If they do not lie in their buffers, or the driver refuses.
    pub fn leaves(
        &self,
        entries: &Buffer,
        count: u32,
        leaf_entries: u32,
        nodes: &mut Buffer,
    ) -> Result<(), Failure> {
        // A leaf's length in bits must fit a word.
        if leaf_entries > 1 << 16 {
            return Err(Failure::new(format!("Leaves of {leaf_entries} entries are too large.")));
        }
        entries.require(0, u64::from(count) * u64::from(leaf_entries) * 4)?;
        nodes.require(0, u64::from(count) * NODE_BYTES)?;
        let config = spread(blocks_for(count.into())?, 1);
        let (entries, nodes) = (&entries.0, &mut nodes.0);
        // SAFETY: the kernel has these parameters. It reads `count * leaf_entries` words and writes
        // `count` nodes, which lie in their buffers as was checked above.
        unsafe { launch!(self, leaves, config, entries, &count, &leaf_entries, nodes) }
    }

    /// Hashes the nodes from `below` on, two each, to `count` nodes from `to` on.
    ///
    /// # Errors
    ///
    /// If they do not lie in the buffer or overlap, or the driver refuses.
    pub fn parents(
        &self,
        count: u32,
        to: u32,
        below: u32,
        nodes: &mut Buffer,
    ) -> Result<(), Failure> {
        let (first, read) = (u64::from(below), 2 * u64::from(count));
        nodes.require(first * NODE_BYTES, read * NODE_BYTES)?;
        nodes.require(u64::from(to) * NODE_BYTES, u64::from(count) * NODE_BYTES)?;
        if u64::from(to) < first + read {
            return Err(Failure::new("Nodes lie behind those that they are made of."));
        }
        let config = spread(blocks_for(count.into())?, 1);
        let nodes = &mut nodes.0;
        // SAFETY: the kernel has these parameters. It reads twice `count` nodes from `below` on and
        // writes `count` nodes behind them from `to` on, all of which lie in the buffer, as was
        // checked above.
        unsafe { launch!(self, parents, config, &count, &to, &below, nodes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_enough_and_not_too_many() {
        for count in [1, 127, 128, 129, 1 << 32] {
            let blocks = blocks_for(count).expect("they are not too many");
            assert!(u64::from(blocks) * u64::from(THREADS) >= count);
        }
        assert!(blocks_for(u64::MAX).is_err());
    }

    #[test]
    fn cuts_that_make_no_sense_are_refused() {
        let cut = |size, rows, columns| Cut { size, rows, columns }.require();
        assert_eq!(cut(8, 8, 8), Ok(()));
        assert_eq!(cut(1 << 16, 256, 1 << 16), Ok(()));
        for (size, rows, columns) in
            [(4, 4, 4), (24, 8, 8), (64, 0, 8), (64, 8, 12), (64, 128, 8), (1 << 17, 8, 8)]
        {
            assert!(cut(size, rows, columns).is_err(), "{size} {rows} {columns}");
        }
    }

    #[test]
    fn the_kernels_have_the_same_numbers() {
        let source = include_str!("kernels.cu");
        assert!(source.contains(&format!("#define PARTS {PARTS}\n")));
        assert!(source.contains(&format!("#define ROW_THREADS {THREADS}\n")));
        assert!(source.contains(&format!("#define NODE_WORDS {}\n", NODE_BYTES / 4)));
        for name in ["draw", "multiply", "add_columns", "add_parts", "compare", "leaves", "parents"]
        {
            assert!(source.contains(&format!("__global__ void {name}(")), "{name}");
        }
    }
}
