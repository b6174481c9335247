/// How often threads meet at a stripe, and how long they wait: a model.
///
/// A thread's operation holds one stripe for a fixed time and does other things before and after;
/// which stripe depends on the key. See <doc:LockContention> for the derivation, for what it
/// assumes, and for how it compares with measurements.
///
/// Source: mean value analysis of closed queueing networks (Reiser and Lavenberg, "Mean-value
/// analysis of closed multichain queuing networks", Journal of the ACM 27(2), 1980), with the
/// residual time of a fixed hold instead of an exponential one.
public struct ContentionModel: Hashable, Sendable {
    /// The chance that an operation finds its stripe taken, from 0 to 1.
    public let collisionShare: Double
    /// How long an operation that finds its stripe taken waits, on average, in nanoseconds.
    public let meanWaitNanoseconds: Double
    /// What all threads achieve, as a share of what they would without waiting.
    public let throughputShare: Double

    /// What an operation does with its stripe.
    public struct Operation: Hashable, Sendable {
        /// For how long it holds the stripe, in nanoseconds; above 0.
        public var holdNanoseconds: Double
        /// From one operation's start to the next one's, in nanoseconds, of a thread that runs
        /// alone; at least `holdNanoseconds`.
        public var cycleNanoseconds: Double
        /// The chance that two operations on one stripe exclude each other: see
        /// ``LockKind/conflictShare(writeShare:)``.
        public var conflictShare: Double

        /// What an operation of YCSB A was measured to do on a million records of a kilobyte.
        ///
        /// Of a worker's 550 ns about 150 are the harness's, key and digest: see
        /// <doc:LockContention>.
        public static let typical = Operation(holdNanoseconds: 400, cycleNanoseconds: 550)

        /// An operation; each value as its property says.
        public init(
            holdNanoseconds: Double, cycleNanoseconds: Double, conflictShare: Double = 1
        ) {
            self.holdNanoseconds = holdNanoseconds
            self.cycleNanoseconds = cycleNanoseconds
            self.conflictShare = conflictShare
        }
    }

    /// The prediction for threads that work in a closed loop.
    ///
    /// - Parameters:
    ///   - threads: how many; at least 1.
    ///   - stripes: how the operations spread over the stripes.
    ///   - operation: what each of them does.
    public init(threads: Int, stripes: StripePopularity, operation: Operation) {
        precondition(threads >= 1, "contention of \(threads) threads")
        let hold = operation.holdNanoseconds
        let alone = max(operation.cycleNanoseconds, hold)
        var stations = stripes.groups.map { Station(group: $0) }
        var waiting = 0.0
        var busy = 0.0
        for population in 1...threads {
            waiting = 0
            busy = 0
            for index in stations.indices {
                stations[index].arrive(hold: hold, conflictShare: operation.conflictShare)
                let visits = stations[index].share * stations[index].count
                waiting += visits * stations[index].wait
                busy += visits * stations[index].busyShare * operation.conflictShare
            }
            let rate = Double(population) / (alone + waiting)
            for index in stations.indices { stations[index].settle(rate: rate, hold: hold) }
        }
        collisionShare = min(busy, 1)
        meanWaitNanoseconds = busy > 0 ? waiting / busy : 0
        throughputShare = alone / (alone + waiting)
    }
}

/// Stripes of equal popularity, as one more thread after the other comes to use them.
private struct Station {
    /// Each one's share of the operations.
    let share: Double
    /// How many there are; need not be whole.
    let count: Double
    /// Threads at each of them, the one that holds it included, on average.
    private var length = 0.0
    /// The part of time in which each is held.
    private(set) var busyShare = 0.0
    /// What an arriving operation waits, on average over those that wait and those that do not.
    private(set) var wait = 0.0

    init(group: StripePopularity.Group) {
        share = group.share
        count = group.count
    }

    /// An arriving thread sees the stripe as the others alone would leave it: it waits for the
    /// whole holds of those in the queue, and for half a hold of the one that holds it.
    mutating func arrive(hold: Double, conflictShare: Double) {
        wait = conflictShare * hold * (length - busyShare + busyShare / 2)
    }

    /// By Little's law: how long and how busy the stripe is when all threads together do `rate`
    /// operations per nanosecond.
    mutating func settle(rate: Double, hold: Double) {
        length = rate * share * (hold + wait)
        busyShare = min(rate * share * hold, 1)
    }
}

extension LockKind {
    /// The chance that two operations on one stripe exclude each other.
    ///
    /// - Parameter writeShare: the part of operations that write.
    /// - Returns: from 0 to 1.
    public func conflictShare(writeShare: Double) -> Double {
        switch self {
        case .spin, .mutex: 1
        // All pairs but two reads. An unlocked read that overlaps a write begins again.
        case .readWrite, .optimistic: writeShare * (2 - writeShare)
        }
    }
}
