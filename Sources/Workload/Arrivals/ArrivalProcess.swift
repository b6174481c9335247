public import Platform

/// How the gaps between intended starts vary around what the rate says.
///
/// A process has one operation per unit of expected count; a ``RateProfile`` turns that into time.
public enum ArrivalProcess: Hashable, Sendable {
    /// Not at all: operation i starts when i operations are expected.
    case constant
    /// Exponential gaps, independent of each other: a Poisson process.
    case poisson
    /// Gaps of a generalised Pareto distribution with mean 1 and this shape, from 0 (exponential)
    /// to 0.95: the higher, the more short gaps between some very long ones.
    case generalizedPareto(shape: Double)
    /// A Poisson process that is on and off in turn.
    case onOff(Bursts)

    /// The bursts of an on–off process.
    public struct Bursts: Hashable, Sendable {
        /// How long a burst lasts, or lasts on average.
        public var on: Nanoseconds
        /// How long it is to the next, or is on average.
        public var off: Nanoseconds
        /// Whether both lengths are exponentially distributed; otherwise they are always the same.
        public var isExponential: Bool

        /// Bursts of such lengths.
        public init(on: Nanoseconds, off: Nanoseconds, isExponential: Bool) {
            self.on = on
            self.off = off
            self.isExponential = isExponential
        }

        /// By how much the rate in a burst is above the offered rate, so that their mean is that.
        var gain: Double { (Double(on.count) + Double(off.count)) / Double(on.count) }
    }

    /// The word for it in workload files: `constant`, `poisson`, `generalizedPareto` or `onOff`.
    public var name: String {
        switch self {
        case .constant: "constant"
        case .poisson: "poisson"
        case .generalizedPareto: "generalizedPareto"
        case .onOff: "onOff"
        }
    }
}

/// How long a client of a closed loop waits between an operation's end and the next one's start.
public enum ThinkTime: Hashable, Sendable {
    /// Not at all.
    case none
    /// Always as long.
    case constant(Nanoseconds)
    /// Exponentially distributed with this mean.
    case exponential(mean: Nanoseconds)
}
