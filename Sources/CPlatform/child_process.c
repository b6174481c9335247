#define _GNU_SOURCE
#include "child_process.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// Moves a descriptor above those of the standard streams, which a child replaces.
static int above_standard(int descriptor) {
    if (descriptor < 0 || descriptor > 2) return descriptor;
    int moved = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
    int code = errno;
    close(descriptor);
    errno = code;
    return moved;
}

static int pin(const int32_t *processors, size_t count) {
    if (count == 0) return 0;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (size_t index = 0; index < count; index++) CPU_SET(processors[index], &set);
    return sched_setaffinity(0, sizeof set, &set);
}

// The parent's signals are blocked or ignored as suits the parent.
static void reset_signals(void) {
    for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

static int connect_streams(int output) {
    int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (nothing < 0) return -1;
    if (nothing == 0) {
        if (fcntl(0, F_SETFD, 0) < 0) return -1;
    } else if (dup2(nothing, 0) < 0) {
        return -1;
    }
    if (dup2(output, 1) < 0 || dup2(output, 2) < 0) return -1;
#ifdef SYS_close_range
    // Whatever a library opened without the flag; a kernel before 5.11 does not know the call.
    syscall(SYS_close_range, 3u, ~0u, 4u /* CLOSE_RANGE_CLOEXEC */);
#endif
    return 0;
}

// What the child does before it becomes the program: only calls that are safe after a fork of a
// process with threads (signal-safety(7)), and only those that leave the parent's memory alone.
static int prepare(pid_t parent, int output, int folder, const int32_t *processors, size_t count) {
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return errno;
    // The parent may have died before the call.
    if (getppid() != parent) _exit(127);
    if (setpgid(0, 0) != 0) return errno;
    // Inherited from a thread that may have asked for punctual sleeps; 50 µs is the kernel's default.
    prctl(PR_SET_TIMERSLACK, 50000ul);
    if (fchdir(folder) != 0) return errno;
    if (pin(processors, count) != 0) return errno;
    if (connect_streams(output) != 0) return errno;
    reset_signals();
    return 0;
}

int spikebench_start_child(const char *path, char *const arguments[], int output, int folder,
                           const int32_t *processors, size_t processor_count, int32_t *process) {
    // Closed by a successful exec, written to by a failed one.
    int report[2];
    if (pipe2(report, O_CLOEXEC) != 0) return errno;
    report[1] = above_standard(report[1]);
    if (report[1] < 0) {
        int code = errno;
        close(report[0]);
        return code;
    }
    pid_t parent = getpid();
    // No handler of ours shall run in the child.
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pid_t child = fork();
    if (child == 0) {
        int code = prepare(parent, output, folder, processors, processor_count);
        if (code == 0) {
            execv(path, arguments);
            code = errno;
        }
        ssize_t written = write(report[1], &code, sizeof code);
        (void)written;
        _exit(127);
    }
    int code = child < 0 ? errno : 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    close(report[1]);
    if (code == 0) {
        int failure = 0;
        ssize_t count;
        do count = read(report[0], &failure, sizeof failure);
        while (count < 0 && errno == EINTR);
        if (count == sizeof failure) {
            code = failure;
            spikebench_reap_child(child);
        }
    }
    close(report[0]);
    *process = child;
    return code;
}

void spikebench_await_child(int32_t process) {
    siginfo_t info;
    while (waitid(P_PID, (id_t)process, &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
}

int spikebench_reap_child(int32_t process) {
    int status = 0;
    while (waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

int spikebench_memory_file(const char *name) {
    return above_standard(memfd_create(name, MFD_CLOEXEC));
}

int spikebench_vanished_folder(void) {
    const char *base = getenv("TMPDIR");
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/spikebench-XXXXXX",
                        base != NULL && base[0] == '/' ? base : "/tmp");
    if (size < 0 || (size_t)size >= sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    if (mkdtemp(path) == NULL) return -1;
    int folder = above_standard(open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    int code = errno;
    rmdir(path);
    errno = code;
    return folder;
}
