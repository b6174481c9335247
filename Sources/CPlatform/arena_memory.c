#define _GNU_SOURCE
#include "arena_memory.h"

#include <jemalloc/jemalloc.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#define HUGE_PAGE_BYTES ((size_t)2 << 20)
#define REGION_BYTES ((size_t)64 << 20)

typedef struct region {
    struct region *before;
    char *base;
    size_t byte_count;
} region;

struct spikebench_arena_memory {
    extent_hooks_t hooks; // first, so that a pointer to it is a pointer to the whole
    pthread_mutex_t lock;
    bool huge_pages;
    region *last;
    char *next; // the last region's part that was never given out
    char *end;
};

static size_t round_up(size_t value, size_t unit) { return (value + unit - 1) & ~(unit - 1); }

// Maps one more region of at least byte_count; the lock is held.
static bool add_region(spikebench_arena_memory *memory, size_t byte_count) {
    size_t wanted = byte_count > REGION_BYTES ? round_up(byte_count, HUGE_PAGE_BYTES) : REGION_BYTES;
    region *added = malloc(sizeof *added);
    if (added == NULL) return false;
    char *mapped = mmap(NULL, wanted + HUGE_PAGE_BYTES, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) {
        free(added);
        return false;
    }
    char *base = (char *)round_up((uintptr_t)mapped, HUGE_PAGE_BYTES);
    size_t head = (size_t)(base - mapped);
    if (head > 0) munmap(mapped, head);
    munmap(base + wanted, HUGE_PAGE_BYTES - head);
    // A kernel without huge pages refuses; then there are none.
    if (memory->huge_pages) madvise(base, wanted, MADV_HUGEPAGE);
    *added = (region){.before = memory->last, .base = base, .byte_count = wanted};
    memory->last = added;
    memory->next = base;
    memory->end = base + wanted;
    return true;
}

static void *allocate(extent_hooks_t *hooks, void *address, size_t byte_count, size_t alignment,
                      bool *zero, bool *commit, unsigned arena) {
    (void)arena;
    spikebench_arena_memory *memory = (spikebench_arena_memory *)hooks;
    if (address != NULL || alignment > REGION_BYTES) return NULL;
    pthread_mutex_lock(&memory->lock);
    char *start = (char *)round_up((uintptr_t)memory->next, alignment);
    if (memory->next == NULL || start > memory->end || (size_t)(memory->end - start) < byte_count) {
        start = NULL;
        if (add_region(memory, byte_count + alignment)) {
            start = (char *)round_up((uintptr_t)memory->next, alignment);
        }
    }
    if (start != NULL) {
        memory->next = start + byte_count;
        *zero = true;
        *commit = true;
    }
    pthread_mutex_unlock(&memory->lock);
    return start;
}

// True means that the pages stay: jemalloc keeps them for its next request.
static bool keep(extent_hooks_t *hooks, void *address, size_t byte_count, bool committed,
                 unsigned arena) {
    (void)hooks, (void)address, (void)byte_count, (void)committed, (void)arena;
    return true;
}

static void leave(extent_hooks_t *hooks, void *address, size_t byte_count, bool committed,
                  unsigned arena) {
    (void)hooks, (void)address, (void)byte_count, (void)committed, (void)arena;
}

static bool commit(extent_hooks_t *hooks, void *address, size_t byte_count, size_t offset,
                   size_t length, unsigned arena) {
    (void)hooks, (void)address, (void)byte_count, (void)offset, (void)length, (void)arena;
    return false;
}

static bool decommit(extent_hooks_t *hooks, void *address, size_t byte_count, size_t offset,
                     size_t length, unsigned arena) {
    (void)hooks, (void)address, (void)byte_count, (void)offset, (void)length, (void)arena;
    return true;
}

// Gives the physical memory back; the pages stay mapped and read as zeros.
static bool purge(extent_hooks_t *hooks, void *address, size_t byte_count, size_t offset,
                  size_t length, unsigned arena) {
    (void)hooks, (void)byte_count, (void)arena;
    return madvise((char *)address + offset, length, MADV_DONTNEED) != 0;
}

static bool split(extent_hooks_t *hooks, void *address, size_t byte_count, size_t first,
                  size_t second, bool committed, unsigned arena) {
    (void)hooks, (void)address, (void)byte_count, (void)first, (void)second;
    (void)committed, (void)arena;
    return false;
}

static bool merge(extent_hooks_t *hooks, void *first, size_t first_count, void *second,
                  size_t second_count, bool committed, unsigned arena) {
    (void)hooks, (void)first, (void)first_count, (void)second, (void)second_count;
    (void)committed, (void)arena;
    return false;
}

spikebench_arena_memory *spikebench_arena_memory_create(bool huge_pages) {
    spikebench_arena_memory *memory = calloc(1, sizeof *memory);
    if (memory == NULL) return NULL;
    memory->hooks = (extent_hooks_t){
        .alloc = allocate,
        .dalloc = keep,
        .destroy = leave,
        .commit = commit,
        .decommit = decommit,
        .purge_lazy = NULL,
        .purge_forced = purge,
        .split = split,
        .merge = merge,
    };
    pthread_mutex_init(&memory->lock, NULL);
    memory->huge_pages = huge_pages;
    return memory;
}

void *spikebench_arena_memory_hooks(spikebench_arena_memory *memory) { return &memory->hooks; }

void spikebench_arena_memory_destroy(spikebench_arena_memory *memory) {
    while (memory->last != NULL) {
        region *gone = memory->last;
        memory->last = gone->before;
        munmap(gone->base, gone->byte_count);
        free(gone);
    }
    pthread_mutex_destroy(&memory->lock);
    free(memory);
}
