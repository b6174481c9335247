import CacheModels
import Engine

/// A trace through the engine as a cache: get, and put on a miss.
///
/// A memory limit is bytes, the models count records. So each policy's run counts the records that
/// the namespace holds, on average once the first was evicted, and exact LRU and Bélády's bound get
/// as many.
struct Replay {
    let trace: RequestTrace
    let policy: EvictionPolicy
    let capacity: Int

    static let policies: [EvictionPolicy] = [.lru, .lfu, .random, .s3FIFO]

    static func printAll(of trace: RequestTrace, name: String) throws {
        print("trace,requests,keys,share,policy,records,hitRatio,exactLRU,bound")
        for share in [0.01, 0.1, 0.5] {
            let capacity = max(Int(Double(trace.distinctCount) * share), 1)
            for policy in policies {
                let replay = Replay(trace: trace, policy: policy, capacity: capacity)
                let (hitRatio, recordCount) = try replay.run()
                let exact = ExactLRU.hitRatio(of: trace, capacity: recordCount)
                let bound = BeladyBound.hitRatio(of: trace, capacity: recordCount)
                print(
                    name, trace.keys.count, trace.distinctCount, share, policy.rawValue,
                    recordCount, digits(hitRatio), digits(exact), digits(bound), separator: ",")
            }
        }
    }

    /// Few records are large ones, so that the index is a small part of the memory.
    private var valueByteCount: Int { max(100, (16 << 20) / capacity) }

    /// The hit ratio, and how many records there were.
    private func run() throws -> (hitRatio: Double, recordCount: Int) {
        let limit = try memory(ofRecords: capacity)
        var configuration = EngineConfiguration()
        configuration.eviction = policy
        configuration.highWaterMark = 0.98
        configuration.memoryLimit = limit * 100 / 98
        let namespace = try Store().createNamespace("replay", configuration: configuration)
        let draft = try draft(for: namespace)
        let copy = RecordCopy(capacity: valueByteCount + 64)
        var (hitCount, sum, sampleCount) = (0, 0, 0)
        let period = max(trace.keys.count / 200, 1)
        for (request, key) in trace.keys.enumerated() {
            let digest = namespace.digest(ofKey: Int64(key))
            if case .found = namespace.get(digest, into: copy) {
                hitCount += 1
            } else {
                guard case .written = namespace.put(digest, draft) else { throw Refused() }
            }
            if request % period == 0 {
                let statistics = namespace.statistics()
                if statistics.evictedCount > 0 {
                    sum += statistics.recordCount
                    sampleCount += 1
                }
            }
        }
        let recordCount = sampleCount == 0 ? trace.distinctCount : sum / sampleCount
        return (Double(hitCount) / Double(trace.keys.count), recordCount)
    }

    /// Bytes that so many records take, index included.
    private func memory(ofRecords count: Int) throws -> Int {
        let namespace = try Store().createNamespace("sizing")
        let draft = try draft(for: namespace)
        for key in 0..<count { _ = namespace.put(namespace.digest(ofKey: Int64(key)), draft) }
        return namespace.statistics().recordAndIndexByteCount
    }

    private func draft(for namespace: Namespace) throws -> RecordDraft {
        let draft = RecordDraft()
        let bytes = [UInt8](repeating: 7, count: valueByteCount)
        draft.append(try namespace.bin(named: "value"), blob: bytes.span.bytes)
        return draft
    }
}

struct Refused: Error, CustomStringConvertible {
    var description: String { "a write was refused under an eviction policy" }
}
