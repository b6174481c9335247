import Glibc
import Platform
import Synchronization
import Testing

@testable import Engine

@Suite("Whole records")
struct WholeRecordTests {
    static let configurations = LockKind.allCases.flatMap { lock in
        [(1, 1.0), (4096, 1.0)].map { shards, ratio in
            EngineConfiguration(shards: shards, lockRatio: ratio, lock: lock)
        }
    }

    @Test(
        "readers see whole records while others resize, delete, create, drop and rebuild",
        arguments: configurations)
    func whole(configuration: EngineConfiguration) throws {
        let race = try WholeRecordRace(configuration)
        let readCount = BuildMode.isDebug ? 20_000 : 300_000
        let outcome = try race.run(readerCount: 2, writerCount: 2, readCount: readCount)
        #expect(outcome.faults == [])
        #expect(outcome.foundCount > 0)
        #expect(outcome.absentCount > 0)
        let fault = race.namespace.soundnessFault()
        #expect(fault == nil)
    }
}

/// What the readers of a race saw.
struct WholeRecordOutcome: Sendable {
    var faults: Set<String> = []
    var foundCount = 0
    var absentCount = 0
}

/// Threads of their own on five records, each of two sealed blobs and a number that says which.
///
/// Few records, so that memory which one gives up is used at once by another, and crowded ones, so
/// that each that comes or goes moves the slots of others.
private final class WholeRecordRace: Sendable {
    let namespace: Namespace
    private let bins: [BinID]
    private let keys: [Digest]
    private let writersToStart = Atomic(0)
    private let readersLeft = Atomic(0)
    private let threadsLeft = Atomic(0)
    private let outcome = Guarded(WholeRecordOutcome())

    init(_ configuration: EngineConfiguration) throws {
        let namespace = try Store().createNamespace("test", configuration: configuration)
        self.namespace = namespace
        bins = try ["sum", "one", "two"].map { try namespace.bin(named: $0) }
        keys = (0..<5).map { Digest.crowded($0) }
    }

    func run(readerCount: Int, writerCount: Int, readCount: Int) throws -> WholeRecordOutcome {
        writersToStart.store(writerCount, ordering: .relaxed)
        readersLeft.store(readerCount, ordering: .relaxed)
        threadsLeft.store(readerCount + writerCount + 1, ordering: .relaxed)
        for number in 0...readerCount + writerCount {
            let random = SeededRandom(seed: UInt64(number + 1))
            try PinnedThread(name: "race \(number)", processor: nil) {
                if number < readerCount {
                    self.read(readCount, random)
                } else if number < readerCount + writerCount {
                    self.write(random)
                } else {
                    self.maintain(random)
                }
                self.threadsLeft.subtract(1, ordering: .acquiringAndReleasing)
            }.detach()
        }
        while threadsLeft.load(ordering: .acquiring) > 0 { pauseThread(.milliseconds(1)) }
        return outcome.withLock { $0 }
    }

    // MARK: Writers

    /// Writes until the readers are done.
    private func write(_ seeded: SeededRandom) {
        var random = seeded
        // Made beforehand, so that the loop writes nearly all the time.
        let drafts = (0..<32).map { _ in draft(&random) }
        for key in keys { _ = namespace.put(key, drafts[0]) }
        writersToStart.subtract(1, ordering: .acquiringAndReleasing)
        while readersLeft.load(ordering: .acquiring) > 0 {
            let word = random.next()
            let key = keys[Int(word % UInt64(keys.count))]
            let draft = drafts[Int(word >> 8 & 31)]
            switch word >> 16 & 7 {
            case 0, 1: _ = namespace.delete(key)
            case 2: _ = namespace.update(key, draft, condition: .updateOnly)
            default: _ = namespace.put(key, draft)
            }
            if word >> 24 & 31 == 0 { sched_yield() }
        }
    }

    /// Drops and creates, clears, truncates and rebuilds until the readers are done.
    private func maintain(_ seeded: SeededRandom) {
        var random = seeded
        while readersLeft.load(ordering: .acquiring) > 0 {
            for _ in 0..<16 { sched_yield() }
            do {
                let number = 5 + Int(random.next() % 2)
                switch random.next() % 5 {
                case 0:
                    try namespace.dropPartition(number)
                    try namespace.createPartition(number)
                case 1: try namespace.partition(number).clear()
                case 2: try namespace.truncate(set: SetID.none)
                case 3: try namespace.rebuild(forRecordCount: Int(random.next() % 40_000) + 5)
                default: _ = try namespace.partition(number).statistics()
                }
            } catch {
                outcome.withLock { _ = $0.faults.insert("\(error)") }
            }
        }
    }

    private func draft(_ random: inout SeededRandom) -> RecordDraft {
        let draft = RecordDraft()
        let (one, two) = (SealedBlob.choose(&random), SealedBlob.choose(&random))
        draft.append(bins[0], integer: Int64(one * SealedBlob.count + two))
        for (bin, number) in [(bins[1], one), (bins[2], two)] {
            let blob = SealedBlob.all[number]
            unsafe draft.append(bin, blob: blob.span.bytes)
        }
        return draft
    }

    // MARK: Readers

    private func read(_ count: Int, _ seeded: SeededRandom) {
        var random = seeded
        let copy = RecordCopy(capacity: 0)
        let buffer = ScanBuffer()
        var seen = WholeRecordOutcome()
        while writersToStart.load(ordering: .acquiring) > 0 { sched_yield() }
        for _ in 0..<count {
            let key = keys[Int.random(in: 0..<keys.count, using: &random)]
            switch Int.random(in: 0..<6, using: &random) {
            case 0: scan(key, buffer, &seen)
            case 1: readSome(key, copy, &seen)
            default: readAll(key, copy, &seen)
            }
        }
        readersLeft.subtract(1, ordering: .acquiringAndReleasing)
        outcome.withLock {
            $0.faults.formUnion(seen.faults)
            $0.foundCount += seen.foundCount
            $0.absentCount += seen.absentCount
        }
    }

    private func readAll(_ key: Digest, _ copy: RecordCopy, _ seen: inout WholeRecordOutcome) {
        guard case .found(let metadata) = namespace.get(key, into: copy) else {
            seen.absentCount += 1
            if copy.binCount > 0 { seen.faults.insert("bins after a miss") }
            return
        }
        seen.foundCount += 1
        if metadata.generation == 0 { seen.faults.insert("generation 0") }
        var record = SeenRecord()
        copy.forEachBin { record.add($0, $2) }
        note(fault(record), "read", &seen)
    }

    private func readSome(_ key: Digest, _ copy: RecordCopy, _ seen: inout WholeRecordOutcome) {
        let wanted = [bins[2]]
        guard case .found = namespace.get(key, bins: wanted.span, into: copy) else { return }
        var record = SeenRecord()
        copy.forEachBin { record.add($0, $2) }
        if record.binCount != 1 || record.blobs.count != 1 { seen.faults.insert("one bin") }
    }

    private func scan(_ key: Digest, _ buffer: ScanBuffer, _ seen: inout WholeRecordOutcome) {
        let count = namespace.scan(partition: key.partition, limit: 10, into: buffer)
        for index in 0..<count {
            var record = SeenRecord()
            buffer.forEachBin(at: index) { record.add($0, $2) }
            note(fault(record), "scan", &seen)
        }
    }

    private func note(_ fault: String?, _ words: String, _ seen: inout WholeRecordOutcome) {
        if let fault { seen.faults.insert("\(words): \(fault)") }
    }

    /// What of the record is not from one write; nil when all is.
    private func fault(_ record: SeenRecord) -> String? {
        guard record.binCount == 3, let sum = record.blobs[bins[0]] else {
            return "\(record.binCount) bins"
        }
        guard let one = record.blobs[bins[1]], let two = record.blobs[bins[2]] else {
            return "a torn value"
        }
        return sum == one * SealedBlob.count + two ? nil : "values of two writes"
    }
}

/// The bins that a reader found: which blob each is, or the number it holds.
private struct SeenRecord {
    var binCount = 0
    var blobs: [BinID: Int] = [:]

    mutating func add(_ bin: BinID, _ span: RawSpan) {
        binCount += 1
        blobs[bin] = SealedBlob.number(span)
    }
}

/// Blobs that begin with their number and have a length and contents of their own.
private enum SealedBlob {
    static let count = 64

    static let all: [[UInt8]] = (0..<count).map { number in
        var random = SeededRandom(seed: UInt64(number))
        let longest = [16, 100, 100, 700, 2000][number % 5]
        let byteCount = 9 + Int(random.next() % UInt64(longest))
        return [UInt8(number)]
            + (1..<byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    static func choose(_ random: inout SeededRandom) -> Int {
        Int.random(in: 0..<count, using: &random)
    }

    /// Which blob these bytes are, or the integer of eight bytes; nil for what is neither.
    static func number(_ bytes: RawSpan) -> Int? {
        unsafe bytes.withUnsafeBytes { found -> Int? in
            if found.count == 8 {
                return unsafe Int(found.loadUnaligned(as: Int64.self))
            }
            guard let number = unsafe found.first, number < count,
                let start = found.baseAddress
            else { return nil }
            let isWhole = unsafe all[Int(number)].withUnsafeBytes { whole in
                guard let wanted = whole.baseAddress else { return false }
                return unsafe whole.count == found.count
                    && memcmp(wanted, start, found.count) == 0
            }
            return isWhole ? Int(number) : nil
        }
    }
}
