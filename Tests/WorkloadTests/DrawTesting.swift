import Platform
import TestSupport

@testable import Workload

/// How samplers are held against what they say of themselves.
enum DrawTesting {
    /// Ten million draws in optimised code; fewer where every draw takes a microsecond.
    static var drawCount: Int { BuildMode.isDebug ? 20_000 : 10_000_000 }

    /// Whether drawn numbers agree with a cumulative distribution, by chi-square.
    ///
    /// The numbers are counted in bins between `edges`; bins of few expected draws are joined with
    /// the next.
    ///
    /// - Parameters:
    ///   - edges: where bins begin, ascending, the smallest number first.
    ///   - below: the chance of a number below an edge.
    ///   - draw: the next number.
    /// - Returns: whether a sampler that is right would do worse once in 10,000 times.
    static func agree(
        edges: [UInt64], below: (UInt64) -> Double, draw: () -> UInt64
    ) -> Bool {
        var counts = [Int](repeating: 0, count: edges.count)
        for _ in 0..<drawCount {
            let number = draw()
            guard number >= edges[0] else { return false }
            counts[bin(number, edges)] += 1
        }
        var (observed, expected): ([Int], [Double]) = ([], [])
        var (count, chance) = (0, 0.0)
        for index in edges.indices {
            let next = index + 1 < edges.count ? below(edges[index + 1]) : 1
            count += counts[index]
            chance += (next - below(edges[index])) * Double(drawCount)
            guard chance >= 10 || index + 1 == edges.count else { continue }
            observed.append(count)
            expected.append(max(chance, 1e-9))
            (count, chance) = (0, 0)
        }
        guard expected.count > 3 else {
            return zip(observed, expected).allSatisfy {
                abs(Double($0) - $1) <= 5 * $1.squareRoot() + 1e-3
            }
        }
        return Statistics.chiSquare(observed: observed, expected: expected)
            <= Statistics.chiSquareLimit(degreesOfFreedom: expected.count - 1)
    }

    /// The bin that a number falls in.
    private static func bin(_ number: UInt64, _ edges: [UInt64]) -> Int {
        var (low, high) = (0, edges.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if edges[middle] <= number { low = middle } else { high = middle }
        }
        return low
    }
}
