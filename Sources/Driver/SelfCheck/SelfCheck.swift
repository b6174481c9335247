internal import Platform
internal import Statistics
internal import Workload

/// Holds what a phase's workers were seen to send against what the plan says.
///
/// Streams of operations are deterministic: a failure is never bad luck, but a fault of the
/// generator, of a file, or of a number in the plan. So each test asks for little: that it be more
/// than chance would do once in a million runs, and more than a thousandth of the operations.
struct SelfCheck {
    let plan: Plan
    let phaseIndex: Int
    let sample: ObservedSample

    init(_ plan: Plan, phaseIndex: Int, _ sample: ObservedSample) {
        self.plan = plan
        self.phaseIndex = phaseIndex
        self.sample = sample
    }

    var phase: PhasePlan { plan.phases[phaseIndex] }

    /// All tests that the sample has enough for.
    func tests() -> [DistributionTest] {
        let operations = sample.operations
        let byKeyspace = plan.keyspaces.indices.flatMap { index in
            KeyspaceCheck(self, index: index, operations: operations).tests()
        }
        let tests = [keyspaces(operations)].compactMap(\.self) + byKeyspace + arrivals()
        return tests.filter { $0.sampleCount >= UInt64(DistributionTest.smallestSampleCount) }
    }

    /// How often each keyspace came.
    private func keyspaces(_ operations: [ObservedOperation]) -> DistributionTest? {
        guard plan.keyspaces.count > 1 else { return nil }
        var counts = Array(repeating: UInt64(0), count: plan.keyspaces.count)
        for observed in operations { counts[Int(observed.operation.keyspace)] += 1 }
        let weights = plan.keyspaces.map(\.weight)
        return DistributionTest(
            .keyspaces, ChiSquareTest(observed: counts, shares: weights, minimumExpectation: 20),
            expected: SelfCheckText.shares(weights, plan.keyspaces.map(\.name)),
            realised: SelfCheckText.shares(counts.map { Double($0) }, plan.keyspaces.map(\.name)))
    }
}

/// The tests of one keyspace.
struct KeyspaceCheck {
    let check: SelfCheck
    let index: Int
    let keyspace: Keyspace
    /// The keyspace's name, where there are several.
    let name: String?
    /// What was sent to it.
    let operations: [ObservedOperation]

    init(_ check: SelfCheck, index: Int, operations: [ObservedOperation]) {
        self.check = check
        self.index = index
        keyspace = check.plan.keyspaces[index]
        name = check.plan.keyspaces.count > 1 ? keyspace.name : nil
        self.operations = operations.filter { Int($0.operation.keyspace) == index }
    }

    func tests() -> [DistributionTest] {
        [mix(), popularity()].compactMap(\.self) + sizes()
    }

    /// How often each kind came.
    private func mix() -> DistributionTest? {
        let kinds = keyspace.mix.map(\.kind)
        guard kinds.count > 1 else { return nil }
        let counts = kinds.map { kind in
            UInt64(operations.count { $0.operation.kind == kind })
        }
        let others = UInt64(operations.count) - counts.reduce(0, +)
        let weights = keyspace.mix.map(\.weight)
        return DistributionTest(
            .mix, of: name,
            ChiSquareTest(
                observed: counts + [others], shares: weights + [0], minimumExpectation: 20),
            expected: SelfCheckText.shares(weights, kinds.map(\.name)),
            realised: SelfCheckText.shares(counts.map { Double($0) }, kinds.map(\.name)))
    }
}
