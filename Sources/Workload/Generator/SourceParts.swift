/// What a source is made of: a plan, one of its phases and one of its workers.
struct SourceParts {
    /// Where the warm-up's inserts begin to be numbered, above those of any measure phase.
    ///
    /// Far away, so that a longer warm-up never shifts the keys of the measured stream.
    private static let warmUpInsertOffset: UInt64 = 1 << 40

    let plan: Plan
    let phase: PhasePlan
    let worker: Int

    init(plan: Plan, phaseIndex: Int, worker: Int) {
        precondition(plan.phases.indices.contains(phaseIndex), "no phase \(phaseIndex)")
        precondition((0..<plan.workerCount).contains(worker), "no worker \(worker)")
        self.plan = plan
        phase = plan.phases[phaseIndex]
        self.worker = worker
    }

    /// The phase's random numbers.
    var draws: PhaseDraws { PhaseDraws(seed: plan.seed, phase: phase.kind) }

    /// The keys that the worker may use in keyspace `index`.
    func keys(_ index: Int) -> WorkerKeys {
        let count = plan.keyspaces[index].count
        // The load inserts from the first key on, in the order of its operations.
        if phase.kind == .load { return loadKeys(index) }
        let offset = phase.kind == .warmUp ? Self.warmUpInsertOffset : 0
        return WorkerKeys(
            loadedCount: count, firstInserted: count + offset, worker: worker,
            workerCount: plan.workerCount)
    }

    /// The load goes round the workers over all keyspaces, so the worker whose turn it is at the
    /// start of a keyspace inserts its first key.
    private func loadKeys(_ index: Int) -> WorkerKeys {
        let before = plan.keyspaces[..<index].reduce(0) { $0 + $1.count }
        let workers = UInt64(plan.workerCount)
        let turn = (UInt64(worker) + workers - before % workers) % workers
        return WorkerKeys(
            loadedCount: 0, firstInserted: 0, worker: Int(turn), workerCount: plan.workerCount)
    }

    /// Over how many keys YCSB's `zipfian` spreads: N + 2 × operations × insert proportion.
    ///
    /// Operations are the phase's, or else the measure phase's; the reader sees to it that a mix
    /// with inserts has one of them.
    func ycsbItemLimit(_ index: Int) -> UInt64 {
        let keyspace = plan.keyspaces[index]
        let operations =
            phase.operationCount
            ?? plan.phases.last { $0.kind == .measure }?.operationCount ?? 0
        let total = plan.keyspaces.reduce(0) { $0 + $1.weight }
        let inserts = keyspace.share(of: .insert) * keyspace.weight / total
        return keyspace.count + UInt64(min(2 * Double(operations) * inserts, 0x1p53))
    }
}
