/// The bytes that all written values are cut from.
///
/// Thread safety: immutable after `init`; shared by all workers.
///
/// Safety: `base` points to `byteCount` initialised bytes from `init` until `deinit` and never
/// leaves this module; a value's place is checked against `byteCount`.
@safe
public final class ValuePool: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    let byteCount: Int

    /// A pool of random bytes.
    ///
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - valueByteLimit: the longest value, in bytes.
    public convenience init(seed: UInt64, valueByteLimit: Int) {
        precondition(valueByteLimit >= 0, "a value cannot have \(valueByteLimit) bytes")
        self.init(seed: seed, layout: ValueLayout(valueByteLimit: valueByteLimit))
    }

    /// A pool with what the values of a plan are cut from.
    ///
    /// - Parameters:
    ///   - seed: the run's seed.
    ///   - layout: the plan's.
    public init(seed: UInt64, layout: ValueLayout) {
        byteCount = layout.byteCount
        unsafe base = .allocate(byteCount: max(byteCount, 8), alignment: 64)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: max(byteCount, 8))
        for (index, area) in layout.areas.enumerated() {
            var random = SplitMix64(seed: seed &+ UInt64(index))
            fill(area, using: &random)
        }
    }

    deinit {
        unsafe base.deallocate()
    }

    private func fill(_ area: ValueLayout.Area, using random: inout SplitMix64) {
        switch area.contents {
        case .bytes(let compressibility):
            // In every 64 bytes the first ones are random and the rest zeros, so that a value of
            // any size and place has its share of both.
            let randomCount = 64 - Int((compressibility * 64).rounded())
            for offset in stride(from: 0, to: area.byteCount, by: 8) {
                let word = offset % 64 < randomCount ? random.next().littleEndian : 0
                store(word, keeping: randomCount - offset % 64, at: area.start + offset)
            }
        case .text:
            for offset in 0..<area.byteCount {
                let letter = ContainerEncoding.letter(random.next())
                unsafe base.storeBytes(
                    of: letter, toByteOffset: area.start + offset, as: UInt8.self)
            }
        case .containers:
            for (offset, byte) in area.containers.enumerated() {
                unsafe base.storeBytes(of: byte, toByteOffset: area.start + offset, as: UInt8.self)
            }
        }
    }

    /// Stores the first `count` bytes of a word, zeros after them, as far as the pool reaches.
    private func store(_ word: UInt64, keeping count: Int, at offset: Int) {
        let kept = count >= 8 ? word : count <= 0 ? 0 : word & (1 << UInt64(count * 8) - 1)
        let room = min(8, byteCount - offset)
        for index in 0..<room {
            let byte = UInt8(truncatingIfNeeded: kept >> UInt64(index * 8))
            unsafe base.storeBytes(of: byte, toByteOffset: offset + index, as: UInt8.self)
        }
    }

    /// Where the `byteCount` bytes at `offset` begin, or nil when the pool has no such bytes.
    @inline(__always)
    func startIfThere(at offset: Int, byteCount: Int) -> UnsafeRawPointer? {
        guard offset >= 0 && byteCount >= 0 && offset &+ byteCount <= self.byteCount else {
            return nil
        }
        return unsafe UnsafeRawPointer(base + offset)
    }

    /// The `byteCount` bytes at `offset`, or nil when the pool has no such bytes.
    @_lifetime(borrow self)
    public func bytes(at offset: Int, byteCount: Int) -> RawSpan? {
        guard let start = unsafe startIfThere(at: offset, byteCount: byteCount) else { return nil }
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: byteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }
}
