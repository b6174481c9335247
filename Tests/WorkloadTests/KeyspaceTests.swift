import TestSupport
import Testing

@testable import Workload

@Suite("Keyspaces")
struct KeyspaceTests {
    /// Two tenants: one reads integers, the other writes.
    private static let tenants = """
        keyspaces:
          counters:
            weight: 3
            keys: {count: 100, format: decimal}
            record: {bins: {visits: {integer: {from: 5, to: 9}}, name: {text: 7B}}}
            operations: {increment: 1, read: 1}
          sessions:
            keys: {count: 50, format: integer}
            record: {values: 20B}
            operations: {update: 1, touch: 1}
        phases: {measure: {operations: 20k}}
        workers: 1
        """

    private func plan(_ overrides: [String] = []) throws -> Plan {
        try Plan(yaml: Self.tenants, file: "a.yaml", name: "a", overrides: overrides)
    }

    private func operations(_ plan: Plan) throws -> [Operation] {
        try plan.operations(phase: .measure, worker: 0)
    }

    @Test("operations come to each keyspace by its weight, with its own mix and keys")
    func weights() throws {
        let plan = try plan()
        let operations = try operations(plan)
        let counts = (0..<2).map { index in operations.count { $0.keyspace == index } }
        #expect(
            Statistics.chiSquare(observed: counts, expected: [15_000, 5_000])
                <= Statistics.chiSquareLimit(degreesOfFreedom: 1) + 10)
        for operation in operations {
            let isFirst = operation.keyspace == 0
            #expect(operation.keyIndex < (isFirst ? 100 : 50))
            let kinds: [OperationKind] = isFirst ? [.increment, .read] : [.update, .touch]
            #expect(kinds.contains(operation.kind))
        }
        #expect(plan.operationKinds(phaseIndex: 1) == [.read, .update, .touch, .increment])
    }

    @Test("the load inserts every key of every keyspace once", arguments: [1, 2, 7])
    func load(workers: Int) throws {
        let plan = try plan(["workers=\(workers)"])
        var keys: [Set<UInt64>] = [[], []]
        for worker in 0..<workers {
            for operation in try plan.operations(phase: .load, worker: worker) {
                #expect(keys[Int(operation.keyspace)].insert(operation.keyIndex).inserted)
            }
        }
        #expect(keys == [Set(0..<100), Set(0..<50)])
        #expect(plan.phases[0].operationCount == 150)
    }

    @Test("a keyspace is changed by its name")
    func overrides() throws {
        let plan = try plan(["keyspaces.sessions.weight=0.5", "keyspaces.sessions.keys.count=7"])
        #expect(plan.keyspaces.map(\.name) == ["counters", "sessions"])
        #expect(plan.keyspaces[1].weight == 0.5 && plan.keyspaces[1].count == 7)
    }

    @Test(
        "what cannot be is refused with its line",
        arguments: [
            ("keys={count: 1}", "keyspaces have their own; move it into one of them"),
            ("keyspaces={}", "1 to 256 keyspaces"),
            ("keyspaces.counters.record.bins={a: text}", "'keyspaces.counters.record.values'"),
            ("keyspaces.sessions.operations.increment=1", "no bin is an integer"),
            ("keyspaces.sessions.operations.raed=1", "did you mean 'read'"),
            ("keyspaces.sessions.operations=none", "write keys and values"),
            ("keyspaces.counters.record.bins.averyveryverylong=integer", "15 bytes"),
            ("keyspaces.counters.record.bins.x={list: {count: 2M}}", "must be from 0 to 100000"),
            ("keyspaces.counters.record.bins.x={list: 3}", "write keys and values"),
            ("keyspaces.counters.record.bins.x={integer: {from: 3, to: 1}}", "at least 'from'"),
            ("keyspaces.counters.record.readBins=[nam]", "write name"),
            ("keyspaces.counters.record.readBins=[]", "at least one bin"),
            ("keyspaces.counters.record.updateBins=some", "write one of all, one"),
            ("keyspaces.counters.batch.size=0", "must be from 1 to 10000"),
            ("keyspaces.counters.keys.hitRatio=1.5", "must be from 0 to 1"),
            ("keyspaces.counters.setOnMiss=maybe", "write one of true, false"),
        ])
    func faults(change: String, words: String) {
        let error = #expect(throws: WorkloadError.self) { try plan([change]) }
        #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
    }

    @Test("reads are for keys that exist as often as the hit ratio says, the others for none twice")
    func hitRatio() throws {
        let plan = try Plan.test(["keys.hitRatio=0.7", "phases.measure.operations=20k"])
        let keys = try operations(plan).map(\.keyIndex)
        let absent = keys.filter { $0 >= 1000 }
        // Four standard deviations of 20,000 draws with a chance of 0.3.
        let limit = 4 * 64.8
        #expect(abs(Double(absent.count) - 6_000) < limit)
        #expect(Set(absent).count == absent.count)
    }

    @Test("a read that is to be filled carries the write of its own key beside it")
    func fills() throws {
        let plan = try Plan.test([
            "setOnMiss=true", "operations={read: 1, update: 1}", "record.ttl=60s",
        ])
        let operations = try operations(plan)
        var index = 0
        while index < operations.count {
            let operation = operations[index]
            #expect(operation.entryCount == (operation.kind == .read ? 2 : 1))
            if operation.kind == .read {
                let fill = operations[index + 1]
                #expect(fill.kind == .fill && fill.keyIndex == operation.keyIndex)
                #expect(fill.ttlSeconds == 60 && fill.bin == Operation.allBins)
            }
            index += Int(operation.entryCount)
        }
        #expect(plan.operationKinds(phaseIndex: 1) == [.read, .update, .fill])
        #expect(try Plan.test(["setOnMiss=true", "operations={update: 1}"]).fillsMisses == false)
    }

    @Test("a batch has as many keys as drawn, each drawn for itself, at any capacity")
    func batches() throws {
        let plan = try Plan.test([
            "operations={batchRead: 1, batchWrite: 1, read: 2}",
            "batch.size={uniform: {from: 2, to: 90}}",
        ])
        let operations = try operations(plan)
        var (index, sizes): (Int, Set<UInt16>) = (0, [])
        while index < operations.count {
            let head = operations[index]
            let members = operations[index..<index + Int(head.entryCount)]
            #expect(members.allSatisfy { $0.kind == head.kind })
            if head.kind.hasMembers {
                sizes.insert(head.entryCount)
                #expect(members.dropFirst().allSatisfy { $0.entryCount == 1 })
                #expect(Set(members.map(\.keyIndex)).count * 10 > members.count * 8)
            }
            index += Int(head.entryCount)
        }
        #expect(sizes.isSubset(of: Set(2...90)) && sizes.count > 60)
        #expect(plan.makeBatch(capacity: 1, pool: plan.makeValuePool()).capacity == 90)
    }

    @Test("any number of workers shares out the same operations", arguments: [2, 3, 8])
    func shared(workers: Int) throws {
        let change = ["phases.measure.operations=1200"]
        let whole = try operations(plan(change))
        let split = try plan(change + ["workers=\(workers)"])
        let parts = try (0..<workers).map { try split.operations(phase: .measure, worker: $0) }
        for (index, operation) in whole.enumerated() {
            #expect("\(parts[index % workers][index / workers])" == "\(operation)")
        }
    }

    @Test("a phase may have a key distribution of its own")
    func phaseDistribution() throws {
        let plan = try Plan.test([
            "phases.measure.distribution=sequential", "phases.warmUp={operations: 100}",
        ])
        #expect(try operations(plan).map(\.keyIndex) == Array(0..<1000))
        let warmUp = try plan.operations(phase: .warmUp, worker: 0).map(\.keyIndex)
        #expect(warmUp != Array(0..<100))
    }
}
