// Access to memory that other threads may read or write at the same moment.
//
// A reader that takes no lock may meet a writer half-way; it finds out afterwards and throws away
// what it copied. Such accesses must be loads and stores that a compiler can neither repeat nor
// replace: relaxed atomics, and for stretches of bytes the processor's own moves, which compilers
// leave alone. (Boehm, "Can Seqlocks Get Along With Programming Language Memory Models?", MSPC
// 2012.)
#ifndef SPIKEBENCH_SHARED_MEMORY_H
#define SPIKEBENCH_SHARED_MEMORY_H

#include <stddef.h>
#include <stdint.h>

static inline uint64_t spikebench_load_shared_8(const void *from) {
    return __atomic_load_n((const uint64_t *)from, __ATOMIC_RELAXED);
}

static inline uint8_t spikebench_load_shared_1(const void *from) {
    return __atomic_load_n((const uint8_t *)from, __ATOMIC_RELAXED);
}

static inline void spikebench_store_shared_8(void *to, uint64_t value) {
    __atomic_store_n((uint64_t *)to, value, __ATOMIC_RELAXED);
}

static inline void spikebench_store_shared_1(void *to, uint8_t value) {
    __atomic_store_n((uint8_t *)to, value, __ATOMIC_RELAXED);
}

#if defined(__x86_64__)

#if defined(__AVX512F__)
#define SPIKEBENCH_MOVE_64(target, source)                                                         \
    __asm__ volatile("vmovdqu64 (%1), %%zmm16\n\tvmovdqu64 %%zmm16, (%0)"                          \
                     : : "r"(target), "r"(source) : "memory", "xmm16")
#else
#define SPIKEBENCH_MOVE_64(target, source)                                                         \
    __asm__ volatile(                                                                              \
        "movdqu (%1), %%xmm0\n\tmovdqu 16(%1), %%xmm1\n\t"                                         \
        "movdqu 32(%1), %%xmm2\n\tmovdqu 48(%1), %%xmm3\n\t"                                       \
        "movdqu %%xmm0, (%0)\n\tmovdqu %%xmm1, 16(%0)\n\t"                                         \
        "movdqu %%xmm2, 32(%0)\n\tmovdqu %%xmm3, 48(%0)"                                           \
        : : "r"(target), "r"(source) : "memory", "xmm0", "xmm1", "xmm2", "xmm3")
#endif

#define SPIKEBENCH_MOVE_16(target, source)                                                         \
    __asm__ volatile("movdqu (%1), %%xmm0\n\tmovdqu %%xmm0, (%0)"                                  \
                     : : "r"(target), "r"(source) : "memory", "xmm0")

// From here on one string move takes over. Not earlier: with 1,024 bytes, YCSB B (records of 1,055
// bytes, two workers) did 3.7 million operations per second, with this limit 4.9 million (medians of
// six runs each, in turn).
#define SPIKEBENCH_STRING_MOVE_BYTES 65536

// Copies count bytes, a multiple of 16; the ranges do not overlap.
static inline __attribute__((always_inline)) void spikebench_copy_shared_blocks(
    void *to, const void *from, size_t count) {
    char *target = (char *)to;
    const char *source = (const char *)from;
    if (count >= SPIKEBENCH_STRING_MOVE_BYTES) {
        __asm__ volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(count) : : "memory");
        return;
    }
    for (; count >= 64; count -= 64, source += 64, target += 64) {
        SPIKEBENCH_MOVE_64(target, source);
    }
    for (; count > 0; count -= 16, source += 16, target += 16) SPIKEBENCH_MOVE_16(target, source);
}

#else

static inline void spikebench_copy_shared_blocks(void *to, const void *from, size_t count) {
    uint64_t *target = (uint64_t *)to;
    const uint64_t *source = (const uint64_t *)from;
    for (size_t index = 0; index < count / 8; index++) {
        uint64_t word = __atomic_load_n(source + index, __ATOMIC_RELAXED);
        __atomic_store_n(target + index, word, __ATOMIC_RELAXED);
    }
}

#endif

// Copies count bytes to shared memory, of whatever alignment.
static inline void spikebench_copy_to_shared(void *to, const void *from, size_t count) {
    char *target = (char *)to;
    const char *source = (const char *)from;
#if defined(__x86_64__)
    size_t blocks = count & ~(size_t)15;
    spikebench_copy_shared_blocks(target, source, blocks);
    target += blocks, source += blocks, count -= blocks;
#endif
    for (; count > 0; count--) __atomic_store_n(target++, *source++, __ATOMIC_RELAXED);
}

#endif
