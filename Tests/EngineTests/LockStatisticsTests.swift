import Testing

@testable import Engine

@Suite("Lock statistics")
struct LockStatisticsTests {
    private func namespace(_ kind: LockKind) throws -> (Namespace, RecordDraft) {
        let namespace = try Store().createNamespace(
            "test", configuration: EngineConfiguration(shards: 16, lock: kind))
        let draft = RecordDraft()
        draft.append(try namespace.bin(named: "value"), integer: 1)
        return (namespace, draft)
    }

    @Test(
        "every acquisition is counted once, in the group of its stripe",
        arguments: LockKind.allCases)
    func acquisitions(kind: LockKind) throws {
        let (namespace, draft) = try namespace(kind)
        let copy = RecordCopy()
        var groups = [Int](repeating: 0, count: 4)
        for key: Int64 in 0..<200 {
            let digest = namespace.digest(ofKey: key)
            _ = namespace.put(digest, draft)
            _ = namespace.get(digest, into: copy)
            groups[digest.partition >> 10] += kind == .optimistic ? 1 : 2
        }
        let found = namespace.lockStatistics(groups: 4)
        #expect(found.map(\.acquisitionCount) == groups)
        #expect(found.allSatisfy { $0.stripeCount == 4 && $0.contendedCount == 0 })
        #expect(found.allSatisfy { $0.meanWaitNanoseconds == 0 && $0.contendedShare == 0 })
        let all = namespace.lockStatistics()
        #expect(all.map(\.acquisitionCount) == [groups.reduce(0, +)])
    }

    @Test("waits add up, and the longest is the longest of any stripe")
    func waits() throws {
        let (namespace, _) = try namespace(.spin)
        for (stripe, wait) in [(0, 100), (1, 300), (15, 200)] as [(Int, UInt64)] {
            unsafe namespace.stripes.stripe(at: stripe).tallies.pointee.countWait(wait)
        }
        let groups = namespace.lockStatistics(groups: 2)
        #expect(groups.map(\.contendedCount) == [2, 1])
        #expect(groups.map(\.waitNanoseconds) == [400, 200])
        #expect(groups.map(\.longestWaitNanoseconds) == [300, 200])
        #expect(groups[0].meanWaitNanoseconds == 200)
    }
}
