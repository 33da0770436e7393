// SPDX-License-Identifier: Apache-2.0
// The tree over a panel of the product. A node is six words, as SHA-256 has them.

struct Hash {
    // How many nodes are made, the place of the first of them, and that of the first below them.
    count: u32,
    to: u32,
    below: u32,
    // Entries in a leaf.
    leaf: u32,
}

@group(0) @binding(0) var<uniform> params: Hash;
@group(0) @binding(1) var<storage, read> entries: array<u32>;
@group(0) @binding(2) var<storage, read_write> nodes: array<u32>;

const K = array<u32, 64>(
    0x428a2f98u, 0x71374491u, 0xb5c0fbcfu, 0xe9b5dba5u, 0x3956c25bu, 0x59f111f1u, 0x923f82a4u,
    0xab1c5ed5u, 0xd807aa98u, 0x12835b01u, 0x243185beu, 0x550c7dc3u, 0x72be5d74u, 0x80deb1feu,
    0x9bdc06a7u, 0xc19bf174u, 0xe49b69c1u, 0xefbe4786u, 0x0fc19dc6u, 0x240ca1ccu, 0x2de92c6fu,
    0x4a7484aau, 0x5cb0a9dcu, 0x76f988dau, 0x983e5152u, 0xa831c66du, 0xb00327c8u, 0xbf597fc7u,
    0xc6e00bf3u, 0xd5a79147u, 0x06ca6351u, 0x14292967u, 0x27b70a85u, 0x2e1b2138u, 0x4d2c6dfcu,
    0x53380d13u, 0x650a7354u, 0x766a0abbu, 0x81c2c92eu, 0x92722c85u, 0xa2bfe8a1u, 0xa81a664bu,
    0xc24b8b70u, 0xc76c51a3u, 0xd192e819u, 0xd6990624u, 0xf40e3585u, 0x106aa070u, 0x19a4c116u,
    0x1e376c08u, 0x2748774cu, 0x34b0bcb5u, 0x391c0cb3u, 0x4ed8aa4au, 0x5b9cca4fu, 0x682e6ff3u,
    0x748f82eeu, 0x78a5636fu, 0x84c87814u, 0x8cc70208u, 0x90befffau, 0xa4506cebu, 0xbef9a3f7u,
    0xc67178f2u,
);

// "GWl1" and "GWn1".
const LEAF_TAG: u32 = 0x47576c31u;
const NODE_TAG: u32 = 0x47576e31u;
// The bit behind the message.
const END: u32 = 0x80000000u;

fn rotated(x: u32, bits: u32) -> u32 {
    return (x >> bits) | (x << (32u - bits));
}

fn swapped(x: u32) -> u32 {
    return (x << 24u) | ((x & 0xff00u) << 8u) | ((x >> 8u) & 0xff00u) | (x >> 24u);
}

fn initial() -> array<u32, 8> {
    return array<u32, 8>(
        0x6a09e667u, 0xbb67ae85u, 0x3c6ef372u, 0xa54ff53au,
        0x510e527fu, 0x9b05688cu, 0x1f83d9abu, 0x5be0cd19u,
    );
}

// What is added to a word to make the one that is 16 behind it, from those that are 1, 9 and 14
// behind it.
fn scheduled(early: u32, middle: u32, late: u32) -> u32 {
    let s0 = rotated(early, 7u) ^ rotated(early, 18u) ^ (early >> 3u);
    let s1 = rotated(late, 17u) ^ rotated(late, 19u) ^ (late >> 10u);
    return s0 + middle + s1;
}

// Takes in a block. The words move along instead of being found by an index that is known only
// when it runs: so they stay in registers.
fn compress(state: ptr<function, array<u32, 8>>, block: ptr<function, array<u32, 16>>) {
    var w0 = vec4<u32>((*block)[0], (*block)[1], (*block)[2], (*block)[3]);
    var w4 = vec4<u32>((*block)[4], (*block)[5], (*block)[6], (*block)[7]);
    var w8 = vec4<u32>((*block)[8], (*block)[9], (*block)[10], (*block)[11]);
    var w12 = vec4<u32>((*block)[12], (*block)[13], (*block)[14], (*block)[15]);
    var a = (*state)[0];
    var b = (*state)[1];
    var c = (*state)[2];
    var d = (*state)[3];
    var e = (*state)[4];
    var f = (*state)[5];
    var g = (*state)[6];
    var h = (*state)[7];
    for (var step = 0u; step < 64u; step++) {
        let t1 = h + (rotated(e, 6u) ^ rotated(e, 11u) ^ rotated(e, 25u)) + ((e & f) ^ (~e & g))
            + K[step] + w0.x;
        let t2 = (rotated(a, 2u) ^ rotated(a, 13u) ^ rotated(a, 22u))
            + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
        let next = w0.x + scheduled(w0.y, w8.y, w12.z);
        w0 = vec4<u32>(w0.yzw, w4.x);
        w4 = vec4<u32>(w4.yzw, w8.x);
        w8 = vec4<u32>(w8.yzw, w12.x);
        w12 = vec4<u32>(w12.yzw, next);
    }
    (*state)[0] += a;
    (*state)[1] += b;
    (*state)[2] += c;
    (*state)[3] += d;
    (*state)[4] += e;
    (*state)[5] += f;
    (*state)[6] += g;
    (*state)[7] += h;
}

fn put(index: u32, state: ptr<function, array<u32, 8>>) {
    for (var word = 0u; word < 6u; word++) {
        nodes[(params.to + index) * 6u + word] = (*state)[word];
    }
}

// A leaf: the tag, its entries, and what SHA-256 puts behind them.
@compute @workgroup_size(64)
fn leaves(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let index = id.x + id.y * groups.x * 64u;
    if index >= params.count {
        return;
    }
    let bits = (params.leaf + 1u) * 32u;
    // With the tag, the bit behind it, and two words for the length.
    let blocks = (params.leaf + 4u + 15u) / 16u;
    var state = initial();
    for (var number = 0u; number < blocks; number++) {
        var block: array<u32, 16>;
        for (var place = 0u; place < 16u; place++) {
            let word = number * 16u + place;
            var value = 0u;
            if word == 0u {
                value = LEAF_TAG;
            } else if word <= params.leaf {
                value = swapped(entries[index * params.leaf + word - 1u]);
            } else if word == params.leaf + 1u {
                value = END;
            } else if word == blocks * 16u - 1u {
                value = bits;
            }
            block[place] = value;
        }
        compress(&state, &block);
    }
    put(index, &state);
}

// A node above two others: one block.
@compute @workgroup_size(64)
fn parents(
    @builtin(global_invocation_id) id: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
) {
    let index = id.x + id.y * groups.x * 64u;
    if index >= params.count {
        return;
    }
    var block: array<u32, 16>;
    block[0] = NODE_TAG;
    for (var word = 0u; word < 12u; word++) {
        block[word + 1u] = nodes[(params.below + index * 2u) * 6u + word];
    }
    block[13] = END;
    block[15] = 416u;
    var state = initial();
    compress(&state, &block);
    put(index, &state);
}
