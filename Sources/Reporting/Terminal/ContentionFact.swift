/// How often workers are expected to meet at a lock of the target, for one number of locks.
public struct ContentionFact: Hashable, Sendable {
    /// The setting that decides the number of locks, as workload files have it.
    public var lockRatio: String
    /// How many locks.
    public var stripeCount: Int
    /// The share of operations that find their lock taken, from 0 to 1.
    public var collisionShare: Double
    /// How long those wait on average, in nanoseconds.
    public var meanWaitNanoseconds: Double
    /// What the workers achieve, as a share of what they would without waiting.
    public var throughputShare: Double
    /// Whether this is what the plan has.
    public var isPlanned: Bool

    /// A prediction; each value as its property says.
    public init(
        lockRatio: String, stripeCount: Int, collisionShare: Double, meanWaitNanoseconds: Double,
        throughputShare: Double, isPlanned: Bool
    ) {
        self.lockRatio = lockRatio
        self.stripeCount = stripeCount
        self.collisionShare = collisionShare
        self.meanWaitNanoseconds = meanWaitNanoseconds
        self.throughputShare = throughputShare
        self.isPlanned = isPlanned
    }
}

/// What the model of lock contention predicts for a plan.
public struct ContentionForecast: Hashable, Sendable {
    /// How many workers.
    public var workerCount: Int
    /// For how long an operation was assumed to hold its lock, in nanoseconds.
    public var holdNanoseconds: Double
    /// How long an operation was assumed to take in all, in nanoseconds.
    public var cycleNanoseconds: Double
    /// The prediction for several numbers of locks, that of the plan among them.
    public var facts: [ContentionFact]

    /// A forecast; each value as its property says.
    public init(
        workerCount: Int, holdNanoseconds: Double, cycleNanoseconds: Double,
        facts: [ContentionFact]
    ) {
        self.workerCount = workerCount
        self.holdNanoseconds = holdNanoseconds
        self.cycleNanoseconds = cycleNanoseconds
        self.facts = facts
    }

    /// A table, the plan's line marked, and below it what was assumed.
    func chapter(style: TextStyle) -> String {
        var table = TextTable(columns: [
            ("lockRatio", .left), ("locks", .right), ("taken when needed", .right),
            ("wait then, ns", .right), ("throughput", .right), ("", .left),
        ])
        for fact in facts {
            table.add([
                fact.lockRatio, Units.grouped(UInt64(fact.stripeCount)),
                Units.percent(fact.collisionShare),
                fact.collisionShare > 0
                    ? Units.significant(fact.meanWaitNanoseconds, digits: 3) : "~",
                Units.percent(fact.throughputShare), fact.isPlanned ? "as planned" : "",
            ])
        }
        let workers = workerCount == 1 ? "1 worker" : "\(workerCount) workers"
        return "\n  lock contention to expect with \(workers)\n" + table.text(style: style)
            + style.dim(
                "  a model: the lock is held for \(Units.significant(holdNanoseconds, digits: 3))"
                    + " of the \(Units.significant(cycleNanoseconds, digits: 3)) ns"
                    + " that an operation takes alone") + "\n"
    }
}
