internal import CPlatform
internal import Glibc

/// The time of day, for stamps in files; never for latencies.
public enum WallClock {
    /// Nanoseconds since 1970-01-01 UTC.
    public static func unixNanoseconds() -> UInt64 {
        spikebench_clock_nanoseconds(CLOCK_REALTIME)
    }
}
