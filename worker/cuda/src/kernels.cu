// SPDX-License-Identifier: Apache-2.0
// What a round needs beside the product: drawing, checking, hashing; and a plain product for
// matrices that are too small for cuBLASLt. Compiled by NVRTC when the agent starts.

typedef unsigned int u32;
typedef unsigned long long u64;

// In how many parts the image of the check is added up, and the threads that compare a row.
#define PARTS 32
#define ROW_THREADS 128

__device__ __forceinline__ u64 thread_number() {
    return (u64)blockIdx.x * blockDim.x + threadIdx.x;
}

__device__ __forceinline__ u32 left(u32 x, u32 bits) {
    return __funnelshift_l(x, x, bits);
}

__device__ __forceinline__ u32 right(u32 x, u32 bits) {
    return __funnelshift_r(x, x, bits);
}

// The byte of a word, as a number with a sign, modulo 2^64.
__device__ __forceinline__ u64 byte_of(u32 word, u32 index) {
    return (u64)(long long)(signed char)(word >> (8 * index));
}

// The key of a stream: the seed of the round.
struct Key {
    u32 words[8];
};

#define QUARTER(a, b, c, d)                 \
    a += b; d = left(d ^ a, 16);            \
    c += d; b = left(b ^ c, 12);            \
    a += b; d = left(d ^ a, 8);             \
    c += d; b = left(b ^ c, 7)

// Draws lines of a matrix: streams of ChaCha8. A thread draws one block of 64 bytes.
extern "C" __global__ void draw(Key key, u32 first, u32 count, u32 matrix, u32 words, u32* lines) {
    u32 blocks = (words + 15) / 16;
    u64 index = thread_number();
    if (index >= (u64)count * blocks) {
        return;
    }
    u32 line = (u32)(index / blocks);
    u32 block = (u32)(index % blocks);
    u32 begin[16] = {
        0x61707865, 0x3320646e, 0x79622d32, 0x6b206574,
        key.words[0], key.words[1], key.words[2], key.words[3],
        key.words[4], key.words[5], key.words[6], key.words[7],
        // The last word is "GPW1".
        block, first + line, matrix, 0x31575047,
    };
    u32 s[16];
#pragma unroll
    for (int word = 0; word < 16; word++) {
        s[word] = begin[word];
    }
#pragma unroll
    for (int round = 0; round < 4; round++) {
        QUARTER(s[0], s[4], s[8], s[12]);
        QUARTER(s[1], s[5], s[9], s[13]);
        QUARTER(s[2], s[6], s[10], s[14]);
        QUARTER(s[3], s[7], s[11], s[15]);
        QUARTER(s[0], s[5], s[10], s[15]);
        QUARTER(s[1], s[6], s[11], s[12]);
        QUARTER(s[2], s[7], s[8], s[13]);
        QUARTER(s[3], s[4], s[9], s[14]);
    }
    u32* to = lines + (u64)line * words + (u64)block * 16;
#pragma unroll
    for (int word = 0; word < 16; word++) {
        if (block * 16 + word < words) {
            to[word] = s[word] + begin[word];
        }
    }
}

// Multiplies rows and columns of `words` words: a thread computes one entry.
extern "C" __global__ void multiply(
    const u32* rows, const u32* columns, u32 row_count, u32 column_count, u32 words, u32 size,
    u32 first_column, int* entries
) {
    u64 index = thread_number();
    if (index >= (u64)row_count * column_count) {
        return;
    }
    u32 row = (u32)(index / column_count);
    u32 column = (u32)(index % column_count);
    int sum = 0;
    for (u32 word = 0; word < words; word++) {
        u32 one = rows[(u64)row * words + word];
        u32 other = columns[(u64)column * words + word];
        for (u32 place = 0; place < 4; place++) {
            sum += (int)byte_of(one, place) * (int)byte_of(other, place);
        }
    }
    entries[(u64)row * size + first_column + column] = sum;
}

// Adds a part of the columns to a part of the image: a thread takes four rows of B.
extern "C" __global__ void add_columns(
    const u32* lines, u32 count, u32 words, u32 first, u32 begins, const u64* vector, u64* image
) {
    u32 word = blockIdx.x * blockDim.x + threadIdx.x;
    u32 part = blockIdx.y;
    if (word >= words) {
        return;
    }
    u64* to = image + ((u64)part * words + word) * 4;
    u64 sums[4];
    for (u32 row = 0; row < 4; row++) {
        sums[row] = begins ? 0 : to[row];
    }
    for (u32 line = part; line < count; line += PARTS) {
        u32 packed = lines[(u64)line * words + word];
        u64 factor = vector[first + line];
        for (u32 row = 0; row < 4; row++) {
            sums[row] += byte_of(packed, row) * factor;
        }
    }
    for (u32 row = 0; row < 4; row++) {
        to[row] = sums[row];
    }
}

// Adds up the parts of the image, into the first.
extern "C" __global__ void add_parts(u32 size, u64* image) {
    u64 index = thread_number();
    if (index >= size) {
        return;
    }
    u64 total = image[index];
    for (u32 part = 1; part < PARTS; part++) {
        total += image[(u64)part * size + index];
    }
    image[index] = total;
}

// Freivalds' check of a row, modulo 2^64: a block of threads takes one.
extern "C" __global__ void compare(
    const u32* lines, const int* entries, u32 words, u32 size, const u64* vector, const u64* image,
    u32* faults
) {
    __shared__ u64 differences[ROW_THREADS];
    u64 row = blockIdx.x;
    u64 total = 0;
    for (u32 column = threadIdx.x; column < size; column += ROW_THREADS) {
        total += (u64)(long long)entries[row * size + column] * vector[column];
    }
    for (u32 word = threadIdx.x; word < words; word += ROW_THREADS) {
        u32 packed = lines[row * words + word];
        for (u32 place = 0; place < 4; place++) {
            total -= byte_of(packed, place) * image[word * 4 + place];
        }
    }
    differences[threadIdx.x] = total;
    __syncthreads();
    if (threadIdx.x == 0) {
        for (u32 other = 1; other < ROW_THREADS; other++) {
            total += differences[other];
        }
        if (total != 0) {
            atomicAdd(faults, 1);
        }
    }
}

__constant__ u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

// "GWl1", "GWn1", and the bit behind the message.
#define LEAF_TAG 0x47576c31
#define NODE_TAG 0x47576e31
#define END 0x80000000

// Words of a node: as many of the hash as are kept.
#define NODE_WORDS 6

struct Sha {
    u32 words[8];
};

__device__ __forceinline__ Sha initial() {
    return Sha{{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19}};
}

// Takes in a block of SHA-256, of which only the last 16 words of the schedule are held.
__device__ void compress(Sha& state, u32 (&w)[16]) {
    u32 a = state.words[0], b = state.words[1], c = state.words[2], d = state.words[3];
    u32 e = state.words[4], f = state.words[5], g = state.words[6], h = state.words[7];
#pragma unroll
    for (int step = 0; step < 64; step++) {
        u32 word = w[step & 15];
        u32 t1 = h + (right(e, 6) ^ right(e, 11) ^ right(e, 25)) + ((e & f) ^ (~e & g))
            + K[step] + word;
        u32 t2 = (right(a, 2) ^ right(a, 13) ^ right(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g; g = f; f = e; e = d + t1;
        d = c; c = b; b = a; a = t1 + t2;
        u32 early = w[(step + 1) & 15];
        u32 late = w[(step + 14) & 15];
        w[step & 15] = word + (right(early, 7) ^ right(early, 18) ^ (early >> 3))
            + w[(step + 9) & 15] + (right(late, 17) ^ right(late, 19) ^ (late >> 10));
    }
    state.words[0] += a; state.words[1] += b; state.words[2] += c; state.words[3] += d;
    state.words[4] += e; state.words[5] += f; state.words[6] += g; state.words[7] += h;
}

__device__ __forceinline__ void put(u32* nodes, u64 place, const Sha& state) {
    for (int word = 0; word < NODE_WORDS; word++) {
        nodes[place * NODE_WORDS + word] = state.words[word];
    }
}

// A leaf: the tag, its entries, and what SHA-256 puts behind them.
extern "C" __global__ void leaves(const u32* entries, u32 count, u32 leaf, u32* nodes) {
    u64 index = thread_number();
    if (index >= count) {
        return;
    }
    // With the tag, the bit behind it, and two words for the length.
    u32 blocks = (leaf + 4 + 15) / 16;
    Sha state = initial();
    for (u32 number = 0; number < blocks; number++) {
        u32 block[16];
#pragma unroll
        for (u32 place = 0; place < 16; place++) {
            u32 word = number * 16 + place;
            u32 value = 0;
            if (word == 0) {
                value = LEAF_TAG;
            } else if (word <= leaf) {
                // SHA-256 reads bytes from the highest of a word on.
                value = __byte_perm(entries[index * leaf + word - 1], 0, 0x0123);
            } else if (word == leaf + 1) {
                value = END;
            } else if (word == blocks * 16 - 1) {
                value = (leaf + 1) * 32;
            }
            block[place] = value;
        }
        compress(state, block);
    }
    put(nodes, index, state);
}

// A node above two others: one block. `to` and `below` are the places of the first of each.
extern "C" __global__ void parents(u32 count, u32 to, u32 below, u32* nodes) {
    u64 index = thread_number();
    if (index >= count) {
        return;
    }
    u32 block[16] = {NODE_TAG};
#pragma unroll
    for (u32 word = 0; word < 2 * NODE_WORDS; word++) {
        block[word + 1] = nodes[((u64)below + index * 2) * NODE_WORDS + word];
    }
    block[13] = END;
    block[15] = 416;
    Sha state = initial();
    compress(state, block);
    put(nodes, (u64)to + index, state);
}
