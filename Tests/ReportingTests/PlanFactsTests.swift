import Foundation
import Platform
import Testing
import Workload

@testable import Reporting

@Suite("Plan facts")
struct PlanFactsTests {
    @Test("every named workload has a page with all its parts", arguments: NamedWorkloads.all)
    func named(file: NamedWorkloads.File) throws {
        let facts = PlanFacts(try Plan.named(file.name))
        #expect(facts.name == file.name)
        // With several keyspaces, the keyspace's name comes before the section's.
        let sections = Set(facts.facts.compactMap { $0.section.split(separator: " ").last })
        #expect(sections.isSuperset(of: ["keys", "record", "operations"]))
        #expect(facts.phases.count >= 2)
        let page = PlanPage.text(facts, memoryNeededByteCount: nil, memoryAvailableByteCount: 0)
        for fact in facts.facts { #expect(page.contains(fact.value)) }
        #expect(!page.contains("memory"))
    }

    @Test("a trace's page has its size, its time, and what of it is left out")
    func trace() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("trace-\(UUID().uuidString).csv").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let rows = "1,a,1,GET,3,0,0,0\n9,b,1,SET,1,5,0,0\n9,b,1,TOUCH,7,0,0,0\n"
        try ("op_time,key,key_size,op,op_count,size,cache_hits,ttl\n" + rows)
            .write(toFile: path, atomically: true, encoding: .utf8)
        let plan = try Plan(
            yaml: "trace: {file: \(path)}\nphases: {measure: {}}\n", file: "t.yaml", name: "t")
        let facts = PlanFacts(plan).facts.filter { $0.section == "trace" }
        let format =
            "metaKvcache, recognised; 'spikebench trace convert' saves reading it every time"
        #expect(
            facts.map(\.value) == [path, format, "4 operations", "7 TOUCH", "2 keys", "9 s"])
    }

    @Test(
        "a phase is told in words",
        arguments: [
            (Arrivals.closed, "closed loop"), (.trace, "arrivals as in the trace"),
            (.constant(ratePerSecond: 50_000), "constant arrivals at 50.00k/s"),
            (.poisson(ratePerSecond: 0.5), "poisson arrivals at 0.5000/s"),
            (
                .scheduled(.poisson, .ramp(from: 1e3, to: 2.5e6, over: .seconds(9))),
                "poisson arrivals, ramp 1k/s → 2.5M/s"
            ),
            (
                .closed(thinkTime: .exponential(mean: .milliseconds(2))),
                "closed loop, think time 2 ms on average"
            ),
        ])
    func phase(arrivals: Arrivals, ending: String) {
        let phase = PhasePlan(
            kind: .measure, duration: .seconds(30), operationCount: 5_000, arrivals: arrivals)
        #expect(
            PlanFacts.words(for: phase) == "measure for 30 s or 5,000 operations, \(ending)")
    }
}
