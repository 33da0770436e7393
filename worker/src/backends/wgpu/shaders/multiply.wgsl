// SPDX-License-Identifier: Apache-2.0
// Multiplies rows and columns, both of which are lines of packed bytes. A workgroup computes
// 64 x 64 entries, and an invocation 4 x 4 of them.
//
// The inner loop is written out and loads four words at once: whoever makes programs safe puts a
// test into every loop and every access to memory.

struct Multiply {
    // How many rows and columns there are, words in a line, entries in a row of the product, and
    // the first column.
    rows: u32,
    columns: u32,
    words: u32,
    size: u32,
    first: u32,
}

const TILE: u32 = 64u;
// Words of each line that are loaded at once.
const DEPTH: u32 = 16u;

@group(0) @binding(0) var<uniform> params: Multiply;
@group(0) @binding(1) var<storage, read> rows: array<u32>;
@group(0) @binding(2) var<storage, read> columns: array<u32>;
@group(0) @binding(3) var<storage, read_write> entries: array<i32>;

// For each word, four lines together.
var<workgroup> left: array<vec4<u32>, 256>;
var<workgroup> right: array<vec4<u32>, 256>;

fn row_word(line: u32, word: u32) -> u32 {
    if line >= params.rows || word >= params.words {
        return 0u;
    }
    return rows[line * params.words + word];
}

fn column_word(line: u32, word: u32) -> u32 {
    if line >= params.columns || word >= params.words {
        return 0u;
    }
    return columns[line * params.words + word];
}

fn products(row: u32, columns: vec4<u32>) -> vec4<i32> {
    return vec4<i32>(
        dot4I8Packed(row, columns.x),
        dot4I8Packed(row, columns.y),
        dot4I8Packed(row, columns.z),
        dot4I8Packed(row, columns.w),
    );
}

fn put(row: u32, column: u32, sums: vec4<i32>) {
    // Sizes are powers of two from 8 on: four columns exist together.
    if row >= params.rows || column >= params.columns {
        return;
    }
    let to = row * params.size + params.first + column;
    entries[to] = sums.x;
    entries[to + 1u] = sums.y;
    entries[to + 2u] = sums.z;
    entries[to + 3u] = sums.w;
}

@compute @workgroup_size(16, 16)
fn multiply(
    @builtin(workgroup_id) group: vec3<u32>,
    @builtin(local_invocation_id) local: vec3<u32>,
    @builtin(local_invocation_index) index: u32,
) {
    // What this invocation loads: one word of four rows and of four columns. Neighbours load
    // neighbours.
    let word = index % DEPTH;
    let four = index / DEPTH;
    let row = group.y * TILE + four * 4u;
    let column = group.x * TILE + four * 4u;
    var sums_0 = vec4<i32>();
    var sums_1 = vec4<i32>();
    var sums_2 = vec4<i32>();
    var sums_3 = vec4<i32>();
    for (var start = 0u; start < params.words; start += DEPTH) {
        let place = start + word;
        left[word * 16u + four] = vec4<u32>(
            row_word(row, place),
            row_word(row + 1u, place),
            row_word(row + 2u, place),
            row_word(row + 3u, place),
        );
        right[word * 16u + four] = vec4<u32>(
            column_word(column, place),
            column_word(column + 1u, place),
            column_word(column + 2u, place),
            column_word(column + 3u, place),
        );
        workgroupBarrier();
        for (var depth = 0u; depth < DEPTH; depth++) {
            let r = left[depth * 16u + local.y];
            let c = right[depth * 16u + local.x];
            sums_0 += products(r.x, c);
            sums_1 += products(r.y, c);
            sums_2 += products(r.z, c);
            sums_3 += products(r.w, c);
        }
        workgroupBarrier();
    }
    let to_row = group.y * TILE + local.y * 4u;
    let to_column = group.x * TILE + local.x * 4u;
    put(to_row, to_column, sums_0);
    put(to_row + 1u, to_column, sums_1);
    put(to_row + 2u, to_column, sums_2);
    put(to_row + 3u, to_column, sums_3);
}
