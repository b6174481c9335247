#define _GNU_SOURCE

#include "network.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <time.h>

int spikebench_epoll_create(void) { return epoll_create1(EPOLL_CLOEXEC); }

int spikebench_epoll_control(
    int set, int operation, int descriptor, uint32_t flags, uint64_t token) {
    struct epoll_event event = {.events = flags, .data.u64 = token};
    return epoll_ctl(set, operation, descriptor, &event);
}

int spikebench_epoll_wait(int set, void *events, int capacity, int64_t nanoseconds) {
    if (nanoseconds <= 0) return epoll_wait(set, events, capacity, nanoseconds < 0 ? -1 : 0);
    struct timespec limit = {
        .tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return epoll_pwait2(set, events, capacity, &limit, NULL);
}

int spikebench_eventfd_create(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }

static void send_at_once(int socket) {
    int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

int spikebench_socket(int family) {
    int made = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (made >= 0 && family != AF_UNIX) send_at_once(made);
    return made;
}

int spikebench_accept(int listener, bool is_internet) {
    int made = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (made >= 0 && is_internet) send_at_once(made);
    return made;
}

int spikebench_reuse_address(int socket, bool shares_port) {
    int on = 1;
    int result = setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (result == 0 && shares_port) {
        result = setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    }
    return result;
}

int spikebench_socket_error(int socket) {
    int error = 0;
    socklen_t size = sizeof error;
    return getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) < 0 ? errno : error;
}

int spikebench_reset_on_close(int socket) {
    struct linger none = {.l_onoff = 1, .l_linger = 0};
    return setsockopt(socket, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

long spikebench_raise_descriptor_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0) return 1024;
    if (limit.rlim_cur < limit.rlim_max) {
        limit.rlim_cur = limit.rlim_max;
        if (setrlimit(RLIMIT_NOFILE, &limit) < 0) getrlimit(RLIMIT_NOFILE, &limit);
    }
    return (long)limit.rlim_cur;
}
