internal import Platform

/// The intended starts of one worker's operations: its part of an arrival process.
///
/// The process is one for all workers: an operation starts at the same time however many there are.
enum ArrivalClock: Sendable {
    /// No schedule: every intended start is zero.
    case closed
    /// Operation i starts at i/rate, computed afresh for each i.
    case constant(ratePerSecond: Double)
    /// Exponential gaps; the worker adds up those of the other workers' operations too.
    case poisson(now: Double, nextGap: UInt64, meanGapNanoseconds: Double)

    /// The schedule of a worker; a trace keeps its own times.
    init(_ arrivals: Arrivals, workerCount: Int) {
        switch arrivals {
        case .closed, .trace: self = .closed
        case .constant(let rate): self = .constant(ratePerSecond: rate)
        case .poisson(let rate):
            self = .poisson(now: 0, nextGap: 0, meanGapNanoseconds: 1e9 / rate)
        }
    }

    /// The intended start of an operation, since the phase's start.
    ///
    /// - Parameters:
    ///   - number: the operation's number in the phase; above that of the call before.
    ///   - draws: the phase's random numbers.
    /// - Returns: when it is meant to start.
    @inline(__always)
    mutating func next(operation number: UInt64, _ draws: PhaseDraws) -> Nanoseconds {
        switch self {
        case .closed:
            return Nanoseconds(0)
        case .constant(let rate):
            return Nanoseconds(Self.whole(Double(number) * 1e9 / rate))
        case .poisson(var now, var gap, let mean):
            while gap <= number {
                // `unit` is below 1, so the logarithm is of a number above 0.
                var random = draws[gap][.arrivals]
                now -= DeterministicMath.log(1 - random.unit()) * mean
                gap += 1
            }
            self = .poisson(now: now, nextGap: gap, meanGapNanoseconds: mean)
            return Nanoseconds(Self.whole(now))
        }
    }

    /// Whole nanoseconds, at most 292 years.
    @inline(__always)
    private static func whole(_ nanoseconds: Double) -> UInt64 {
        UInt64(min(nanoseconds, 0x1p63))
    }
}
