import Driver
import Engine
import Targets
import Testing
import Workload

@Suite("Engine target")
struct EngineTargetTests {
    private let pool = ValuePool(seed: 1, valueByteLimit: 1_000)

    private func plan(_ overrides: [String]) throws -> Plan {
        try Plan.named("ycsb-a", overrides: ["keys.count=100", "workers=1"] + overrides)
    }

    @Test(
        "the memory that a plan is said to need is what its records take",
        arguments: [("ycsb-c", "100B"), ("ycsb-c", "1KiB"), ("facebook-etc", "facebookETC")])
    func memoryNeeded(name: String, values: String) throws {
        let plan = try Plan.named(
            name,
            overrides: [
                "keys.count=30k", "record.values=\(values)", "workers=1", "engine.shards=64",
                "phases.warmUp=none", "phases.measure.operations=1",
            ])
        let result = try RunController(plan: plan, target: EngineTarget(plan: plan)).run()
        let resident = result.targetStatistics.first { $0.name == "residentByteCount" }
        let ratio = Double(plan.estimatedStoreByteCount) / (resident?.value ?? 0)
        #expect((0.9...1.1).contains(ratio))
    }

    /// A batch of operations on keys named by one byte.
    private func batch(_ plan: Plan, _ operations: [(OperationKind, UInt8)]) -> OperationBatch {
        let batch = plan.makeBatch(capacity: 32, pool: pool)
        for (kind, key) in operations {
            let operation = Operation(
                kind: kind, keyIndex: UInt64(key),
                bin: kind == .append ? 0 : Operation.allBins, scanRecordCount: 10)
            batch.append(operation) { space in
                space.storeBytes(of: key, toByteOffset: 0, as: UInt8.self)
                return 1
            }
            for bin in plan.keyspaces[0].record.bins.indices {
                batch.setLastValueByteCount(5, at: bin)
            }
        }
        return batch
    }

    /// Submits everything and polls until all have ended; outcomes in the order of the batch.
    private func outcomes(
        _ operations: [(OperationKind, UInt8)], pipeline: Int
    ) throws -> [Outcome] {
        let plan = try plan(["pipeline=\(pipeline)"])
        let session = try EngineTarget(plan: plan).makeSession(worker: 0)
        let batch = batch(plan, operations)
        var found: [UInt32: Outcome] = [:]
        var completions = CompletionList(capacity: pipeline)
        func collect() {
            completions.removeAll()
            session.poll(into: &completions)
            for entry in completions.entries { found[entry.ticket] = entry.outcome }
        }
        for index in 0..<batch.count {
            while true {
                let submission = session.submit(index, of: batch, ticket: UInt32(index))
                if case .completed(let outcome) = submission { found[UInt32(index)] = outcome }
                if submission != .busy { break }
                collect()
            }
        }
        collect()
        return (0..<UInt32(batch.count)).compactMap { found[$0] }
    }

    @Test("operations take effect in the order they were given", arguments: [1, 2, 3, 16])
    func order(pipeline: Int) throws {
        let outcomes = try outcomes(
            [
                (.read, 1), (.insert, 1), (.read, 1), (.update, 1), (.readModifyWrite, 1),
                (.delete, 1), (.read, 1), (.delete, 1), (.readModifyWrite, 1), (.insert, 1),
                (.scan, 1),
            ], pipeline: pipeline)
        #expect(outcomes == [.miss, .ok, .ok, .ok, .ok, .ok, .miss, .miss, .miss, .ok, .ok])
    }

    @Test("every kind of operation answers as it should", arguments: [1, 4])
    func kinds(pipeline: Int) throws {
        let outcomes = try outcomes(
            [
                (.exists, 1), (.touch, 1), (.add, 1), (.add, 1), (.exists, 1), (.touch, 1),
                (.conditionalUpdate, 1), (.conditionalUpdate, 2), (.append, 1), (.fill, 2),
                (.exists, 2),
            ], pipeline: pipeline)
        #expect(
            outcomes == [.miss, .miss, .ok, .exists, .ok, .ok, .ok, .miss, .ok, .ok, .ok])
    }

    @Test("tenants with typed bins run every kind of operation", arguments: [1, 8])
    func tenants(pipeline: Int) throws {
        let yaml = """
            keyspaces:
              \(usersOfEveryType)
                operations:
                  {read: 4, update: 4, increment: 2, append: 1, conditionalUpdate: 1, batchRead: 1}
              pages:
                keys: {count: 100, hitRatio: 0.5}
                record: {bins: 3, values: 20B, readBins: one, ttl: 1h}
                operations:
                  {read: 4, add: 1, touch: 1, exists: 1, batchWrite: 1, scan: 1, delete: 1}
                scan: {length: partition}
                setOnMiss: true
            phases: {measure: {operations: 5000}}
            workers: 2
            pipeline: \(pipeline)
            """
        let plan = try Plan(yaml: yaml, file: "a.yaml", name: "a")
        let target = try EngineTarget(plan: plan)
        let result = try RunController(plan: plan, target: target).run()
        let kinds = try #require(result.measured).kinds
        #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0)
        #expect(kinds.allSatisfy { $0.count(of: .ok) > 0 })
        let counts = Dictionary(uniqueKeysWithValues: kinds.map { ($0.kind, $0) })
        #expect(counts[.fill]?.completedCount == counts[.read]?.count(of: .miss))
        #expect(counts[.add]?.count(of: .exists) ?? 0 > 0)
    }

    @Test("lists and maps are stored in the form that the engine would give them")
    func containers() throws {
        for type in ["list", "map"] {
            for (count, element) in [(0, "integer"), (15, "{text: 30B}"), (16, "{text: 300B}")] {
                let plan = try plan([
                    "record={bins: {c: {\(type): {count: \(count), of: \(element)}}}}"
                ])
                let batch = plan.makeBatch(capacity: 32, pool: plan.makeValuePool())
                try plan.makeSource(phaseIndex: 0, worker: 0).fill(batch)
                var normalizer = ContainerNormalizer()
                for index in 0..<batch.count {
                    let value = batch.value(at: index)
                    let stored = try normalizer.normalize(
                        value, as: type == "list" ? .list : .map)
                    let isSame = stored.byteCount == value.byteCount
                    #expect(isSame)
                }
            }
        }
    }

    @Test(
        "a pipeline runs every named workload as one at a time does: whatever is asked is answered",
        arguments: NamedWorkloads.all.map(\.name), [1, 16])
    func namedRuns(name: String, pipeline: Int) throws {
        var plan = try Plan.named(
            name,
            overrides: [
                "workers=2", "pipeline=\(pipeline)", "phases.warmUp=none",
                "phases.measure.operations=3k", "phases.measure.duration=60s",
            ])
        for index in plan.keyspaces.indices { plan.keyspaces[index].count = 1_000 }
        plan.phases[0].operationCount = UInt64(plan.keyspaces.count) * 1_000
        let result = try RunController(plan: plan, target: EngineTarget(plan: plan)).run()
        let kinds = try #require(result.measured).kinds
        let asked = kinds.filter { $0.kind != .fill }.reduce(0) { $0 + $1.completedCount }
        #expect(asked == 3_000)
        #expect(kinds.reduce(0) { $0 + $1.errorCount } == 0)
        #expect(kinds.contains { $0.count(of: .ok) > 0 })
    }

    @Test(
        "parameters outside the engine's bounds are refused before a run, with what to do",
        arguments: ["record.values=3MiB", "record.values=1MiB"])
    func bounds(change: String) throws {
        let plan = try plan([change])
        let error = #expect(throws: TargetError.self) { try EngineTarget(plan: plan) }
        #expect(error?.description.contains("--set") == true)
    }

    @Test("every figure of the namespace and of its locks is a statistic")
    func completeStatistics() throws {
        let names = try Set(EngineTarget(plan: plan([])).statistics().map(\.name))
        let namespace = try Store().createNamespace("test")
        let memory = Mirror(reflecting: namespace.statistics()).children.compactMap(\.label)
        #expect(names.isSuperset(of: memory))
        let locks = Mirror(reflecting: StripeGroupStatistics()).children.compactMap(\.label)
        for name in locks where name != "stripeCount" {
            #expect(names.contains("lock" + name.prefix(1).uppercased() + name.dropFirst()))
        }
    }

    @Test("the statistics count what was inserted")
    func statistics() throws {
        let plan = try plan(["phases.warmUp=none", "phases.measure.operations=10"])
        let target = try EngineTarget(plan: plan)
        _ = try RunController(plan: plan, target: target).run()
        let records = target.statistics().first { $0.name == "recordCount" }
        #expect(records?.value == 100)
    }
}
