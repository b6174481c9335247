internal import Platform

/// What a server tells its operator: at most one line a second for each cause.
///
/// A flood of bad clients must not become a flood of lines; what was left out is counted in the
/// next line of the same cause.
///
/// Thread safety: any thread may log.
final class ServerLog: Sendable {
    /// Why a line is written.
    enum Cause: Int, CaseIterable {
        case started
        case openToAll
        case stopped
        case refusedConnection
        case failedAccept
        case badFrame
        case stalledConnection
        case tooLargeConnection
        case failedPoller
    }

    private struct Limit {
        var last: Instant?
        var skippedCount = 0
    }

    private let write: @Sendable (Cause, String) -> Void
    private let clock: MonotonicClock
    private let limits = Guarded([Limit](repeating: Limit(), count: Cause.allCases.count))

    /// Has lines written by `write`, by the time of `clock`.
    init(clock: MonotonicClock, write: @escaping @Sendable (Cause, String) -> Void) {
        self.clock = clock
        self.write = write
    }

    /// Writes a line unless the cause had one less than a second ago.
    func say(_ cause: Cause, _ text: @autoclosure () -> String) {
        let now = clock.now()
        let skipped = limits.withLock { limits -> Int? in
            let limit = limits[cause.rawValue]
            if let last = limit.last, now - last < .seconds(1) {
                limits[cause.rawValue].skippedCount += 1
                return nil
            }
            limits[cause.rawValue] = Limit(last: now)
            return limit.skippedCount
        }
        guard let skipped else { return }
        let more = skipped > 0 ? " (and \(skipped) more since the last line)" : ""
        write(cause, "\(text())\(more)")
    }
}
