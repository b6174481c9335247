// What Swift's Glibc module does not offer: counters, hints to the processor, and calls that need
// GNU feature macros. What runs per operation is static inline; the rest is in platform.c.
#ifndef SPIKEBENCH_PLATFORM_H
#define SPIKEBENCH_PLATFORM_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <x86intrin.h>
#endif

// The raw counter: ticks of constant frequency on every core.
static inline uint64_t spikebench_counter(void) {
#if defined(__x86_64__)
    return __rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ volatile("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
    return 0;
#endif
}

// The counter after everything before it is done: without this, a read may overtake the loads of
// the operation that it is meant to end, and time slides from one operation into the next.
// x86: lfence waits for earlier loads and holds back rdtsc (Intel SDM volume 2, RDTSC; AMD APM
// volume 3), at 15 ns here where rdtscp takes 17. arm64: isb does the same for the counter.
static inline uint64_t spikebench_counter_in_order(void) {
#if defined(__x86_64__)
    _mm_lfence();
#elif defined(__aarch64__)
    __asm__ volatile("isb");
#endif
    return spikebench_counter();
}

// Whether the counter ticks at one rate whatever the core's frequency and sleep state.
// x86: CPUID leaf 0x80000007, EDX bit 8 (AMD APM volume 3; Intel SDM volume 3, 18.17.1).
// arm64: the generic timer has a fixed frequency by architecture (Arm ARM, D12.1).
static inline bool spikebench_counter_is_invariant(void) {
#if defined(__x86_64__)
    unsigned a, b, c, d;
    if (!__get_cpuid(0x80000007u, &a, &b, &c, &d)) return false;
    return (d & (1u << 8)) != 0;
#elif defined(__aarch64__)
    return true;
#else
    return false;
#endif
}

static inline void spikebench_pause(void) {
#if defined(__x86_64__)
    _mm_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

static inline void spikebench_prefetch(const void *address) { __builtin_prefetch(address, 0, 3); }

// Asks for a cache line in order to write it. The built-in would ask for reading only, as compilers
// do not assume the instruction; it does nothing where a processor lacks it (Intel SDM volume 2,
// PREFETCHW; AMD APM volume 3).
static inline void spikebench_prefetch_for_writing(const void *address) {
#if defined(__x86_64__)
    __asm__ volatile("prefetchw %0" : : "m"(*(const char *)address));
#else
    __builtin_prefetch(address, 1, 3);
#endif
}

static inline uint64_t spikebench_clock_nanoseconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static inline uint64_t spikebench_monotonic_nanoseconds(void) {
    return spikebench_clock_nanoseconds(CLOCK_MONOTONIC);
}

static inline uint64_t spikebench_thread_cpu_nanoseconds(void) {
    return spikebench_clock_nanoseconds(CLOCK_THREAD_CPUTIME_ID);
}

// Timer slack of the calling thread: how late the kernel may wake it (default 50 µs).
void spikebench_set_timer_slack(unsigned long nanoseconds);

// Names the calling thread; at most 15 bytes are kept by the caller.
void spikebench_name_thread(const char *name);

// Pins the calling thread to one processor. Returns 0 or an errno.
int spikebench_pin_thread(int processor);

// Whether the calling process may run on a processor.
bool spikebench_may_use_processor(int processor);

// Ends a thread that has returned. Returns 0, EBUSY while it runs, or an errno.
//
// Not pthread_clockjoin_np: the thread sanitizer does not know it, and mistakes a later thread with
// the same handle for one that was never joined.
int spikebench_try_join(pthread_t thread);

// How often the calling thread gave up, and lost, its processor, and how often it waited for a page
// to be read from a disk. Returns 0 or -1.
int spikebench_thread_counts(int64_t *voluntary, int64_t *involuntary, int64_t *major_faults);

// Sleeps while the 32-bit word at an address has the value expected; may return early.
void spikebench_futex_wait(const void *word, uint32_t expected);

// Wakes one thread that sleeps on the word at an address.
void spikebench_futex_wake_one(const void *word);

#endif
