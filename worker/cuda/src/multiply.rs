// SPDX-License-Identifier: Apache-2.0
//! Products of int8 matrices on the tensor cores, by cuBLASLt.
//!
//! cuBLASLt stores matrices by columns. What it calls D, with `columns` rows and as many columns as
//! we have rows, is the product with its rows and columns exchanged, which lies in memory as our
//! rows do. So the lines of B are its left factor, transposed, and the lines of A its right one, as
//! they are: the one form in which the tensor cores take int8.

use std::{ffi::c_void, mem::size_of, ptr, sync::Arc};

use cudarc::{
    cublaslt::{result, sys},
    driver::{CudaSlice, CudaStream, DevicePtr, DevicePtrMut},
};

use crate::{Buffer, Cut, Failure, Gpu};

/// Memory for its intermediate results: what NVIDIA advises for the largest GPUs.
const WORKSPACE_BYTES: usize = 32 << 20;
/// Below this many rows, columns or products in a sum, a plain kernel multiplies: what is as small
/// is computed for tests only, and cuBLASLt need not take it.
const MIN_LINES: u32 = 64;

/// `CUBLAS_OP_T` of cuBLAS: that a factor is transposed.
const TRANSPOSED: i32 = 1;

/// Something of cuBLASLt that is destroyed when it is not needed any more.
macro_rules! owned {
    ($(#[$doc:meta])* $name:ident, $handle:ty, $destroy:path) => {
        $(#[$doc])*
        struct $name($handle);

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: it was created together with this value, which nobody can copy, and is
                // destroyed only here.
                let _ = unsafe { $destroy(self.0) };
            }
        }
    };
}

owned!(
    /// The library, as one caller uses it.
    Handle, sys::cublasLtHandle_t, result::destroy_handle
);
owned!(
    /// How a matrix lies in memory.
    Layout, sys::cublasLtMatrixLayout_t, result::destroy_matrix_layout
);
owned!(
    /// What kind of product it is.
    Description, sys::cublasLtMatmulDesc_t, result::destroy_matmul_desc
);
owned!(
    /// What an algorithm may use.
    Preference, sys::cublasLtMatmulPreference_t, result::destroy_matmul_pref
);

// SAFETY: NVIDIA says that a handle of cuBLASLt may be used by any thread, at the same time too.
unsafe impl Send for Handle {}

fn failure(error: result::CublasError) -> Failure {
    Failure::of("multiply by cuBLASLt")(&error)
}

impl Layout {
    fn new(kind: sys::cudaDataType, rows: u32, columns: u32, line: u32) -> Result<Self, Failure> {
        result::create_matrix_layout(kind, rows.into(), columns.into(), line.into())
            .map(Self)
            .map_err(failure)
    }
}

impl Description {
    /// The left factor transposed, times the right one, in whole numbers of 32 bits.
    fn new() -> Result<Self, Failure> {
        let description = result::create_matmul_desc(
            sys::cublasComputeType_t::CUBLAS_COMPUTE_32I,
            sys::cudaDataType::CUDA_R_32I,
        );
        let description = Self(description.map_err(failure)?);
        // SAFETY: the description exists, and the attribute is a `cublasOperation_t`, which is an
        // enum of C with 32 bits and is read before the call returns.
        unsafe {
            result::set_matmul_desc_attribute(
                description.0,
                sys::cublasLtMatmulDescAttributes_t::CUBLASLT_MATMUL_DESC_TRANSA,
                ptr::from_ref(&TRANSPOSED).cast(),
                size_of::<i32>(),
            )
        }
        .map_err(failure)?;
        Ok(description)
    }
}

impl Preference {
    fn new() -> Result<Self, Failure> {
        let preference = Self(result::create_matmul_pref().map_err(failure)?);
        let bytes = WORKSPACE_BYTES;
        // SAFETY: the preference exists, and the attribute is a `size_t`, which is read before the
        // call returns.
        unsafe {
            result::set_matmul_pref_attribute(
                preference.0,
                sys::cublasLtMatmulPreferenceAttributes_t::CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES,
                ptr::from_ref(&bytes).cast(),
                size_of::<usize>(),
            )
        }
        .map_err(failure)?;
        Ok(preference)
    }
}

/// A kind of product for which an algorithm was chosen.
struct Plan {
    cut: Cut,
    description: Description,
    columns: Layout,
    rows: Layout,
    entries: Layout,
    algorithm: sys::cublasLtMatmulAlgo_t,
}

// SAFETY: layouts and descriptions are plain memory of the library's, tied to no thread, and this
// value is used by one thread at a time.
unsafe impl Send for Plan {}

impl Plan {
    fn new(handle: &Handle, cut: Cut) -> Result<Self, Failure> {
        use sys::cudaDataType::{CUDA_R_32I, CUDA_R_8I};
        let description = Description::new()?;
        let columns = Layout::new(CUDA_R_8I, cut.size, cut.columns, cut.size)?;
        let rows = Layout::new(CUDA_R_8I, cut.size, cut.rows, cut.size)?;
        let entries = Layout::new(CUDA_R_32I, cut.columns, cut.rows, cut.size)?;
        let preference = Preference::new()?;
        // SAFETY: all that is passed was created above, and lives until the call returns.
        let chosen = unsafe {
            result::get_matmul_algo_heuristic(
                handle.0,
                description.0,
                columns.0,
                rows.0,
                entries.0,
                entries.0,
                preference.0,
            )
        };
        let algorithm = chosen.map_err(failure)?.algo;
        Ok(Self { cut, description, columns, rows, entries, algorithm })
    }
}

/// What multiplies.
pub(crate) struct Multiplier {
    handle: Handle,
    workspace: CudaSlice<u8>,
    plan: Option<Plan>,
}

impl Multiplier {
    pub(crate) fn new(stream: &Arc<CudaStream>) -> Result<Self, Failure> {
        let handle = Handle(result::create_handle().map_err(failure)?);
        let workspace = stream.alloc_zeros(WORKSPACE_BYTES);
        let workspace = workspace.map_err(|said| Failure::of("take memory")(&said))?;
        Ok(Self { handle, workspace, plan: None })
    }

    /// The plan for products that are cut so.
    fn plan(&mut self, cut: Cut) -> Result<&Plan, Failure> {
        let plan = match self.plan.take().filter(|plan| plan.cut == cut) {
            Some(plan) => plan,
            None => Plan::new(&self.handle, cut)?,
        };
        Ok(self.plan.insert(plan))
    }
}

impl Gpu {
    /// Multiplies all of `rows` by a block of `columns`, whose first is `first_column`, into
    /// `entries`: rows of `cut.size` entries, of which it writes those of the block.
    ///
    /// # Errors
    ///
    /// If something does not lie in its buffer, or cuBLASLt refuses.
    pub fn multiply(
        &mut self,
        cut: Cut,
        rows: &Buffer,
        columns: &Buffer,
        first_column: u32,
        entries: &mut Buffer,
    ) -> Result<(), Failure> {
        cut.require()?;
        rows.require(0, cut.line_bytes(cut.rows))?;
        columns.require(0, cut.line_bytes(cut.columns))?;
        entries.require(0, cut.entry_bytes())?;
        let is_within = first_column.checked_add(cut.columns).is_some_and(|end| end <= cut.size);
        if !is_within || !first_column.is_multiple_of(cut.columns) {
            return Err(Failure::new(format!("There is no block with the column {first_column}.")));
        }
        if cut.rows.min(cut.columns) < MIN_LINES {
            return self.multiply_plainly(cut, rows, columns, first_column, entries);
        }
        self.multiplier.plan(cut)?;
        let Self { stream, multiplier: Multiplier { handle, workspace, plan }, .. } = self;
        let plan = plan.as_ref().ok_or_else(|| Failure::new("There is no plan."))?;
        let (one, zero) = (1i32, 0i32);
        let (rows, _rows_are_read) = rows.0.device_ptr(stream);
        let (columns, _columns_are_read) = columns.0.device_ptr(stream);
        let (entries, _entries_are_written) = entries.0.device_ptr_mut(stream);
        let (workspace, _workspace_is_used) = workspace.device_ptr_mut(stream);
        let entries = entries + u64::from(first_column) * 4;
        let context = stream.context();
        context.bind_to_thread().map_err(|said| Failure::of("use the GPU")(&said))?;
        // SAFETY: the layouts describe `cut.rows` and `cut.columns` lines of `cut.size` bytes,
        // which are in their buffers as was checked above, and rows of `cut.size` entries of which
        // `cut.columns` are written from `first_column` on: the last of them ends at the end of the
        // last row at most. The workspace has as many bytes as are named. The two factors are read
        // before the call returns. All memory belongs to the stream's GPU and outlives what is done
        // with it: buffers are given back in the order of the same stream.
        unsafe {
            result::matmul(
                handle.0,
                plan.description.0,
                ptr::from_ref(&one).cast(),
                ptr::from_ref(&zero).cast(),
                columns as *const c_void,
                plan.columns.0,
                rows as *const c_void,
                plan.rows.0,
                entries as *const c_void,
                plan.entries.0,
                entries as *mut c_void,
                plan.entries.0,
                &plan.algorithm,
                workspace as *mut c_void,
                WORKSPACE_BYTES,
                stream.cu_stream().cast(),
            )
        }
        .map_err(failure)
    }
}
