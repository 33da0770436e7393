// SPDX-License-Identifier: Apache-2.0
// Draws lines of a matrix: streams of ChaCha8. An invocation draws one block of 64 bytes.

struct Lines {
    // The key: the round's seed.
    low: vec4<u32>,
    high: vec4<u32>,
    // The first line, how many there are, which matrix, and words in a line.
    first: u32,
    count: u32,
    matrix: u32,
    words: u32,
}

@group(0) @binding(0) var<uniform> params: Lines;
@group(0) @binding(1) var<storage, read_write> lines: array<u32>;

fn rotated(x: u32, bits: u32) -> u32 {
    return (x << bits) | (x >> (32u - bits));
}

fn quarter(state: ptr<function, array<u32, 16>>, a: u32, b: u32, c: u32, d: u32) {
    (*state)[a] += (*state)[b];
    (*state)[d] = rotated((*state)[d] ^ (*state)[a], 16u);
    (*state)[c] += (*state)[d];
    (*state)[b] = rotated((*state)[b] ^ (*state)[c], 12u);
    (*state)[a] += (*state)[b];
    (*state)[d] = rotated((*state)[d] ^ (*state)[a], 8u);
    (*state)[c] += (*state)[d];
    (*state)[b] = rotated((*state)[b] ^ (*state)[c], 7u);
}

@compute @workgroup_size(64)
fn draw(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let index = id.x + id.y * groups.x * 64u;
    let blocks = (params.words + 15u) / 16u;
    if index >= params.count * blocks {
        return;
    }
    let line = index / blocks;
    let block = index % blocks;
    let begin = array<u32, 16>(
        0x61707865u, 0x3320646eu, 0x79622d32u, 0x6b206574u,
        params.low.x, params.low.y, params.low.z, params.low.w,
        params.high.x, params.high.y, params.high.z, params.high.w,
        // The last word is "GPW1".
        block, params.first + line, params.matrix, 0x31575047u,
    );
    var state = begin;
    for (var round = 0u; round < 4u; round++) {
        quarter(&state, 0u, 4u, 8u, 12u);
        quarter(&state, 1u, 5u, 9u, 13u);
        quarter(&state, 2u, 6u, 10u, 14u);
        quarter(&state, 3u, 7u, 11u, 15u);
        quarter(&state, 0u, 5u, 10u, 15u);
        quarter(&state, 1u, 6u, 11u, 12u);
        quarter(&state, 2u, 7u, 8u, 13u);
        quarter(&state, 3u, 4u, 9u, 14u);
    }
    let words = min(params.words, 16u);
    let to = line * params.words + block * 16u;
    var initial = begin;
    for (var word = 0u; word < words; word++) {
        lines[to + word] = state[word] + initial[word];
    }
}
