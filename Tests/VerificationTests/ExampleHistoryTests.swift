import Testing

@testable import Verification

@Suite("Example histories")
struct ExampleHistoryTests {
    struct Example: CustomStringConvertible {
        var description: String
        var verdict: HistoryVerdict
        var steps: [Step]
    }

    static let examples = [
        // Herlihy and Wing (1990), figure 2, histories of a register.
        Example(
            description: "a read during a write sees it already", verdict: .linearizable,
            steps: [
                Step(0, 0, 10, .write(0), .applied(generation: nil)),
                Step(0, 20, 60, .write(1), .applied(generation: nil)),
                Step(1, 30, 40, .read, .found(1, generation: nil)),
            ]),
        Example(
            description: "a read that follows it sees the old value again", verdict: .violation,
            steps: [
                Step(0, 0, 10, .write(0), .applied(generation: nil)),
                Step(0, 20, 90, .write(1), .applied(generation: nil)),
                Step(1, 30, 40, .read, .found(1, generation: nil)),
                Step(2, 50, 60, .read, .found(0, generation: nil)),
            ]),
        Example(
            description: "two reads that overlap may see either", verdict: .linearizable,
            steps: [
                Step(0, 0, 10, .write(0), .applied(generation: nil)),
                Step(0, 20, 90, .write(1), .applied(generation: nil)),
                Step(1, 30, 60, .read, .found(1, generation: nil)),
                Step(2, 50, 70, .read, .found(0, generation: nil)),
            ]),
        Example(
            description: "a write that timed out takes effect much later", verdict: .linearizable,
            steps: [
                Step(0, 0, 10, .write(0), .applied(generation: nil)),
                Step(1, 20, 20, .write(1), .unknown),
                Step(0, 30, 40, .read, .found(0, generation: nil)),
                Step(0, 50, 60, .read, .found(1, generation: nil)),
            ]),
        Example(
            description: "a write that timed out is undone", verdict: .violation,
            steps: [
                Step(0, 0, 10, .write(0), .applied(generation: nil)),
                Step(1, 20, 20, .write(1), .unknown),
                Step(0, 30, 40, .read, .found(1, generation: nil)),
                Step(0, 50, 60, .read, .found(0, generation: nil)),
            ]),
        Example(
            description: "two creations both succeed", verdict: .violation,
            steps: [
                Step(0, 0, 20, .create(1), .applied(generation: nil)),
                Step(1, 10, 30, .create(2), .applied(generation: nil)),
            ]),
        Example(
            description: "a record is deleted between two creations", verdict: .linearizable,
            steps: [
                Step(0, 0, 20, .create(1), .applied(generation: 1)),
                Step(1, 10, 30, .create(2), .applied(generation: 1)),
                Step(2, 5, 25, .delete, .applied(generation: nil)),
            ]),
        Example(
            description: "a record outlives its acknowledged removal", verdict: .violation,
            steps: [
                Step(0, 0, 10, .write(1), .applied(generation: nil)),
                Step(1, 20, 30, .delete, .acknowledged),
                Step(0, 40, 50, .read, .found(1, generation: nil)),
            ]),
        Example(
            description: "two increments read the same sum", verdict: .violation,
            steps: [
                Step(0, 0, 20, .increment(1), .found(1, generation: nil)),
                Step(1, 10, 30, .increment(1), .found(1, generation: nil)),
            ]),
        Example(
            description: "both writes of one generation succeed", verdict: .violation,
            steps: [
                Step(0, 0, 10, .write(1), .applied(generation: 1)),
                Step(0, 20, 40, .writeIfGeneration(1, 2), .applied(generation: 2)),
                Step(1, 30, 50, .writeIfGeneration(1, 3), .applied(generation: nil)),
            ]),
        Example(
            description: "one of two writes of one generation is refused", verdict: .linearizable,
            steps: [
                Step(0, 0, 10, .write(1), .applied(generation: 1)),
                Step(0, 20, 40, .writeIfGeneration(1, 2), .refused),
                Step(1, 30, 50, .writeIfGeneration(1, 3), .applied(generation: nil)),
            ]),
        Example(
            description: "two exchanges take the same value", verdict: .violation,
            steps: [
                Step(0, 0, 10, .write(1), .applied(generation: 1)),
                Step(0, 20, 40, .exchange(2), .found(1, generation: nil)),
                Step(1, 30, 50, .exchange(3), .found(1, generation: nil)),
            ]),
    ]

    @Test("known histories are judged as they should be", arguments: examples)
    func judged(example: Example) {
        let report = LinearizabilityChecker().check(example.steps.map(\.operation))
        #expect(report.verdict == example.verdict)
    }

    @Test("a record follows Aerospike's rules for generations")
    func specification() {
        let full = RecordState(value: 3, generation: .max)
        #expect(full.applying(.write(4)).state == RecordState(value: 4, generation: 1))
        #expect(full.applying(.read).outcome == .found(3, generation: .max))
        #expect(full.applying(.update(4)).outcome == .applied(generation: 1))
        #expect(full.applying(.create(4)).outcome == .refused)
        #expect(full.applying(.writeIfGeneration(0, 4)).state == full)
        #expect(full.applying(.delete).state == .absent)
        let absent = RecordState.absent
        #expect(absent.applying(.read).outcome == .absent)
        #expect(absent.applying(.update(4)).outcome == .refused)
        #expect(absent.applying(.delete).outcome == .absent)
        #expect(absent.applying(.writeIfGeneration(0, 4)).outcome == .applied(generation: 1))
        #expect(absent.applying(.increment(4)).outcome == .found(4, generation: 1))
        let exchanged = absent.applying(.exchange(4))
        #expect(exchanged.outcome == .absent)
        #expect(exchanged.state == RecordState(value: 4, generation: 1))
    }
}
