internal import CPlatform

/// What the kernel has counted for one thread since it began.
public struct ThreadUsage: Hashable, Sendable {
    /// Time on a processor, user and system together.
    public var processorTime: Nanoseconds
    /// Times it gave the processor up to wait.
    public var voluntarySwitchCount: Int
    /// Times the kernel took the processor away.
    public var involuntarySwitchCount: Int
    /// Times it waited for a page of memory to be read from a disk.
    public var majorFaultCount: Int

    /// Counts.
    public init(
        processorTime: Nanoseconds = .zero, voluntarySwitchCount: Int = 0,
        involuntarySwitchCount: Int = 0, majorFaultCount: Int = 0
    ) {
        self.processorTime = processorTime
        self.voluntarySwitchCount = voluntarySwitchCount
        self.involuntarySwitchCount = involuntarySwitchCount
        self.majorFaultCount = majorFaultCount
    }

    /// The calling thread's counts.
    ///
    /// - Parameter clock: a virtual one counts the time itself: all that passed, but for what the
    ///   thread lost.
    /// - Returns: counts since the thread began.
    public static func current(_ clock: MonotonicClock = .system) -> ThreadUsage {
        if case .virtual(let time) = clock.source {
            return ThreadUsage(processorTime: time.processorTime)
        }
        var voluntary: Int64 = 0
        var involuntary: Int64 = 0
        var majorFaults: Int64 = 0
        unsafe _ = spikebench_thread_counts(&voluntary, &involuntary, &majorFaults)
        return ThreadUsage(
            processorTime: Nanoseconds(spikebench_thread_cpu_nanoseconds()),
            voluntarySwitchCount: Int(voluntary), involuntarySwitchCount: Int(involuntary),
            majorFaultCount: Int(majorFaults))
    }

    /// What was counted since `earlier`.
    public func since(_ earlier: ThreadUsage) -> ThreadUsage {
        ThreadUsage(
            processorTime: processorTime - earlier.processorTime,
            voluntarySwitchCount: voluntarySwitchCount - earlier.voluntarySwitchCount,
            involuntarySwitchCount: involuntarySwitchCount - earlier.involuntarySwitchCount,
            majorFaultCount: majorFaultCount - earlier.majorFaultCount)
    }
}
