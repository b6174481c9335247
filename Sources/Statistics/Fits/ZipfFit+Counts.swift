internal import Glibc

extension ZipfFit {
    /// The fit to how often each key came, when nothing else tells the keys' ranks.
    ///
    /// Ranks by sorted counts would bend the tail: among keys that came once or twice the order is
    /// chance, and a key that never came has no rank. So ranks are not guessed: the number of keys
    /// that came c times, for every c, is held against what a Poisson count of each rank's share
    /// gives, and the exponent of greatest likelihood is taken. The number of ranks, where it is
    /// not given, is the one at which the expected number of keys seen is the number seen.
    ///
    /// Costs about a second for a million keys in an optimised build. Nil when fewer than ten keys
    /// came, or none came twice.
    ///
    /// - Parameters:
    ///   - keyCounts: how often each key came, in any order; zeros are left out.
    ///   - rankCount: how many keys there are, those that never came included, where it is known.
    public init?(keyCounts: [UInt64], rankCount: UInt64? = nil) {
        let spectrum = CountSpectrum(keyCounts)
        guard spectrum.keyCount >= 10, spectrum.total > spectrum.keyCount else { return nil }
        let likelihood = ZipfCountLikelihood(
            spectrum: spectrum, rankCount: rankCount.map { Double(max($0, 1)) })
        let exponent = Self.maximise(likelihood)
        let step = 0.01
        let curvature =
            (2 * likelihood.logarithm(exponent) - likelihood.logarithm(exponent - step)
                - likelihood.logarithm(exponent + step)) / (step * step)
        let fitted = likelihood.model(exponent)
        self.init(
            exponent: exponent,
            standardError: curvature > 0 ? 1 / curvature.squareRoot() : .infinity,
            distance: spectrum.distance(to: fitted), rankCount: UInt64(fitted.rankCount.rounded()),
            sampleCount: UInt64(spectrum.total))
    }

    /// The exponent of greatest likelihood between 0 and 4, to 0.0001: a coarse search, then golden
    /// sections.
    private static func maximise(_ likelihood: ZipfCountLikelihood) -> Double {
        let coarse = stride(from: 0.0, through: 4, by: 0.25)
        let best = coarse.max { likelihood.logarithm($0) < likelihood.logarithm($1) } ?? 1
        var (low, high) = (max(best - 0.25, 0), best + 0.25)
        let golden = 0.618033988749895
        var (left, right) = (high - golden * (high - low), low + golden * (high - low))
        var (leftHeight, rightHeight) = (likelihood.logarithm(left), likelihood.logarithm(right))
        while high - low > 1e-4 {
            if leftHeight > rightHeight {
                (high, right, rightHeight) = (right, left, leftHeight)
                left = high - golden * (high - low)
                leftHeight = likelihood.logarithm(left)
            } else {
                (low, left, leftHeight) = (left, right, rightHeight)
                right = low + golden * (high - low)
                rightHeight = likelihood.logarithm(right)
            }
        }
        return (low + high) / 2
    }
}

/// How many keys came how often.
struct CountSpectrum {
    /// The counts that occur, ascending, each with how many keys have it.
    let counts: [(count: Double, keyCount: Double)]
    /// How many keys came at all.
    let keyCount: Double
    /// How often they came, together.
    let total: Double

    init(_ keyCounts: [UInt64]) {
        var counts: [(count: Double, keyCount: Double)] = []
        for count in keyCounts.sorted() where count > 0 {
            if counts.last?.count == Double(count) {
                counts[counts.count - 1].keyCount += 1
            } else {
                counts.append((Double(count), 1))
            }
        }
        self.counts = counts
        keyCount = counts.reduce(0) { $0 + $1.keyCount }
        total = counts.reduce(0) { $0 + $1.count * $1.keyCount }
    }

    /// The largest difference between the share of draws on keys that came at least c times and the
    /// share that `model` expects there: Kolmogorov's D, without guessing ranks.
    ///
    /// Each c lies halfway between two counts that occur: at the count of a hot key itself, half of
    /// its draws would be expected to miss the limit.
    func distance(to model: ZipfRates) -> Double {
        var (largest, mass, next) = (0.0, 0.0, Double.infinity)
        for (place, (count, keys)) in counts.enumerated().reversed() {
            mass += count * keys
            // A hundred places, evenly spread over the counts' logarithms.
            guard count < next else { continue }
            next = count * 0.9
            let below = place == 0 ? 0 : counts[place - 1].count
            let limit = ((count + below) / 2).rounded(.down) + 1
            largest = max(largest, abs(mass / total - model.shareOfDraws(from: limit)))
        }
        return largest
    }
}
