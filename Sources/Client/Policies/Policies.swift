public import Platform
public import Wire

/// How long a call may take and how often it is tried.
public struct CallLimits: Hashable, Sendable {
    /// From the call to its answer, all attempts together.
    public var timeout: Nanoseconds
    /// How often the request is sent at most, at least once.
    ///
    /// A write is never sent again when an earlier attempt may have been done.
    public var attemptLimit: Int
    /// How long to wait before the request is sent again.
    public var pause: Nanoseconds

    /// Limits; one second and three attempts unless said otherwise.
    public init(
        timeout: Nanoseconds = .seconds(1), attemptLimit: Int = 3,
        pause: Nanoseconds = .milliseconds(1)
    ) {
        self.timeout = timeout
        self.attemptLimit = attemptLimit
        self.pause = pause
    }
}

/// How records are read.
public struct ReadPolicy: Hashable, Sendable {
    /// How long a read may take and how often it is tried.
    public var limits: CallLimits

    /// A policy for reads.
    public init(limits: CallLimits = CallLimits()) {
        self.limits = limits
    }

    /// The first bytes of a request that reads.
    ///
    /// - Parameter flags: what it reads.
    /// - Returns: the header; the server is told the whole call's time.
    @inline(__always)
    public func header(_ flags: AerospikeReadFlags) -> AerospikeHeader {
        AerospikeHeader(read: flags, timeoutMilliseconds: limits.timeoutMilliseconds)
    }
}

/// How records are written, and under which conditions.
public struct WritePolicy: Hashable, Sendable {
    /// What to do about a record that exists, or does not.
    public var existence: Existence
    /// Which generation the record must have.
    public var generation: GenerationCheck
    /// When the record expires.
    public var timeToLive: TimeToLive
    /// Which copies must be written before the answer.
    public var commitLevel: CommitLevel
    /// Whether the key itself is sent, to be stored with the record and compared later.
    public var sendsKey: Bool
    /// How long a write may take and how often it is tried.
    public var limits: CallLimits

    /// A policy; without arguments, any record is written, and expires by the namespace's default.
    public init(
        existence: Existence = .any, generation: GenerationCheck = .any,
        timeToLive: TimeToLive = .namespaceDefault, commitLevel: CommitLevel = .all,
        sendsKey: Bool = false, limits: CallLimits = CallLimits()
    ) {
        self.existence = existence
        self.generation = generation
        self.timeToLive = timeToLive
        self.commitLevel = commitLevel
        self.sendsKey = sendsKey
        self.limits = limits
    }

    /// The first bytes of a request that writes.
    ///
    /// - Parameters:
    ///   - extra: flags besides that of a write.
    ///   - read: what the same request reads.
    /// - Returns: the header; the server is told the whole call's time.
    @inline(__always)
    public func header(
        _ extra: AerospikeWriteFlags = [], reading read: AerospikeReadFlags = []
    ) -> AerospikeHeader {
        var header = AerospikeHeader(
            read: read, write: extra.union(.write), timeToLive: timeToLive.seconds,
            timeoutMilliseconds: limits.timeoutMilliseconds)
        existence.apply(to: &header)
        generation.apply(to: &header)
        if commitLevel == .master { header.more.insert(.commitMasterOnly) }
        return header
    }
}

/// What a write does about a record that exists, or does not.
public enum Existence: Hashable, Sendable {
    /// Writes in either case; other bins of a record stay.
    case any
    /// Writes only where there is no record.
    case createOnly
    /// Writes only where there is a record; its other bins stay.
    case updateOnly
    /// Writes in either case; other bins of a record go.
    case replace
    /// Writes only where there is a record; its other bins go.
    case replaceOnly

    @inline(__always)
    func apply(to header: inout AerospikeHeader) {
        switch self {
        case .any: break
        case .createOnly: header.write.insert(.createOnly)
        case .updateOnly: header.more.insert(.updateOnly)
        case .replace: header.more.insert(.createOrReplace)
        case .replaceOnly: header.more.insert(.replaceOnly)
        }
    }
}

/// Which generation a record must have for a write; an absent record has 0.
public enum GenerationCheck: Hashable, Sendable {
    /// Any.
    case any
    /// This one.
    case equal(UInt32)
    /// A lower one than this.
    case greater(UInt32)

    @inline(__always)
    func apply(to header: inout AerospikeHeader) {
        switch self {
        case .any: break
        case .equal(let generation):
            header.write.insert(.generationEqual)
            header.generation = generation
        case .greater(let generation):
            header.write.insert(.generationGreater)
            header.generation = generation
        }
    }
}

/// When a record that is written expires.
public enum TimeToLive: Hashable, Sendable {
    /// As its set or namespace says.
    case namespaceDefault
    /// Never.
    case never
    /// When it would have, without this write; a new record as its namespace says.
    case unchanged
    /// So many seconds from now; at most ten years, 315,360,000.
    case after(seconds: UInt32)

    /// The number on the wire.
    @inline(__always)
    public var seconds: UInt32 {
        switch self {
        case .namespaceDefault: 0
        case .never: .max
        case .unchanged: .max - 1
        case .after(let seconds): seconds
        }
    }
}

/// Which copies of a record must be written before the answer.
public enum CommitLevel: Hashable, Sendable {
    /// All of them.
    case all
    /// The master's; the others follow.
    case master
}

extension CallLimits {
    /// The whole call's time in milliseconds, at least one: 0 would mean the server's default.
    @inline(__always)
    var timeoutMilliseconds: UInt32 { UInt32(clamping: max(1, timeout.count / 1_000_000)) }
}
