import Foundation
import Platform
import Testing

@testable import Workload

@Suite("Traces")
struct TraceTests {
    private static let header = "op_time,key,key_size,op,op_count,size,cache_hits,ttl"

    private func fixture(_ name: String) -> String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("Fixtures/\(name)").path
    }

    private func plan(_ file: String, _ overrides: [String] = []) throws -> Plan {
        try Plan(
            yaml: "trace: {file: \"\(file)\"}\nphases: {measure: {}}\n", file: "t.yaml", name: "t",
            overrides: overrides)
    }

    private func parse(_ rows: String) throws -> Trace {
        try MetaKvcacheReader.parse(Array((Self.header + "\n" + rows).utf8), path: "t.csv")
    }

    @Test("both published column orders are read", arguments: [1, 2])
    func real(file: Int) throws {
        let plan = try plan(fixture("meta-kvcache-\(file).csv"), ["workers=2", "arrivals=trace"])
        let trace = try #require(plan.trace)
        let operations = try (0..<2).flatMap { try plan.operations(phase: .measure, worker: $0) }
        #expect(UInt64(operations.count) == trace.operationCount)
        #expect(
            operations.contains { $0.kind == .read } && operations.contains { $0.kind == .update })
        #expect(operations.allSatisfy { $0.intendedStart < trace.duration })
        #expect(operations.contains { $0.intendedStart == .zero })
        #expect(plan.phases.map(\.kind) == [.measure])
        #expect(trace.ignoredOperationCounts.isEmpty)
    }

    @Test("a row is repeated by its count, and its key has its size")
    func rows() throws {
        let trace = try parse(
            "100,ab,5,GET,2,0,0,0\n100,abcdef,3,SET,1,70,0,60\n100,ab,5,GET_LEASE,1,7,1,0\n"
                + "102,ab,5,DELETE,1,0,0,0\n102,q,1,TOUCH,4,0,0,0\r\n")
        var plan = try Plan.test()
        plan.trace = TracePlan(path: "t.csv", trace: trace)
        plan.phases = [
            PhasePlan(kind: .measure, duration: nil, operationCount: nil, arrivals: .trace)
        ]
        let lines = try Array(SampleTable(plan: plan, worker: 0, operationCount: 100))
        #expect(
            lines == [
                "0,read,ab...,5,0,all,0,0", "250000000,read,ab...,5,0,all,0,0",
                "500000000,update,abcdef,6,70,all,60,0", "750000000,read,ab...,5,0,all,0,0",
                "2000000000,delete,ab...,5,0,,0,0",
            ])
        #expect(plan.trace?.ignoredOperationCounts == ["TOUCH": 4])
        #expect(plan.trace?.duration == .seconds(3))
    }

    @Test("workers split the keys and keep the order of each key")
    func split() throws {
        let path = fixture("meta-kvcache-1.csv")
        let whole = try plan(path, ["workers=1"]).operations(phase: .measure, worker: 0)
        let plan = try plan(path, ["workers=3"])
        var order: [UInt64: [OperationKind]] = [:]
        var owners: [UInt64: Set<Int>] = [:]
        for worker in 0..<3 {
            for operation in try plan.operations(phase: .measure, worker: worker) {
                order[operation.keyIndex, default: []].append(operation.kind)
                owners[operation.keyIndex, default: []].insert(worker)
            }
        }
        #expect(owners.values.allSatisfy { $0.count == 1 })
        #expect(order == Dictionary(grouping: whole, by: \.keyIndex).mapValues { $0.map(\.kind) })
    }

    @Test("a limit takes the trace's first operations, over all workers")
    func limit() throws {
        let path = fixture("meta-kvcache-1.csv")
        let plan = try plan(path, ["workers=2", "phases.measure.operations=50"])
        let counts = try (0..<2).map { try plan.operations(phase: .measure, worker: $0).count }
        #expect(counts.reduce(0, +) == 50)
    }

    @Test(
        "a row that cannot be read is named",
        arguments: [
            (
                "1,a,1,GET,1,0,0,0\n1,a,1,GE",
                "t.csv:3: the row has 4 of 8 columns; if the file was cut"
            ),
            ("x,a,1,GET,1,0,0,0", "t.csv:2: 'op_time' is 'x', not a whole number"),
            (
                "1,a,1,GET,99999999999999999999,0,0,0",
                "t.csv:2: 'op_count' is '99999999999999999999'"
            ),
            ("1,a,1,GET,4000000000,0,0,0", "t.csv:2: 'op_count' is 4000000000; it must be at most"),
            ("1,a,9999,GET,1,0,0,0", "t.csv:2: 'key_size' is 9999; it must be at most 4096"),
            ("1,a,1,SET,1,-5,0,0", "t.csv:2: 'size' is '-5', not a whole number"),
            ("1,,1,GET,1,0,0,0", "t.csv:2: 'key' has 0 bytes"),
            (
                "2,a,1,GET,1,0,0,0\n1,a,1,GET,1,0,0,0",
                "t.csv:3: 'op_time' 1 is before the row above"
            ),
            ("1,a,1,GET,1,0,0,0\n2,a,1,GET,1,0,0,3", "t.csv:3: the line has no end"),
            ("1,a,1,TOUCH,1,0,0,0", "t.csv: the trace has no operation to replay"),
            ("", "t.csv: the trace has no operation to replay"),
        ])
    func faults(rows: String, expected: String) {
        #expect {
            try parse(rows)
        } throws: { error in
            "\(error)".hasPrefix(expected)
        }
    }

    @Test("an empty, a missing and a foreign file are named")
    func files() {
        #expect(
            throws: WorkloadError(
                .file("t.csv"), .trace("the trace is empty; its first line names columns"))
        ) { try MetaKvcacheReader.parse([], path: "t.csv") }
        #expect {
            try MetaKvcacheReader.parse(Array("op_time,key,key_size\n".utf8), path: "t.csv")
        } throws: { "\($0)".contains("t.csv:1: the header has no column 'op'") }
        #expect {
            try plan("/no/such/trace.csv")
        } throws: {
            "\($0)" == "/no/such/trace.csv: cannot be read: there is no such file; check the path"
        }
    }
}
