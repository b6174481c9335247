/// A few operations with their key bytes and value sizes, filled by a source and read by a target.
///
/// Generating some dozens at a time lets the processor overlap their work, and takes generation
/// out of the time between two clock readings. Nothing is allocated after `init`.
///
/// A batch that writes also refers to a `ValuePool`; the bytes of a value are a slice of it.
///
/// Thread safety: owned by one worker.
///
/// Safety: the four blocks live from `init` to `deinit` and never leave this type. An index is
/// checked against `count`, a bin against `valueCountPerOperation`.
@safe
public final class OperationBatch {
    /// How many operations fit.
    public let capacity: Int
    /// Bytes reserved for each key.
    public let keyByteLimit: Int
    /// Values that one operation may write.
    public let valueCountPerOperation: Int
    /// Where value bytes come from.
    public let pool: ValuePool

    private let filledCount: UnsafeMutablePointer<Int>
    private let operations: UnsafeMutablePointer<Operation>
    private let keyByteCounts: UnsafeMutablePointer<UInt16>
    private let keys: UnsafeMutablePointer<UInt8>
    private let values: UnsafeMutablePointer<BatchValue>
    /// Values that are not the pool's.
    private let rewritten = RewrittenValues()

    /// An empty batch.
    ///
    /// - Parameters:
    ///   - capacity: operations at a time; 32 keeps the working set in the first-level cache.
    ///   - keyByteLimit: the longest key, in bytes (at most 65,535).
    ///   - valueCountPerOperation: the most values one operation writes, usually the bin count.
    ///   - pool: where value bytes come from.
    public init(capacity: Int, keyByteLimit: Int, valueCountPerOperation: Int, pool: ValuePool) {
        precondition(capacity > 0 && keyByteLimit > 0 && keyByteLimit <= 65_535)
        precondition(valueCountPerOperation > 0)
        self.capacity = capacity
        self.keyByteLimit = keyByteLimit
        self.valueCountPerOperation = valueCountPerOperation
        self.pool = pool
        // On a cache line of its own: another worker's count may be what is allocated next.
        unsafe filledCount = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
            .bindMemory(to: Int.self, capacity: 1)
        unsafe filledCount.initialize(to: 0)
        unsafe operations = .allocate(capacity: capacity)
        unsafe operations.initialize(
            repeating: Operation(kind: .read, keyIndex: 0), count: capacity)
        unsafe keyByteCounts = .allocate(capacity: capacity)
        unsafe keyByteCounts.initialize(repeating: 0, count: capacity)
        unsafe keys = .allocate(capacity: capacity * keyByteLimit)
        unsafe keys.initialize(repeating: 0, count: capacity * keyByteLimit)
        let valueCount = capacity * valueCountPerOperation
        unsafe values = .allocate(capacity: valueCount)
        unsafe values.initialize(
            repeating: BatchValue(payload: 0, byteCount: 0), count: valueCount)
    }

    deinit {
        unsafe filledCount.deallocate()
        unsafe operations.deallocate()
        unsafe keyByteCounts.deallocate()
        unsafe keys.deallocate()
        unsafe values.deallocate()
    }

    /// How many operations are filled in.
    ///
    /// Kept outside the object: a stored property would be checked for exclusive access each time.
    @inline(__always)
    public private(set) var count: Int {
        get { unsafe filledCount.pointee }
        set { unsafe filledCount.pointee = newValue }
    }

    // MARK: Filling

    /// Forgets all operations.
    public func removeAll() {
        count = 0
    }

    /// Adds an operation whose key is `key`.
    ///
    /// Traps when the batch is full or the key is longer than `keyByteLimit`.
    public func append(_ operation: Operation, key: RawSpan) {
        precondition(count < capacity, "the batch is full at \(capacity) operations")
        precondition(key.byteCount <= keyByteLimit, "a key of \(key.byteCount) bytes")
        let index = count
        let length = key.byteCount
        unsafe key.withUnsafeBytes { bytes in
            unsafe UnsafeMutableRawPointer(keys + index * keyByteLimit)
                .copyMemory(from: bytes.baseAddress ?? UnsafeRawPointer(keys), byteCount: length)
        }
        unsafe keyByteCounts[index] = UInt16(truncatingIfNeeded: length)
        unsafe operations[index] = operation
        count = index + 1
    }

    /// Adds an operation whose key `write` puts into the space it is given.
    ///
    /// - Parameters:
    ///   - operation: the operation.
    ///   - write: gets `keyByteLimit` bytes and returns how many it used.
    @inline(__always)
    public func append(_ operation: Operation, writingKey write: (inout MutableRawSpan) -> Int) {
        append(operation)
        setKey(at: count - 1, write)
    }

    /// Writes the key of the operation at `index`, which was added without one.
    ///
    /// - Parameters:
    ///   - index: the operation.
    ///   - write: gets `keyByteLimit` bytes and returns how many it used.
    @inline(__always)
    func setKey(at index: Int, _ write: (inout MutableRawSpan) -> Int) {
        precondition(index >= 0 && index < count)
        var space = unsafe MutableRawSpan(
            _unsafeStart: UnsafeMutableRawPointer(keys + index * keyByteLimit),
            byteCount: keyByteLimit)
        let length = write(&space)
        precondition(length >= 0 && length <= keyByteLimit)
        unsafe keyByteCounts[index] = UInt16(truncatingIfNeeded: length)
    }

    /// Adds an operation whose key `setKey` will write.
    @inline(__always)
    func append(_ operation: Operation) {
        precondition(count < capacity, "the batch is full at \(capacity) operations")
        unsafe operations[count] = operation
        count += 1
    }

    /// Sets one value that the newest operation writes.
    @inline(__always)
    func setLastValue(_ value: BatchValue, at position: Int) {
        precondition(count > 0 && position >= 0 && position < valueCountPerOperation)
        unsafe values[(count - 1) * valueCountPerOperation + position] = value
    }

    /// Sets one value that the newest operation writes to bytes from the start of the pool.
    public func setLastValueByteCount(_ byteCount: Int, at position: Int) {
        setLastValue(BatchValue(payload: 0, byteCount: byteCount), at: position)
    }

    /// Copies an operation, its key and its values from another batch of the same plan to `index`.
    ///
    /// - Parameters:
    ///   - source: where the operation is.
    ///   - sourceIndex: its index there.
    ///   - index: where to put it, below `capacity`; `count` grows to have it.
    public func copy(from source: OperationBatch, _ sourceIndex: Int, to index: Int) {
        precondition(sourceIndex >= 0 && sourceIndex < source.count && index < capacity)
        precondition(
            keyByteLimit == source.keyByteLimit
                && valueCountPerOperation == source.valueCountPerOperation)
        unsafe operations[index] = source.operations[sourceIndex]
        unsafe keyByteCounts[index] = source.keyByteCounts[sourceIndex]
        unsafe (keys + index * keyByteLimit).update(
            from: source.keys + sourceIndex * keyByteLimit,
            count: Int(source.keyByteCounts[sourceIndex]))
        let width = valueCountPerOperation
        unsafe (values + index * width).update(
            from: source.values + sourceIndex * width, count: width)
        count = max(count, index + 1)
    }

    // MARK: Reading

    /// The operation at `index`.
    @inline(__always)
    public subscript(index: Int) -> Operation {
        precondition(index >= 0 && index < count)
        return unsafe operations[index]
    }

    /// The key of the operation at `index`.
    @inline(__always)
    @_lifetime(borrow self)
    public func key(at index: Int) -> RawSpan {
        precondition(index >= 0 && index < count)
        let start = unsafe UnsafeRawPointer(keys + index * keyByteLimit)
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: Int(keyByteCounts[index]))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// The size in bytes of one value that the operation at `index` writes.
    ///
    /// - Parameters:
    ///   - index: the operation.
    ///   - position: 0 when it writes one bin; else the bin's place among those it writes.
    /// - Returns: the size.
    @inline(__always)
    public func valueByteCount(at index: Int, position: Int = 0) -> Int {
        Int(batchValue(at: index, position).byteCount)
    }

    /// The bytes of one value that the operation at `index` writes; for bins whose type has bytes.
    ///
    /// - Parameters:
    ///   - index: the operation.
    ///   - position: 0 when it writes one bin; else the bin's place among those it writes.
    /// - Returns: the bytes, valid as long as the batch and its pool.
    @inline(__always)
    @_lifetime(borrow self)
    public func value(at index: Int, position: Int = 0) -> RawSpan {
        let value = batchValue(at: index, position)
        let byteCount = Int(value.byteCount)
        let start = unsafe start(at: Int(truncatingIfNeeded: value.payload), byteCount: byteCount)
        let span = unsafe RawSpan(_unsafeStart: start, byteCount: byteCount)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Where the bytes of a value are: in the pool, or, from its end on, among the rewritten ones.
    @inline(__always)
    private func start(at offset: Int, byteCount: Int) -> UnsafeRawPointer {
        if let start = unsafe pool.startIfThere(at: offset, byteCount: byteCount) {
            return unsafe start
        }
        return unsafe rewritten.start(at: offset &- pool.byteCount, byteCount: byteCount)
    }

    /// The number that the operation at `index` writes: the bits of an integer or a double, 0 or 1
    /// for a boolean.
    ///
    /// - Parameters:
    ///   - index: the operation.
    ///   - position: 0 when it writes one bin; else the bin's place among those it writes.
    /// - Returns: its bits.
    @inline(__always)
    public func payload(at index: Int, position: Int = 0) -> UInt64 {
        batchValue(at: index, position).payload
    }

    // MARK: Rewriting

    /// Forgets the values that were rewritten: none of them may be read again.
    @inline(__always)
    public func removeRewrittenValues() {
        rewritten.removeAll()
    }

    /// Replaces one value by a copy that `rewrite` changes; for bins whose type has bytes.
    ///
    /// The copy lasts until `removeRewrittenValues`.
    ///
    /// - Parameters:
    ///   - index: the operation.
    ///   - position: 0 when it writes one bin; else the bin's place among those it writes.
    ///   - byteCountMinimum: a shorter value is lengthened to it, by any bytes.
    ///   - rewrite: gets the copy, and where in the pool the value is.
    @inline(__always)
    public func rewriteValue(
        at index: Int, position: Int, byteCountMinimum: Int,
        _ rewrite: (inout MutableRawSpan, _ poolOffset: Int) -> Void
    ) {
        let value = batchValue(at: index, position)
        let oldByteCount = Int(value.byteCount)
        let byteCount = max(oldByteCount, byteCountMinimum)
        let poolOffset = Int(truncatingIfNeeded: value.payload)
        // Before the source is looked up: it moves when there is more room to be made.
        let offset = rewritten.append(byteCount: byteCount)
        let source = unsafe start(at: poolOffset, byteCount: oldByteCount)
        let target = unsafe UnsafeMutableRawPointer(
            mutating: rewritten.start(at: offset, byteCount: byteCount))
        unsafe target.copyMemory(from: source, byteCount: oldByteCount)
        var span = unsafe MutableRawSpan(_unsafeStart: target, byteCount: byteCount)
        rewrite(&span, poolOffset)
        unsafe values[index * valueCountPerOperation + position] = BatchValue(
            payload: UInt64(pool.byteCount &+ offset), byteCount: byteCount)
    }

    @inline(__always)
    private func batchValue(at index: Int, _ position: Int) -> BatchValue {
        precondition(index >= 0 && index < count)
        precondition(position >= 0 && position < valueCountPerOperation)
        return unsafe values[index * valueCountPerOperation + position]
    }
}
