public import Wire

/// A node's number within one client: they are given in the order in which nodes were found, and
/// never again to another.
public struct NodeID: Hashable, Sendable {
    /// The number, from 0.
    public let rawValue: UInt16

    /// The node of this number.
    @inline(__always)
    public init(rawValue: UInt16) {
        self.rawValue = rawValue
    }
}

/// Which node has which of a namespace's 4,096 partitions.
///
/// Made of what each node says of itself (`replicas`): a later claim replaces an earlier one, and a
/// node that no longer claims a partition loses it. Source: `as_partition.c` of Aerospike's C
/// client.
public struct PartitionMap: Equatable, Sendable {
    /// For each replica, masters first, the node of each partition; `none` when nobody claims it.
    private var replicas: [[UInt16]] = []

    /// The most replicas that clients keep.
    public static let replicaLimit = 3
    private static let none = UInt16.max

    /// A map of which nobody claims anything.
    public init() {}

    /// How many replicas any node has claimed.
    public var replicaCount: Int { replicas.count }

    /// The node that has a partition.
    ///
    /// - Parameters:
    ///   - partition: the partition, below 4,096.
    ///   - replica: 0 for the master.
    /// - Returns: the node, nil when nobody claims it.
    @inline(__always)
    public func node(ofPartition partition: Int, replica: Int = 0) -> NodeID? {
        guard replica < replicas.count else { return nil }
        let node = replicas[replica][partition]
        return node == Self.none ? nil : NodeID(rawValue: node)
    }

    /// How many partitions have a master.
    public var masteredCount: Int {
        replicas.first?.count { $0 != Self.none } ?? 0
    }

    /// The partitions whose master is `node`.
    public func partitions(ofMaster node: NodeID) -> [UInt16] {
        guard let masters = replicas.first else { return [] }
        return masters.indices.filter { masters[$0] == node.rawValue }.map { UInt16($0) }
    }

    /// Takes note of what `node` says it has.
    ///
    /// - Parameters:
    ///   - node: who says so.
    ///   - namespace: what it says.
    /// - Throws: `AerospikeWireError` when a bitmap is none; the map is then as it was.
    public mutating func claim(
        _ node: NodeID, _ namespace: borrowing AerospikeNamespaceReplicas
    ) throws(AerospikeWireError) {
        var bitmaps: [AerospikePartitionBitmap] = []
        for index in 0..<min(namespace.bitmapCount, Self.replicaLimit) {
            bitmaps.append(try namespace.bitmap(index))
        }
        while replicas.count < bitmaps.count {
            replicas.append(
                [UInt16](repeating: Self.none, count: AerospikeLimits.partitionCount))
        }
        for replica in replicas.indices {
            for partition in replicas[replica].indices {
                let has = replica < bitmaps.count && bitmaps[replica][partition]
                if has {
                    replicas[replica][partition] = node.rawValue
                } else if replicas[replica][partition] == node.rawValue {
                    replicas[replica][partition] = Self.none
                }
            }
        }
    }

    /// Takes everything away from a node that is gone.
    public mutating func forget(_ node: NodeID) {
        for replica in replicas.indices {
            for partition in replicas[replica].indices
            where replicas[replica][partition] == node.rawValue {
                replicas[replica][partition] = Self.none
            }
        }
    }
}
