// SPDX-License-Identifier: Apache-2.0
// Runs the kernels on the processor, one thread after the other, to compute the product of a round.
// Arguments: the seed in hex, the size as a power of two, rows in a panel, columns in a block, and
// an entry of the first panel and the bits that are flipped in it. Writes the number of rows that
// the check finds wrong, and then the root of each panel in hex.

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define __device__
#define __global__
#define __forceinline__ inline
#define __constant__ static const
#define __shared__ static
// The thread that goes on after it runs last.
#define __syncthreads()

struct Place {
    unsigned x, y;
};
static Place blockIdx, blockDim, threadIdx;

static unsigned __funnelshift_l(unsigned low, unsigned high, unsigned bits) {
    return (unsigned)(((((uint64_t)high << 32) | low) << bits) >> 32);
}

static unsigned __funnelshift_r(unsigned low, unsigned high, unsigned bits) {
    return (unsigned)((((uint64_t)high << 32) | low) >> bits);
}

static unsigned __byte_perm(unsigned low, unsigned high, unsigned selector) {
    uint64_t both = ((uint64_t)high << 32) | low;
    unsigned out = 0;
    for (int place = 0; place < 4; place++) {
        unsigned from = (selector >> (4 * place)) & 7;
        out |= (unsigned)((both >> (8 * from)) & 0xff) << (8 * place);
    }
    return out;
}

static void atomicAdd(unsigned* to, unsigned number) {
    *to += number;
}

#include "../src/kernels.cu"

// Runs a kernel in `columns` times `rows` blocks.
template <typename Kernel> static void launch(u64 columns, u32 rows, Kernel kernel) {
    blockDim = {ROW_THREADS, 1};
    for (blockIdx.y = 0; blockIdx.y < rows; blockIdx.y++) {
        for (blockIdx.x = 0; blockIdx.x < columns; blockIdx.x++) {
            for (u32 left = ROW_THREADS; left > 0; left--) {
                threadIdx = {left - 1, 0};
                kernel();
            }
        }
    }
}

static u64 blocks_for(u64 threads) {
    return (threads + ROW_THREADS - 1) / ROW_THREADS;
}

template <typename T> static T* memory(u64 count) {
    return (T*)calloc(count, sizeof(T));
}

static void draw_lines(Key key, u32 first, u32 count, u32 matrix, u32 words, u32* lines) {
    launch(blocks_for((u64)count * ((words + 15) / 16)), 1, [=] {
        draw(key, first, count, matrix, words, lines);
    });
}

int main(int count, char** arguments) {
    if (count != 7) {
        return 2;
    }
    Key key;
    for (int word = 0; word < 8; word++) {
        unsigned bytes[4];
        for (int place = 0; place < 4; place++) {
            sscanf(arguments[1] + 8 * word + 2 * place, "%2x", &bytes[place]);
        }
        key.words[word] = bytes[0] | bytes[1] << 8 | bytes[2] << 16 | bytes[3] << 24;
    }
    u32 size = 1u << atoi(arguments[2]), words = size / 4;
    u32 panel = atoi(arguments[3]), block = atoi(arguments[4]);
    u32 flipped = strtoul(arguments[5], 0, 10), bits = strtoul(arguments[6], 0, 10);
    u32 leaf = size < 32 ? size : 32, leaf_count = panel * (size / leaf);

    u32* vector = memory<u32>(size * 2);
    u64* image = memory<u64>((u64)size * PARTS);
    u32* rows = memory<u32>((u64)panel * words);
    u32* columns = memory<u32>((u64)block * words);
    int* entries = memory<int>((u64)panel * size);
    u32* nodes = memory<u32>((u64)leaf_count * 2 * NODE_WORDS);
    u32 faults = 0;

    draw_lines(key, 0, 1, 0xffffffff, size * 2, vector);
    for (u32 first = 0; first < size; first += block) {
        draw_lines(key, first, block, 1, words, columns);
        launch(blocks_for(words), PARTS, [=] {
            add_columns(columns, block, words, first, first == 0, (u64*)vector, image);
        });
    }
    launch(blocks_for(size), 1, [=] { add_parts(size, image); });
    u32* roots = memory<u32>((u64)(size / panel) * NODE_WORDS);
    for (u32 top = 0; top < size; top += panel) {
        draw_lines(key, top, panel, 0, words, rows);
        for (u32 first = 0; first < size; first += block) {
            draw_lines(key, first, block, 1, words, columns);
            launch(blocks_for((u64)panel * block), 1, [=] {
                multiply(rows, columns, panel, block, words, size, first, entries);
            });
        }
        if (top == 0) {
            entries[flipped] ^= (int)bits;
        }
        launch(panel, 1, [&] {
            compare(rows, entries, words, size, (u64*)vector, image, &faults);
        });
        launch(blocks_for(leaf_count), 1, [=] {
            leaves((u32*)entries, leaf_count, leaf, nodes);
        });
        u32 below = 0, made = leaf_count;
        while (made > 1) {
            u32 to = below + made;
            made /= 2;
            launch(blocks_for(made), 1, [=] { parents(made, to, below, nodes); });
            below = to;
        }
        memcpy(roots + top / panel * NODE_WORDS, nodes + below * NODE_WORDS, 4 * NODE_WORDS);
    }
    printf("%u\n", faults);
    for (u32 place = 0; place < size / panel; place++) {
        for (int word = 0; word < NODE_WORDS; word++) {
            printf("%08x", roots[place * NODE_WORDS + word]);
        }
        printf("\n");
    }
    return 0;
}
