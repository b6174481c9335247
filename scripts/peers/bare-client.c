// The least that a client over sockets can do: GETs of random keys from Redis, on 50 connections.
//
// It generates nothing while it runs, reads no clock, records nothing and does not look at replies but
// for their length. What it costs is what the kernel costs: the bound for any client that sends and
// receives as scripts/peers/wire has both sides do it.
//
// bare-client PORT PIPELINE OPERATIONS    prints operations per second and processor µs per operation
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 50, VARIANTS = 300, KEYS = 100000, REPLY_BYTES = 39, KEY_BYTES = 16 };

static char *requests[CONNECTIONS][VARIANTS];

static void fail(const char *what) {
    perror(what);
    exit(1);
}

// Keys as redis-benchmark names them.
static char *make_request(int pipeline, int *byte_count) {
    char *bytes = malloc(64 * (size_t)pipeline), *end = bytes;
    for (int i = 0; i < pipeline; i++)
        end += sprintf(end, "*2\r\n$3\r\nGET\r\n$%d\r\nkey:%012d\r\n", KEY_BYTES, rand() % KEYS);
    *byte_count = (int)(end - bytes);
    return bytes;
}

static int connect_to(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0), on = 1;
    if (connect(descriptor, (struct sockaddr *)&address, sizeof address)) fail("connect");
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

int main(int argc, char **argv) {
    if (argc != 4) {
        fprintf(stderr, "usage: bare-client PORT PIPELINE OPERATIONS\n");
        return 2;
    }
    int port = atoi(argv[1]), pipeline = atoi(argv[2]), byte_count = 0;
    long limit = atol(argv[3]), done = 0;
    int descriptors[CONNECTIONS], left[CONNECTIONS], variant[CONNECTIONS] = {0};
    int poller = epoll_create1(0);
    for (int i = 0; i < CONNECTIONS; i++) {
        for (int v = 0; v < VARIANTS; v++) requests[i][v] = make_request(pipeline, &byte_count);
        descriptors[i] = connect_to(port);
        struct epoll_event interest = {.events = EPOLLIN, .data.u32 = (unsigned)i};
        epoll_ctl(poller, EPOLL_CTL_ADD, descriptors[i], &interest);
    }
    struct timespec start, end;
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (int i = 0; i < CONNECTIONS; i++) {
        left[i] = pipeline * REPLY_BYTES;
        if (send(descriptors[i], requests[i][0], (size_t)byte_count, 0) != byte_count) fail("send");
    }
    static char replies[1 << 16];
    struct epoll_event events[64];
    while (done < limit) {
        int count = epoll_wait(poller, events, 64, -1);
        for (int e = 0; e < count; e++) {
            unsigned i = events[e].data.u32;
            ssize_t received = recv(descriptors[i], replies, sizeof replies, 0);
            if (received <= 0) fail("recv");
            left[i] -= (int)received;
            if (left[i] > 0) continue;
            if (left[i] < 0) {
                fprintf(stderr, "replies of another length: fill the keys with 32 bytes each\n");
                return 1;
            }
            done += pipeline;
            left[i] = pipeline * REPLY_BYTES;
            variant[i] = (variant[i] + 1) % VARIANTS;
            ssize_t sent = send(descriptors[i], requests[i][variant[i]], (size_t)byte_count, 0);
            if (sent != byte_count) fail("send");
        }
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    getrusage(RUSAGE_SELF, &after);
    double seconds = (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9;
    double busy = (double)(after.ru_utime.tv_sec - before.ru_utime.tv_sec) * 1e6 +
                  (double)(after.ru_utime.tv_usec - before.ru_utime.tv_usec) +
                  (double)(after.ru_stime.tv_sec - before.ru_stime.tv_sec) * 1e6 +
                  (double)(after.ru_stime.tv_usec - before.ru_stime.tv_usec);
    printf("%f %f\n", (double)done / seconds, busy / (double)done);
    return 0;
}
