// The jemalloc interface: mallocx, sdallocx, mallctl (https://jemalloc.net/jemalloc.3.html).
#include <jemalloc/jemalloc.h>

// Swift cannot see function-like macros.
static inline int spikebench_mallocx_arena(unsigned arena) { return MALLOCX_ARENA(arena); }
static inline int spikebench_mallocx_no_thread_cache(void) { return MALLOCX_TCACHE_NONE; }
static inline int spikebench_mallocx_thread_cache(unsigned cache) { return MALLOCX_TCACHE(cache); }
