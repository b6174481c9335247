public import Driver
public import Platform
internal import Workload

/// A store whose every operation takes the same virtual time, with one stall if wanted.
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

    private let times: [VirtualTime]
    private let serviceTime: Nanoseconds
    private let stall: Stall?

    /// A store on virtual time.
    ///
    /// - Parameters:
    ///   - times: one per worker.
    ///   - serviceTime: what each operation takes.
    ///   - stall: when nothing is answered, if ever.
    public init(times: [VirtualTime], serviceTime: Nanoseconds, stall: Stall? = nil) {
        self.times = times
        self.serviceTime = serviceTime
        self.stall = stall
    }

    /// `simulated`.
    public var name: String { "simulated" }

    /// The service time.
    public var settings: [(name: String, value: String)] {
        [("serviceTime", "\(serviceTime.count)ns")]
    }

    /// A session that advances the worker's virtual time.
    public func makeSession(worker: Int) -> any TargetSession {
        SimulatedSession(time: times[worker], serviceTime: serviceTime, stall: stall)
    }

    /// There is nothing to say.
    public func statistics() -> [TargetStatistic] { [] }
}

private final class SimulatedSession: TargetSession {
    private let time: VirtualTime
    private let serviceTime: Nanoseconds
    private let stall: SimulatedTarget.Stall?

    init(time: VirtualTime, serviceTime: Nanoseconds, stall: SimulatedTarget.Stall?) {
        self.time = time
        self.serviceTime = serviceTime
        self.stall = stall
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        if let stall, time.now >= stall.start, time.now < stall.start + stall.length {
            time.advance(to: stall.start + stall.length)
        }
        time.advance(by: serviceTime)
        return .completed(.ok)
    }
}
