internal import Glibc

/// The expected counts of Zipf's ranks when so many draws are made: Poisson rates, by groups of
/// neighbouring ranks.
///
/// The first thousand ranks stand alone; from there on a group spans half a percent of a rank, less
/// where the counts are so large that this would show.
struct ZipfRates {
    /// The expected count of a group's ranks, descending.
    private(set) var rates: [Double] = []
    /// How many ranks each group has.
    private(set) var weights: [Double] = []
    private var logRates: [Double] = []
    /// How many ranks there are.
    let rankCount: Double
    private let total: Double

    /// The rates of `total` draws from the law of `exponent` over `rankCount` ranks.
    init(exponent: Double, rankCount: Double, total: Double) {
        self.rankCount = rankCount
        self.total = total
        let sum = HarmonicSums(exponent: exponent, count: rankCount).total
        let logScale = log(total / sum)
        let exact = min(rankCount.rounded(), 1_000)
        for rank in stride(from: 1, through: exact, by: 1) {
            append(logRate: logScale - exponent * log(rank), weight: 1)
        }
        guard rankCount > exact else { return }
        let (start, end) = (exact + 0.5, rankCount + 0.5)
        let finest = exp((logScale - exponent * log(start)) / 2)
        let width = min(0.005, 0.5 / max(finest, 1))
        let groupCount = min((log(end / start) / width).rounded(.up), 50_000)
        let ratio = log(end / start) / groupCount
        for group in stride(from: 0, to: groupCount, by: 1) {
            let (lower, upper) = (start * exp(group * ratio), start * exp((group + 1) * ratio))
            append(
                logRate: logScale - exponent * log((lower + upper) / 2), weight: upper - lower)
        }
    }

    private mutating func append(logRate: Double, weight: Double) {
        logRates.append(logRate)
        rates.append(exp(logRate))
        weights.append(weight)
    }

    /// How many keys are expected to come at all.
    var seenKeyCount: Double {
        zip(rates, weights).reduce(0) { $0 - expm1(-$1.0) * $1.1 }
    }

    /// How many keys are expected to come exactly `count` times.
    func keyCount(at count: Double) -> Double {
        let logFactorial = GammaFunction.logarithm(count + 1)
        return window(around: count).reduce(0) {
            $0 + weights[$1] * exp(count * logRates[$1] - rates[$1] - logFactorial)
        }
    }

    /// The expected share of draws that go to keys which come at least `count` times.
    ///
    /// Σ k·Pr(k) from c on is λ·Pr(k ≥ c − 1).
    func shareOfDraws(from count: Double) -> Double {
        let window = window(around: count)
        let above = (0..<window.lowerBound).reduce(0) { $0 + rates[$1] * weights[$1] }
        let near = window.reduce(0) {
            let chance = count <= 1 ? 1 : GammaFunction.lower(count - 1, rates[$1])
            return $0 + rates[$1] * weights[$1] * chance
        }
        return (above + near) / total
    }

    /// The groups from which a count of `count` can come: rates within nine deviations of it.
    private func window(around count: Double) -> Range<Int> {
        let reach = 9 * (count + 9).squareRoot()
        let first = place(ofRateBelow: count + reach + 20)
        return first..<max(place(ofRateBelow: count - reach), first)
    }

    /// The first group whose rate is at most `limit`.
    private func place(ofRateBelow limit: Double) -> Int {
        var (low, high) = (0, rates.count)
        while low < high {
            let middle = (low + high) / 2
            if rates[middle] > limit { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// How likely a spectrum of counts is under Zipf's law.
struct ZipfCountLikelihood {
    let spectrum: CountSpectrum
    /// How many ranks there are; nil when the fit has to find it.
    let rankCount: Double?

    /// The law's rates at an exponent, with the number of ranks that explains the keys seen.
    func model(_ exponent: Double) -> ZipfRates {
        if let rankCount { return rates(exponent, max(rankCount, spectrum.keyCount)) }
        var (low, high) = (log(spectrum.keyCount), log(spectrum.keyCount) + log(1e6))
        while high - low > 1e-4 {
            let middle = (low + high) / 2
            if rates(exponent, exp(middle)).seenKeyCount < spectrum.keyCount {
                low = middle
            } else {
                high = middle
            }
        }
        return rates(exponent, exp(high))
    }

    /// The logarithm of the likelihood, up to a constant: how many keys came c times is a Poisson
    /// count for each c; for c = 0 it is known only with the number of ranks.
    func logarithm(_ exponent: Double) -> Double {
        let model = model(exponent)
        let expected = model.seenKeyCount
        let seen = spectrum.counts.reduce(0) {
            $0 + $1.keyCount * log(max(model.keyCount(at: $1.count), 1e-300))
        }
        guard rankCount != nil else { return seen - expected }
        let missing = model.rankCount - spectrum.keyCount
        return seen + missing * log(max(model.rankCount - expected, 1e-300))
    }

    private func rates(_ exponent: Double, _ rankCount: Double) -> ZipfRates {
        ZipfRates(exponent: exponent, rankCount: rankCount, total: spectrum.total)
    }
}
