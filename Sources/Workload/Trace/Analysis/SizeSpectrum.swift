/// How often each size came.
public struct SizeSpectrum: Hashable, Sendable {
    /// Sizes below this have a counter each; larger ones are rare and kept in a dictionary.
    private static let smallLimit = 1 << 16
    private var small = [UInt64](repeating: 0, count: SizeSpectrum.smallLimit)
    private var large: [UInt32: UInt64] = [:]
    /// How many there were.
    public private(set) var count: UInt64 = 0

    /// No sizes yet.
    init() {}

    /// Adds a size, `times` times.
    @inline(__always)
    mutating func add(_ size: UInt32, times: UInt64 = 1) {
        count += times
        if size < Self.smallLimit {
            small[Int(size)] += times
        } else {
            large[size, default: 0] += times
        }
    }

    /// The sizes that came, ascending, each with how often.
    public var sizes: [(size: UInt32, count: UInt64)] {
        let few = small.indices.filter { small[$0] > 0 }.map { (UInt32($0), small[$0]) }
        return few + large.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The figures that a table shows; nil when there were none.
    public var summary: Summary? {
        let sizes = sizes
        guard let largest = sizes.last else { return nil }
        let sum = sizes.reduce(0) { $0 + Double($1.size) * Double($1.count) }
        return Summary(
            count: count, mean: sum / Double(count), p50: size(share: 0.5, sizes),
            p90: size(share: 0.9, sizes), p99: size(share: 0.99, sizes), largest: largest.size)
    }

    /// The smallest size that this share of all does not exceed.
    private func size(share: Double, _ sizes: [(size: UInt32, count: UInt64)]) -> UInt32 {
        let wanted = (share * Double(count)).rounded(.up)
        var sum: UInt64 = 0
        for (size, count) in sizes {
            sum += count
            if Double(sum) >= wanted { return size }
        }
        return sizes.last?.size ?? 0
    }

    /// Mean and percentiles.
    public struct Summary: Hashable, Sendable {
        /// How many there were.
        public let count: UInt64
        /// The mean.
        public let mean: Double
        /// Half of all are at most this.
        public let p50: UInt32
        /// Nine in ten are at most this.
        public let p90: UInt32
        /// Ninety-nine in a hundred are at most this.
        public let p99: UInt32
        /// The largest.
        public let largest: UInt32
    }
}
