public import CPlatform

/// The one clock of a run: the calibrated time-stamp counter, the system's clock, or virtual time.
///
/// A reading of the counter costs about 9 ns where `clock_gettime` costs 21 ns, and both share one
/// origin, so their instants compare. Calibration drifts against the system's clock by a few parts
/// per million; no latency is long enough for that to show.
///
/// Thread safety: a value may be copied to any thread; one thread advances a virtual clock.
@frozen
public struct MonotonicClock: Sendable {
    @usableFromInline let source: Source

    @usableFromInline
    @frozen
    enum Source: Sendable {
        case counter(CounterCalibration)
        case system
        case virtual(VirtualTime)
    }

    @usableFromInline
    init(source: Source) {
        self.source = source
    }

    /// The system's monotonic clock (`CLOCK_MONOTONIC`).
    public static var system: MonotonicClock { MonotonicClock(source: .system) }

    /// A clock that stands still except where a test or a simulated target advances it.
    public static func virtual(_ time: VirtualTime) -> MonotonicClock {
        MonotonicClock(source: .virtual(time))
    }

    /// The time-stamp counter when it is invariant, else the system's clock.
    ///
    /// Takes about 20 ms, once in a process's life.
    public static let calibrated: MonotonicClock = {
        guard let calibration = CounterCalibration.measure() else { return .system }
        return MonotonicClock(source: .counter(calibration))
    }()

    /// What the readings come from, for reports: `tsc`, `monotonic` or `virtual`.
    public var sourceName: String {
        switch source {
        case .counter: "tsc"
        case .system: "monotonic"
        case .virtual: "virtual"
        }
    }

    /// The counter's calibration, when the counter is the source.
    public var calibration: CounterCalibration? {
        if case .counter(let calibration) = source { calibration } else { nil }
    }

    /// Whether time passes only when somebody advances it.
    @inlinable
    public var isVirtual: Bool {
        if case .virtual = source { true } else { false }
    }

    /// The present moment.
    @inlinable
    @inline(__always)
    public func now() -> Instant {
        switch source {
        case .counter(let calibration): calibration.instant(ofTicks: spikebench_counter())
        case .system: Instant(nanoseconds: spikebench_monotonic_nanoseconds())
        case .virtual(let time): time.now
        }
    }

    /// The present moment, read after everything before it is done.
    ///
    /// The processor may run a plain reading ahead of loads that come before it; this one it may
    /// not, so it is the one that ends an operation.
    @inlinable
    @inline(__always)
    public func nowInOrder() -> Instant {
        guard case .counter(let calibration) = source else { return now() }
        return calibration.instant(ofTicks: spikebench_counter_in_order())
    }

    /// Waits until `moment`, sleeping through all but the last `spin` and spinning through those.
    ///
    /// Sleeping overshoots by 20 to 70 µs, so a caller that must be on time spins at the end. A
    /// virtual clock jumps to `moment`.
    public func wait(until moment: Instant, spinningLast spin: Nanoseconds = .microseconds(100)) {
        if case .virtual(let time) = source {
            time.advance(to: moment)
            return
        }
        while true {
            let left = moment - now()
            if left == .zero { return }
            if left > spin {
                pauseThread(left - spin)
            } else {
                spikebench_pause()
            }
        }
    }
}
