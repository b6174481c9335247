internal import CPlatform

/// What the kernel has counted for one thread since it began.
public struct ThreadUsage: Hashable, Sendable {
    /// Time on a processor, user and system together.
    public var processorTime: Nanoseconds
    /// Times it gave the processor up to wait.
    public var voluntarySwitchCount: Int
    /// Times the kernel took the processor away.
    public var involuntarySwitchCount: Int

    /// Counts.
    public init(
        processorTime: Nanoseconds, voluntarySwitchCount: Int, involuntarySwitchCount: Int
    ) {
        self.processorTime = processorTime
        self.voluntarySwitchCount = voluntarySwitchCount
        self.involuntarySwitchCount = involuntarySwitchCount
    }

    /// The calling thread's counts.
    public static func current() -> ThreadUsage {
        var voluntary: Int64 = 0
        var involuntary: Int64 = 0
        unsafe _ = spikebench_thread_switches(&voluntary, &involuntary)
        return ThreadUsage(
            processorTime: Nanoseconds(spikebench_thread_cpu_nanoseconds()),
            voluntarySwitchCount: Int(voluntary), involuntarySwitchCount: Int(involuntary))
    }

    /// What was counted since `earlier`.
    public func since(_ earlier: ThreadUsage) -> ThreadUsage {
        ThreadUsage(
            processorTime: processorTime - earlier.processorTime,
            voluntarySwitchCount: voluntarySwitchCount - earlier.voluntarySwitchCount,
            involuntarySwitchCount: involuntarySwitchCount - earlier.involuntarySwitchCount)
    }
}
