internal import Glibc

/// Zipf's law over a number of ranks: rank r, from 1, has a share in proportion to r^−exponent.
///
/// Thread safety: a value.
public struct ZipfDistribution: Hashable, Sendable {
    /// The exponent; 0 makes all ranks equal.
    public let exponent: Double
    /// How many ranks there are.
    public let rankCount: UInt64
    private let total: Double

    /// The law over `rankCount` ranks, at least 1.
    public init(exponent: Double, rankCount: UInt64) {
        precondition(rankCount > 0, "Zipf's law over no ranks")
        self.exponent = exponent
        self.rankCount = rankCount
        total = Self.sum(exponent, to: Double(rankCount))
    }

    /// The share of one rank, from 1 to `rankCount`.
    public func share(_ rank: UInt64) -> Double {
        exp(-exponent * log(Double(rank))) / total
    }

    /// The share of the ranks 1 to `rank` together, from 0 to 1.
    public func cumulative(_ rank: UInt64) -> Double {
        if rank == 0 { return 0 }
        return rank >= rankCount ? 1 : Self.sum(exponent, to: Double(rank)) / total
    }

    /// Σ k^−exponent over the ranks 1 to `count`, to about nine digits: as `HarmonicSums`, but with
    /// the integral in closed form, and fewer terms one by one.
    private static func sum(_ exponent: Double, to count: Double) -> Double {
        let exact = min(count, 50)
        var (sum, rank) = (0.0, 1.0)
        while rank <= exact {
            sum += exp(-exponent * log(rank))
            rank += 1
        }
        guard count > exact else { return sum }
        let (first, last) = (exp(-exponent * log(exact)), exp(-exponent * log(count)))
        let (width, complement) = (log(count / exact), 1 - exponent)
        let ratio = complement == 0 ? width : expm1(complement * width) / complement
        let slopes = exponent * (first / exact - last / count) / 12
        return sum + first * exact * ratio + (last - first) / 2 + slopes
    }
}
