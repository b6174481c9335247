public import Driver
internal import Glibc
public import Platform
internal import Workload

/// A store on virtual time, whose faults are known beforehand.
///
/// It makes a run of any length take no time at all, and its latencies are known in closed form:
/// what end-to-end tests compare with.
///
/// Thread safety: each worker's session advances that worker's virtual time.
public struct SimulatedTarget: Target {
    /// A stretch of time in which nothing is answered.
    public struct Stall: Hashable, Sendable {
        /// When it begins.
        public var start: Instant
        /// How long it lasts.
        public var length: Nanoseconds

        /// A stall of `length` from `start` on.
        public init(start: Instant, length: Nanoseconds) {
            self.start = start
            self.length = length
        }
    }

    /// How long operations take.
    public struct Pace: Hashable, Sendable {
        /// What an operation takes, on average; one worker does one at a time.
        public var serviceTime: Nanoseconds
        /// What decides how single ones differ, exponentially; nil when all take the same.
        public var seed: UInt64?
        /// How much longer operations take with every second after `start`, as a share of
        /// `serviceTime`: how a store that wears out behaves.
        public var slowdownPerSecond = 0.0
        /// From when on they do.
        public var slowdownStart = Instant(nanoseconds: 0)

        /// Operations that all take `serviceTime`, unless a seed is given.
        public init(serviceTime: Nanoseconds, seed: UInt64? = nil) {
            self.serviceTime = serviceTime
            self.seed = seed
        }
    }

    private let times: [VirtualTime]
    private let pace: Pace
    private let stall: Stall?

    /// A store on virtual time.
    ///
    /// - Parameters:
    ///   - times: one per worker.
    ///   - pace: how long operations take.
    ///   - stall: when nothing is answered, if ever.
    public init(times: [VirtualTime], pace: Pace, stall: Stall? = nil) {
        self.times = times
        self.pace = pace
        self.stall = stall
    }

    /// A store on virtual time whose operations all take `serviceTime`.
    public init(times: [VirtualTime], serviceTime: Nanoseconds, stall: Stall? = nil) {
        self.init(times: times, pace: Pace(serviceTime: serviceTime), stall: stall)
    }

    /// `simulated`.
    public var name: String { "simulated" }

    /// The service time.
    public var settings: [(name: String, value: String)] {
        [("serviceTime", "\(pace.serviceTime.count)ns")]
    }

    /// A session that advances the worker's virtual time.
    public func makeSession(worker: Int) -> any TargetSession {
        SimulatedSession(time: times[worker], pace: pace, stall: stall, worker: worker)
    }

    /// There is nothing to say.
    public func statistics() -> [TargetStatistic] { [] }
}

private final class SimulatedSession: TargetSession {
    private let time: VirtualTime
    private let pace: SimulatedTarget.Pace
    private let stall: SimulatedTarget.Stall?
    private var random: SplitMix64?

    init(
        time: VirtualTime, pace: SimulatedTarget.Pace, stall: SimulatedTarget.Stall?, worker: Int
    ) {
        self.time = time
        self.pace = pace
        self.stall = stall
        random = pace.seed.map { SplitMix64(seed: $0 &* 1_024 &+ UInt64(worker)) }
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        if let stall, time.now >= stall.start, time.now < stall.start + stall.length {
            time.advance(to: stall.start + stall.length)
        }
        time.advance(by: nextServiceTime())
        return .completed(.ok)
    }

    private func nextServiceTime() -> Nanoseconds {
        guard random != nil || pace.slowdownPerSecond > 0 else { return pace.serviceTime }
        let age = (time.now - pace.slowdownStart).seconds
        let mean = pace.serviceTime.seconds * (1 + pace.slowdownPerSecond * age)
        guard let bits = random?.next() else { return .seconds(mean) }
        // The upper 53 bits as a chance below 1, and its exponential quantile.
        return .seconds(-mean * log(1 - Double(bits >> 11) / 9_007_199_254_740_992))
    }
}
