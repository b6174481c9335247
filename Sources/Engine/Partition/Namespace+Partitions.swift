internal import Platform

/// Whether a namespace is in its store.
enum Lifetime: Sendable {
    case inUse
    case dropped
}

extension Namespace {
    /// How many partitions the digest space has.
    public static var partitionCount: Int { 4096 }

    /// One partition, to work on it alone.
    ///
    /// - Parameter number: 0…4,095, of a partition that the namespace has or has not.
    /// - Returns: a handle, which stays valid.
    /// - Throws: `EngineError` for a number outside.
    public func partition(_ number: Int) throws(EngineError) -> NamespaceSlice {
        try Self.validate(partition: number)
        return NamespaceSlice(self, index: number, bitCount: 12)
    }

    /// One shard, to work on it alone.
    ///
    /// - Parameter number: 0 up to the configuration's `shards`, that one excluded.
    /// - Returns: a handle, which stays valid.
    /// - Throws: `EngineError` for a number outside.
    public func shard(_ number: Int) throws(EngineError) -> NamespaceSlice {
        guard number >= 0 && number < configuration.shards else {
            throw .invalidParameter(
                name: "shard", value: "\(number)", bounds: "0 to \(configuration.shards - 1)")
        }
        return NamespaceSlice(
            self, index: number, bitCount: configuration.shards.trailingZeroBitCount)
    }

    /// Whether the namespace has the partition of that number; false outside 0…4,095.
    public func owns(partition: Int) -> Bool {
        partition >= 0 && partition < Self.partitionCount && ownedPartitions.contains(partition)
    }

    /// The numbers of all partitions that the namespace has, ascending.
    public var partitions: [Int] {
        (0..<Self.partitionCount).filter { ownedPartitions.contains($0) }
    }

    /// Adds a partition that was dropped, empty.
    ///
    /// - Parameter number: 0…4,095. A new namespace has all of them.
    /// - Throws: `EngineError` for a number outside, when the namespace has the partition, or when
    ///   the namespace was dropped.
    public func createPartition(_ number: Int) throws(EngineError) {
        try Self.validate(partition: number)
        try maintenance.withLock { (lifetime) throws(EngineError) in
            if lifetime == .dropped { throw .namespaceNotFound(name) }
            if ownedPartitions.contains(number) { throw .partitionExists(number, namespace: name) }
            ownedPartitions.insert(number)
        }
    }

    /// Removes a partition with its records.
    ///
    /// From then on its operations answer ``ReadResult/unavailable`` and the like. Each of its
    /// tables is emptied at once: a partition has one, but for namespaces of more than 4,096
    /// shards.
    ///
    /// - Parameter number: 0…4,095.
    /// - Returns: how many records were removed.
    /// - Throws: `EngineError` for a number outside, or when the namespace has no such partition.
    @discardableResult
    public func dropPartition(_ number: Int) throws(EngineError) -> Int {
        let slice = try partition(number)
        return try maintenance.withLock { (_) throws(EngineError) in
            guard ownedPartitions.contains(number) else {
                throw .partitionNotFound(number, namespace: name)
            }
            ownedPartitions.remove(number)
            return clear(tables: slice.tables)
        }
    }

    /// Removes all records of all partitions, the partitions too, for good.
    func drop() {
        maintenance.withLock { lifetime in
            lifetime = .dropped
            for partition in 0..<Self.partitionCount { ownedPartitions.remove(partition) }
            _ = clear(tables: 0..<stripes.tableCount)
        }
    }

    /// Whether the namespace has the partition of `digest`.
    @inline(__always)
    func owns(_ digest: Digest) -> Bool { ownedPartitions.contains(digest.partition) }

    static func validate(partition number: Int) throws(EngineError) {
        guard number >= 0 && number < partitionCount else {
            throw .invalidParameter(
                name: "partition", value: "\(number)", bounds: "0 to \(partitionCount - 1)")
        }
    }
}
