import TestSupport
import Testing

@testable import Verification

@Suite("History picture")
struct HistoryPictureTests {
    private func violation(_ steps: [Step]) throws -> LinearizabilityViolation {
        let report = LinearizabilityChecker().check(steps.map(\.operation))
        return try #require(report.violations.first)
    }

    @Test("a violation shows who did what when, and what does not fit")
    func small() throws {
        let violation = try violation([
            Step(0, 0, 10, .write(1), .applied(generation: 1)),
            Step(1, 5, 30, .increment(4), .found(5, generation: 2)),
            Step(2, 35, 35, .exchange(9), .unknown),
            Step(0, 40, 50, .read, .found(1, generation: nil)),
            Step(1, 45, 80, .delete, .applied(generation: nil)),
            Step(2, 48, 49, .writeIfGeneration(7, 2), .refused),
        ])
        #expect(violation.culprit.label == "read 1")
        #expect(violation.possibleStates.count == 4)
        try expectGolden(violation.description + "\n", "violation.txt")
    }

    @Test("a long history shows its end in the columns there are")
    func long() throws {
        var steps = (0..<100).map { number in
            Step(
                number % 3, UInt64(number) * 10, UInt64(number) * 10 + 15, .write(Int64(number)),
                .applied(generation: nil))
        }
        steps.append(Step(3, 2000, 2010, .read, .found(3, generation: nil)))
        let violation = try violation(steps)
        let lines = violation.description.split(separator: "\n")
        #expect(lines.allSatisfy { $0.count <= 96 })
        try expectGolden(violation.description + "\n", "long-violation.txt")
    }

    @Test("what began after the violation has no part in it")
    func prefix() throws {
        let violation = try violation([
            Step(0, 0, 10, .read, .found(1, generation: nil)),
            Step(1, 5, 30, .write(2), .applied(generation: nil)),
            Step(0, 20, 25, .write(1), .applied(generation: nil)),
        ])
        #expect(violation.history.map(\.outcome) == [.found(1, generation: nil), .unknown])
        #expect(violation.possibleStates.contains(.absent))
    }
}
