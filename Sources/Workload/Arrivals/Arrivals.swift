internal import Platform

/// When operations are meant to start.
public enum Arrivals: Hashable, Sendable {
    /// Each worker begins its next operation when the last one is done and it has thought.
    case closed(thinkTime: ThinkTime)
    /// By an arrival process at a rate, over all workers, that may change over time.
    case scheduled(ArrivalProcess, RateProfile)
    /// At the times that the trace recorded.
    case trace

    /// A closed loop whose clients do not think.
    public static var closed: Arrivals { .closed(thinkTime: .none) }

    /// Equally spaced, `ratePerSecond` over all workers.
    public static func constant(ratePerSecond: Double) -> Arrivals {
        .scheduled(.constant, .constant(ratePerSecond))
    }

    /// A Poisson process of `ratePerSecond` over all workers: exponential gaps, independent.
    public static func poisson(ratePerSecond: Double) -> Arrivals {
        .scheduled(.poisson, .constant(ratePerSecond))
    }

    /// Whether operations have intended starts.
    public var isOpen: Bool {
        if case .closed = self { false } else { true }
    }

    /// The offered rate over time, where it is known in advance.
    public var rate: RateProfile? {
        if case .scheduled(_, let rate) = self { rate } else { nil }
    }

    /// The word for it in workload files: `closed`, `constant`, `poisson`, ….
    public var name: String {
        switch self {
        case .closed: "closed"
        case .scheduled(let process, _): process.name
        case .trace: "trace"
        }
    }
}

extension PhasePlan {
    /// The offered rate in operations per second over all workers, where it is known in advance.
    ///
    /// The mean over the phase, where the rate changes.
    public var offeredRatePerSecond: Double? {
        guard let rate = arrivals.rate else { return nil }
        if let constant = rate.constantRatePerSecond { return constant }
        let byCount = operationCount.flatMap { rate.moment(ofCount: Double($0)) }
        guard let length = [duration, byCount].compactMap(\.self).min(), length > .zero
        else { return nil }
        return rate.count(at: length) / length.seconds
    }
}
