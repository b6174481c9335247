/// Three clocks, read at the same moment.
public struct ClockReadings: Hashable, Sendable {
    /// The clock that latencies are measured with.
    public var run: Instant
    /// The system's monotonic clock, in nanoseconds.
    public var monotonic: UInt64
    /// The time of day, in nanoseconds since 1970-01-01 UTC.
    public var realtime: UInt64

    /// Readings, in nanoseconds.
    public init(run: Instant, monotonic: UInt64, realtime: UInt64) {
        self.run = run
        self.monotonic = monotonic
        self.realtime = realtime
    }

    /// The tightest of several readings, so that losing the processor between two clocks does not
    /// enter: they are then less than a microsecond apart.
    ///
    /// - Parameter clock: the clock that latencies are measured with.
    /// - Returns: the three, of one moment.
    public static func current(_ clock: MonotonicClock) -> ClockReadings {
        var best = ClockReadings(run: clock.now(), monotonic: 0, realtime: 0)
        var narrowest = Nanoseconds(.max)
        for _ in 0..<16 {
            let before = clock.nowInOrder()
            let monotonic = MonotonicClock.system.now().nanoseconds
            let realtime = WallClock.unixNanoseconds()
            let width = clock.nowInOrder() - before
            if width < narrowest {
                narrowest = width
                best = ClockReadings(
                    run: before + Nanoseconds(width.count / 2), monotonic: monotonic,
                    realtime: realtime)
            }
        }
        return best
    }
}
