// Zstandard: the streaming decompressor (https://facebook.github.io/zstd/zstd_manual.html).
#include <zstd.h>
