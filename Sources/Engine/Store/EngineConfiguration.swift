/// How a namespace is laid out.
public struct EngineConfiguration: Hashable, Sendable {
    /// Slices of the index, each with its own table: a power of two, 1…65,536.
    public var shards: Int
    /// Stripes ÷ shards: 1, ½, ¼, … down to 1 ÷ `shards`; 1 gives each shard its own lock.
    public var lockRatio: Double
    /// What a thread does when the stripe it needs is taken.
    public var lock: LockKind
    /// How keys become digests.
    public var digest: DigestMethod
    /// The largest record in bytes, bins with their headers: 1…2,097,151.
    public var recordByteLimit: Int
    /// Seconds to live of records that ask for the default: 0 (never) …315,360,000.
    public var defaultTTLSeconds: UInt32

    /// The largest number of shards.
    public static var shardLimit: Int { 65_536 }
    /// The most that `recordByteLimit` may be: what the record's header can count.
    public static var recordByteLimitMaximum: Int { 2_097_151 }
    /// The longest time to live: ten years.
    public static var ttlSecondsMaximum: UInt32 { 315_360_000 }

    /// A layout; every parameter has the default that serves most loads.
    public init(
        shards: Int = 4096, lockRatio: Double = 1, lock: LockKind = .spin,
        digest: DigestMethod = .fast, recordByteLimit: Int = 1_048_576,
        defaultTTLSeconds: UInt32 = 0
    ) {
        self.shards = shards
        self.lockRatio = lockRatio
        self.lock = lock
        self.digest = digest
        self.recordByteLimit = recordByteLimit
        self.defaultTTLSeconds = defaultTTLSeconds
    }

    /// How many locks there are: `shards` × `lockRatio`.
    public var stripeCount: Int { Int((Double(shards) * lockRatio).rounded()) }

    /// Checks every parameter against its bounds.
    ///
    /// - Throws: `EngineError` that names the parameter, the value and the bounds.
    public func validate() throws(EngineError) {
        guard Self.isPowerOfTwo(shards) && shards <= Self.shardLimit else {
            throw .invalidParameter(
                name: "shards", value: "\(shards)", bounds: "a power of two from 1 to 65536")
        }
        let stripes = Double(shards) * lockRatio
        guard lockRatio > 0 && lockRatio <= 1 && stripes >= 1 && stripes == stripes.rounded(),
            Self.isPowerOfTwo(Int(stripes))
        else {
            throw .invalidParameter(
                name: "lockRatio", value: "\(lockRatio)",
                bounds: "1, 1/2, 1/4, … down to 1/\(shards) (one lock for all shards)")
        }
        guard recordByteLimit >= 1 && recordByteLimit <= Self.recordByteLimitMaximum else {
            throw .invalidParameter(
                name: "recordByteLimit", value: "\(recordByteLimit)", bounds: "1 to 2097151 bytes")
        }
        guard defaultTTLSeconds <= Self.ttlSecondsMaximum else {
            throw .invalidParameter(
                name: "defaultTTLSeconds", value: "\(defaultTTLSeconds)",
                bounds: "0 (never) to 315360000 seconds")
        }
    }

    private static func isPowerOfTwo(_ number: Int) -> Bool {
        number > 0 && number & (number - 1) == 0
    }
}
