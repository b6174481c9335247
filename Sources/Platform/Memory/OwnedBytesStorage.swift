internal import Glibc

/// A block of bytes with one owner, zeroed at birth and freed with its owner.
///
/// Safety: `base` points to `byteCount` initialised bytes from `init` until `deinit` and never
/// leaves this type; callers see spans, which check bounds and cannot outlive the block.
@safe
public struct OwnedBytes: ~Copyable, @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    /// How many bytes the block holds.
    public let byteCount: Int

    /// A block of `byteCount` zero bytes, on a 64-byte boundary.
    ///
    /// Traps when `byteCount` is negative.
    public init(byteCount: Int) {
        precondition(byteCount >= 0, "a block cannot hold \(byteCount) bytes")
        self.byteCount = byteCount
        let block = UnsafeMutableRawPointer.allocate(byteCount: max(byteCount, 1), alignment: 64)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        unsafe base = block
    }

    deinit {
        unsafe base.deallocate()
    }

    /// The bytes, to read.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: byteCount)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// The bytes, to write.
    public var mutableBytes: MutableRawSpan {
        @_lifetime(&self)
        mutating get {
            let span = unsafe MutableRawSpan(_unsafeStart: base, byteCount: byteCount)
            return unsafe _overrideLifetime(span, mutating: &self)
        }
    }
}
