import TestSupport
import Testing

@testable import Workload

@Suite("Samples")
struct SampleTableTests {
    @Test(
        "the same seed gives the same bytes, here and everywhere",
        arguments: ["a", "b", "c", "d", "e", "f"].map { "ycsb-\($0)" } + ["facebook-etc"])
    func golden(name: String) throws {
        let overrides = ["workers=2", "arrivals.poisson=100k/s"]
        let plan = try Plan.named(name, overrides: overrides)
        var lines = [SampleTable.header]
        for worker in 0..<2 {
            lines += try Array(SampleTable(plan: plan, worker: worker, operationCount: 40))
        }
        try expectGolden(lines.map { $0 + "\n" }.joined(), "sample-\(name).csv")
    }

    @Test("so do all named workloads, by the checksums of their samples")
    func checksums() throws {
        let lines = try NamedWorkloads.all.map { file in
            let plan = try Plan.named(file.name, overrides: ["workers=2"])
            let rows = try (0..<2).flatMap { worker in
                try Array(SampleTable(plan: plan, worker: worker, operationCount: 250))
            }
            // FNV-1a, 64 bits (draft-eastlake-fnv): enough to notice a change.
            let hash = rows.joined(separator: "\n").utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
                ($0 ^ UInt64($1)) &* 0x100_0000_01b3
            }
            return "\(file.name) \(String(hash, radix: 16))\n"
        }
        try expectGolden(lines.joined(), "samples-named.txt")
    }

    @Test("Zipf exponents far and near give the same bytes too", arguments: [0.5, 0.99, 1, 1.3])
    func zipf(exponent: Double) throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "workers=1", "keys.count=1G", "keys.format=decimal",
                "keys.distribution.zipf.exponent=\(exponent)",
            ])
        let lines = try Array(SampleTable(plan: plan, worker: 0, operationCount: 40))
        try expectGolden(lines.map { $0 + "\n" }.joined(), "sample-zipf-\(exponent).csv")
    }

    @Test("another seed gives other operations")
    func seeds() throws {
        let samples = try ["seed=1", "seed=2"].map { seed in
            let plan = try Plan.named("ycsb-a", overrides: [seed])
            return try Array(SampleTable(plan: plan, worker: 0, operationCount: 100))
        }
        #expect(samples[0] != samples[1])
    }

    @Test("a sample ends with its stream, and binary keys are hexadecimal")
    func ends() throws {
        let plan = try Plan.test([
            "keys.format=integer", "keys.distribution=sequential", "phases.measure.operations=3",
        ])
        let lines = try Array(SampleTable(plan: plan, worker: 0, operationCount: 100))
        #expect(
            lines == [
                "0,read,0000000000000000,8,0,all,0,0", "0,read,0000000000000001,8,0,all,0,0",
                "0,read,0000000000000002,8,0,all,0,0",
            ])
    }
}
