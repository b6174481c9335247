// zlib: compress2, uncompress, compressBound (https://zlib.net/manual.html).
#include <zlib.h>
