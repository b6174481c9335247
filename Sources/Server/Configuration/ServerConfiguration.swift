public import Engine
internal import Platform

/// What a server serves, where, and within which limits.
///
/// Thread safety: a value.
public struct ServerConfiguration: Hashable, Sendable {
    /// A namespace to create when the server starts.
    public struct NamespaceSettings: Hashable, Sendable {
        /// 1…31 bytes.
        public var name: String
        /// Its layout.
        public var engine: EngineConfiguration

        /// A namespace; without a layout that of ``defaultEngine``.
        public init(name: String, engine: EngineConfiguration = defaultEngine) {
            self.name = name
            self.engine = engine
        }
    }

    /// The engine's defaults, and Aerospike's digests: those of the keys that clients send.
    ///
    /// Whatever the method, records are found by the digests that clients send; it decides for keys
    /// that this process makes digests of.
    public static var defaultEngine: EngineConfiguration {
        EngineConfiguration(digest: .ripemd160)
    }

    /// The address to listen on: a name or a number.
    ///
    /// Only this machine reaches the default.
    public var host = "127.0.0.1"
    /// The port to listen on; 0 for any free one.
    public var port: UInt16 = 3000
    /// How many threads serve: 1…256.
    public var threadCount = min(Processors.available.count, threadLimit)
    /// Whether each thread stays on a processor of its own, in the order of their numbers.
    public var pinsThreads = false
    /// The port of the page of metrics, on the same address; 0 for any free one, nil for none.
    public var metricsPort: UInt16?
    /// The node's name, 1…19 bytes, unique in a cluster; empty for one made of the port.
    public var nodeName = ""
    /// The cluster's name; empty for none.
    public var clusterName = ""
    /// Which partitions the node has, and which nodes have the others.
    public var cluster = ClusterMap()
    /// When it refuses.
    public var limits = ServerLimits()
    /// What is there at first.
    public var namespaces = [NamespaceSettings(name: "test")]

    /// The most threads.
    public static let threadLimit = 256
    /// The longest name of a node.
    public static let nodeNameByteLimit = 19

    /// The defaults: the namespace `test` on port 3000 of this machine alone.
    public init() {}

    /// The node's name, made of the port where none was given.
    ///
    /// - Parameter port: where it listens.
    /// - Returns: at most 19 bytes: `BB9`, the port as four hexadecimal digits, and the rest of a
    ///   locally administered hardware address, as the real server makes them.
    public func nodeName(port: UInt16) -> String {
        guard nodeName.isEmpty else { return nodeName }
        let digits = String(port, radix: 16, uppercase: true)
        return "BB9" + String(repeating: "0", count: 4 - digits.count) + digits + "0000FC02"
    }
}
