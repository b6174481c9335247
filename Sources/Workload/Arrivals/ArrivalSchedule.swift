internal import Platform

/// The intended starts of a phase's operations, or, in a closed loop, the think times before them.
///
/// All workers' operations together are one process: the start of operation i is the same whatever
/// the number of workers. A worker therefore walks over the gaps of the operations that the others
/// do, which costs about as much for each as for one of its own; a constant rate needs no walk.
struct ArrivalSchedule: Sendable {
    private enum Gaps {
        case none, even, exponential, generalizedPareto, bursts
        case thinkConstant, thinkExponential
    }

    private let gaps: Gaps
    private let draws: PhaseDraws
    private let exponential = ExponentialSampler()
    private var cursor: RateCursor
    /// The first operation whose gap is not part of `count` yet.
    private var nextOperation: UInt64 = 0
    /// The sum of the gaps before it.
    private var count = 0.0
    private var bursts: BurstWalk?
    /// The shape of the gaps.
    private var shape = 0.0
    private var thinkNanoseconds = 0.0

    /// The schedule of a phase; of a trace, which has its own times, no schedule.
    init(_ arrivals: Arrivals, draws: PhaseDraws) {
        self.draws = draws
        switch arrivals {
        case .trace:
            (gaps, cursor) = (.none, RateCursor(.constant(1)))
        case .closed(let thinkTime):
            cursor = RateCursor(.constant(1))
            switch thinkTime {
            case .none:
                gaps = .none
            case .constant(let time):
                (gaps, thinkNanoseconds) = (.thinkConstant, Double(time.count))
            case .exponential(let mean):
                (gaps, thinkNanoseconds) = (.thinkExponential, Double(mean.count))
            }
        case .scheduled(let process, let rate):
            cursor = RateCursor(rate)
            switch process {
            case .constant: gaps = .even
            case .poisson: gaps = .exponential
            case .generalizedPareto(let shape):
                gaps = shape == 0 ? .exponential : .generalizedPareto
                self.shape = shape
            case .onOff(let lengths):
                gaps = .bursts
                bursts = BurstWalk(lengths, rate: rate, draws: draws)
            }
        }
    }

    /// The intended start of an operation, since the phase's start.
    ///
    /// In a closed loop: the time to think before it.
    ///
    /// - Parameter operation: its number over all workers, above that of the call before.
    /// - Returns: whole nanoseconds, at most 146 years: what is never due.
    @inline(__always)
    mutating func start(of operation: UInt64) -> Nanoseconds {
        switch gaps {
        case .none:
            return .zero
        case .even:
            return whole(cursor.nanoseconds(ofCount: Double(operation)))
        case .exponential:
            while nextOperation <= operation { count += exponentialGap() }
            return whole(cursor.nanoseconds(ofCount: count))
        default:
            return rareStart(of: operation)
        }
    }

    private mutating func rareStart(of operation: UInt64) -> Nanoseconds {
        switch gaps {
        case .generalizedPareto:
            while nextOperation <= operation { count += paretoGap() }
            return whole(cursor.nanoseconds(ofCount: count))
        case .bursts:
            while nextOperation <= operation { count += exponentialGap() }
            return whole(bursts?.nanoseconds(ofCount: count, cursor: &cursor) ?? 0)
        case .thinkConstant:
            return whole(thinkNanoseconds)
        default:
            nextOperation = operation
            return whole(exponentialGap() * thinkNanoseconds)
        }
    }

    /// The gap before `nextOperation`, with mean 1.
    @inline(__always)
    private mutating func exponentialGap() -> Double {
        var random = draws[nextOperation][.arrivals]
        nextOperation &+= 1
        return exponential.next(using: &random)
    }

    /// A gap of a generalised Pareto distribution of location 0: with e exponential,
    /// σ/ξ·(exp(ξ·e) − 1), where σ = 1 − ξ makes the mean 1.
    ///
    /// Source: Hosking and Wallis, "Parameter and quantile estimation for the generalized Pareto
    /// distribution", Technometrics 29, 1987, section 2.
    @inline(__always)
    private mutating func paretoGap() -> Double {
        (DeterministicMath.exp(shape * exponentialGap()) - 1) * (1 - shape) / shape
    }

    /// Whole nanoseconds.
    @inline(__always)
    private func whole(_ nanoseconds: Double) -> Nanoseconds {
        Nanoseconds(UInt64(min(nanoseconds, 0x1p62)))
    }
}

/// The bursts of an on–off process, one after the other.
///
/// Within a burst the expected count grows faster by the gain, and between two not at all. Bursts
/// lie in real time, whatever the rate; one that would lie where the rate is zero is put off.
private struct BurstWalk: Sendable {
    private let lengths: ArrivalProcess.Bursts
    private let rate: RateProfile
    private let draws: PhaseDraws
    private let gain: Double
    private var number: UInt64 = 0
    /// Nanoseconds since the phase's start.
    private var end = 0.0
    /// What the profile expects before the burst.
    private var profileCount = 0.0
    /// What the process had before the burst, and has up to its end.
    private var count = 0.0
    private var endCount = 0.0

    init(_ lengths: ArrivalProcess.Bursts, rate: RateProfile, draws: PhaseDraws) {
        self.lengths = lengths
        self.rate = rate
        self.draws = draws
        gain = lengths.gain
    }

    /// The moment at which the process has a count, not below that of the call before.
    mutating func nanoseconds(ofCount wanted: Double, cursor: inout RateCursor) -> Double {
        while wanted >= endCount && end.isFinite { goOn() }
        guard end.isFinite else { return .infinity }
        return min(cursor.nanoseconds(ofCount: profileCount + (wanted - count) / gain), end)
    }

    private mutating func goOn() {
        var random = draws[number][.bursts]
        var start = number == 0 ? 0 : end + length(lengths.off, &random)
        if rate.ratePerSecond(at: start) == 0 {
            var cursor = RateCursor(rate)
            start = cursor.nanoseconds(ofCount: rate.count(at: start))
        }
        number += 1
        end = start + length(lengths.on, &random)
        count = endCount
        guard end.isFinite else { return }
        profileCount = rate.count(at: start)
        endCount += (rate.count(at: end) - profileCount) * gain
    }

    private func length(_ mean: Nanoseconds, _ random: inout DrawStream) -> Double {
        guard lengths.isExponential else { return Double(mean.count) }
        return -DeterministicMath.log(1 - random.unit()) * Double(mean.count)
    }
}
