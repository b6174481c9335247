/// Something to ask a node, in one frame of info commands.
public struct ClusterQuestion: Hashable, Sendable {
    /// What it is about.
    public enum Subject: Hashable, Sendable {
        /// Who is at an address that is not known yet.
        case identity
        /// Whether a known node is well, and has news.
        case news
        /// Which other nodes it knows.
        case peers
        /// Which partitions it has.
        case replicas
    }

    /// What it is about.
    public var subject: Subject
    /// Whom to ask: the address at which the node answered, or may.
    public var address: NodeAddress
    /// Where else to try when nobody answers there.
    public var alternatives: [NodeAddress] = []
    /// The node's name, when it is known.
    public var node: String?
    /// Whether the cluster's name is asked for: some servers have none to tell.
    var asksClusterName = false

    /// The commands.
    public var commands: [String] {
        switch subject {
        case .identity:
            ["node", "partition-generation", "build", "features"]
                + (asksClusterName ? ["cluster-name"] : [])
        case .news: ["node", "peers-generation", "partition-generation"]
        case .peers: ["peers-clear-std"]
        case .replicas: ["partition-generation", "replicas"]
        }
    }
}

/// A node that a client knows.
public struct ClusterNode: Hashable, Sendable {
    /// Its number within the client.
    public let id: NodeID
    /// Its name, which is its own for as long as it runs.
    public let name: String
    /// Where it answers.
    public var address: NodeAddress
    /// The version of its server.
    public var build: String
    /// What it can do, in its own words.
    public var features: Set<String>
    /// How many rounds in a row it has not answered.
    public var failureCount = 0
    /// What changes when its peers do; nil before they were asked for.
    var peersGeneration: Int64?
    /// What changes when its partitions do; nil before they were asked for.
    var partitionGeneration: Int64?
    /// The names of the nodes that it knows.
    var peers: Set<String> = []
}
