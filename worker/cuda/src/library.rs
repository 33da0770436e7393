// SPDX-License-Identifier: Apache-2.0
//! NVIDIA's libraries: whether they are there, and which GPUs they know.

use std::panic::{catch_unwind, AssertUnwindSafe};

use cudarc::{cublaslt, driver, driver::CudaContext, nvrtc};

use crate::Failure;

/// A GPU, as people read it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its number, by which it is opened.
    pub number: usize,
    /// What it is called.
    pub name: String,
    /// Its memory in MiB.
    pub memory_mib: u64,
    /// What it can do, in NVIDIA's numbers, such as 9.0.
    pub capability: (i32, i32),
}

/// The GPUs of this machine; none if NVIDIA's driver is there without a GPU.
///
/// # Errors
///
/// If a library is missing: which, and what to do.
pub fn devices() -> Result<Vec<Device>, Failure> {
    require()?;
    guarded(|| {
        let failed = Failure::of("look for GPUs");
        match driver::result::init() {
            Err(error) if error.0 == driver::sys::CUresult::CUDA_ERROR_NO_DEVICE => {
                return Ok(Vec::new())
            }
            outcome => outcome.map_err(|said| failed(&said))?,
        }
        let count = CudaContext::device_count().map_err(|said| failed(&said))?;
        (0..usize::try_from(count).unwrap_or(0)).map(describe).collect()
    })
}

fn describe(number: usize) -> Result<Device, Failure> {
    let what = format!("describe GPU {number}");
    let failed = Failure::of(&what);
    let ordinal = i32::try_from(number).unwrap_or(i32::MAX);
    let device = driver::result::device::get(ordinal).map_err(|said| failed(&said))?;
    let attribute = |which| {
        // SAFETY: the device was given by the driver just now.
        unsafe { driver::result::device::get_attribute(device, which) }
            .map_err(|said| failed(&said))
    };
    use driver::sys::CUdevice_attribute_enum as Attribute;
    let capability = (
        attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR)?,
        attribute(Attribute::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR)?,
    );
    // SAFETY: as above.
    let memory = unsafe { driver::result::device::total_mem(device) };
    let memory = memory.map_err(|said| failed(&said))? >> 20;
    let name = driver::result::device::get_name(device).map_err(|said| failed(&said))?;
    let memory_mib = u64::try_from(memory).unwrap_or(u64::MAX);
    Ok(Device { number, name, memory_mib, capability })
}

/// That all libraries are there, so that calling them does not panic.
pub(crate) fn require() -> Result<(), Failure> {
    // SAFETY: looking for a library loads it, and runs what it does when it is loaded. These are
    // NVIDIA's, which may be loaded at any time and by any thread.
    let (has_driver, has_nvrtc, has_cublaslt) = unsafe {
        (
            driver::sys::is_culib_present(),
            nvrtc::sys::is_culib_present(),
            cublaslt::sys::is_culib_present(),
        )
    };
    for (is_there, what) in [
        (
            has_driver,
            "NVIDIA's driver was not found (libcuda). Install it: on Debian, nvidia-driver",
        ),
        (
            has_nvrtc,
            "NVRTC, which compiles the kernels, was not found (libnvrtc). Install CUDA 12, such as \
             NVIDIA's package cuda-nvrtc-12-8, and let LD_LIBRARY_PATH name its folder",
        ),
        (
            has_cublaslt,
            "cuBLASLt, which multiplies, was not found (libcublasLt). Install CUDA 12, such as \
             NVIDIA's package libcublas-12-8, and let LD_LIBRARY_PATH name its folder",
        ),
    ] {
        if !is_there {
            return Err(Failure::new(format!("{what}; or use the backend `wgpu`.")));
        }
    }
    Ok(())
}

/// Calls a library. It panics where a function of the library is missing, because it is too old.
pub(crate) fn guarded<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|_| {
        Err(Failure::new("A library of CUDA is too old. Update NVIDIA's driver and CUDA."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_missing_is_named_with_what_to_do() {
        // On machines that have all of it, there is nothing to say.
        if let Err(failure) = require() {
            let said = failure.to_string();
            assert!(said.contains("was not found") && said.contains("Install"), "{said}");
            assert_eq!(devices(), Err(failure.clone()));
            assert_eq!(crate::Gpu::open(0).err(), Some(failure));
        }
    }

    #[test]
    fn a_library_that_is_too_old_is_a_failure() {
        let outcome = guarded::<()>(|| panic!("Missing symbol"));
        assert!(outcome.is_err_and(|failure| failure.to_string().contains("too old")));
        assert_eq!(guarded(|| Ok(1)), Ok(1));
    }
}
