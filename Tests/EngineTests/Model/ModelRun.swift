import Synchronization

@testable import Engine

/// One seeded sequence of operations on a namespace and on its model.
///
/// A fault is what the two differ in, in words; nil when they agree.
struct ModelRun {
    var random: SeededRandom
    var model: RecordModel
    let store = Store(clock: StoreClock(seconds: 1))
    let namespace: Namespace
    let bins: [BinID]
    let sets: [SetID]
    let digests: [Digest]
    /// Records that the model found evicted.
    var evictedCount = 0
    let draft = RecordDraft()
    let copy = RecordCopy(capacity: 0)
    let operateBuffer = OperateBuffer(capacity: 0)
    let batch = Batch(rowCapacity: 0, byteCapacity: 0)
    let buffer = ScanBuffer(recordCapacity: 0, byteCapacity: 0)

    init(seed: UInt64, _ layout: EngineConfiguration) throws {
        var random = SeededRandom(seed: seed)
        var configuration = layout
        configuration.recordByteLimit = 1500
        configuration.defaultTTLSeconds = seed % 2 == 0 ? 0 : 50
        namespace = try store.createNamespace("test", configuration: configuration)
        model = RecordModel(
            defaultTTL: configuration.defaultTTLSeconds,
            recordByteLimit: configuration.recordByteLimit)
        let namespace = self.namespace
        bins = try (0..<5).map { try namespace.bin(named: "b\($0)") }
        sets = [.none, try namespace.set(named: "s")]
        digests = Self.digests(&random, count: layout.memoryLimit > 0 ? 2000 : 400)
        self.random = random
    }

    /// Half of them crowd a few partitions, and some agree in their first eight bytes.
    private static func digests(_ random: inout SeededRandom, count: Int) -> [Digest] {
        (0..<count).map { number in
            let digest = random.digest()
            if number % 2 == 0 { return digest }
            let low = digest.orderKey & 0xff
            let key = number % 4 == 1 ? 5 << 52 | low : digest.orderKey >> 8 | 9 << 52
            return Digest(orderKey: key, middle: digest.middle & 3, tail: digest.tail)
        }
    }

    /// One operation on both.
    mutating func step() throws -> String? {
        let digest = pick(digests)
        if evicts, let fault = notice(digest) { return fault }
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<22: return try write(digest)
        case 22..<38: return try operate(digest)
        case 38..<44: return try modify(digest)
        case 44..<50: return try withoutMemory { try $0.writeSomehow(digest) }
        case 50..<56: return read(digest)
        case 56..<60: return readSome(digest)
        case 60..<64: return readMetadata(digest)
        case 64..<76: return delete(digest)
        case 76..<88: return evicts ? nil : try readOrWriteMany(digest)
        case 88..<91: return try container(digest)
        case 91: return maintain()
        default:
            model.now += UInt32.random(in: 0...3, using: &random)
            store.clock.set(seconds: model.now)
            return nil
        }
    }

    private mutating func readOrWriteMany(_ digest: Digest) throws -> String? {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: try performBatch()
        case 1: scanPartition(digest)
        default: scanOn(digest)
        }
    }

    /// Whether a write may remove other records.
    var evicts: Bool { namespace.configuration.eviction != .none }

    private mutating func writeSomehow(_ digest: Digest) throws -> String? {
        switch Int.random(in: 0..<4, using: &random) {
        case 0: try operate(digest)
        case 1 where !evicts: try performBatch()
        default: try write(digest)
        }
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &random)]
    }

    /// True once in so many times.
    mutating func one(in count: Int) -> Bool {
        Int.random(in: 0..<count, using: &random) == 0
    }

    /// One operation while memory runs out; the operation knows what to expect then.
    private mutating func withoutMemory(
        _ operation: (inout ModelRun) throws -> String?
    ) rethrows -> String? {
        let grantedCount = Int.random(in: 0...2, using: &random)
        namespace.heap.grantedCount.store(grantedCount, ordering: .relaxed)
        namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        defer { namespace.heap.refusesAllocations.store(false, ordering: .relaxed) }
        return try operation(&self)
    }

    var refusesMemory: Bool { namespace.heap.refusesAllocations.load(ordering: .relaxed) }

    /// Checks invariants and sums.
    mutating func check() -> String? {
        if let fault = noticeAll() ?? namespace.soundnessFault() { return fault }
        let found = namespace.statistics()
        let payload = model.entries.values.reduce(0) { $0 + $1.payloadByteCount }
        for (name, count, expected) in [
            ("records", found.recordCount, model.entries.count),
            ("expired", found.expiredCount, model.expiredCount),
            ("evicted", found.evictedCount, evictedCount),
            ("payload bytes", found.payloadByteCount, payload),
        ] where count != expected {
            return "\(count) \(name), not \(expected)"
        }
        let limit = namespace.configuration.memoryLimit
        if limit > 0 && found.recordAndIndexByteCount > limit { return "above the memory limit" }
        return nil
    }
}
