/// What YCSB's `zipfian` says of its keys: the most popular ranks at the keys that they hash to.
///
/// The first 65,536 ranks have their exact shares; the rest, each of less than 10^-6, is taken to
/// be spread evenly. Keys stand by their share, those that no such rank hits last, by number.
struct YCSBExpectation: Sendable {
    private static let rankLimit: UInt64 = 65_536

    /// The keys that ranks hit, the most popular first, and the chances of all up to each.
    private let popular: [UInt64]
    private let cumulatives: [Double]
    /// Where each of the popular keys stands, and the popular keys in ascending order.
    private let positions: [UInt64: UInt64]
    private let ascending: [UInt64]
    /// The share of every key in what the first ranks leave.
    private let each: Double

    /// What is said of the first `keyCount` of `itemLimit` keys, the others not existing yet.
    init(keyCount: UInt64, itemLimit: UInt64) {
        let distribution = YCSBZipfianKeys(itemLimit: itemLimit)
        var shares: [UInt64: Double] = [:]
        for rank in 0..<Self.rankLimit {
            let key = FNV64.magnitude(rank) % itemLimit
            guard key < keyCount else { continue }
            shares[key, default: 0] +=
                distribution.cumulative(below: rank + 1) - distribution.cumulative(below: rank)
        }
        let rest = (1 - distribution.cumulative(below: Self.rankLimit)) / Double(itemLimit)
        // A key that does not exist is drawn again, which makes up the whole from those that do.
        let whole = shares.values.reduce(rest * Double(keyCount), +)
        each = rest / whole
        let sorted = shares.mapValues { $0 / whole }
            .sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        popular = sorted.map(\.key)
        var (sum, cumulatives) = (0.0, [Double]())
        for (_, share) in sorted {
            sum += share
            cumulatives.append(sum)
        }
        self.cumulatives = cumulatives
        positions = Dictionary(
            uniqueKeysWithValues: popular.enumerated().map { ($1, UInt64($0)) })
        ascending = popular.sorted()
    }

    func position(ofKey key: UInt64) -> UInt64 {
        if let position = positions[key] { return position }
        var (low, high) = (0, ascending.count)
        while low < high {
            let middle = (low + high) / 2
            if ascending[middle] < key { low = middle + 1 } else { high = middle }
        }
        return key - UInt64(low) + UInt64(popular.count)
    }

    func cumulative(below position: UInt64) -> Double {
        let index = min(Int(position), cumulatives.count)
        return (index > 0 ? cumulatives[index - 1] : 0) + Double(position) * each
    }
}
