public import Platform

/// How records are scanned.
public struct ScanPolicy: Hashable, Sendable {
    /// The most records to return, 0 for no limit.
    ///
    /// With several nodes, each is asked for its share, so that a few fewer may come although there
    /// are more: a scan that ends with its limit goes on from ``ScanProgress``.
    public var recordLimit: UInt64
    /// The most records a second that each node reads, 0 for no limit.
    public var recordsPerSecond: UInt32
    /// How long to wait for each piece of an answer; a scan as a whole may take any time.
    public var socketTimeout: Nanoseconds
    /// How often partitions that could not be read are asked for again.
    public var attemptLimit: Int

    /// A policy; without arguments, everything is read as fast as it comes.
    public init(
        recordLimit: UInt64 = 0, recordsPerSecond: UInt32 = 0,
        socketTimeout: Nanoseconds = .seconds(30), attemptLimit: Int = 3
    ) {
        self.recordLimit = recordLimit
        self.recordsPerSecond = recordsPerSecond
        self.socketTimeout = socketTimeout
        self.attemptLimit = attemptLimit
    }
}

/// How a client keeps in touch with a cluster.
public struct ClientPolicy: Hashable, Sendable {
    /// How long making a connection may take.
    public var connectTimeout: Nanoseconds
    /// How often the nodes are asked for news.
    public var tendInterval: Nanoseconds
    /// How long a node may take to answer an info command.
    public var infoTimeout: Nanoseconds
    /// How many idle connections are kept for each node.
    public var idleConnectionLimit: Int
    /// How long a connection may be idle before it is closed; servers close theirs after a minute.
    public var idleTimeout: Nanoseconds
    /// The cluster's name, which nodes must then have; nil for any.
    public var clusterName: String?

    /// A policy; the defaults are those of the official clients, where these have any.
    public init(
        connectTimeout: Nanoseconds = .seconds(1), tendInterval: Nanoseconds = .seconds(1),
        infoTimeout: Nanoseconds = .seconds(1), idleConnectionLimit: Int = 64,
        idleTimeout: Nanoseconds = .seconds(55), clusterName: String? = nil
    ) {
        self.connectTimeout = connectTimeout
        self.tendInterval = tendInterval
        self.infoTimeout = infoTimeout
        self.idleConnectionLimit = idleConnectionLimit
        self.idleTimeout = idleTimeout
        self.clusterName = clusterName
    }
}
