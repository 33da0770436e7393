// SPDX-License-Identifier: Apache-2.0
// Freivalds' check, modulo 2^64: C * x = A * (B * x).

struct Check {
    // How many lines there are, words in a line, entries in a row, the first line, and whether
    // sums begin at zero.
    lines: u32,
    words: u32,
    size: u32,
    first: u32,
    begins: u32,
}

@group(0) @binding(0) var<uniform> params: Check;
// Rows of A, or columns of B.
@group(0) @binding(1) var<storage, read> lines: array<u32>;
@group(0) @binding(2) var<storage, read> entries: array<i32>;
// x.
@group(0) @binding(3) var<storage, read> vector: array<vec2<u32>>;
// B * x, in PARTS parts, of which the first becomes the sum.
@group(0) @binding(4) var<storage, read_write> image: array<vec2<u32>>;
// How many rows are wrong.
@group(0) @binding(5) var<storage, read_write> faults: atomic<u32>;

const PARTS: u32 = 32u;

fn sum(one: vec2<u32>, other: vec2<u32>) -> vec2<u32> {
    let low = one.x + other.x;
    return vec2<u32>(low, one.y + other.y + select(0u, 1u, low < one.x));
}

// The upper half of the product.
fn high(one: u32, other: u32) -> u32 {
    let a = one & 0xffffu;
    let b = one >> 16u;
    let c = other & 0xffffu;
    let d = other >> 16u;
    let low = a * c;
    let middle = b * c + (low >> 16u);
    let other_middle = a * d + (middle & 0xffffu);
    return b * d + (middle >> 16u) + (other_middle >> 16u);
}

// The product of a number with a sign and one of 64 bits.
fn product(number: i32, factor: vec2<u32>) -> vec2<u32> {
    let bits = bitcast<u32>(number);
    // The upper half of a negative number is all ones, which is -1.
    let sign = select(0u, factor.x, number < 0);
    return vec2<u32>(bits * factor.x, high(bits, factor.x) + bits * factor.y - sign);
}

fn byte(word: u32, index: u32) -> i32 {
    return extractBits(bitcast<i32>(word), index * 8u, 8u);
}

// Adds a part of the columns to a part of the image: an invocation takes four rows of B.
@compute @workgroup_size(64)
fn add_columns(@builtin(global_invocation_id) id: vec3<u32>) {
    let word = id.x;
    let part = id.y;
    if word >= params.words {
        return;
    }
    var sums: array<vec2<u32>, 4>;
    let to = part * params.size + word * 4u;
    if params.begins == 0u {
        for (var row = 0u; row < 4u; row++) {
            sums[row] = image[to + row];
        }
    }
    for (var line = part; line < params.lines; line += PARTS) {
        let packed = lines[line * params.words + word];
        let factor = vector[params.first + line];
        for (var row = 0u; row < 4u; row++) {
            sums[row] = sum(sums[row], product(byte(packed, row), factor));
        }
    }
    for (var row = 0u; row < 4u; row++) {
        image[to + row] = sums[row];
    }
}

// Adds up the parts of the image.
@compute @workgroup_size(64)
fn add_parts(@builtin(global_invocation_id) id: vec3<u32>) {
    if id.x >= params.size {
        return;
    }
    var total = image[id.x];
    for (var part = 1u; part < PARTS; part++) {
        total = sum(total, image[part * params.size + id.x]);
    }
    image[id.x] = total;
}

var<workgroup> differences: array<vec2<u32>, 64>;

// Compares a row: a workgroup takes one.
@compute @workgroup_size(64)
fn compare(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(num_workgroups) groups: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    let row = group.x + group.y * groups.x;
    var total = vec2<u32>(0u, 0u);
    if row < params.lines {
        for (var column = index; column < params.size; column += 64u) {
            total = sum(total, product(entries[row * params.size + column], vector[column]));
        }
        var expected = vec2<u32>(0u, 0u);
        for (var word = index; word < params.words; word += 64u) {
            let packed = lines[row * params.words + word];
            for (var place = 0u; place < 4u; place++) {
                expected = sum(expected, product(byte(packed, place), image[word * 4u + place]));
            }
        }
        // Minus what is expected.
        total = sum(total, sum(~expected, vec2<u32>(1u, 0u)));
    }
    differences[index] = total;
    workgroupBarrier();
    if index == 0u {
        for (var other = 1u; other < 64u; other++) {
            total = sum(total, differences[other]);
        }
        if any(total != vec2<u32>(0u, 0u)) {
            atomicAdd(&faults, 1u);
        }
    }
}
