/// Time that passes only when it is told to; what makes a ten-minute run testable in milliseconds.
///
/// Thread safety: one thread advances and reads it. Each worker of a simulated run has its own.
public final class VirtualTime: @unchecked Sendable {
    /// The present moment.
    public private(set) var now: Instant

    /// Time that begins at `now`.
    public init(now: Instant = Instant(nanoseconds: 1_000_000_000)) {
        self.now = now
    }

    /// Lets `span` pass.
    public func advance(by span: Nanoseconds) {
        now = now + span
    }

    /// Moves to `moment`; does nothing when that is in the past.
    public func advance(to moment: Instant) {
        now = max(now, moment)
    }
}
