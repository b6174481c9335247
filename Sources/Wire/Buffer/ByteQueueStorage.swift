/// Bytes that are appended at the end and consumed at the front, with one owner.
///
/// One type for both directions: encoders append messages and the socket's sender consumes them;
/// the socket's receiver fills ``spare(atLeast:)`` and decoders consume what they understood.
/// Offsets count from the first byte not yet consumed. Appending allocates only when the block is
/// too small; it then at least doubles, so a queue of its working size allocates nothing.
///
/// Thread safety: owned by one thread at a time.
///
/// Safety: `base` points to `capacity` bytes, all initialised, that belong to this queue alone from
/// `init` or the last growth until `deinit` or the next. 0 ≤ `head` ≤ `tail` ≤ `capacity`. Callers
/// see spans, which check bounds and cannot outlive the access.
@safe
public struct ByteQueue: ~Copyable, @unchecked Sendable {
    private var base: UnsafeMutableRawPointer
    /// Bytes the queue holds without growing, consumed ones included.
    public private(set) var capacity: Int
    private var head = 0
    private var tail = 0

    /// What an empty queue holds in memory: one cache line.
    private static let leastCapacity = 64

    /// An empty queue with room for at least `capacity` bytes.
    public init(capacity: Int = 0) {
        precondition(capacity >= 0, "a queue cannot hold \(capacity) bytes")
        self.capacity = max(capacity, Self.leastCapacity)
        unsafe base = Self.zeroed(byteCount: self.capacity)
    }

    deinit {
        unsafe base.deallocate()
    }

    private static func zeroed(byteCount: Int) -> UnsafeMutableRawPointer {
        let block = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        unsafe block.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
        return unsafe block
    }

    // MARK: Reading

    /// How many bytes are appended and not yet consumed.
    @inline(__always)
    public var byteCount: Int { tail - head }

    /// Whether nothing is left to consume.
    @inline(__always)
    public var isEmpty: Bool { tail == head }

    /// The bytes not yet consumed.
    public var bytes: RawSpan {
        @inline(__always)
        @_lifetime(borrow self)
        get {
            let span = unsafe RawSpan(_unsafeStart: base + head, byteCount: tail - head)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Drops the first `count` bytes; traps when there are fewer.
    @inline(__always)
    public mutating func consume(_ count: Int) {
        precondition(count >= 0 && count <= tail - head, "there are not \(count) bytes to consume")
        head += count
        if head == tail {
            head = 0
            tail = 0
        }
    }

    /// Drops bytes at the end until `count` are left: how an encoder takes back half a message.
    ///
    /// Traps when there are fewer.
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= tail - head, "there are not \(count) bytes to keep")
        tail = head + count
    }

    /// Gives back the memory of an empty queue, and leaves one that is in use as it is.
    ///
    /// For connections that may be idle for long: what stays is 64 bytes.
    public mutating func releaseWhenEmpty() {
        guard isEmpty, capacity > Self.leastCapacity else { return }
        replaceBlock(capacity: Self.leastCapacity)
    }

    // MARK: Filling from outside

    /// Room behind the last byte, at least `count` bytes of it, for a receiver to fill.
    ///
    /// What is filled in becomes part of the queue with ``commit(_:)``.
    @_lifetime(&self)
    public mutating func spare(atLeast count: Int) -> MutableRawSpan {
        reserve(count)
        let span = unsafe MutableRawSpan(_unsafeStart: base + tail, byteCount: capacity - tail)
        return unsafe _overrideLifetime(span, mutating: &self)
    }

    /// Appends the first `count` bytes of what ``spare(atLeast:)`` gave last.
    ///
    /// Traps when the room is smaller.
    public mutating func commit(_ count: Int) {
        precondition(count >= 0 && count <= capacity - tail, "there is no room for \(count) bytes")
        tail += count
    }

    // MARK: Appending

    /// Makes room for `count` bytes more, so that appending them neither allocates nor copies.
    @inline(__always)
    public mutating func reserve(_ count: Int) {
        if capacity - tail < count { makeRoom(count) }
    }

    /// Appends one byte.
    @inline(__always)
    public mutating func append(_ byte: UInt8) {
        unsafe extend(by: 1).storeBytes(of: byte, as: UInt8.self)
    }

    /// Appends a copy of `bytes`.
    @inline(__always)
    public mutating func append(_ bytes: RawSpan) {
        let count = bytes.byteCount
        let start = unsafe extend(by: count)
        unsafe bytes.withUnsafeBytes { source in
            guard let address = source.baseAddress else { return }
            unsafe start.copyMemory(from: address, byteCount: count)
        }
    }

    /// Appends the bytes of a literal.
    @inline(__always)
    public mutating func append(literal: StaticString) {
        precondition(literal.hasPointerRepresentation, "a single character: append its byte")
        let count = literal.utf8CodeUnitCount
        unsafe extend(by: count).copyMemory(from: literal.utf8Start, byteCount: count)
    }

    /// Appends the UTF-8 bytes of `text`.
    public mutating func append(text: String) {
        // UTF-8 code units have no padding bytes that would be read uninitialised.
        unsafe append(text.utf8Span.span.bytes)
    }

    /// Appends `value`, its most significant byte first.
    @inline(__always)
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(bigEndian value: Value)
    {
        unsafe extend(by: MemoryLayout<Value>.size).storeBytes(of: value.bigEndian, as: Value.self)
    }

    /// Appends `value`, its least significant byte first.
    @inline(__always)
    public mutating func append<Value: FixedWidthInteger & BitwiseCopyable>(
        littleEndian value: Value
    ) {
        unsafe extend(by: MemoryLayout<Value>.size)
            .storeBytes(of: value.littleEndian, as: Value.self)
    }

    /// Appends `value` in decimal digits.
    @inline(__always)
    public mutating func append(decimal value: UInt64) {
        let count = decimalDigitCount(value)
        let start = unsafe extend(by: count)
        var (rest, position) = (value, count)
        repeat {
            position -= 1
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            unsafe start.storeBytes(
                of: 0x30 | UInt8(truncatingIfNeeded: digit), toByteOffset: position, as: UInt8.self)
            rest = quotient
        } while position > 0
    }

    /// Appends `value` in decimal digits, with a minus sign when it is below zero.
    @inline(__always)
    public mutating func append(decimal value: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: UInt64(value.magnitude))
    }

    /// Replaces bytes already appended by `value`, its most significant byte first.
    ///
    /// For sizes and counts known only when what they describe has been written. Traps when the
    /// value would reach beyond the last byte.
    ///
    /// - Parameters:
    ///   - value: what to write.
    ///   - offset: where, from the first byte not yet consumed.
    @inline(__always)
    public mutating func replace<Value: FixedWidthInteger & BitwiseCopyable>(
        bigEndian value: Value, at offset: Int
    ) {
        let size = MemoryLayout<Value>.size
        precondition(
            offset >= 0 && offset <= byteCount - size, "\(size) bytes at \(offset) of \(byteCount)")
        unsafe base.storeBytes(of: value.bigEndian, toByteOffset: head + offset, as: Value.self)
    }

    // MARK: The block

    /// The start of `count` bytes that now belong to the queue and are still to be written.
    @inline(__always)
    private mutating func extend(by count: Int) -> UnsafeMutableRawPointer {
        reserve(count)
        let start = unsafe base + tail
        tail += count
        return unsafe start
    }

    /// Moves what is there to the front when that is enough, and into a larger block otherwise.
    ///
    /// Moving waits until half the block is consumed, so that a byte moves once on average.
    @inline(never)
    private mutating func makeRoom(_ count: Int) {
        precondition(count >= 0, "a queue cannot grow by \(count) bytes")
        let used = tail - head
        if used + count <= capacity && head >= capacity / 2 {
            unsafe base.copyMemory(from: base + head, byteCount: used)
            (head, tail) = (0, used)
        } else {
            replaceBlock(capacity: max(used + count, 2 * capacity))
        }
    }

    private mutating func replaceBlock(capacity newCapacity: Int) {
        let used = tail - head
        let block = unsafe Self.zeroed(byteCount: newCapacity)
        unsafe block.copyMemory(from: base + head, byteCount: used)
        unsafe base.deallocate()
        unsafe base = block
        (capacity, head, tail) = (newCapacity, 0, used)
    }

    /// Traps when the queue's own words contradict each other; for tests.
    public func checkInvariants() {
        precondition(0 <= head && head <= tail && tail <= capacity)
        precondition(capacity >= Self.leastCapacity)
    }
}

@inline(__always)
private func decimalDigitCount(_ value: UInt64) -> Int {
    var (count, limit) = (1, value)
    while limit >= 10 {
        limit /= 10
        count += 1
    }
    return count
}
