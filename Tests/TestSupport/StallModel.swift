/// What the response times of an open loop must be when its target stalls once.
///
/// Operations arrive at a constant rate at one worker that serves them one after the other. An
/// operation intended u seconds into a stall of S seconds starts when the stall is over and the
/// r·u operations before it are served, so its response time is S - u·(1 - r·s) + s, until that
/// falls to the normal service time s at u = S / (1 - r·s). All other operations take s. The stall
/// and what follows from it must lie inside the run. For s near 0 this is t0 + S - t.
public struct StallModel {
    /// Operations per second.
    public var ratePerSecond: Double
    /// The run's length in seconds.
    public var duration: Double
    /// The stall's length in seconds.
    public var stall: Double
    /// The service time outside the stall in seconds; below `1 / ratePerSecond`.
    public var serviceTime: Double

    /// A run with one stall.
    ///
    /// - Parameters:
    ///   - ratePerSecond: operations per second.
    ///   - duration: the run's length in seconds.
    ///   - stall: the stall's length in seconds.
    ///   - serviceTime: the service time outside the stall in seconds.
    public init(ratePerSecond: Double, duration: Double, stall: Double, serviceTime: Double) {
        self.ratePerSecond = ratePerSecond
        self.duration = duration
        self.stall = stall
        self.serviceTime = serviceTime
    }

    /// How fast the response time falls, in seconds per second of intended start.
    private var slope: Double { 1 - ratePerSecond * serviceTime }

    /// The response time, in seconds, of an operation intended `offset` seconds into the stall.
    public func responseTime(at offset: Double) -> Double {
        max(serviceTime, stall - offset * slope + serviceTime)
    }

    /// The response time in seconds at a percentile from 0 to 100.
    ///
    /// The slowest share q of all operations are those intended in the first q × duration of the
    /// stall.
    public func responseTime(percentile: Double) -> Double {
        responseTime(at: (1 - percentile / 100) * duration)
    }

    /// How many operations respond later than they would without the stall.
    public var delayedCount: Double { ratePerSecond * stall / slope }
}
