// SPDX-License-Identifier: Apache-2.0
//! The kernels, and what they are given.

use wgpu::{
    util::{BufferInitDescriptor, DeviceExt},
    BindGroupDescriptor, BindGroupEntry, BufferUsages, CommandEncoder, ComputePassDescriptor,
    ComputePipeline, ComputePipelineDescriptor, Device, PipelineCompilationOptions,
    ShaderModuleDescriptor, ShaderSource,
};

/// Invocations in a workgroup of most kernels.
const GROUP: u32 = 64;
/// The most workgroups in one direction.
const MAX_GROUPS: u32 = 65_535;
/// In how many parts the image of the check is added up.
pub const PARTS: u32 = 32;
/// Lines that a workgroup multiplies.
pub const TILE: u32 = 64;

/// All kernels.
pub struct Kernels {
    /// Draws lines of a matrix.
    pub draw: ComputePipeline,
    /// Multiplies rows and columns.
    pub multiply: ComputePipeline,
    /// Adds columns to the image.
    pub add_columns: ComputePipeline,
    /// Adds up the parts of the image.
    pub add_parts: ComputePipeline,
    /// Compares rows.
    pub compare: ComputePipeline,
    /// Hashes leaves.
    pub leaves: ComputePipeline,
    /// Hashes nodes.
    pub parents: ComputePipeline,
}

impl Kernels {
    /// Compiles them.
    pub fn new(device: &Device) -> Self {
        let lines = module(device, "lines", include_str!("shaders/lines.wgsl"));
        let multiply = module(device, "multiply", include_str!("shaders/multiply.wgsl"));
        let check = module(device, "check", include_str!("shaders/check.wgsl"));
        let hash = module(device, "hash", include_str!("shaders/hash.wgsl"));
        Self {
            draw: pipeline(device, &lines, "draw"),
            multiply: pipeline(device, &multiply, "multiply"),
            add_columns: pipeline(device, &check, "add_columns"),
            add_parts: pipeline(device, &check, "add_parts"),
            compare: pipeline(device, &check, "compare"),
            leaves: pipeline(device, &hash, "leaves"),
            parents: pipeline(device, &hash, "parents"),
        }
    }
}

fn module(device: &Device, label: &str, source: &str) -> wgpu::ShaderModule {
    let source = ShaderSource::Wgsl(source.into());
    device.create_shader_module(ShaderModuleDescriptor { label: Some(label), source })
}

fn pipeline(device: &Device, module: &wgpu::ShaderModule, entry: &str) -> ComputePipeline {
    device.create_compute_pipeline(&ComputePipelineDescriptor {
        label: Some(entry),
        layout: None,
        module,
        entry_point: Some(entry),
        compilation_options: PipelineCompilationOptions::default(),
        cache: None,
    })
}

/// A kernel that is to run.
pub struct Run<'a> {
    /// Which.
    pub kernel: &'a ComputePipeline,
    /// Its parameters, at binding 0.
    pub params: &'a [u32],
    /// Its buffers, with the numbers of their bindings.
    pub buffers: &'a [(u32, &'a wgpu::Buffer)],
    /// How many workgroups.
    pub groups: [u32; 2],
}

impl Run<'_> {
    /// Adds it to what the device will do.
    pub fn encode(&self, device: &Device, encoder: &mut CommandEncoder) {
        let mut params = self.params.iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
        params.resize(params.len().next_multiple_of(16), 0);
        let params = device.create_buffer_init(&BufferInitDescriptor {
            label: Some("params"),
            contents: &params,
            usage: BufferUsages::UNIFORM,
        });
        let params = BindGroupEntry { binding: 0, resource: params.as_entire_binding() };
        let buffers = self.buffers.iter().map(|(binding, buffer)| BindGroupEntry {
            binding: *binding,
            resource: buffer.as_entire_binding(),
        });
        let group = device.create_bind_group(&BindGroupDescriptor {
            label: None,
            layout: &self.kernel.get_bind_group_layout(0),
            entries: &std::iter::once(params).chain(buffers).collect::<Vec<_>>(),
        });
        let mut pass = encoder.begin_compute_pass(&ComputePassDescriptor::default());
        pass.set_pipeline(self.kernel);
        pass.set_bind_group(0, &group, &[]);
        let [columns, rows] = self.groups;
        pass.dispatch_workgroups(columns, rows, 1);
    }
}

/// Workgroups for `count` invocations, which find their number from both directions.
pub fn groups_for(count: u32) -> [u32; 2] {
    spread(count.div_ceil(GROUP))
}

/// `count` workgroups, or a few more, in both directions.
pub fn spread(count: u32) -> [u32; 2] {
    let rows = count.div_ceil(MAX_GROUPS).max(1);
    [count.div_ceil(rows).max(1), rows]
}

/// Workgroups for so many rows and columns of the product.
pub fn tiles(rows: u32, columns: u32) -> [u32; 2] {
    [columns.div_ceil(TILE), rows.div_ceil(TILE)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workgroups_are_enough_and_not_too_many_in_a_direction() {
        for count in [1, 63, 64, 65, 65_535 * 64, 65_535 * 64 + 1, 1 << 27] {
            let [columns, rows] = groups_for(count);
            assert!(columns <= MAX_GROUPS && rows <= MAX_GROUPS);
            assert!(u64::from(columns) * u64::from(rows) * 64 >= u64::from(count));
        }
    }
}
