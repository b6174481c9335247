import Driver
import Platform
import Targets
import Testing
import Workload

@Suite("Allocation")
struct AllocationTests {
    /// Bytes that the calling thread allocates for so many batches, once everything is warm.
    private func allocated(_ target: any Target, _ plan: Plan, batches: Int) throws -> UInt64 {
        let pool = plan.makeValuePool()
        let batch = plan.makeBatch(capacity: 32, pool: pool)
        let session = try target.makeSession(worker: 0)
        let source = try plan.makeSource(phaseIndex: 0, worker: 0)
        var completions = CompletionList(capacity: plan.pipelineDepth)
        func run(_ count: Int) {
            for _ in 0..<count {
                source.fill(batch)
                for index in 0..<batch.count {
                    while session.submit(index, of: batch, ticket: 0) == .busy {
                        completions.removeAll()
                        session.poll(into: &completions)
                    }
                }
            }
        }
        run(20)
        let before = ThreadAllocation.byteCount
        run(batches)
        return ThreadAllocation.byteCount - before
    }

    private func plan(_ overrides: [String]) throws -> Plan {
        try Plan.named(
            "ycsb-c", overrides: ["keys.count=100", "workers=1", "phases.load=none"] + overrides)
    }

    @Test(
        "generating and reading allocate nothing once warm",
        .enabled(if: !BuildMode.isDebug, "code that is not optimised allocates its closures"),
        arguments: [1, 16])
    func reads(pipeline: Int) throws {
        let plan = try plan(["phases.warmUp=none", "pipeline=\(pipeline)"])
        #expect(try allocated(NullTarget(), plan, batches: 200) == 0)
        #expect(try allocated(EngineTarget(plan: plan), plan, batches: 200) == 0)
    }

    @Test("the count sees an allocation")
    func counts() {
        let before = ThreadAllocation.byteCount
        let block = OwnedBytes(byteCount: 10_000)
        let after = ThreadAllocation.byteCount
        // A sanitizer's allocator is not counted.
        #expect(after == 0 || after - before >= 10_000)
        #expect(block.byteCount == 10_000)
    }
}
