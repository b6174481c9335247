import Platform
import TestSupport
import Testing

@testable import Workload

@Suite("Changes of the keys")
struct KeyChangerTests {
    private let keyCount: UInt64 = 10_000

    private func changer(
        _ kind: LoadChange.Kind, _ span: LoadMark.Span, isScrambled: Bool = false
    ) -> KeyChanger {
        KeyChanger(
            LoadChanges([LoadChange(kind, span)]), keyCount: keyCount, isScrambled: isScrambled)
    }

    private func key(
        _ changer: KeyChanger, _ drawn: UInt64, operation: UInt64 = 0, at start: Nanoseconds = .zero
    ) -> UInt64 {
        var random = DrawStream(seed: drawn &* 31 &+ operation)
        return changer.key(drawn, operation: operation, start: start, using: &random)
    }

    @Test("without changes every key stays what it is")
    func none() {
        let changer = KeyChanger(LoadChanges(), keyCount: keyCount, isScrambled: true)
        #expect(!changer.isNeeded)
        #expect((0..<100).allSatisfy { key(changer, $0, operation: $0) == $0 })
    }

    @Test("drift moves the ranks along the keys at its rate, and leaves them where it ends")
    func drift() {
        let changer = changer(
            .drift(keysPerUnit: 100), .time(from: .seconds(2), to: .seconds(12)))
        for (second, moved) in [(0.0, 0), (2, 0), (3, 100), (7, 500), (12, 1_000), (60, 1_000)] {
            #expect(key(changer, 7, at: .seconds(second)) == UInt64(7 + moved))
        }
        #expect(key(changer, 9_999, at: .seconds(3)) == 99, "the last key's neighbour is the first")
        let slow = self.changer(.drift(keysPerUnit: 0.01), .operations(from: 1_000, to: nil))
        #expect(key(slow, 0, operation: 1_000) == 0)
        #expect(key(slow, 0, operation: 101_050) == 1_000)
    }

    @Test("where ranks are scattered, drift gives a key what its rank's neighbour had")
    func scatteredDrift() {
        let changer = changer(
            .drift(keysPerUnit: 1), .time(from: .zero, to: nil), isScrambled: true)
        let permutation = Permutation(count: keyCount)
        for rank in 0..<200 as Range<UInt64> {
            let found = key(changer, permutation(rank), at: .seconds(3))
            #expect(found == permutation(rank + 3))
        }
    }

    @Test("a permutation's inverse undoes it", arguments: [1, 2, 3, 17, 1_000, 1_048_576])
    func inverse(count: UInt64) {
        let permutation = Permutation(count: count)
        let isUndone = (0..<min(count, 5_000)).allSatisfy {
            permutation.inverse(of: permutation($0)) == $0
        }
        #expect(isUndone)
    }

    @Test("after a shift the popular keys are others", arguments: [false, true])
    func shift(isScrambled: Bool) {
        let changer = changer(
            .shift(share: 0.5), .time(from: .seconds(5), to: .seconds(5)), isScrambled: isScrambled)
        let permutation = Permutation(count: keyCount)
        let hot = Set((0..<1_000 as Range<UInt64>).map { isScrambled ? permutation($0) : $0 })
        func popular(_ start: Nanoseconds) -> Set<UInt64> {
            Set(hot.map { key(changer, $0, at: start) })
        }
        #expect(popular(.milliseconds(4_999)) == hot)
        #expect(popular(.seconds(5)).isDisjoint(with: hot))
        #expect(popular(.seconds(5)).count == hot.count)
        #expect(popular(.seconds(50)) == popular(.seconds(5)))
    }

    @Test("a storm takes its share of the operations to its keys while it lasts")
    func storm() {
        let changer = changer(
            .storm(share: 0.3, keyCount: 2), .operations(from: 100_000, to: 200_000))
        var counts: [UInt64: Int] = [:]
        for operation in 0..<300_000 as Range<UInt64> {
            // What is drawn is never what storms choose from.
            let found = key(changer, operation % 10, operation: operation)
            if found >= 10 {
                counts[found, default: 0] += 1
                #expect((100_000..<200_000).contains(operation))
            }
        }
        #expect(counts.count == 2)
        // Four standard deviations of binomial counts.
        #expect(abs(Double(counts.values.reduce(0, +)) - 30_000) < 4 * 145)
        #expect(counts.values.allSatisfy { abs(Double($0) - 15_000) < 4 * 113 })
    }

    @Test("growth takes the keys into use bit by bit, and moves few of them")
    func growth() {
        let changer = changer(
            .growth(fromShare: 0.1), .time(from: .zero, to: .seconds(10)))
        var before: [UInt64] = []
        for second in 0...12 as ClosedRange<UInt64> {
            let found = (0..<keyCount).map { key(changer, $0, at: .seconds(Double(second))) }
            let used = min(1_000 + 900 * second, keyCount)
            #expect(found.allSatisfy { $0 < used })
            #expect((0..<Int(used)).allSatisfy { found[$0] == UInt64($0) })
            if !before.isEmpty {
                // The keys that came into use, and those of whose rows they are the earliest.
                let moved = zip(before, found).count { $0 != $1 }
                let expected =
                    Double(used - min(1_000 + 900 * (second - 1), keyCount))
                    / Double(used) * Double(keyCount)
                #expect(Double(moved) < 1.1 * expected + 100)
            }
            before = found
        }
        #expect(before == Array(0..<keyCount))
    }

    @Test("keys beyond the loaded ones stay as they are")
    func inserted() {
        let changer = changer(.shift(share: 0.5), .time(from: .zero, to: .zero))
        #expect(key(changer, keyCount + 5) == keyCount + 5)
        #expect(key(changer, 5) == 5_005)
    }

    @Test("what is written in a TTL storm ends at one moment")
    func ttlStorm() {
        func endings(_ span: LoadMark.Span) -> CommonEndings {
            CommonEndings(LoadChanges([LoadChange(.ttlStorm(seconds: 3), span)]))
        }
        let timed = endings(.time(from: .seconds(10), to: .seconds(20)))
        let cases: [(Double, UInt32)] = [(9, 60), (10, 13), (19, 4), (19.9, 3), (20, 60)]
        for (second, expected) in cases {
            #expect(timed.ttlSeconds(60, operation: 0, start: .seconds(second)) == expected)
        }
        let counted = endings(.operations(from: 10, to: 20))
        #expect(counted.ttlSeconds(0, operation: 9, start: .zero) == 0)
        #expect(counted.ttlSeconds(0, operation: 15, start: .zero) == 3)
    }

    @Test("changes carry their marks, by time or by operations")
    func marks() {
        var phase = PhasePlan(
            kind: .measure, duration: .seconds(60), operationCount: nil, arrivals: .closed)
        phase.changes.all = [
            LoadChange(.storm(share: 0.5, keyCount: 1), .operations(from: 1_000, to: 2_000)),
            LoadChange(.shift(share: 0.5), .operations(from: 2_500, to: 2_500)),
        ]
        #expect(phase.labels(time: .zero..<(.seconds(1)), operations: 0..<1_000).isEmpty)
        #expect(
            phase.labels(time: .zero..<(.seconds(1)), operations: 900..<1_001)
                == ["storm 50 % on 1 key"])
        #expect(
            phase.labels(time: .zero..<(.seconds(1)), operations: 1_999..<2_600)
                == ["storm 50 % on 1 key", "working-set shift"])
        #expect(phase.labels(time: .zero..<(.seconds(1)), operations: 2_501..<2_600).isEmpty)
    }
}
