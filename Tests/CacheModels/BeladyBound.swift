/// The most hits that any cache of equal records can have which brings in every miss.
///
/// It evicts the record whose next use lies furthest ahead, which nobody knows but a trace. Source:
/// Belady, "A study of replacement algorithms for a virtual-storage computer", IBM Systems Journal
/// 5(2), 1966; a pass from the end finds each request's next use.
public enum BeladyBound {
    /// The share of requests that find their record.
    ///
    /// - Parameters:
    ///   - trace: the requests, at least one.
    ///   - capacity: how many records fit, at least one.
    /// - Returns: hits ÷ requests, 0…1.
    public static func hitRatio(of trace: RequestTrace, capacity: Int) -> Double {
        precondition(capacity > 0, "a cache holds at least one record, asked for \(capacity)")
        let nextUses = nextUses(of: trace)
        // A record in the cache stands for itself by its next use, which no other shares.
        var cached = NumberSet(limit: trace.keys.count + trace.distinctCount)
        var hitCount = 0
        for (request, nextUse) in nextUses.enumerated() {
            if cached.remove(request) {
                hitCount += 1
            } else if cached.count == capacity {
                cached.removeLargest()
            }
            cached.insert(nextUse)
        }
        return Double(hitCount) / Double(trace.keys.count)
    }

    /// For each request the next one of its key; past the end, and different for each key, if none.
    private static func nextUses(of trace: RequestTrace) -> [Int] {
        let count = trace.keys.count
        var next = Array(count..<count + trace.distinctCount)
        var found = [Int](repeating: 0, count: count)
        for request in trace.keys.indices.reversed() {
            let key = Int(trace.keys[request])
            found[request] = next[key]
            next[key] = request
        }
        return found
    }
}

/// A set of numbers below a limit, as bits with a summary of 64 to one above them, level on level.
private struct NumberSet {
    /// Level 0 has a bit for each number, level n + 1 a bit for each word of level n that has any.
    private var levels: [[UInt64]] = []
    private(set) var count = 0

    init(limit: Int) {
        var size = limit
        repeat {
            size = size / 64 + 1
            levels.append([UInt64](repeating: 0, count: size))
        } while size > 1
    }

    mutating func insert(_ number: Int) {
        var place = number
        for level in levels.indices {
            levels[level][place / 64] |= 1 << UInt64(place % 64)
            place /= 64
        }
        count += 1
    }

    /// Takes `number` out; false when it is not in the set.
    mutating func remove(_ number: Int) -> Bool {
        guard levels[0][number / 64] >> UInt64(number % 64) & 1 == 1 else { return false }
        var place = number
        for level in levels.indices {
            levels[level][place / 64] &= ~(1 << UInt64(place % 64))
            if levels[level][place / 64] != 0 { break }
            place /= 64
        }
        count -= 1
        return true
    }

    /// Takes the largest number out; there is one.
    mutating func removeLargest() {
        var place = 0
        for level in levels.indices.reversed() {
            place = place * 64 + 63 - levels[level][place].leadingZeroBitCount
        }
        _ = remove(place)
    }
}
