// Copies to and from memory that other threads may read or write at the same moment.
//
// A reader that takes no lock may meet a writer half-way; it finds out afterwards and throws away
// what it copied. Such accesses must be single loads and stores that a compiler can neither tear
// nor repeat: relaxed atomics of up to eight bytes, and for long stretches the processor's own
// string move, which compilers leave alone. (Boehm, "Can Seqlocks Get Along With Programming
// Language Memory Models?", MSPC 2012.)
#ifndef SPIKEBENCH_SHARED_MEMORY_H
#define SPIKEBENCH_SHARED_MEMORY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// From here on one string move costs less than moves of eight bytes: it takes about 30 cycles to
// begin (Intel optimization manual, 3.7.6).
#define SPIKEBENCH_STRING_MOVE_BYTES 512

// Copies count bytes out of shared memory into memory of the caller's own.
static inline void spikebench_copy_from_shared(void *to, const void *from, size_t count) {
    char *target = (char *)to;
    const char *source = (const char *)from;
#if defined(__x86_64__)
    if (count >= SPIKEBENCH_STRING_MOVE_BYTES) {
        __asm__ volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(count) : : "memory");
        return;
    }
#endif
    for (; count > 0 && ((uintptr_t)source & 7) != 0; count--) {
        *target++ = __atomic_load_n(source++, __ATOMIC_RELAXED);
    }
    for (; count >= 8; count -= 8, source += 8, target += 8) {
        uint64_t word = __atomic_load_n((const uint64_t *)source, __ATOMIC_RELAXED);
        memcpy(target, &word, 8);
    }
    for (; count > 0; count--) *target++ = __atomic_load_n(source++, __ATOMIC_RELAXED);
}

// Copies count bytes of the caller's own into shared memory.
static inline void spikebench_copy_to_shared(void *to, const void *from, size_t count) {
    char *target = (char *)to;
    const char *source = (const char *)from;
#if defined(__x86_64__)
    if (count >= SPIKEBENCH_STRING_MOVE_BYTES) {
        __asm__ volatile("rep movsb" : "+D"(target), "+S"(source), "+c"(count) : : "memory");
        return;
    }
#endif
    for (; count > 0 && ((uintptr_t)target & 7) != 0; count--) {
        __atomic_store_n(target++, *source++, __ATOMIC_RELAXED);
    }
    for (; count >= 8; count -= 8, source += 8, target += 8) {
        uint64_t word;
        memcpy(&word, source, 8);
        __atomic_store_n((uint64_t *)target, word, __ATOMIC_RELAXED);
    }
    for (; count > 0; count--) __atomic_store_n(target++, *source++, __ATOMIC_RELAXED);
}

static inline uint64_t spikebench_load_shared_8(const void *from) {
    return __atomic_load_n((const uint64_t *)from, __ATOMIC_RELAXED);
}

static inline uint32_t spikebench_load_shared_4(const void *from) {
    return __atomic_load_n((const uint32_t *)from, __ATOMIC_RELAXED);
}

static inline uint8_t spikebench_load_shared_1(const void *from) {
    return __atomic_load_n((const uint8_t *)from, __ATOMIC_RELAXED);
}

static inline void spikebench_store_shared_8(void *to, uint64_t value) {
    __atomic_store_n((uint64_t *)to, value, __ATOMIC_RELAXED);
}

static inline void spikebench_store_shared_4(void *to, uint32_t value) {
    __atomic_store_n((uint32_t *)to, value, __ATOMIC_RELAXED);
}

static inline void spikebench_store_shared_1(void *to, uint8_t value) {
    __atomic_store_n((uint8_t *)to, value, __ATOMIC_RELAXED);
}

#endif
