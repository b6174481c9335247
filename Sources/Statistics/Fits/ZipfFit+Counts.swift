internal import Glibc

extension ZipfFit {
    /// The fit to how often each key came, when nothing else tells the keys' ranks.
    ///
    /// With ranks by sorted counts, the exponent of greatest likelihood is wrong: among keys that
    /// came once or twice the order is chance, and a key that never came has no rank. So the mean
    /// of ln r over the sorted ranks is held against what sorting would make of draws from the
    /// law, and the exponent at which the two agree is taken. The number of ranks, where it is not
    /// given, is the one at which the expected number of keys seen is the number seen.
    ///
    /// Costs some 0.2 s for a million keys in an optimised build. Nil when fewer than ten keys
    /// came, or none came twice. The standard error is that of known ranks, a lower bound.
    ///
    /// - Parameters:
    ///   - keyCounts: how often each key came, in any order; zeros are left out.
    ///   - rankCount: how many keys there are, those that never came included, where it is known.
    public init?(keyCounts: [UInt64], rankCount: UInt64? = nil) {
        let spectrum = CountSpectrum(keyCounts)
        guard spectrum.keyCount >= 10, spectrum.total > spectrum.keyCount else { return nil }
        let known = rankCount.map { max(Double($0), spectrum.keyCount) }
        let observed = spectrum.logarithmSum
        var (low, high) = (0.0, 4.0)
        while high - low > 1e-5 {
            let middle = (low + high) / 2
            let rates = spectrum.rates(exponent: middle, rankCount: known)
            if rates.sortedLogarithmSum > observed { low = middle } else { high = middle }
        }
        let fitted = spectrum.rates(exponent: high, rankCount: known)
        let sums = HarmonicSums(exponent: high, count: fitted.rankCount)
        let mean = sums.logarithms / sums.total
        let variance = sums.squares / sums.total - mean * mean
        self.init(
            exponent: high, standardError: 1 / (variance * spectrum.total).squareRoot(),
            distance: spectrum.distance(to: fitted), rankCount: UInt64(fitted.rankCount.rounded()),
            sampleCount: UInt64(spectrum.total))
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

    /// The sum of ln r over all draws, with ranks by sorted counts.
    ///
    /// If K(c) keys came at least c times, it is the sum of ln K(c)! over all c: a draw that is its
    /// key's c-th counts ln r once, and the keys that have a c-th draw are the first K(c).
    var logarithmSum: Double {
        var (sum, keys) = (0.0, 0.0)
        for (place, (count, newKeys)) in counts.enumerated().reversed() {
            keys += newKeys
            let below = place == 0 ? 0 : counts[place - 1].count
            sum += (count - below) * GammaFunction.logarithm(keys + 1)
        }
        return sum
    }

    /// The rates of Zipf's law, with the number of ranks that explains how many keys were seen.
    func rates(exponent: Double, rankCount: Double?) -> ZipfRates {
        func rates(_ count: Double) -> ZipfRates {
            ZipfRates(exponent: exponent, rankCount: count, total: total)
        }
        if let rankCount { return rates(rankCount) }
        var (low, high) = (log(keyCount), log(keyCount) + log(1e6))
        while high - low > 1e-4 {
            let middle = (low + high) / 2
            if rates(exp(middle)).seenKeyCount < keyCount { low = middle } else { high = middle }
        }
        return rates(exp(high))
    }

    /// The largest difference between the share of draws on keys that came at least c times and the
    /// share that `rates` expect there: Kolmogorov's D, without guessing ranks.
    ///
    /// Each c lies halfway between two counts that occur: at the count of a hot key itself, half of
    /// its draws would be expected to miss the limit.
    func distance(to rates: ZipfRates) -> Double {
        var (largest, mass, next) = (0.0, 0.0, Double.infinity)
        for (place, (count, keys)) in counts.enumerated().reversed() {
            mass += count * keys
            // A hundred places, evenly spread over the counts' logarithms.
            guard count < next else { continue }
            next = count * 0.9
            let below = place == 0 ? 0 : counts[place - 1].count
            let limit = ((count + below) / 2).rounded(.down) + 1
            largest = max(largest, abs(mass / total - rates.shareOfDraws(from: limit)))
        }
        return largest
    }
}
