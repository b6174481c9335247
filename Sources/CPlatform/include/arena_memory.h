// Where an arena's pages come from: regions of 64 MiB that stay mapped until the arena goes.
//
// jemalloc may ask for pages, give their contents back (purge) and ask again, but never unmaps or
// protects any: an address that was once a record's stays readable, so that a reader without a lock
// can be wrong but cannot fault. The regions are aligned to 2 MiB and, on request, marked for huge
// pages, which take the misses out of the processor's translation cache.
// Interface: extent_hooks_t in https://jemalloc.net/jemalloc.3.html.
#ifndef SPIKEBENCH_ARENA_MEMORY_H
#define SPIKEBENCH_ARENA_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

typedef struct spikebench_arena_memory spikebench_arena_memory;

// A new source of pages, or NULL without memory.
spikebench_arena_memory *spikebench_arena_memory_create(bool huge_pages);

// The value that the mallctl names arenas.create and arena.<i>.extent_hooks take.
void *spikebench_arena_memory_hooks(spikebench_arena_memory *memory);

// Unmaps all regions; the arena must be destroyed before.
void spikebench_arena_memory_destroy(spikebench_arena_memory *memory);

#endif
