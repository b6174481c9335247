internal import Glibc
internal import Synchronization

/// The second that expiry compares with, kept by whoever has the time.
///
/// Reading the system's clock for each operation would cost more than the operation's own work, so
/// the engine reads this cached number, and its user moves it on: `refresh()` once a second or so,
/// or `set` from a clock of its own.
///
/// Thread safety: any thread may read and set it.
public final class StoreClock: Sendable {
    private let seconds: Atomic<UInt32>

    /// Unix time of 2010-01-01 00:00:00 UTC, from which void times count.
    public static var epochUnixSeconds: Int { 1_262_304_000 }

    /// A clock that shows the system's present second.
    public init() {
        seconds = Atomic(Self.systemSeconds())
    }

    /// A clock that shows `seconds` since 2010-01-01 UTC until it is set.
    public init(seconds: UInt32) {
        self.seconds = Atomic(seconds)
    }

    /// Seconds since 2010-01-01 UTC.
    @inline(__always)
    public var now: UInt32 { seconds.load(ordering: .relaxed) }

    /// Moves to `seconds` since 2010-01-01 UTC.
    public func set(seconds: UInt32) {
        self.seconds.store(seconds, ordering: .relaxed)
    }

    /// Moves to the system's present second.
    public func refresh() {
        set(seconds: Self.systemSeconds())
    }

    private static func systemSeconds() -> UInt32 {
        UInt32(clamping: Glibc.time(nil) - epochUnixSeconds)
    }
}
