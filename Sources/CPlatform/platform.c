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

int spikebench_try_join(pthread_t thread) { return pthread_tryjoin_np(thread, NULL); }

int spikebench_thread_counts(int64_t *voluntary, int64_t *involuntary, int64_t *major_faults) {
    struct rusage usage;
    int code = getrusage(RUSAGE_THREAD, &usage);
    *voluntary = usage.ru_nvcsw;
    *involuntary = usage.ru_nivcsw;
    *major_faults = usage.ru_majflt;
    return code;
}

void spikebench_futex_wait(const void *word, uint32_t expected) {
    syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, NULL, NULL, 0);
}

void spikebench_futex_wake_one(const void *word) {
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}
