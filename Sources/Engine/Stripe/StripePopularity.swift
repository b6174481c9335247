/// How operations spread over the stripes of a namespace.
///
/// Keys are hashed to stripes, so a stripe's share of the operations is that of its keys. The keys
/// that stand out are placed one by one; all others together are as even as chance makes them.
public struct StripePopularity: Hashable, Sendable {
    /// Stripes that have the same share.
    struct Group: Hashable, Sendable {
        /// Each one's share.
        var share: Double
        /// How many; what stands for uneven stripes need not be whole.
        var count: Double
    }

    let groups: [Group]

    /// The chance that two independent operations need the same stripe: the sum of squared shares.
    public var coincidence: Double {
        groups.reduce(0) { $0 + $1.count * $1.share * $1.share }
    }

    /// The stripes' shares.
    ///
    /// - Parameters:
    ///   - stripeCount: how many stripes; at least 1.
    ///   - hottestKeys: the shares of the keys that stand out, the largest first.
    ///   - keyCoincidence: the chance that two independent operations are for the same key.
    public init(stripeCount: Int, hottestKeys: [Double] = [], keyCoincidence: Double = 0) {
        precondition(stripeCount >= 1, "operations on \(stripeCount) stripes")
        var hot: [Int: Double] = [:]
        for (rank, share) in hottestKeys.enumerated() {
            hot[Self.stripe(ofRank: rank, stripeCount: stripeCount), default: 0] += share
        }
        let rest = max(1 - hottestKeys.reduce(0, +), 0)
        let background = rest / Double(stripeCount)
        var groups = hot.values.sorted(by: >).map { Group(share: $0 + background, count: 1) }
        let coldCount = Double(stripeCount - hot.count)
        if coldCount > 0 && rest > 0 {
            let keys = hottestKeys.reduce(keyCoincidence) { $0 - $1 * $1 }
            groups.append(
                Self.cold(
                    share: background * coldCount, count: coldCount,
                    keyCoincidence: max(keys, 0) / (rest * rest)))
        }
        self.groups = groups
    }

    /// Stripes that share `share` by chance, as so many equal ones that coincide as often.
    ///
    /// Two operations coincide when their keys do, or, one time in `count`, when their keys differ.
    private static func cold(share: Double, count: Double, keyCoincidence: Double) -> Group {
        let same = min(keyCoincidence, 1)
        let effective = 1 / (same + (1 - same) / count)
        return Group(share: share / effective, count: effective)
    }

    /// Where a key of some rank lies: anywhere, but always there (Steele, Lea and Flood, "Fast
    /// splittable pseudorandom number generators", 2014).
    private static func stripe(ofRank rank: Int, stripeCount: Int) -> Int {
        var word = UInt64(truncatingIfNeeded: rank &+ 1) &* 0x9e37_79b9_7f4a_7c15
        word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
        word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((word ^ (word >> 31)) % UInt64(stripeCount))
    }
}
