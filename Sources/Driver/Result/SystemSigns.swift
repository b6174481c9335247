public import Platform

/// What the system did beside a phase, as far as it told.
public struct SystemSigns: Hashable, Sendable {
    /// One processor that workers ran on.
    public struct Processor: Hashable, Sendable {
        /// Its number.
        public var number: Int
        /// Time that the machine below this virtual one took from it, in ticks of usually 10 ms.
        public var stolenTickCount: UInt64
        /// The same as a share of all its time, from 0 to 1.
        public var stolenShare: Double
        /// How often it was slowed down for being too hot; nil when unknown.
        public var throttleCount: UInt64?

        /// A processor called `number` of which nothing was stolen.
        public init(number: Int) {
            self.number = number
            stolenTickCount = 0
            stolenShare = 0
        }
    }

    /// A difference between two clocks that should have run alike.
    public struct ClockStep: Hashable, Sendable {
        /// By how much the time of day jumped, in seconds; negative when it went back.
        public var seconds: Double
        /// From the phase's start to the end of the interval in which it did.
        public var at: Nanoseconds

        /// A jump by `seconds`, noticed `at`.
        public init(seconds: Double, at: Nanoseconds) {
            self.seconds = seconds
            self.at = at
        }
    }

    /// The processors that workers ran on.
    public var processors: [Processor] = []
    /// The mean frequency of those in megahertz, at the ends of intervals; empty when unknown.
    public var megahertz: [Double] = []
    /// Pages that were swapped in and out, on the whole machine.
    public var swappedPageCount: UInt64 = 0
    /// The largest jump of the time of day against the monotonic clock.
    public var clockStep = ClockStep(seconds: 0, at: .zero)
    /// By how much faster the run's clock went than the system's, in parts per million; nil when
    /// the phase was too short to tell.
    public var clockDriftPartsPerMillion: Double?

    /// A system that did nothing.
    public init() {}
}
