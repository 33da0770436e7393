// SPDX-License-Identifier: Apache-2.0
//! What Linux says of this machine. Elsewhere nothing is known.

use std::fs;

/// Who made the processor, as it says itself.
#[must_use]
pub fn processor_vendor() -> Option<String> {
    field(&fs::read_to_string("/proc/cpuinfo").ok()?, "vendor_id").map(str::to_owned)
}

/// The memory of the machine in MiB.
#[must_use]
pub fn memory_mib() -> Option<u64> {
    let text = fs::read_to_string("/proc/meminfo").ok()?;
    let kib = field(&text, "MemTotal")?.split_whitespace().next()?;
    Some(kib.parse::<u64>().ok()? / 1_024)
}

/// The memory in MiB of a GPU on the PCI bus, such as `0000:01:00.0`. Drivers of AMD tell it.
#[cfg(feature = "wgpu")]
#[must_use]
pub fn gpu_memory_mib(bus_id: &str) -> Option<u64> {
    let is_plain = bus_id.bytes().all(|byte| byte.is_ascii_hexdigit() || b":.".contains(&byte));
    if bus_id.is_empty() || !is_plain {
        return None;
    }
    let file = format!("/sys/bus/pci/devices/{bus_id}/mem_info_vram_total");
    Some(fs::read_to_string(file).ok()?.trim().parse::<u64>().ok()? >> 20)
}

/// What stands behind `name` and a colon, in the first line that begins so.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let value = |line: &'a str| line.strip_prefix(name)?.trim_start().strip_prefix(':');
    text.lines().find_map(value).map(str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_whole_names() {
        let text = "processor\t: 0\nvendor_id\t: GenuineIntel\nMemTotal:       16384 kB\n";
        assert_eq!(field(text, "vendor_id"), Some("GenuineIntel"));
        assert_eq!(field(text, "MemTotal"), Some("16384 kB"));
        assert_eq!(field(text, "vendor"), None);
    }

    #[test]
    #[cfg(feature = "wgpu")]
    fn a_bus_id_leads_nowhere_else() {
        for bus_id in ["", "../../../etc", "0000:01:00.0/..", "ffff:ff:1f.7"] {
            assert_eq!(gpu_memory_mib(bus_id), None, "{bus_id}");
        }
    }
}
