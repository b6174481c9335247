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
    /// The largest record in bytes, bins with their headers: 1…8,388,608.
    public var recordByteLimit: Int
    /// Which records and tables share an arena of the allocator.
    public var arenas: ArenaPolicy
    /// Whether to ask the kernel for pages of 2 MiB, which save misses of the translation cache.
    public var hugePages: Bool
    /// Milliseconds that freed pages are kept before they go back to the kernel: 0 for at once, -1
    /// for ever …86,400,000.
    public var decayMilliseconds: Int
    /// Seconds to live of records that ask for the default: 0 (never) …315,360,000.
    public var defaultTTLSeconds: UInt32
    /// Which records go at the memory limit.
    public var eviction: EvictionPolicy
    /// Bytes that records and index may take, rounded to size classes: 0 (no limit), or at least
    /// 2 MiB, which is twice what empty tables take, and 512 for each shard.
    public var memoryLimit: Int
    /// The share of `memoryLimit` above which writes that need memory are refused: above 0 …1.
    public var stopWritesMark: Double
    /// The share of `memoryLimit` above which records are evicted: above 0 …`stopWritesMark`.
    public var highWaterMark: Double
    /// The share of a processor that a store's maintenance thread takes at most: above 0 …1.
    public var maintenanceShare: Double

    /// The largest number of shards.
    public static var shardLimit: Int { 65_536 }
    /// The most that `recordByteLimit` may be, as in Aerospike.
    public static var recordByteLimitMaximum: Int { 8_388_608 }
    /// The longest decay: a day.
    public static var decayMillisecondsMaximum: Int { 86_400_000 }
    /// The longest time to live: ten years.
    public static var ttlSecondsMaximum: UInt32 { 315_360_000 }
    /// The largest memory limit: 1 PiB.
    public static var memoryLimitMaximum: Int { 1 << 50 }

    /// A layout; every parameter has the default that serves most loads.
    public init(
        shards: Int = 4096, lockRatio: Double = 1, lock: LockKind = .optimistic,
        digest: DigestMethod = .fast, recordByteLimit: Int = 1_048_576,
        defaultTTLSeconds: UInt32 = 0, arenas: ArenaPolicy = .perNamespace, hugePages: Bool = true,
        decayMilliseconds: Int = 10_000, eviction: EvictionPolicy = .none, memoryLimit: Int = 0,
        highWaterMark: Double = 0.9, stopWritesMark: Double = 1, maintenanceShare: Double = 0.02
    ) {
        self.shards = shards
        self.lockRatio = lockRatio
        self.lock = lock
        self.digest = digest
        self.recordByteLimit = recordByteLimit
        self.defaultTTLSeconds = defaultTTLSeconds
        self.arenas = arenas
        self.hugePages = hugePages
        self.decayMilliseconds = decayMilliseconds
        self.eviction = eviction
        self.memoryLimit = memoryLimit
        self.highWaterMark = highWaterMark
        self.stopWritesMark = stopWritesMark
        self.maintenanceShare = maintenanceShare
    }

    /// How many locks there are: `shards` × `lockRatio`.
    public var stripeCount: Int { Int((Double(shards) * lockRatio).rounded()) }

    /// Checks every parameter against its bounds: see ``EngineParameter/all``.
    ///
    /// - Throws: `EngineError` that names the parameter, the value and the bounds.
    public func validate() throws(EngineError) {
        for parameter in EngineParameter.all where !parameter.isValid(in: self) {
            throw parameter.error(in: self)
        }
    }
}
