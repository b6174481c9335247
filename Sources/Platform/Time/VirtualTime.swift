internal import Synchronization

/// Time that passes only when it is told to; what makes a ten-minute run testable in milliseconds.
///
/// Thread safety: one thread advances it, any may read it. Each worker of a simulated run has its
/// own, which the controller reads when it gives the worker up.
public final class VirtualTime: Sendable {
    private let nanoseconds: Atomic<UInt64>
    private let lostNanoseconds = Atomic<UInt64>(0)

    /// Time that begins at `now`.
    public init(now: Instant = Instant(nanoseconds: 1_000_000_000)) {
        nanoseconds = Atomic(now.nanoseconds)
    }

    /// The present moment.
    public var now: Instant { Instant(nanoseconds: nanoseconds.load(ordering: .relaxed)) }

    /// Lets `span` pass.
    public func advance(by span: Nanoseconds) {
        advance(to: now + span)
    }

    /// Moves to `moment`; does nothing when that is in the past.
    public func advance(to moment: Instant) {
        nanoseconds.store(max(now, moment).nanoseconds, ordering: .relaxed)
    }

    /// Lets `span` pass in which the thread does not run: somebody else has its processor.
    public func lose(_ span: Nanoseconds) {
        lostNanoseconds.add(span.count, ordering: .relaxed)
        advance(by: span)
    }

    /// How long the thread has run: all that passed, from an origin on, but for what was lost.
    var processorTime: Nanoseconds {
        Nanoseconds(now.nanoseconds - lostNanoseconds.load(ordering: .relaxed))
    }
}
