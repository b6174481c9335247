import Testing
import Wire
import Workload

@testable import Targets

@Suite("Digests ahead")
struct DigestsAheadTests {
    @Test(
        "every operation gets the digest of its own key, in whatever order it is asked for",
        arguments: ["{count: 1000}", "{count: 1000, size: 60B}"])
    func digests(keys: String) throws {
        let plan = try Plan.named(
            "ycsb-a", overrides: ["workers=1", "phases.load=none", "keys=\(keys)"])
        let keyspaces = plan.keyspaces.map { AerospikeKeyspace($0, namespace: "test") }
        let batch = plan.makeBatch(capacity: 29, pool: plan.makeValuePool())
        let source = try plan.makeSource(phaseIndex: 0, worker: 0)
        var ahead = DigestsAhead()
        for round in 0..<20 {
            source.fill(batch)
            #expect(batch.count == 29)
            for step in 0..<40 {
                // In order, and here and there one again: as a session asks that has no room.
                let index = step < 29 ? step : (step * 7 + round) % 29
                let digest = ahead.digest(index, of: batch, keyspaces)
                let expected = keyspaces[0].digest(ofKey: batch.key(at: index))
                #expect(digest == expected)
            }
        }
    }
}
