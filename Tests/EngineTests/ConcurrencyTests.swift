import Platform
import Synchronization
import Testing

@testable import Engine

@Suite("Engine under concurrent workers")
struct ConcurrencyTests {
    @Test(
        "workers on the same keys see only whole records, and the sums hold afterwards",
        arguments: [
            EngineConfiguration(shards: 1, lock: .spin),
            EngineConfiguration(shards: 1, lock: .mutex),
            EngineConfiguration(shards: 16, lockRatio: 0.25, lock: .spin),
            EngineConfiguration(shards: 16, lock: .mutex),
        ])
    func wholeRecords(configuration: EngineConfiguration) throws {
        let namespace = try Store().createNamespace("test", configuration: configuration)
        let bin = try namespace.bin(named: "a")
        let torn = TornCount()
        let first = try worker(namespace, bin, 1, torn)
        let second = try worker(namespace, bin, 2, torn)
        let third = try worker(namespace, bin, 3, torn)
        let limit = Nanoseconds(60_000_000_000)
        let isDone = [
            first.join(within: limit), second.join(within: limit), third.join(within: limit),
        ]
        #expect(isDone == [true, true, true])
        #expect(torn.count.load(ordering: .relaxed) == 0)
        #expect(namespace.brokenInvariant() == nil)
        let statistics = namespace.statistics()
        #expect(statistics.recordAndIndexByteCount == statistics.allocatedByteCount)
    }
}

/// How many records were seen that were not whole.
private final class TornCount: Sendable {
    let count = Atomic<Int>(0)
}

private func worker(
    _ namespace: Namespace, _ bin: BinID, _ seed: UInt64, _ torn: TornCount
) throws -> PinnedThread {
    try PinnedThread(name: "test", processor: nil) {
        let count = work(namespace, bin, seed: seed)
        torn.count.add(count, ordering: .relaxed)
    }
}

/// Two thousand operations; returns how many records were not whole.
private func work(_ namespace: Namespace, _ bin: BinID, seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed)
    let draft = RecordDraft()
    let copy = RecordCopy(capacity: 0)
    let buffer = ScanBuffer()
    var torn = 0
    for _ in 0..<2000 {
        let digest = namespace.digest(ofKey: Int64.random(in: 0..<50, using: &random))
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            let byte = UInt8.random(in: 0...255, using: &random)
            let count = Int.random(in: 1...400, using: &random)
            draft.removeAll()
            let bytes = [UInt8](repeating: byte, count: count)
            unsafe draft.append(bin, blob: bytes.span.bytes)
            _ = namespace.put(digest, draft)
        case 4..<8:
            if case .found = namespace.get(digest, into: copy) {
                copy.forEachBin { torn += isWhole($2) ? 0 : 1 }
            }
        case 8:
            _ = namespace.delete(digest)
        default:
            let count = namespace.scan(from: digest, limit: 20, into: buffer)
            for index in 0..<count {
                buffer.forEachBin(at: index) { torn += isWhole($2) ? 0 : 1 }
            }
        }
    }
    return torn
}

/// Whether all bytes are the same, as one writer made them.
private func isWhole(_ bytes: RawSpan) -> Bool {
    guard bytes.byteCount > 0 else { return false }
    let first = bytes.byte(at: 0)
    for index in 0..<bytes.byteCount where bytes.byte(at: index) != first { return false }
    return true
}
