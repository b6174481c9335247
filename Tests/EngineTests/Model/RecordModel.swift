@testable import Engine

/// What a bin holds, as it is stored.
struct StoredBin: Equatable {
    var type: BinType
    var bytes: [UInt8]
}

/// What a namespace should hold, kept in a dictionary.
struct RecordModel {
    struct Entry: Equatable {
        var bins: [BinID: StoredBin]
        var generation: UInt16
        var voidTime: UInt32
        var set: SetID

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

    mutating func remove(_ digest: Digest) {
        entries[digest] = nil
    }

    /// Puts back what a write found, when it turns out that there was no memory for it.
    mutating func restore(_ digest: Digest, _ entry: Entry?) {
        entries[digest] = entry
    }

    /// Gives a record these bins, if it may be so large.
    mutating func store(
        _ digest: Digest, _ bins: [BinID: StoredBin], set: SetID, _ timeToLive: TimeToLive
    ) -> WriteResult {
        let before = entries[digest]
        let entry = Entry(
            bins: bins, generation: generation(after: before?.generation),
            voidTime: voidTime(timeToLive, before: before?.voidTime), set: before?.set ?? set)
        if entry.payloadByteCount > recordByteLimit { return .recordTooBig }
        entries[digest] = entry
        return .written(RecordMetadata(generation: entry.generation, voidTime: entry.voidTime))
    }

    private func generation(after old: UInt16?) -> UInt16 {
        guard let old else { return 1 }
        return old == .max ? 1 : old + 1
    }

    private func voidTime(_ timeToLive: TimeToLive, before: UInt32?) -> UInt32 {
        let standard = defaultTTL == 0 ? 0 : now + defaultTTL
        return switch timeToLive {
        case .namespaceDefault: standard
        case .never: 0
        case .keep: before ?? standard
        case .seconds(let seconds): seconds == 0 ? standard : now + seconds
        }
    }

    /// The records that are alive, in digest order.
    func live(where isWanted: (Digest) -> Bool) -> [Digest] {
        entries.filter { isWanted($0.key) && !isExpired($0.value) }.keys.sorted()
    }
}
