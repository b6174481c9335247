/// The incompressible bytes that all written values are cut from.
///
/// Thread safety: immutable after `init`; shared by all workers.
///
/// Safety: `base` points to `startCount + valueByteLimit` initialised bytes from `init` until
/// `deinit` and never leaves this type; a value's length is checked against `valueByteLimit`.
@safe
public final class ValuePool: @unchecked Sendable {
    private let base: UnsafeMutablePointer<UInt64>
    /// The longest value that can be cut, in bytes.
    public let valueByteLimit: Int
    /// How many different places a value may begin at; a power of two.
    private static let startCount = 1 << 20

    /// A pool filled from `seed`.
    ///
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - valueByteLimit: the longest value, in bytes.
    public init(seed: UInt64, valueByteLimit: Int) {
        precondition(valueByteLimit >= 0, "a value cannot have \(valueByteLimit) bytes")
        self.valueByteLimit = valueByteLimit
        let wordCount = (Self.startCount + valueByteLimit + 7) / 8
        unsafe base = .allocate(capacity: wordCount)
        var generator = SplitMix64(seed: seed)
        for index in 0..<wordCount {
            unsafe (base + index).initialize(to: generator.next().littleEndian)
        }
    }

    deinit {
        unsafe base.deallocate()
    }

    /// Where the value of `byteCount` bytes that `seed` picks begins.
    @inline(__always)
    func start(seed: UInt32, byteCount: Int) -> UnsafeRawPointer {
        precondition(byteCount >= 0 && byteCount <= valueByteLimit, "a value of \(byteCount) bytes")
        return unsafe UnsafeRawPointer(base) + Int((seed &* 0x9e37_79b1) >> 12)
    }
}
