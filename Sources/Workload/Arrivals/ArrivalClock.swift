internal import Platform

/// The intended starts of one worker's operations: its part of an arrival process.
enum ArrivalClock: Sendable {
    /// No schedule: every intended start is zero.
    case closed
    /// The worker's operation k starts at (k·W + w)/rate, computed afresh for each k.
    case constant(nextIndex: UInt64, step: UInt64, ratePerSecond: Double)
    /// Exponential gaps: W workers with 1/W of the rate each add up to a process of the whole rate.
    case poisson(now: Double, meanGapNanoseconds: Double)

    /// The schedule of `worker` among `workerCount`; a trace keeps its own times.
    init(_ arrivals: Arrivals, worker: Int, workerCount: Int) {
        switch arrivals {
        case .closed, .trace:
            self = .closed
        case .constant(let rate):
            self = .constant(
                nextIndex: UInt64(worker), step: UInt64(workerCount),
                ratePerSecond: rate)
        case .poisson(let rate):
            self = .poisson(now: 0, meanGapNanoseconds: 1e9 * Double(workerCount) / rate)
        }
    }

    /// The intended start of the next operation, since the phase's start.
    @inline(__always)
    mutating func next(using random: inout Xoshiro256) -> Nanoseconds {
        switch self {
        case .closed:
            return Nanoseconds(0)
        case .constant(let index, let step, let rate):
            self = .constant(nextIndex: index &+ step, step: step, ratePerSecond: rate)
            return Nanoseconds(Self.whole(Double(index) * 1e9 / rate))
        case .poisson(let before, let gap):
            // `unit` is below 1, so the logarithm is of a number above 0.
            let now = before - DeterministicMath.log(1 - random.unit()) * gap
            self = .poisson(now: now, meanGapNanoseconds: gap)
            return Nanoseconds(Self.whole(now))
        }
    }

    /// Whole nanoseconds, at most 292 years.
    @inline(__always)
    private static func whole(_ nanoseconds: Double) -> UInt64 {
        UInt64(min(nanoseconds, 0x1p63))
    }
}
