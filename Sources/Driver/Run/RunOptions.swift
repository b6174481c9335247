public import Platform

/// How a run is measured, apart from what the plan says.
public struct RunOptions: Hashable, Sendable {
    /// The length of an interval; at least 10 ms.
    public var interval = Nanoseconds.seconds(1)
    /// The longest wait for one reply; the operation then counts as a timeout.
    public var operationTimeout = Nanoseconds.seconds(10)
    /// What workers do while they wait for replies.
    public var waiting = Waiting.automatic
    /// How long workers may take to end once their phase is over.
    public var endTimeout = Nanoseconds.seconds(30)
    /// The processors that workers are pinned to, in worker order, repeated when there are more
    /// workers; empty leaves them free.
    public var processors: [Int] = Processors.available

    /// Whether what is read is checked against what was written.
    public var verifies = false

    /// The defaults.
    public init() {}
}

/// What a worker does while it waits for replies from a store over a wire.
public enum Waiting: String, CaseIterable, Sendable {
    /// Sleeps in a closed loop; in an open one spins where the workers leave a processor free.
    ///
    /// Being woken takes the system 20 to 30 µs when a processor was idle, which an open loop would
    /// report as latency. A closed loop that saturates its store never finds it idle for long, and
    /// sleeping gathers more replies for each call.
    case automatic
    /// Looks for replies all the time, and takes a processor for itself.
    case spin
    /// Lets the system wake it.
    case sleep

    /// Whether to look all the time.
    func spins(isOpen: Bool, workerCount: Int, processorCount: Int) -> Bool {
        switch self {
        case .automatic: isOpen && workerCount < processorCount
        case .spin: true
        case .sleep: false
        }
    }
}

/// A run that could not be done.
public enum RunError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The target cannot be used.
    case target(TargetError)
    /// The system refused a thread.
    case platform(PlatformError)
    /// The plan cannot be turned into operations; the text says why.
    case plan(String)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .target(let error): error.description
        case .platform(let error): "\(error); lower the number of workers"
        case .plan(let text): text
        }
    }
}
