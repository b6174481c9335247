import Platform
import TestSupport
import Testing
import Workload

@testable import Verification

@Suite("Linearizability checker")
struct LinearizabilityCheckerTests {
    private let checker = LinearizabilityChecker(configurationLimit: 200_000)

    @Test("a history of an object that is linearizable by construction passes", arguments: [0, 5])
    func good(unknownPercentage: Int) {
        forEachSeed(40) { seed in
            let history = SimulatedHistory.make(
                seed: seed, threads: 1 + Int(seed % 8), keys: 1 + seed % 3, count: 200,
                unknownPercentage: unknownPercentage)
            let report = checker.check(history)
            #expect(report.verdict == .linearizable, seedComment(seed))
            #expect(report.operationCount == history.count)
            #expect(report.overlappingPairCount > 0 || seed % 8 == 0, seedComment(seed))
        }
    }

    @Test("a history with one fault is refused", arguments: HistoryFault.allCases, [0, 3])
    func bad(fault: HistoryFault, unknownPercentage: Int) {
        var foundCount = 0
        forEachSeed(25) { seed in
            var random = SplitMix64(seed: seed)
            let good = SimulatedHistory.make(
                seed: seed, threads: 4, keys: 2, count: 150,
                unknownPercentage: unknownPercentage)
            guard let history = fault.spoiled(good, &random) else { return }
            foundCount += 1
            let report = checker.check(history)
            #expect(report.verdict == .violation, seedComment(seed))
            #expect(report.violations.count == 1, seedComment(seed))
            #expect(report.violations.first?.possibleStates.isEmpty == false, seedComment(seed))
        }
        #expect(foundCount > 0)
    }

    @Test("the search agrees with the trial of all orders on small histories")
    func allOrders() {
        var counts: [HistoryVerdict: Int] = [:]
        forEachSeed(400) { seed in
            let history = smallHistory(seed: seed)
            let verdict = checker.check(history).verdict
            let isExplained = AllOrders.explain(history)
            #expect(verdict == (isExplained ? .linearizable : .violation), seedComment(seed))
            counts[verdict, default: 0] += 1
        }
        if Environment.value("SPIKEBENCH_SEED") == nil {
            #expect(counts[.linearizable, default: 0] > 50)
            #expect(counts[.violation, default: 0] > 50)
        }
    }

    /// Five to eight operations of three threads; up to two have the outcomes of others.
    private func smallHistory(seed: UInt64) -> [RecordedOperation] {
        var random = SplitMix64(seed: seed)
        var history = SimulatedHistory.make(
            seed: seed, threads: 3, keys: 1, count: 5, unknownPercentage: 10)
        for _ in 0..<Int.random(in: 0...2, using: &random) {
            let other = history.randomElement(using: &random)
            history[Int.random(in: 0..<5, using: &random)].outcome = other?.outcome ?? .unknown
        }
        return history
    }

    @Test("a long history of one key is decided in about as many steps as it has operations")
    func long() {
        let history = SimulatedHistory.make(seed: 1, threads: 4, keys: 1, count: 5000)
        let report = checker.check(history)
        #expect(report.verdict == .linearizable)
        #expect(report.configurationCount < 50_000)
    }

    @Test("a search that meets its limit says that it does not know")
    func limit() {
        let writes = (0..<12).map { Step($0, 0, 100, .write(Int64($0)), .applied(generation: nil)) }
        let history = (writes + [Step(12, 200, 300, .read, .absent)]).map(\.operation)
        let small = LinearizabilityChecker(configurationLimit: 1000).check(history)
        #expect(small.verdict == .unknown)
        #expect(small.undecidedKeys == [0])
        #expect(small.configurationCount == 1000)
        #expect(LinearizabilityChecker().check(history).verdict == .violation)
    }

    @Test("a violation of one key is found among others, and names it")
    func keys() {
        var history = SimulatedHistory.make(seed: 3, threads: 4, keys: 3, count: 300)
        let moment = Instant(nanoseconds: 1_000_000)
        history.append(
            RecordedOperation(
                thread: 0, key: 1, invoked: moment, returned: moment, action: .read,
                outcome: .found(7, generation: nil)))
        let report = checker.check(history)
        #expect(report.keyCount == 3)
        #expect(report.violations.map(\.key) == [1])
        #expect(report.violations.first?.culprit.outcome == .found(7, generation: nil))
    }

    @Test("records that were there before count")
    func initially() {
        let history = [Step(0, 0, 1, .read, .found(5, generation: 2)).operation]
        let state = RecordState(value: 5, generation: 2)
        #expect(checker.check(history, initially: [0: state]).verdict == .linearizable)
        #expect(checker.check(history).verdict == .violation)
    }

    @Test("nothing at all is linearizable")
    func empty() {
        #expect(checker.check([]).verdict == .linearizable)
    }

    @Test("pairs that overlap are counted, those that touch included")
    func overlaps() {
        let history = [
            Step(0, 0, 10, .read, .absent), Step(1, 10, 20, .read, .absent),
            Step(2, 11, 12, .read, .absent), Step(3, 30, 31, .delete, .unknown),
            Step(0, 40, 50, .read, .absent),
        ]
        #expect(checker.check(history.map(\.operation)).overlappingPairCount == 3)
    }
}
