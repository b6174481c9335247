internal import Platform
internal import Synchronization

/// A namespace: records of named bins, found by digest.
///
/// Operations are synchronous and complete under the lock of one stripe. Nothing is allocated by a
/// read into a warm ``RecordCopy``, and only the record itself by a write.
///
/// An expired record reads as absent, and the read or write that meets it removes it; a scan
/// passes over it.
///
/// Thread safety: any thread may call any method. Drafts and copies belong to their thread.
///
/// Invariants: a record is in the table of its digest; counters of a stripe add up to its records.
public final class Namespace: Sendable {
    /// Its name.
    public let name: String
    /// Its layout.
    public let configuration: EngineConfiguration

    let heap: RecordHeap
    let stripes: StripeArray
    let setSeeds = SetSeeds()
    let setRules: SetRules
    let ownedPartitions = OwnedPartitions()
    /// Whoever creates, drops or rebuilds a part of the namespace holds it.
    let maintenance = Guarded<Lifetime>(.inUse)
    let clock: StoreClock
    let lock: LockKind
    let memory: MemoryBudget
    let eviction: EvictionPolicy
    /// Whether reads and writes keep the recency of the records that they use.
    let tracksUse: Bool
    let ghosts: GhostTable
    /// Whether a record was ever written that expires.
    let hasVoidTimes = Atomic<Bool>(false)
    let sweep: Guarded<Sweep>
    let holds: HoldRecorder
    let recordByteLimit: Int
    private let usesFastDigest: Bool
    let sets = Guarded(NameTable([""], limit: SetSeeds.limit))
    private let bins = Guarded(NameTable(limit: 32_767))

    /// An empty namespace; `configuration` is valid.
    init(
        name: String, configuration: EngineConfiguration, clock: StoreClock
    ) throws(EngineError) {
        self.name = name
        self.configuration = configuration
        self.clock = clock
        lock = configuration.lock
        eviction = configuration.eviction
        tracksUse = configuration.memoryLimit > 0 && configuration.eviction.tracksUse
        memory = MemoryBudget(
            limit: configuration.memoryLimit, highWaterMark: configuration.highWaterMark,
            stopWritesMark: configuration.stopWritesMark, stripeCount: configuration.stripeCount)
        sweep = Guarded(Sweep(now: clock.now))
        holds = HoldRecorder(isOften: configuration.memoryLimit > 0)
        setRules = SetRules(defaultTTLSeconds: configuration.defaultTTLSeconds)
        recordByteLimit = configuration.recordByteLimit
        usesFastDigest = configuration.digest == .fast
        stripes = StripeArray(
            shardBitCount: configuration.shards.trailingZeroBitCount,
            stripeBitCount: configuration.stripeCount.trailingZeroBitCount,
            kind: configuration.lock)
        do {
            heap = try RecordHeap(configuration, tableBitCount: Int(stripes.tableBitCount))
            ghosts = try GhostTable(
                memoryLimit: configuration.eviction == .s3FIFO ? configuration.memoryLimit : 0)
        } catch {
            throw .outOfMemory(namespace: name)
        }
    }

    deinit {
        // Arenas of its own go at once, with all they have.
        if configuration.arenas == .shared { freeAll() }
    }

    // MARK: Names

    /// The number of the bin called `name`, which is added when it is new.
    ///
    /// Takes a lock: call it at set-up, not per operation.
    ///
    /// - Throws: `EngineError` for a name above 15 bytes or too many names.
    public func bin(named name: String) throws(EngineError) -> BinID {
        guard name.utf8.count <= 15 else { throw .binNameTooLong(name) }
        guard let entry = bins.withLock({ $0.number(of: name) }) else {
            throw .tooManyBinNames(namespace: self.name)
        }
        return BinID(rawValue: entry.number)
    }

    /// The number of the bin called `name`; nil when no bin was ever called so.
    ///
    /// Takes a lock. For readers, which need not add names.
    public func knownBin(named name: String) -> BinID? {
        bins.withLock { $0.knownNumber(of: name) }.map { BinID(rawValue: $0) }
    }

    /// The names of all bins; a bin's place is its number.
    public var binNames: [String] { bins.withLock { $0.names } }

    /// The name of `bin`.
    public func name(of bin: BinID) -> String {
        bins.withLock { $0.names[Int(bin.rawValue)] }
    }

    // MARK: Digests

    /// The digest of a user key under the namespace's method.
    ///
    /// - Parameters:
    ///   - key: the key's bytes; of an integer or double, eight with the most significant first.
    ///   - type: what the bytes are.
    ///   - set: the record's set.
    /// - Returns: the digest.
    @inline(__always)
    public func digest(ofKey key: RawSpan, type: KeyType = .string, set: SetID = .none) -> Digest {
        if usesFastDigest {
            let seed = setSeeds.seed(set) &+ FastDigest.typeSeed(type)
            return FastDigest.digest(of: key, seed: seed)
        }
        return setSeeds.ripemd160(key, type: type, set: set)
    }

    /// The digest of an integer key under the namespace's method.
    @inline(__always)
    public func digest(ofKey key: Int64, set: SetID = .none) -> Digest {
        if usesFastDigest {
            let seed = setSeeds.seed(set) &+ FastDigest.typeSeed(.integer)
            return FastDigest.digest(ofWord: UInt64(bitPattern: key.bigEndian), seed: seed)
        }
        return ripemd160(ofKey: key, set: set)
    }

    @inline(never)
    private func ripemd160(ofKey key: Int64, set: SetID) -> Digest {
        var bytes = InlineArray<8, UInt8>(repeating: 0)
        for index in 0..<8 {
            bytes[index] = UInt8(truncatingIfNeeded: key >> Int64(8 * (7 - index)))
        }
        return unsafe setSeeds.ripemd160(bytes.span.bytes, type: .integer, set: set)
    }
}
