import Testing
import Wire

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
            EngineConfiguration(shards: 1, lock: .readWrite),
            EngineConfiguration(shards: 16, lock: .readWrite),
            EngineConfiguration(shards: 1, lock: .optimistic),
            EngineConfiguration(shards: 4096, lock: .optimistic, arenas: .perStripeGroup),
        ])
    func wholeRecords(configuration: EngineConfiguration) async throws {
        let namespace = try Store().createNamespace("test", configuration: configuration)
        let bin = try namespace.bin(named: "a")
        let torn = await withTaskGroup(of: Int.self) { group in
            for seed in 1...4 {
                group.addTask { work(namespace, bin, seed: UInt64(seed)) }
            }
            return await group.reduce(0, +)
        }
        #expect(torn == 0)
        #expect(namespace.brokenInvariant() == nil)
        let statistics = namespace.statistics()
        #expect(statistics.recordAndIndexByteCount == statistics.allocatedByteCount)
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
