import Wire

@testable import Engine

/// What a bin holds, as it is stored.
struct StoredBin: Equatable {
    var type: BinType
    var bytes: [UInt8]
}

extension StoredBin {
    /// A value's stored form.
    init(_ value: Value) throws(ValueError) {
        var stored: StoredBin?
        try value.withStoredBytes { type, span in
            stored = StoredBin(type: type, bytes: (0..<span.byteCount).map { span.byte(at: $0) })
        }
        guard let stored else { throw .null }
        self = stored
    }
}

extension RecordMetadata {
    /// What is said of a record that is not there.
    static let none = RecordMetadata(generation: 0, voidTime: 0)
}

/// What a namespace should hold, kept in a dictionary.
struct RecordModel {
    struct Entry: Equatable {
        var bins: [BinID: StoredBin]
        var generation: UInt16
        var voidTime: UInt32
        var lastUpdateTime: UInt32
        var set: SetID

        var metadata: RecordMetadata {
            RecordMetadata(generation: generation, voidTime: voidTime)
        }

        /// Bytes of the bins as the engine packs them.
        var payloadByteCount: Int {
            bins.reduce(0) { $0 + PackedBins.byteCount(ofValue: $1.value.bytes.count, $1.key) }
        }
    }

    private(set) var entries: [Digest: Entry] = [:]
    var now: UInt32 = 1
    let defaultTTL: UInt32
    let recordByteLimit: Int
    private(set) var expiredCount = 0
    /// Partitions that the namespace has not.
    var dropped: Set<Int> = []
    var droppedSets: Set<SetID> = []
    /// Seconds to live by set, where they differ from the namespace's.
    var setDefaults: [SetID: UInt32] = [:]

    init(defaultTTL: UInt32, recordByteLimit: Int) {
        self.defaultTTL = defaultTTL
        self.recordByteLimit = recordByteLimit
    }

    func isExpired(_ entry: Entry) -> Bool { entry.voidTime != 0 && entry.voidTime < now }

    /// The record, unless its time is over; for operations that remove nothing.
    func peek(_ digest: Digest) -> Entry? {
        entries[digest].flatMap { isExpired($0) ? nil : $0 }
    }

    /// The record as an operation meets it: one whose time is over is removed.
    mutating func meet(_ digest: Digest) -> Entry? {
        guard let entry = entries[digest] else { return nil }
        if !isExpired(entry) { return entry }
        entries[digest] = nil
        expiredCount += 1
        return nil
    }

    /// Forgets a record that went without being asked.
    mutating func remove(_ digest: Digest) {
        entries[digest] = nil
    }

    // MARK: Writing

    /// A put, or an update when `isMerge`.
    mutating func write(
        _ digest: Digest, _ bins: [BinID: StoredBin], _ policy: WritePolicy, isMerge: Bool,
        checksSet: Bool = false
    ) -> WriteResult {
        if bins.isEmpty { return .noBins }
        let before = meet(digest)
        if let refusal = refusal(digest, before, policy, checksSet: checksSet) {
            return refusal
        }
        let kept = isMerge && !policy.condition.replaces ? before?.bins ?? [:] : [:]
        return store(digest, kept.merging(bins) { $1 }, policy)
    }

    mutating func delete(_ digest: Digest, _ policy: WritePolicy) -> WriteResult {
        var policy = policy
        policy.condition = .upsert
        let before = meet(digest)
        if let refusal = refusal(digest, before, policy, needsRecord: true) { return refusal }
        entries[digest] = nil
        return .written(RecordMetadata(generation: 0, voidTime: 0))
    }

    /// Removes records, as a truncation or a drop does.
    mutating func removeAll(where isGone: (Digest, Entry) -> Bool) {
        entries = entries.filter { !isGone($0.key, $0.value) }
    }

    /// Why the policy forbids to write; the order of checks is that of Aerospike's server.
    func refusal(
        _ digest: Digest, _ entry: Entry?, _ policy: WritePolicy, checksSet: Bool = true,
        needsRecord: Bool = false
    ) -> WriteResult? {
        let needsRecord =
            needsRecord || policy.condition == .updateOnly || policy.condition == .replaceOnly
        if entry == nil && needsRecord { return absence(digest) }
        if entry != nil && policy.condition == .createOnly { return .exists }
        let generation = entry?.generation ?? 0
        let isRight =
            switch policy.generation {
            case .any: true
            case .equal(let wanted): generation == wanted
            case .greater(let wanted): generation < wanted
            }
        if !isRight {
            if entry == nil && !owns(digest) { return .unavailable }
            return .generationMismatch(entry?.metadata ?? .none)
        }
        if checksSet, let entry, policy.set != .none && policy.set != entry.set {
            return .wrongSet
        }
        return nil
    }

    /// Gives a record these bins, if it may be so large.
    mutating func store(
        _ digest: Digest, _ bins: [BinID: StoredBin], _ policy: WritePolicy
    ) -> WriteResult {
        let before = entries[digest]
        guard let voidTime = voidTime(policy, before) else {
            return .timeToLiveTooLong
        }
        if bins.isEmpty {
            entries[digest] = nil
            return before == nil ? absence(digest) : .written(.none)
        }
        let entry = Entry(
            bins: bins, generation: generation(after: before?.generation), voidTime: voidTime,
            lastUpdateTime: now, set: before?.set ?? policy.set)
        if entry.payloadByteCount > recordByteLimit { return .recordTooBig }
        if before == nil && droppedSets.contains(policy.set) { return .setDropped }
        if !owns(digest) { return .unavailable }
        entries[digest] = entry
        return .written(entry.metadata)
    }

    private func generation(after old: UInt16?) -> UInt16 {
        guard let old else { return 1 }
        return old == .max ? 1 : old + 1
    }

    /// nil when the time is too long.
    func voidTime(_ policy: WritePolicy, _ before: Entry?) -> UInt32? {
        let seconds = setDefaults[before?.set ?? policy.set] ?? defaultTTL
        let standard = seconds == 0 ? 0 : now + seconds
        switch policy.timeToLive {
        case .namespaceDefault: return standard
        case .never: return 0
        case .keep: return before?.voidTime ?? standard
        case .seconds(let seconds):
            if seconds > 315_360_000 { return nil }
            return seconds == 0 ? standard : now + seconds
        }
    }

    private func owns(_ digest: Digest) -> Bool { !dropped.contains(digest.partition) }

    /// What is answered about a record that is not there.
    func absence(_ digest: Digest) -> WriteResult { owns(digest) ? .notFound : .unavailable }

    /// The records that are alive, in digest order.
    func live(where isWanted: (Digest) -> Bool) -> [Digest] {
        entries.filter { isWanted($0.key) && !isExpired($0.value) }.keys.sorted()
    }
}
