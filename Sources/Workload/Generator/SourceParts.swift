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

    /// The random numbers of one purpose.
    func generator(_ purpose: DrawPurpose) -> Xoshiro256 {
        purpose.generator(seed: plan.seed, phase: phase.kind, worker: worker)
    }

    /// This worker's part of the phase's operations; the first workers take what does not divide.
    var operationShare: UInt64 {
        guard let total = phase.operationCount else { return .max }
        let (each, rest) = total.quotientAndRemainder(dividingBy: UInt64(plan.workerCount))
        return each + (UInt64(worker) < rest ? 1 : 0)
    }

    /// The keys that the worker may use.
    var keys: WorkerKeys {
        let offset = phase.kind == .warmUp ? Self.warmUpInsertOffset : 0
        return WorkerKeys(
            loadedCount: plan.keyspace.count, firstInserted: plan.keyspace.count + offset,
            worker: worker, workerCount: plan.workerCount)
    }

    /// Over how many keys YCSB's `zipfian` spreads: N + 2 × operations × insert proportion.
    ///
    /// Operations are the phase's, or else the measure phase's; the reader sees to it that a mix
    /// with inserts has one of them.
    var ycsbItemLimit: UInt64 {
        let total = plan.mix.reduce(0) { $0 + $1.weight }
        let inserts = plan.mix.first { $0.kind == .insert }?.weight ?? 0
        let operations =
            phase.operationCount
            ?? plan.phases.last { $0.kind == .measure }?.operationCount ?? 0
        let expected = 2 * Double(operations) * (inserts / total)
        return plan.keyspace.count + UInt64(min(expected, 0x1p53))
    }
}
