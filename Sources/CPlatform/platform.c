#define _GNU_SOURCE
#include "platform.h"

#include <linux/futex.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

void spikebench_set_timer_slack(unsigned long nanoseconds) {
    prctl(PR_SET_TIMERSLACK, nanoseconds, 0, 0, 0);
}

void spikebench_name_thread(const char *name) { pthread_setname_np(pthread_self(), name); }

int spikebench_pin_thread(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return pthread_setaffinity_np(pthread_self(), sizeof set, &set);
}

bool spikebench_may_use_processor(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return false;
    return CPU_ISSET(processor, &set);
}

int spikebench_join_until(pthread_t thread, uint64_t monotonic_nanoseconds) {
    struct timespec until;
    until.tv_sec = (time_t)(monotonic_nanoseconds / 1000000000u);
    until.tv_nsec = (long)(monotonic_nanoseconds % 1000000000u);
    return pthread_clockjoin_np(thread, NULL, CLOCK_MONOTONIC, &until);
}

int spikebench_thread_switches(int64_t *voluntary, int64_t *involuntary) {
    struct rusage usage;
    int code = getrusage(RUSAGE_THREAD, &usage);
    *voluntary = usage.ru_nvcsw;
    *involuntary = usage.ru_nivcsw;
    return code;
}

void spikebench_futex_wait(const void *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void spikebench_futex_wake_one(const void *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
