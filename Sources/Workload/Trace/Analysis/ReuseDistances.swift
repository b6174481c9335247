/// How many other keys were used between two uses of the same key.
///
/// The distance tells whether an LRU cache of any size would have had the key: one that holds more
/// keys than the distance does. Uses are kept in order of time, one live bit for each key's last
/// use; the distance is the number of live bits after it, which a Fenwick tree over words of 64
/// bits counts in some 40 ns. Old uses are squeezed out, so that memory depends on keys and not on
/// uses.
///
/// Above a number of uses, only keys whose hash falls below a limit are followed, and distances are
/// scaled: errors of the hit ratio are then some 0.1 % (Waldspurger, Park, Garthwaite and Ahmad,
/// "Efficient MRC construction with SHARDS", FAST 2015). What the sample has too many or too few
/// requests counts at distance 0, as their SHARDS-adj does.
///
/// Source of the tree: Bennett and Kruskal, "LRU stack processing", IBM Journal of Research and
/// Development 19(4), 1975; Fenwick, Software: Practice and Experience 24(3), 1994.
struct ReuseDistances {
    /// The share of keys that is followed, from 0 to 1.
    let sampledShare: Double
    /// How many requests there were, sampled or not.
    private(set) var requestCount: UInt64 = 0

    private let hashLimit: UInt64
    /// By key: the place of its last use, from 1; 0 for none.
    private var places: [UInt32]
    /// By place: the key used there, if it still is its last use.
    private var owners: [UInt32]
    private var live: [UInt64]
    private var tree: [UInt32]
    private var nextPlace = 1
    private var liveCount = 0
    /// Sampled uses by distance, unscaled.
    private var distanceCounts: [UInt64] = []
    private var coldCount: UInt64 = 0
    private var sampledCount: UInt64 = 0

    /// No uses yet.
    ///
    /// - Parameters:
    ///   - keyCount: how many keys there are.
    ///   - useCount: how many uses will come.
    ///   - useLimit: how many of them are followed at most, about.
    init(keyCount: Int, useCount: Int, useLimit: Int = 10_000_000) {
        sampledShare = useCount <= useLimit ? 1 : Double(useLimit) / Double(useCount)
        hashLimit = sampledShare == 1 ? .max : UInt64(sampledShare * 0x1p64)
        places = [UInt32](repeating: 0, count: keyCount)
        let capacity = 1 << 16
        owners = [UInt32](repeating: 0, count: capacity)
        live = [UInt64](repeating: 0, count: capacity / 64)
        tree = [UInt32](repeating: 0, count: capacity / 64 + 1)
    }

    /// Adds a use of a key, `repeatCount` times in a row.
    mutating func use(_ key: Int, repeatCount: UInt64) {
        requestCount += repeatCount
        guard hashLimit == .max || XXHash64.mix(UInt64(key)) < hashLimit else { return }
        sampledCount += repeatCount
        if nextPlace == owners.count { squeeze() }
        let last = Int(places[key])
        if last > 0 {
            count(distance: liveCount - liveUses(to: last), times: 1)
            setLive(last, false)
        } else {
            coldCount += 1
        }
        if repeatCount > 1 { count(distance: 0, times: repeatCount - 1) }
        owners[nextPlace] = UInt32(key)
        places[key] = UInt32(nextPlace)
        setLive(nextPlace, true)
        nextPlace += 1
    }

    private mutating func count(distance: Int, times: UInt64) {
        if distance >= distanceCounts.count {
            let room = max(distance + 1, distanceCounts.count * 2, 1024)
            distanceCounts += [UInt64](repeating: 0, count: room - distanceCounts.count)
        }
        distanceCounts[distance] += times
    }

    // MARK: Results

    /// The profile of what was used.
    func profile() -> ReuseProfile {
        var counts = distanceCounts.isEmpty ? [0] : distanceCounts
        let expected = (Double(requestCount) * sampledShare).rounded()
        // What the sample has too many comes off the shortest distance, as far as there is any.
        let surplus = Double(sampledCount) - expected
        counts[0] -= min(UInt64(max(surplus, 0)), counts[0])
        counts[0] += UInt64(max(-surplus, 0))
        return ReuseProfile(counts: counts, coldCount: coldCount, sampledShare: sampledShare)
    }

    // MARK: Places

    /// How many keys' last uses are at places up to `place`.
    private func liveUses(to place: Int) -> Int {
        var index = place >> 6
        let mask = UInt64.max >> UInt64(63 - (place & 63))
        var sum = (live[index] & mask).nonzeroBitCount
        while index > 0 {
            sum += Int(tree[index])
            index &= index - 1
        }
        return sum
    }

    private mutating func setLive(_ place: Int, _ isLive: Bool) {
        live[place >> 6] ^= 1 << UInt64(place & 63)
        liveCount += isLive ? 1 : -1
        // The tree's entry i stands for words up to, not including, i.
        var index = (place >> 6) + 1
        while index < tree.count {
            if isLive { tree[index] += 1 } else { tree[index] -= 1 }
            index += index & -index
        }
    }

    /// Gives the live uses the first places, and room for at least as many again.
    private mutating func squeeze() {
        var capacity = owners.count
        while liveCount * 2 >= capacity { capacity *= 2 }
        var kept = [UInt32](repeating: 0, count: capacity)
        var next = 1
        for place in 1..<owners.count where live[place >> 6] >> UInt64(place & 63) & 1 == 1 {
            kept[next] = owners[place]
            places[Int(owners[place])] = UInt32(next)
            next += 1
        }
        owners = kept
        live = [UInt64](repeating: 0, count: capacity / 64)
        tree = [UInt32](repeating: 0, count: capacity / 64 + 1)
        (nextPlace, liveCount) = (1, 0)
        while nextPlace < next {
            setLive(nextPlace, true)
            nextPlace += 1
        }
    }
}

/// What reuse distances say of caches.
public struct ReuseProfile: Hashable, Sendable {
    /// Requests by distance, as sampled.
    private let counts: [UInt64]
    /// Requests for keys that had not come before, as sampled.
    private let coldCount: UInt64
    /// The share of keys that was followed; 1 when the distances are exact.
    public let sampledShare: Double

    init(counts: [UInt64], coldCount: UInt64, sampledShare: Double) {
        self.counts = counts
        self.coldCount = coldCount
        self.sampledShare = sampledShare
    }

    private var reuseCount: UInt64 { counts.reduce(0, +) }

    /// The share of requests for keys that had come before, from 0 to 1: no cache hits more.
    public var reuseShare: Double {
        Double(reuseCount) / Double(max(reuseCount + coldCount, 1))
    }

    /// The distance that this share of the reuses do not exceed; nil when nothing was reused.
    public func distance(share: Double) -> Double? {
        let total = reuseCount
        guard total > 0 else { return nil }
        let wanted = max((share * Double(total)).rounded(.up), 1)
        var sum: UInt64 = 0
        for (distance, count) in counts.enumerated() {
            sum += count
            if Double(sum) >= wanted { return Double(distance) / sampledShare }
        }
        return Double(counts.count - 1) / sampledShare
    }

    /// The share of all requests that an LRU cache of `keyCount` keys would have had, from 0 to 1.
    public func hitRatio(keyCount: UInt64) -> Double {
        // A cache of n keys has those whose distance is below n.
        let sampled = Int((Double(keyCount) * sampledShare).rounded())
        let hits = counts.prefix(sampled).reduce(0, +)
        return Double(hits) / Double(max(reuseCount + coldCount, 1))
    }
}
