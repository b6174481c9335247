import TestSupport
import Testing

@testable import Engine

/// What the store should hold, kept in a dictionary.
private struct Model {
    struct Entry: Equatable {
        var bins: [BinID: [UInt8]]
        var generation: UInt16
        var voidTime: UInt32
        var set: SetID
    }

    var entries: [Digest: Entry] = [:]
    var now: UInt32 = 1
    var defaultTTL: UInt32 = 0

    func live(_ digest: Digest) -> Entry? {
        guard let entry = entries[digest] else { return nil }
        return entry.voidTime != 0 && entry.voidTime < now ? nil : entry
    }

    mutating func write(
        _ digest: Digest, _ bins: [BinID: [UInt8]], _ set: SetID, _ condition: WriteCondition,
        _ timeToLive: TimeToLive, isMerge: Bool, limit: Int
    ) -> WriteResult {
        let before = live(digest)
        if before == nil { entries[digest] = nil }
        if before != nil && condition == .createOnly { return .exists }
        if before == nil && condition == .updateOnly { return .notFound }
        var after = isMerge ? before?.bins ?? [:] : [:]
        for (bin, bytes) in bins { after[bin] = bytes }
        let size = after.values.reduce(0) { $0 + $1.count + ($1.count < 4095 ? 3 : 7) }
        if size > limit { return .recordTooBig }
        var voidTime = defaultTTL == 0 ? 0 : now + defaultTTL
        switch timeToLive {
        case .namespaceDefault: break
        case .never: voidTime = 0
        case .keep: voidTime = before?.voidTime ?? voidTime
        case .seconds(let seconds): if seconds > 0 { voidTime = now + seconds }
        }
        let generation = before.map { $0.generation == .max ? 1 : $0.generation + 1 } ?? 1
        entries[digest] = Entry(
            bins: after, generation: generation, voidTime: voidTime, set: before?.set ?? set)
        return .written(RecordMetadata(generation: generation, voidTime: voidTime))
    }
}

@Suite("Engine against a dictionary")
struct ModelTests {
    struct Layout: CustomStringConvertible, Sendable {
        var shards: Int
        var lockRatio: Double
        var lock: LockKind
        var description: String { "\(shards) shards, ratio \(lockRatio), \(lock)" }
    }

    static let layouts: [Layout] = [
        Layout(shards: 1, lockRatio: 1, lock: .spin),
        Layout(shards: 16, lockRatio: 1, lock: .mutex),
        Layout(shards: 64, lockRatio: 0.25, lock: .spin),
        Layout(shards: 4096, lockRatio: 1.0 / 4096, lock: .mutex),
        Layout(shards: 65_536, lockRatio: 0.5, lock: .readWrite),
        Layout(shards: 4096, lockRatio: 1, lock: .optimistic),
    ]

    @Test("random operations leave store and dictionary alike", arguments: layouts)
    func operations(layout: Layout) throws {
        try forEachSeed(2) { seed in
            var run = try ModelRun(
                seed: seed, shards: layout.shards, lockRatio: layout.lockRatio, lock: layout.lock)
            for step in 0..<6000 {
                let fault = run.step()
                #expect(fault == nil, seedComment(seed))
                if fault != nil { return }
                if step % 1500 == 1499 {
                    let broken = run.check()
                    #expect(broken == nil, seedComment(seed))
                }
            }
        }
    }
}

/// One seeded sequence of operations on a store and its model.
private struct ModelRun {
    private var random: SeededRandom
    private var model = Model()
    private let store = Store(clock: StoreClock(seconds: 1))
    private let namespace: Namespace
    private let bins: [BinID]
    private let sets: [SetID]
    private let digests: [Digest]
    private let draft = RecordDraft()
    private let copy = RecordCopy(capacity: 0)
    private let buffer = ScanBuffer(recordCapacity: 0, byteCapacity: 0)
    private let limit = 1500

    init(seed: UInt64, shards: Int, lockRatio: Double, lock: LockKind) throws {
        var random = SeededRandom(seed: seed)
        let namespace = try store.createNamespace(
            "test",
            configuration: EngineConfiguration(
                shards: shards, lockRatio: lockRatio, lock: lock, recordByteLimit: limit,
                defaultTTLSeconds: seed % 2 == 0 ? 0 : 50))
        model.defaultTTL = namespace.defaultTTLSeconds
        bins = try (0..<5).map { try namespace.bin(named: "b\($0)") }
        sets = [.none, try namespace.set(named: "s")]
        // Half of them crowd a few partitions, and some agree in their first eight bytes.
        digests = (0..<400).map { number in
            let digest = random.digest()
            if number % 2 == 0 { return digest }
            let low = digest.orderKey & 0xff
            let key = number % 4 == 1 ? 5 << 52 | low : digest.orderKey >> 8 | 9 << 52
            return Digest(orderKey: key, middle: digest.middle & 3, tail: digest.tail)
        }
        self.namespace = namespace
        self.random = random
    }

    /// One operation on both; what differs, or nil.
    mutating func step() -> String? {
        let digest = digests[Int.random(in: 0..<digests.count, using: &random)]
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<45: return write(digest, isMerge: Bool.random(using: &random))
        case 45..<70: return read(digest)
        case 70..<85: return delete(digest)
        case 85..<90: return scanPartition(digest)
        case 90..<94: return scanOn(digest)
        default:
            model.now += UInt32.random(in: 0...3, using: &random)
            store.clock.set(seconds: model.now)
            return nil
        }
    }

    private mutating func write(_ digest: Digest, isMerge: Bool) -> String? {
        draft.removeAll()
        var wanted: [BinID: [UInt8]] = [:]
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let bin = bins[Int.random(in: 0..<bins.count, using: &random)]
            let longest = Bool.random(using: &random) ? 40 : 700
            let count = Int.random(in: 0...longest, using: &random)
            let byte = UInt8.random(in: 0...255, using: &random)
            let bytes = [UInt8](repeating: byte, count: count)
            wanted[bin] = bytes
            unsafe draft.append(bin, blob: bytes.span.bytes)
        }
        let set = sets[Int.random(in: 0..<2, using: &random)]
        let condition = WriteCondition.allCases[Int.random(in: 0..<3, using: &random)]
        let times: [TimeToLive] = [.namespaceDefault, .never, .keep, .seconds(30), .seconds(0)]
        let timeToLive = times[Int.random(in: 0..<5, using: &random)]
        let expected = model.write(
            digest, wanted, set, condition, timeToLive, isMerge: isMerge, limit: limit)
        let result =
            isMerge
            ? namespace.update(
                digest, draft, set: set, condition: condition, timeToLive: timeToLive)
            : namespace.put(digest, draft, set: set, condition: condition, timeToLive: timeToLive)
        return result == expected ? nil : "write: \(result), not \(expected)"
    }

    private mutating func read(_ digest: Digest) -> String? {
        let expected = model.live(digest)
        if expected == nil { model.entries[digest] = nil }
        guard case .found = namespace.get(digest, into: copy) else {
            return expected == nil ? nil : "read: not found"
        }
        guard let expected else { return "read: found" }
        var found: [BinID: [UInt8]] = [:]
        copy.forEachBin { found[$0] = bytesOf($2) }
        let entry = Model.Entry(
            bins: found, generation: copy.metadata.generation, voidTime: copy.metadata.voidTime,
            set: copy.set)
        if entry != expected { return "read: \(entry), not \(expected)" }
        let some = [bins[1], bins[3]]
        _ = namespace.get(digest, bins: some.span, into: copy)
        found = [:]
        copy.forEachBin { found[$0] = bytesOf($2) }
        return found == expected.bins.filter { some.contains($0.key) } ? nil : "read of some bins"
    }

    private mutating func delete(_ digest: Digest) -> String? {
        let expected = model.live(digest) != nil
        model.entries[digest] = nil
        return namespace.delete(digest) == expected ? nil : "delete: not \(expected)"
    }

    private mutating func scanPartition(_ digest: Digest) -> String? {
        let expected = model.entries.keys.filter {
            $0.partition == digest.partition && model.live($0) != nil
        }.sorted()
        let limit = Int.random(in: 1...40, using: &random)
        var found: [Digest] = []
        var last: Digest?
        while true {
            let count = namespace.scan(
                partition: digest.partition, after: last, limit: limit, into: buffer)
            for index in 0..<count {
                let digest = buffer.digest(at: index)
                if let fault = differs(index, digest) { return fault }
                found.append(digest)
            }
            last = found.last
            if count < limit { break }
        }
        return found == expected ? nil : "scan of a partition"
    }

    private mutating func scanOn(_ digest: Digest) -> String? {
        let limit = Int.random(in: 1...200, using: &random)
        let expected = model.entries.keys.filter { !($0 < digest) && model.live($0) != nil }
            .sorted().prefix(limit)
        let count = namespace.scan(from: digest, limit: limit, into: buffer)
        let found = (0..<count).map { buffer.digest(at: $0) }
        return found == Array(expected) ? nil : "scan from a digest on"
    }

    private func differs(_ index: Int, _ digest: Digest) -> String? {
        var found: [BinID: [UInt8]] = [:]
        buffer.forEachBin(at: index) { found[$0] = bytesOf($2) }
        let entry = Model.Entry(
            bins: found, generation: buffer.metadata(at: index).generation,
            voidTime: buffer.metadata(at: index).voidTime, set: buffer.set(at: index))
        return entry == model.entries[digest] ? nil : "scanned record"
    }

    private func bytesOf(_ span: RawSpan) -> [UInt8] {
        (0..<span.byteCount).map { span.byte(at: $0) }
    }

    /// Checks invariants and sums; what does not hold, or nil.
    func check() -> String? {
        if let broken = namespace.brokenInvariant() { return broken }
        let statistics = namespace.statistics()
        if statistics.recordCount != model.entries.count {
            return "\(statistics.recordCount) records, not \(model.entries.count)"
        }
        let payload = model.entries.values.reduce(0) { sum, entry in
            sum + entry.bins.values.reduce(0) { $0 + $1.count + ($1.count < 4095 ? 3 : 7) }
        }
        if statistics.payloadByteCount != payload { return "payload bytes" }
        if statistics.recordAndIndexByteCount != statistics.allocatedByteCount {
            return "counted bytes differ from jemalloc's"
        }
        return nil
    }
}
