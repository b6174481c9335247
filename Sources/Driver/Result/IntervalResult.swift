public import Measurement
public import Platform
public import Workload

/// A stretch of a phase, usually a second.
public struct IntervalResult: Sendable {
    /// Its place in the phase, from 0.
    public var index: Int
    /// From the phase's start to the interval's.
    public var start: Nanoseconds
    /// How long it was; the last of a phase may be short.
    public var length: Nanoseconds
    /// One row per kind of operation in the mix.
    public var kinds: [IntervalKindResult]
    /// What the target said of itself: gauges at the interval's end, counters since the sample
    /// before; empty when it was not asked.
    public var statistics: [TargetStatistic]
    /// What was other than usual about the load, in a few words each: `spike 100k/s`, `pause`.
    public var marks: [String]

    /// An interval.
    public init(
        index: Int, start: Nanoseconds, length: Nanoseconds, kinds: [IntervalKindResult],
        statistics: [TargetStatistic], marks: [String] = []
    ) {
        self.index = index
        self.start = start
        self.length = length
        self.kinds = kinds
        self.statistics = statistics
        self.marks = marks
    }

    /// How many operations ended in it, in any way.
    public var completedCount: UInt64 { kinds.reduce(0) { $0 + $1.completedCount } }
}

/// What happened to one kind of operation in one interval; operations count where they end.
///
/// In a closed loop `response` has the contents of `service`, and `queue` is empty.
public struct IntervalKindResult: Sendable {
    /// The kind.
    public var kind: OperationKind
    /// How many ended in each way, indexed by `Outcome.rawValue`; all outcomes are present.
    public var outcomeCounts: [UInt64]
    /// Actual start to completion of operations that were answered (`ok`, `miss`).
    public var service = CompactHistogram()
    /// Intended start to actual start of operations that were answered.
    public var queue = CompactHistogram()
    /// Intended start to completion of operations that were answered.
    public var response = CompactHistogram()
    /// Response time of misses alone.
    public var miss = CompactHistogram()
    /// Response time of operations that ended in an error.
    public var error = CompactHistogram()

    /// Nothing of `kind` yet.
    public init(kind: OperationKind) {
        self.kind = kind
        outcomeCounts = Array(repeating: 0, count: Outcome.allCases.count)
    }

    /// How many ended in `outcome`.
    public func count(of outcome: Outcome) -> UInt64 { outcomeCounts[Int(outcome.rawValue)] }

    /// How many ended at all.
    public var completedCount: UInt64 { outcomeCounts.reduce(0, +) }

    /// How many ended in something else than an answer.
    public var errorCount: UInt64 {
        Outcome.allCases.reduce(0) { $1.isAnswer ? $0 : $0 + count(of: $1) }
    }
}
