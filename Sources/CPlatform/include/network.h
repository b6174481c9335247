// Sockets and epoll as Swift can use them: what its Glibc module has no words for, or only with
// unions and macros. Everything returns what the call returns, with errno as the call left it.
#ifndef SPIKEBENCH_NETWORK_H
#define SPIKEBENCH_NETWORK_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/types.h>

// Room for the events of one wait; opaque to Swift, since the struct is packed on some processors.
typedef struct epoll_event spikebench_event;

// What is of interest, and what happened.
enum {
    SPIKEBENCH_READABLE = EPOLLIN,
    SPIKEBENCH_WRITABLE = EPOLLOUT,
    SPIKEBENCH_BROKEN = EPOLLERR | EPOLLHUP,
};

static inline size_t spikebench_event_size(void) { return sizeof(spikebench_event); }

static inline uint32_t spikebench_event_flags(const void *events, size_t index) {
    return ((const spikebench_event *)events)[index].events;
}

static inline uint64_t spikebench_event_token(const void *events, size_t index) {
    return ((const spikebench_event *)events)[index].data.u64;
}

// An epoll set that no child inherits.
int spikebench_epoll_create(void);

// Adds, changes or removes a descriptor (EPOLL_CTL_ADD, _MOD, _DEL).
int spikebench_epoll_control(int set, int operation, int descriptor, uint32_t flags, uint64_t token);

// Waits until something happens, or for so many nanoseconds; below zero: without end.
int spikebench_epoll_wait(int set, void *events, int capacity, int64_t nanoseconds);

// A descriptor that other threads make readable.
int spikebench_eventfd_create(void);

// A non-blocking socket of a family that no child inherits; internet sockets send at once (no delay).
int spikebench_socket(int family);

// Takes one waiting connection, non-blocking and inherited by no child.
int spikebench_accept(int listener, bool is_internet);

// Lets a listener take an address that an ended server left behind, and share it with others.
int spikebench_reuse_address(int socket, bool shares_port);

// Without SIGPIPE, and without waiting.
static inline ssize_t spikebench_send(int socket, const void *bytes, size_t count) {
    return send(socket, bytes, count, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static inline ssize_t spikebench_receive(int socket, void *bytes, size_t count) {
    return recv(socket, bytes, count, MSG_DONTWAIT);
}

// The error that ended a socket's last attempt to connect; 0 when it succeeded.
int spikebench_socket_error(int socket);

// Makes a close send a reset instead of waiting for what was not sent.
int spikebench_reset_on_close(int socket);

// The most descriptors that the process may have; raises the soft limit to the hard one first.
long spikebench_raise_descriptor_limit(void);

#endif
