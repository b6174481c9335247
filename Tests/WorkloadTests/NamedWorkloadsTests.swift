import Foundation
import Platform
import Testing

@testable import Workload

@Suite("Named workloads")
struct NamedWorkloadsTests {
    @Test("every file in Workloads/ is in the list, and nothing else is")
    func complete() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Workloads").standardized
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let listed =
            NamedWorkloads.all.map { "\($0.name).yaml" }
            + NamedTables.names.map { "\($0).json" }
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
        let wanted = BuildMode.isDebug ? 1_000 : 50_000
        for phase in plan.phases.indices {
            for worker in 0..<2 {
                let source = try plan.makeSource(phaseIndex: phase, worker: worker)
                var count = 0
                while count < wanted {
                    source.fill(batch)
                    guard batch.count > 0 else { break }
                    count += batch.count
                }
                #expect(count >= wanted || plan.phases[phase].kind == .load)
                #expect(count > 0)
            }
        }
    }

    @Test("tags find workloads: all must match")
    func tags() throws {
        let names = try NamedWorkloads.plans(tagged: ["cache", "twitter"]).map(\.name)
        #expect(names.count == 14 && names.allSatisfy { $0.hasPrefix("twitter-cluster") })
        #expect(try NamedWorkloads.plans(tagged: []).count == NamedWorkloads.all.count)
        let groups = try NamedWorkloads.plans(tagged: []).map { $0.tags.first }
        #expect(Set(groups) == ["ycsb", "facebook", "twitter", "cachebench", "pattern"])
    }

    @Test("an unknown tag gets a suggestion or all tags, and tags that never meet say so")
    func wrongTags() throws {
        let known = try Set(NamedWorkloads.plans(tagged: []).flatMap(\.tags)).sorted()
        let place = WorkloadError.Place.option("--tag")
        #expect(
            throws: WorkloadError(place, .unknownTag("cahce", nearest: "cache", known: known))
        ) { try NamedWorkloads.plans(tagged: ["cache", "cahce"]) }
        #expect(throws: WorkloadError(place, .unknownTag("qqqqqqq", nearest: nil, known: known))) {
            try NamedWorkloads.plans(tagged: ["qqqqqqq"])
        }
        #expect(throws: WorkloadError(place, .noCommonWorkload(tags: ["ycsb", "twitter"]))) {
            try NamedWorkloads.plans(tagged: ["ycsb", "twitter"])
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
