internal import Synchronization

/// Time that passes only when it is told to; what makes a ten-minute run testable in milliseconds.
///
/// Thread safety: one thread advances it, any may read it. Each worker of a simulated run has its
/// own, which the controller reads when it gives the worker up.
public final class VirtualTime: Sendable {
    /// A processor that is regularly given to somebody else.
    public struct Interruption: Hashable, Sendable {
        /// From the end of one to the end of the next.
        public var period: Nanoseconds
        /// How long each lasts; shorter than the period.
        public var length: Nanoseconds

        /// An interruption at the end of each period.
        public init(period: Nanoseconds, length: Nanoseconds) {
            precondition(length < period, "an interruption leaves some of its period")
            self.period = period
            self.length = length
        }
    }

    private let nanoseconds: Atomic<UInt64>
    private let lostNanoseconds = Atomic<UInt64>(0)
    private let interruption: Interruption?

    /// Time that begins at `now`, on a processor that may be interrupted.
    public init(
        now: Instant = Instant(nanoseconds: 1_000_000_000), interruption: Interruption? = nil
    ) {
        nanoseconds = Atomic(now.nanoseconds)
        self.interruption = interruption
    }

    /// The present moment.
    public var now: Instant { Instant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    /// How long the thread has run since the origin of time: always, but for interruptions.
    var processorTime: Nanoseconds {
        Nanoseconds(now.nanoseconds - lostNanoseconds.load(ordering: .relaxed))
    }

    /// Lets `span` pass.
    public func advance(by span: Nanoseconds) {
        advance(to: now + span)
    }

    /// Moves to `moment`, or to the end of the interruption that it is in; does nothing when that
    /// is in the past.
    public func advance(to moment: Instant) {
        let reached = max(now, moment).nanoseconds
        let lost = interruption.map { interruption in
            let left = interruption.period.count - reached % interruption.period.count
            return left <= interruption.length.count ? left : 0
        }
        nanoseconds.store(reached + (lost ?? 0), ordering: .relaxed)
        if let lost { lostNanoseconds.add(lost, ordering: .relaxed) }
    }
}
