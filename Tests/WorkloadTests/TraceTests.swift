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

    /// Twitter lines of 7 keys, some with values, over three seconds.
    private static let lines = (0..<300).map { index in
        "\(index / 100),k\(index % 7),9,\(index),1,\(index % 3 == 0 ? "set" : "get"),60\n"
    }.joined()

    private func plan(text: String, _ overrides: [String]) throws -> Plan {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("trace-\(UUID().uuidString).csv").path
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try plan(path, overrides)
    }

    @Test(
        "workers split the keys and keep the order of each key",
        arguments: [[], ["trace.amplify=3"], ["trace.loops=2", "trace.amplify=2"]])
    func split(overrides: [String]) throws {
        let whole = try plan(text: Self.lines, ["workers=1"] + overrides)
            .operations(phase: .measure, worker: 0)
        let plan = try plan(text: Self.lines, ["workers=3"] + overrides)
        #expect(UInt64(whole.count) == plan.trace?.operationCount)
        var order: [UInt64: [String]] = [:]
        var owners: [UInt64: Set<Int>] = [:]
        for worker in 0..<3 {
            for operation in try plan.operations(phase: .measure, worker: worker) {
                order[operation.keyIndex, default: []].append("\(operation)")
                owners[operation.keyIndex, default: []].insert(worker)
            }
        }
        #expect(owners.values.allSatisfy { $0.count == 1 })
        #expect(Set(owners.values).count == 3)
        let expected = Dictionary(grouping: whole, by: \.keyIndex)
        #expect(order == expected.mapValues { $0.map { "\($0)" } })
    }

    @Test(
        "a limit takes the trace's first operations, over all workers",
        arguments: [1, 50, 299, 300, 301, 700])
    func limit(count: Int) throws {
        let set = ["trace.amplify=2", "phases.measure.operations=\(count)"]
        let plan = try plan(text: Self.lines, ["workers=2"] + set)
        let all = try (0..<2).map { try plan.operations(phase: .measure, worker: $0) }
        #expect(all.reduce(0) { $0 + $1.count } == min(count, 600))
        let whole = try self.plan(text: Self.lines, ["workers=1", "trace.amplify=2"])
            .operations(phase: .measure, worker: 0).prefix(count)
        let seeds = all.joined().map(\.valueSeed).sorted()
        #expect(seeds == whole.map(\.valueSeed).sorted())
    }

    @Test("times are the trace's own, at the speed asked for, and go on from loop to loop")
    func times() throws {
        let set = ["workers=1", "arrivals=trace", "trace.speed=10x", "trace.loops=2"]
        let plan = try plan(text: Self.lines, set)
        let operations = try plan.operations(phase: .measure, worker: 0)
        #expect(operations.count == 600)
        #expect(
            operations.indices.allSatisfy { index in
                operations[index].intendedStart == .milliseconds(UInt64(index))
            })
        #expect(plan.trace?.duration == .milliseconds(600))
    }

    @Test("each copy of a key is a key of its own, and follows the first")
    func copies() throws {
        let plan = try plan(
            text: "0,a,9,1,1,get,0\n0,b,9,1,1,get,0\n", ["workers=1", "trace.amplify=3"])
        let keys = try plan.operations(phase: .measure, worker: 0).map(\.keyIndex)
        #expect(keys == [0, 2, 4, 1, 3, 5])
        #expect(plan.trace?.keyCount == 6)
        #expect(plan.keyspaces[0].count == 6)
    }

    @Test("every operation has its kind, and counters a bin of their own")
    func kinds() throws {
        let names = ["get", "set", "add", "replace", "cas", "append", "delete", "incr"]
        let text = names.map { "0,k,5,40,1,\($0),60\n" }.joined()
        let plan = try plan(text: text, ["workers=1"])
        let operations = try plan.operations(phase: .measure, worker: 0)
        #expect(
            operations.map(\.kind) == [
                .read, .update, .add, .update, .conditionalUpdate, .append, .delete, .increment,
            ])
        #expect(plan.keyspaces[0].record.bins.map(\.name) == ["value", "counter"])
        #expect(operations.map(\.bin) == [.max, 0, 0, 0, 0, 0, .max, 1])
        #expect(operations[7].ttlSeconds == 60 && operations[6].ttlSeconds == 0)
    }

    @Test("keys are different, have their size, and hold up to 2^48")
    func keyText() {
        var seen: Set<String> = []
        for number in [0, 1, 63, 64, 65, 4095, 4096, 1 << 32, (1 << 48) - 1] as [UInt64] {
            for byteCount in [1, 8, 9, 40] {
                var bytes = OwnedBytes(byteCount: TraceKeyText.room(byteCount))
                var space = bytes.mutableBytes
                let count = TraceKeyText.write(number, byteCount: byteCount, into: &space)
                let key = bytes.bytes.text(0..<count)
                let digits = key.prefix { $0 != "." }
                #expect(key.count == max(byteCount, digits.count))
                #expect(digits.count <= 8)
                if byteCount == 40 { #expect(seen.insert(key).inserted) }
            }
        }
    }

    @Test(
        "what a trace cannot have is refused",
        arguments: [
            ("trace.speed=0x", "--set trace.speed: 'trace.speed' is 0x; it must be 0.001x to"),
            ("trace.speed=fast", "--set trace.speed: 'fast' is no value for 'trace.speed'"),
            ("trace.amplify=0", "--set trace.amplify: 'trace.amplify' is 0; it must be"),
            ("trace.loops=-1", "--set trace.loops: "),
            ("trace.format=csv", "--set trace.format: 'csv' is no value for 'trace.format'"),
        ])
    func refused(override: String, message: String) {
        #expect {
            try plan(text: Self.lines, [override])
        } throws: { "\($0)".hasPrefix(message) }
    }

    @Test("recorded times need a trace that has times")
    func noTimes() throws {
        #expect {
            try plan(text: "a\nb\n", ["arrivals=trace"])
        } throws: { "\($0)".contains("the trace has no times") }
    }
}
