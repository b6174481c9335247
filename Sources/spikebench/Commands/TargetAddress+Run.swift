internal import Driver
internal import Platform
internal import Reporting
internal import Targets
internal import Workload

/// What a run needs to know of a target before there is one.
extension TargetAddress {
    /// Which processors a server gets that the run starts, and which its workers.
    func processors(workerCount: Int) -> LocalServerProcessors? {
        guard case .spawn(let order) = self else { return nil }
        return LocalServerProcessors(
            available: Processors.available, threadCount: order.threadCount,
            workerCount: workerCount)
    }

    /// How many workers there are where nobody said; nil when that changes nothing.
    ///
    /// They leave a server that the run starts its processors.
    func defaultWorkerCount(for plan: Plan) -> Int? {
        guard plan.isWorkerCountDefault, case .spawn(let order) = self else { return nil }
        let count = LocalServerProcessors.workerCount(
            availableCount: Processors.available.count, threadCount: order.threadCount)
        return count == plan.workerCount ? nil : min(count, plan.workerCount)
    }

    /// Why the records that `plan` loads cannot fit into the target, where that is certain.
    func memoryShortage(_ plan: Plan, on environment: RunEnvironment) -> MemoryShortage? {
        guard plan.phases.contains(where: { $0.kind == .load }) else { return nil }
        return MemoryShortage(neededByteCount: memoryNeeded(plan), environment: environment)
    }

    /// What the target will take of this machine's memory for the records of `plan`, in bytes,
    /// roughly; nil for none, or for that of a server which is there already.
    func memoryNeeded(_ plan: Plan) -> UInt64? {
        switch self {
        case .engine, .spawn: EngineTarget.byteCount(for: plan)
        case .null, .redis, .memcached, .aerospike: nil
        }
    }
}
