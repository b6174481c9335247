/// What one processor has done since the machine began.
public struct ProcessorTimes: Hashable, Sendable {
    /// All time that the kernel has counted, in ticks of usually 10 ms.
    public var tickCount: UInt64
    /// The part of it in which the machine below this virtual machine did something else.
    public var stolenTickCount: UInt64

    /// Counts, in ticks.
    public init(tickCount: UInt64, stolenTickCount: UInt64) {
        self.tickCount = tickCount
        self.stolenTickCount = stolenTickCount
    }
}

/// What the system says of itself at one moment.
public struct SystemSample: Hashable, Sendable {
    /// The time counts of the processors that are watched, by number; empty when unknown.
    public var times: [Int: ProcessorTimes] = [:]
    /// Their frequencies in megahertz, by number; empty when unknown.
    public var megahertz: [Int: Double] = [:]
    /// How often they were slowed down for being too hot, by number; empty when unknown.
    public var throttleCounts: [Int: UInt64] = [:]
    /// Pages that were swapped in and out, on the whole machine.
    public var swappedPageCount: UInt64 = 0
    /// The clocks.
    public var clocks: ClockReadings

    /// A sample that knows only the time.
    public init(clocks: ClockReadings) {
        self.clocks = clocks
    }
}
