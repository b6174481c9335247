/// A cache of equal records that evicts the least recently used one, exactly.
public enum ExactLRU {
    /// The share of requests that find their record, which a miss brings in.
    ///
    /// - Parameters:
    ///   - trace: the requests, at least one.
    ///   - capacity: how many records fit, at least one.
    /// - Returns: hits ÷ requests, 0…1.
    public static func hitRatio(of trace: RequestTrace, capacity: Int) -> Double {
        precondition(capacity > 0, "a cache holds at least one record, asked for \(capacity)")
        var list = RecencyList(keyCount: trace.distinctCount)
        var hitCount = 0
        for key in trace.keys {
            if list.contains(Int(key)) {
                hitCount += 1
                list.remove(Int(key))
            } else if list.count == capacity {
                list.remove(list.oldest)
            }
            list.append(Int(key))
        }
        return Double(hitCount) / Double(trace.keys.count)
    }
}

/// Keys from the least to the most recently used, linked in both directions.
private struct RecencyList {
    // The neighbours of each key; the last entry is the list's head. A key's own number: absent.
    private var older: [Int]
    private var newer: [Int]
    private(set) var count = 0
    private let head: Int

    init(keyCount: Int) {
        older = Array(0...keyCount)
        newer = older
        head = keyCount
    }

    var oldest: Int { newer[head] }

    func contains(_ key: Int) -> Bool { older[key] != key }

    mutating func remove(_ key: Int) {
        newer[older[key]] = newer[key]
        older[newer[key]] = older[key]
        older[key] = key
        count -= 1
    }

    mutating func append(_ key: Int) {
        let last = older[head]
        older[key] = last
        newer[key] = head
        newer[last] = key
        older[head] = key
        count += 1
    }
}
