@testable import Engine

/// Records that go without being asked: evicted to make room, or expired behind their users.
///
/// Which ones go is the policy's choice. The model learns it by asking for a record before it is
/// used, and holds against it what must be so whatever the policy: that nothing goes without one,
/// that `ttl` spares what never expires, and that all that went is counted.
extension ModelRun {
    /// Lets the model learn whether `digest` is still there.
    mutating func notice(_ digest: Digest) -> String? {
        guard model.entries[digest] != nil else { return nil }
        let result = namespace.metadata(of: digest)
        guard let entry = model.meet(digest) else {
            return result.asResult == model.absence(digest) ? nil : "expired, but \(result)"
        }
        if case .found(let metadata) = result {
            return metadata == entry.metadata ? nil : "\(entry.metadata) became \(metadata)"
        }
        model.remove(digest)
        evictedCount += 1
        switch namespace.configuration.eviction {
        case .none: return "a record went without a policy"
        case .ttl: return entry.voidTime == 0 ? "a record that never expires went" : nil
        default: return nil
        }
    }

    /// Lets the model learn of all records that may have gone, before something about many of them.
    mutating func noticeAll() -> String? {
        let gone = model.entries.filter { evicts || model.isExpired($0.value) }
        for digest in gone.keys.sorted() {
            if let fault = notice(digest) { return fault }
        }
        return nil
    }

    /// Some steps of what a maintenance thread does, or all there is to do.
    mutating func maintain() -> String? {
        let isLimited = namespace.configuration.memoryLimit > 0
        let stepLimit = isLimited || one(in: 2) ? 20 : 100_000
        for _ in 0..<stepLimit where namespace.maintain().isIdle {
            // A lap is over: nothing is left whose time is over.
            let expected = model.entries.values.count { !model.isExpired($0) }
            let found = namespace.statistics().recordCount
            return found <= expected ? nil : "\(found) records after a lap, not \(expected)"
        }
        return stepLimit == 20 ? nil : "maintenance does not come to an end"
    }
}
