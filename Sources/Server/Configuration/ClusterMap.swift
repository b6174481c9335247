/// A cluster that never changes: which partitions this node has, and who the other nodes are.
///
/// Thread safety: a value.
public struct ClusterMap: Hashable, Sendable {
    /// Another node.
    public struct Peer: Hashable, Sendable {
        /// Its name, as it calls itself.
        public var name: String
        /// Where clients reach it.
        public var host: String
        /// The port there.
        public var port: UInt16

        /// A node.
        public init(name: String, host: String, port: UInt16) {
            self.name = name
            self.host = host
            self.port = port
        }

        /// `host:port`, with brackets around an address of IPv6.
        var address: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    }

    /// The partitions of this node, ascending and apart from each other, each within 0…4,095.
    public var partitions: [ClosedRange<Int>] = [0...4095]
    /// The other nodes.
    public var peers: [Peer] = []

    /// A node alone, which has every partition.
    public init() {}

    /// The partitions that this node does not have, ascending.
    var foreignPartitions: [Int] {
        (0..<4096).filter { number in !partitions.contains { $0.contains(number) } }
    }

    /// Reads `0-2047`, `7` or `0-1023, 3000-4095`.
    ///
    /// - Parameter text: numbers and ranges of partitions, ascending, separated by commas.
    /// - Returns: the ranges; nil when it is something else.
    static func partitions(_ text: String) -> [ClosedRange<Int>]? {
        var ranges: [ClosedRange<Int>] = []
        for item in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = item.filter { $0 != " " }
                .split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
            guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil,
                first <= last, first > ranges.last?.upperBound ?? -1, last < 4096
            else { return nil }
            ranges.append(first...last)
        }
        return ranges
    }
}
