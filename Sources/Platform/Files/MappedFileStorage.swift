internal import Glibc

/// A file's bytes as memory: read from the disk when touched, and given back when memory is short.
///
/// Whoever cuts the file short while it is mapped makes readers of the lost part crash (SIGBUS).
///
/// Thread safety: immutable; any thread may read.
///
/// Safety: `base` points to `byteCount` mapped bytes from `init` until `deinit` and never leaves
/// this type; callers see spans, which check bounds and cannot outlive the mapping.
@safe
public final class MappedFile: @unchecked Sendable {
    private let base: UnsafeRawPointer
    /// How many bytes the file has.
    public let byteCount: Int

    /// Maps the file at `path`.
    ///
    /// - Throws: `PlatformError` when it is missing, no ordinary file, or may not be read.
    public convenience init(path: String) throws(PlatformError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw PlatformError(call: "open", code: errno) }
        defer { close(descriptor) }
        try self.init(descriptor: descriptor)
    }

    /// Maps an open file, which may be closed after.
    init(descriptor: Int32) throws(PlatformError) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else {
            throw PlatformError(call: "fstat", code: errno)
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw PlatformError(
                call: "mmap", code: status.st_mode & S_IFMT == S_IFDIR ? EISDIR : ENODEV)
        }
        byteCount = Int(status.st_size)
        let mapped = unsafe mmap(nil, max(byteCount, 1), PROT_READ, MAP_SHARED, descriptor, 0)
        guard let mapped = unsafe mapped, unsafe mapped != MAP_FAILED else {
            throw PlatformError(call: "mmap", code: errno)
        }
        unsafe base = UnsafeRawPointer(mapped)
    }

    deinit {
        unsafe _ = munmap(UnsafeMutableRawPointer(mutating: base), max(byteCount, 1))
    }

    /// All bytes.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Reads the pages of `range` from the disk, unless they are in memory; waits until they are.
    ///
    /// - Parameter range: offsets of bytes; what lies outside the file is left out.
    public func bringIn(_ range: Range<Int>) {
        let range = range.clamped(to: 0..<byteCount)
        guard !range.isEmpty else { return }
        let pageByteCount = 4096
        let first = range.lowerBound / pageByteCount * pageByteCount
        let start = unsafe UnsafeMutableRawPointer(mutating: base + first)
        unsafe _ = madvise(start, range.upperBound - first, MADV_WILLNEED)
        var sum: UInt8 = 0
        for offset in stride(from: first, to: range.upperBound, by: pageByteCount) {
            unsafe sum &+= (base + offset).load(as: UInt8.self)
        }
        withExtendedLifetime(sum) {}
    }
}
