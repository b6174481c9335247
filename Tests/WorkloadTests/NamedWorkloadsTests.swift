import Foundation
import Testing

@testable import Workload

@Suite("Named workloads")
struct NamedWorkloadsTests {
    @Test("every file in Workloads/ is in the list, and nothing else is")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Workloads").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let listed = NamedWorkloads.all.map { "\($0.name).yaml" }
        #expect(files.sorted() == listed.sorted())
    }

    @Test(
        "each loads, plans and yields operations in every phase",
        arguments: NamedWorkloads.all.map(\.name))
    func yields(name: String) throws {
        let plan = try Plan.named(name, overrides: ["workers=2"])
        #expect(plan.name == name)
        #expect(!plan.summary.isEmpty)
        #expect(plan.phases.map(\.kind) == [.load, .warmUp, .measure])
        let pool = plan.makeValuePool()
        let batch = plan.makeBatch(capacity: 100, pool: pool)
        for phase in plan.phases.indices {
            for worker in 0..<2 {
                let source = try plan.makeSource(phaseIndex: phase, worker: worker)
                source.fill(batch)
                #expect(batch.count == 100)
            }
        }
    }

    @Test("a misspelt name gets a suggestion, a missing file a plain answer")
    func misspelt() {
        #expect(throws: WorkloadError(.name("ycbs-a"), .unknownWorkload(nearest: "ycsb-a"))) {
            try Plan.named("ycbs-a")
        }
        #expect(throws: WorkloadError(.name("no/such.yaml"), .unknownWorkload(nearest: nil))) {
            try Plan.named("no/such.yaml")
        }
    }
}
