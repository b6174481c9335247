/// Walks the value of the info command `replicas`: which partitions of each namespace a node has.
///
/// For each namespace `name:regime,replicas,bitmap,…`, joined by semicolons; the first bitmap is of
/// the partitions whose master the node is, the next of those whose first replica it is, and so on.
/// Source: `as_partition.c` of Aerospike's C client.
public struct AerospikeReplicasCursor: ~Escapable {
    private let value: RawSpan
    private var position = 0

    /// A cursor before the first namespace.
    @_lifetime(copy value)
    public init(_ value: RawSpan) {
        self.value = value
    }

    /// The next namespace, nil after the last.
    ///
    /// - Returns: the namespace.
    /// - Throws: `AerospikeWireError` when what is there is none.
    @_lifetime(copy self)
    public mutating func next() throws(AerospikeWireError) -> AerospikeNamespaceReplicas? {
        guard position < value.byteCount else { return nil }
        let end = value.firstOffset(of: UInt8(ascii: ";"), from: position) ?? value.byteCount
        let item = value.extracting(position..<end)
        position = end + 1
        return try AerospikeNamespaceReplicas.read(item)
    }

    /// Appends a namespace to a value, with a semicolon unless it is the first.
    ///
    /// - Parameters:
    ///   - name: the namespace's name.
    ///   - regime: 0 for a namespace that favours availability.
    ///   - bitmaps: of the masters, then of each replica.
    ///   - isFirst: whether it is the value's first namespace.
    ///   - queue: where the value is written.
    public static func append(
        _ name: RawSpan, regime: Int = 0, _ bitmaps: [AerospikePartitionBitmap], isFirst: Bool,
        to queue: inout ByteQueue
    ) {
        if !isFirst { queue.append(UInt8(ascii: ";")) }
        queue.append(name)
        queue.append(UInt8(ascii: ":"))
        queue.append(decimal: regime)
        queue.append(UInt8(ascii: ","))
        queue.append(decimal: bitmaps.count)
        for bitmap in bitmaps {
            queue.append(UInt8(ascii: ","))
            bitmap.append(to: &queue)
        }
    }
}

/// Which partitions of one namespace a node has.
public struct AerospikeNamespaceReplicas: ~Escapable {
    /// The namespace's name.
    public let name: RawSpan
    /// 0 for a namespace that favours availability.
    public let regime: UInt64
    /// How many bitmaps there are.
    public let bitmapCount: Int
    /// The bitmaps' characters, each behind a comma.
    private let bitmaps: RawSpan

    @_lifetime(copy name, copy bitmaps)
    private init(name: RawSpan, regime: UInt64, bitmapCount: Int, bitmaps: RawSpan) {
        self.name = name
        self.regime = regime
        self.bitmapCount = bitmapCount
        self.bitmaps = bitmaps
    }

    @_lifetime(copy item)
    static func read(
        _ item: RawSpan
    ) throws(AerospikeWireError) -> AerospikeNamespaceReplicas {
        let comma = UInt8(ascii: ",")
        guard let colon = item.firstOffset(of: UInt8(ascii: ":")),
            let first = item.firstOffset(of: comma, from: colon)
        else { throw AerospikeWireError(.badReplicas) }
        let start = item.firstOffset(of: comma, from: first + 1) ?? item.byteCount
        guard let regime = item.decimal(colon + 1..<first),
            let count = item.decimal(first + 1..<start)
        else { throw AerospikeWireError(.badReplicas) }
        let bitmaps = item.extracting(start..<item.byteCount)
        // A node may have fewer than the namespace's replicas, never more.
        let size = 1 + AerospikePartitionBitmap.characterCount
        guard bitmaps.byteCount % size == 0, bitmaps.byteCount / size <= count else {
            throw AerospikeWireError(.badReplicas)
        }
        return AerospikeNamespaceReplicas(
            name: item.extracting(0..<colon), regime: regime,
            bitmapCount: bitmaps.byteCount / size, bitmaps: bitmaps)
    }

    /// A bitmap.
    ///
    /// - Parameter index: 0 for the partitions whose master the node is.
    /// - Returns: the bitmap.
    /// - Throws: `AerospikeWireError` when its characters are not those of one.
    public func bitmap(_ index: Int) throws(AerospikeWireError) -> AerospikePartitionBitmap {
        let start = index * (1 + AerospikePartitionBitmap.characterCount)
        guard bitmaps.byte(at: start) == UInt8(ascii: ",") else {
            throw AerospikeWireError(.badReplicas)
        }
        return try AerospikePartitionBitmap(
            base64: bitmaps.extracting(
                start + 1..<start + 1 + AerospikePartitionBitmap.characterCount))
    }
}
