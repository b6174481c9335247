internal import Glibc

/// How often Zipf's ranks are expected to come when so many draws are made: Poisson rates, by
/// groups of neighbouring ranks.
///
/// The first thousand ranks stand alone; from there on a group spans half a percent of a rank.
struct ZipfRates {
    private struct Group {
        /// The expected count of each of its ranks; descending from group to group.
        var rate: Double
        /// How many ranks it has.
        var weight: Double
        /// The mean of ln r.
        var logRank: Double
    }

    /// Counts above this put keys into their true order, to a quarter of a percent of a rank.
    private static let orderlyCount = 400.0

    private var groups: [Group] = []
    /// How many ranks there are.
    let rankCount: Double
    private let total: Double

    /// The rates of `total` draws from the law of `exponent` over `rankCount` ranks.
    init(exponent: Double, rankCount: Double, total: Double) {
        self.rankCount = rankCount
        self.total = total
        let sum = HarmonicSums(exponent: exponent, count: rankCount).total
        let logScale = log(total / sum)
        func append(rank: Double, weight: Double) {
            let logRank = log(rank)
            groups.append(
                Group(rate: exp(logScale - exponent * logRank), weight: weight, logRank: logRank))
        }
        let exact = min(rankCount.rounded(), 1_000)
        for rank in stride(from: 1, through: exact, by: 1) { append(rank: rank, weight: 1) }
        guard rankCount > exact else { return }
        let (start, end) = (exact + 0.5, rankCount + 0.5)
        let groupCount = (log(end / start) / 0.005).rounded(.up)
        let ratio = exp(log(end / start) / groupCount)
        var lower = start
        for _ in stride(from: 0, to: groupCount, by: 1) {
            append(rank: lower * (1 + ratio) / 2, weight: lower * (ratio - 1))
            lower *= ratio
        }
    }

    /// How many keys are expected to come at all.
    var seenKeyCount: Double {
        groups.reduce(0) { $0 - expm1(-$1.rate) * $1.weight }
    }

    /// The expected sum of ln r over all draws, with ranks by sorted counts.
    ///
    /// As `CountSpectrum.logarithmSum`, with the expected number of keys for K(c); above the
    /// `orderlyCount` sorting gives the true ranks.
    var sortedLogarithmSum: Double {
        let limit = Self.orderlyCount
        var keyCounts = Array(repeating: 0.0, count: Int(limit) + 1)
        var sum = 0.0
        for group in groups {
            if group.rate > limit { sum += (group.rate - limit) * group.weight * group.logRank }
            Self.addTails(of: group, to: &keyCounts)
        }
        return keyCounts.dropFirst().reduce(sum) { $0 + GammaFunction.logarithm($1 + 1) }
    }

    /// Adds to each `keyCounts[c]` how many of the group's keys are expected to come at least c
    /// times.
    private static func addTails(of group: Group, to keyCounts: inout [Double]) {
        let isSure = group.rate > orderlyCount + 9 * orderlyCount.squareRoot()
        var chance = isSure ? 0 : exp(-group.rate)
        var tail = 1 - chance
        for count in 1..<keyCounts.count {
            keyCounts[count] += tail * group.weight
            chance *= group.rate / Double(count)
            tail -= chance
            if tail < 1e-13 { break }
        }
    }

    /// The expected share of draws that go to keys which come at least `count` times.
    ///
    /// Σ k·Pr(k) from c on is λ·Pr(k ≥ c − 1).
    func shareOfDraws(from count: Double) -> Double {
        // Within nine deviations of the count, and a little more for small ones.
        let reach = 9 * (count + 9).squareRoot()
        let expected = groups.reduce(0) { sum, group in
            let draws = group.rate * group.weight
            if count <= 1 || group.rate > count + reach { return sum + draws }
            if group.rate < count - reach { return sum }
            return sum + draws * GammaFunction.lower(count - 1, group.rate)
        }
        return expected / total
    }
}
