import Foundation
import Platform
import Testing

@testable import Workload

@Suite("Trace replay")
struct TraceTests {
    private static let header = "op_time,key,key_size,op,op_count,size,cache_hits,ttl"

    private func plan(_ file: String, _ overrides: [String] = []) throws -> Plan {
        try Plan(
            yaml: "trace: {file: \"\(file)\"}\nphases: {measure: {}}\n", file: "t.yaml", name: "t",
            overrides: overrides)
    }

    private func parse(_ rows: String) throws -> TraceFile {
        try TraceFixture.convert(Self.header + "\n" + rows, format: .metaKvcache).file
    }

    @Test("both published column orders are read", arguments: [1, 2])
    func real(file: Int) throws {
        let plan = try plan(
            TraceFixture.path("meta-kvcache-\(file).csv"), ["workers=2", "arrivals=trace"])
        let trace = try #require(plan.trace)
        let operations = try (0..<2).flatMap { try plan.operations(phase: .measure, worker: $0) }
        #expect(UInt64(operations.count) == trace.operationCount)
        #expect(
            operations.contains { $0.kind == .read } && operations.contains { $0.kind == .update })
        #expect(operations.allSatisfy { $0.intendedStart < trace.duration })
        #expect(operations.contains { $0.intendedStart == .zero })
        #expect(plan.phases.map(\.kind) == [.measure])
        #expect(trace.ignoredOperationCounts.isEmpty)
        #expect(trace.conversion?.format == .metaKvcache)
    }

    @Test("a row is repeated by its count, and its key has its size")
    func rows() throws {
        let trace = try parse(
            "100,ab,5,GET,2,0,0,0\n100,abcdef,3,SET,1,70,0,60\n100,ab,5,GET_LEASE,1,7,1,0\n"
                + "102,ab,5,DELETE,1,0,0,0\n102,q,1,TOUCH,4,0,0,0\r\n")
        var plan = try Plan.test()
        plan.trace = TracePlan(trace)
        plan.phases = [
            PhasePlan(kind: .measure, duration: nil, operationCount: nil, arrivals: .trace)
        ]
        let lines = try Array(SampleTable(plan: plan, worker: 0, operationCount: 100))
        #expect(
            lines == [
                "0,read,0....,5,0,all,0,0", "250000000,read,0....,5,0,all,0,0",
                "500000000,update,1..,3,70,all,60,0", "750000000,read,0....,5,0,all,0,0",
                "2000000000,delete,0....,5,0,,0,0",
            ])
        #expect(plan.trace?.ignoredOperationCounts == ["TOUCH": 4])
        #expect(plan.trace?.duration == .seconds(3))
    }
}
