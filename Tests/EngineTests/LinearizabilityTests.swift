import Platform
import TestSupport
import Testing
import Verification

@testable import Engine

@Suite("Engine under a linearizability checker")
struct LinearizabilityTests {
    /// Every kind of lock, with a lock for each shard and with one for all.
    static let configurations = LockKind.allCases.flatMap { lock in
        [1.0, 1.0 / 16].map { EngineConfiguration(shards: 16, lockRatio: $0, lock: lock) }
    }

    @Test(
        "what threads saw of a few records is explained by an order of their operations",
        arguments: configurations)
    func engine(configuration: EngineConfiguration) throws {
        var overlappingPairCount = 0
        try forEachSeed(2) { seed in
            let subject = try EngineSubject(configuration)
            let recording = HistoryRecording(
                keyCount: 1 + seed % 8, operationCount: BuildMode.isDebug ? 1000 : 20_000,
                seed: seed)
            let report = LinearizabilityChecker().check(try recording.record(subject))
            #expect(report.verdict == .linearizable, seedComment(seed))
            for violation in report.violations { Issue.record("\(violation)") }
            overlappingPairCount += report.overlappingPairCount
            let broken = subject.namespace.brokenInvariant()
            #expect(broken == nil, seedComment(seed))
        }
        #expect(overlappingPairCount > 0)
    }

    @Test("a store that forgets its lock is found out")
    func forgetful() throws {
        let recording = HistoryRecording(keyCount: 1, operationCount: 1000, seed: 1)
        let report = LinearizabilityChecker().check(try recording.record(ForgetfulSubject()))
        #expect(report.verdict == .violation)
    }

    @Test("a value with the filling of another is seen to be torn")
    func torn() {
        let (one, other) = (7 * HistoryValue.distance, 8 * HistoryValue.distance)
        let bytes = HistoryValue.filling(of: one)
        #expect(!bytes.isEmpty)
        #expect(HistoryValue.isWhole(one, filling: bytes))
        #expect(HistoryValue.isWhole(one + 999, filling: bytes))
        #expect(!HistoryValue.isWhole(other, filling: bytes))
        #expect(!HistoryValue.isWhole(one, filling: nil))
        #expect(!HistoryValue.isWhole(5, filling: bytes))
    }
}
