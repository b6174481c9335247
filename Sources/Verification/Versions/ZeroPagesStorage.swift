internal import Glibc

/// A large block of zeros of which the system provides what is used.
///
/// Safety: `base` points to `byteCount` bytes from `init` until `deinit`; who uses it keeps the
/// block as long.
@safe
final class ZeroPages: @unchecked Sendable {
    @unsafe let base: UnsafeMutableRawPointer
    /// How many bytes there are.
    let byteCount: Int

    /// A block of `byteCount` zeros; traps when the system refuses the addresses.
    init(byteCount: Int) {
        self.byteCount = byteCount
        let pages = unsafe mmap(
            nil, max(byteCount, 1), PROT_READ | PROT_WRITE,
            MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)
        guard let pages = unsafe pages, unsafe pages != MAP_FAILED else {
            preconditionFailure("the system has no addresses for \(byteCount) bytes")
        }
        // Fewer misses of the processor's translation cache; it is no fault when it is refused.
        unsafe _ = madvise(pages, byteCount, MADV_HUGEPAGE)
        unsafe base = pages
    }

    deinit {
        unsafe _ = munmap(base, max(byteCount, 1))
    }
}
