public import Platform

/// One request of a trace, whatever its format.
public struct TraceRequest: Hashable, Sendable {
    /// When it was made, on the clock of the system that recorded it; 0 in formats without times.
    public var time: Nanoseconds
    /// What tells its key from others: the trace's number for it, mixed, or a hash of its text.
    ///
    /// Two texts share a 64-bit hash with a chance of 3·10⁻⁴ among 100 million keys.
    public var keyFingerprint: UInt64
    /// The key's size in bytes.
    public var keyByteCount: UInt32
    /// The value's size in bytes, written or read; 0 where the format does not say.
    public var valueByteCount: UInt32
    /// Seconds to live that a write gives; 0 for none.
    public var ttlSeconds: UInt32
    /// How many times in a row it was made; at least 1.
    public var repeatCount: UInt32
    /// What tells the client from others; 0 where the format does not say.
    public var client: UInt64
    /// What was asked for.
    public var operation: TraceOperation

    /// A request; what the format does not say has a neutral default.
    public init(
        time: Nanoseconds = .zero, keyFingerprint: UInt64, keyByteCount: UInt32 = 0,
        valueByteCount: UInt32 = 0, ttlSeconds: UInt32 = 0, repeatCount: UInt32 = 1,
        client: UInt64 = 0, operation: TraceOperation = .get
    ) {
        self.time = time
        self.keyFingerprint = keyFingerprint
        self.keyByteCount = keyByteCount
        self.valueByteCount = valueByteCount
        self.ttlSeconds = ttlSeconds
        self.repeatCount = repeatCount
        self.client = client
        self.operation = operation
    }
}

/// What a trace's request asks for; the numbers are part of the binary form.
public enum TraceOperation: UInt8, CaseIterable, Sendable {
    /// Read the value.
    case get = 0
    /// Write it, whether or not it is there.
    case set = 1
    /// Write it if it is not there.
    case add = 2
    /// Write it if it is there.
    case replace = 3
    /// Write it if nobody has since it was read.
    case compareAndSet = 4
    /// Lengthen it.
    case append = 5
    /// Remove it.
    case delete = 6
    /// Add to a number, or take from it.
    case increment = 7
    /// Give it a new time to live.
    case touch = 8
    /// Ask whether it is there.
    case exists = 9

    /// Its word in tables: `get`, `compareAndSet`, ….
    public var name: String { String(describing: self) }

    /// What a replay does for it.
    ///
    /// No store here has a write that only replaces: that becomes an update.
    var kind: OperationKind {
        switch self {
        case .get: .read
        case .set, .replace: .update
        case .add: .add
        case .compareAndSet: .conditionalUpdate
        case .append: .append
        case .delete: .delete
        case .increment: .increment
        case .touch: .touch
        case .exists: .exists
        }
    }

    /// Whether the request carries a value to write.
    var writesValue: Bool {
        switch self {
        case .set, .add, .replace, .compareAndSet, .append: true
        case .get, .delete, .increment, .touch, .exists: false
        }
    }
}
