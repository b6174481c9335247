import Platform
import Testing

@testable import Engine

@Suite("Maintenance under concurrent readers and writers")
struct ConcurrentMaintenanceTests {
    static let configurations: [EngineConfiguration] = [
        EngineConfiguration(shards: 1, lock: .spin),
        EngineConfiguration(shards: 16, lock: .mutex),
        EngineConfiguration(shards: 4096, lock: .readWrite),
        EngineConfiguration(shards: 16, lockRatio: 0.25, lock: .optimistic),
        EngineConfiguration(shards: 8192, lock: .optimistic, arenas: .perStripeGroup),
        EngineConfiguration(shards: 4096, lock: .optimistic, memoryLimit: 1 << 24),
    ]

    @Test(
        "partitions, sets and sizes change under workers, and the sums hold afterwards",
        arguments: configurations)
    func sums(configuration: EngineConfiguration) async throws {
        let fixture = try MaintenanceFixture(configuration)
        let set = try fixture.namespace.createSet("s")
        let others = [set, .none]
        let faults = await withTaskGroup(of: Int.self) { group in
            for seed in 1...3 {
                group.addTask { work(fixture.namespace, fixture.bin, others, seed: UInt64(seed)) }
            }
            for seed in 4...5 {
                group.addTask { maintain(fixture.namespace, seed: UInt64(seed)) }
            }
            return await group.reduce(0, +)
        }
        #expect(faults == 0)
        #expect(fixture.fault() == nil)
    }

    @Test(
        "after a truncation, clear or drop returns, its records are gone and later ones stay",
        arguments: configurations)
    func immediate(configuration: EngineConfiguration) async throws {
        let fixture = try MaintenanceFixture(configuration)
        let namespace = fixture.namespace
        let bin = fixture.bin
        let noise = try namespace.createSet("noise")
        await withTaskGroup(of: Void.self) { group in
            for seed in 1...2 {
                group.addTask {
                    _ = work(namespace, bin, [noise], seed: UInt64(seed), stepCount: 3000)
                }
            }
            group.addTask {
                let faults = removeAndWrite(namespace, bin)
                #expect(faults.isEmpty)
            }
        }
        #expect(fixture.fault() == nil)
    }

    @Test("a namespace that is dropped under workers ends empty", arguments: configurations)
    func dropNamespace(configuration: EngineConfiguration) async throws {
        let fixture = try MaintenanceFixture(configuration)
        let namespace = fixture.namespace
        let (store, bin) = (fixture.store, fixture.bin)
        await withTaskGroup(of: Void.self) { group in
            for seed in 1...3 {
                group.addTask {
                    _ = work(namespace, bin, [.none], seed: UInt64(seed), stepCount: 3000)
                }
            }
            group.addTask { try? store.dropNamespace("test") }
        }
        #expect(namespace.statistics().recordCount == 0)
        #expect(fixture.fault() == nil)
        #expect(namespace.put(fixture.digest(1), fixture.draft(1)) == .unavailable)
    }

    @Test("every record is written once by a background write under workers that read")
    func background() async throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        let bin = fixture.bin
        fixture.fill(0..<2000)
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                let steps = StepList()
                steps.add(bin, integer: 10_000)
                guard let job = try? BackgroundWrite(namespace, steps) else { return }
                while job.step(limit: 16, now: Instant(nanoseconds: 0)) == .working {}
            }
            group.addTask {
                // Tables that move meanwhile must not make it miss or repeat a record.
                for count in [100_000, 4000, 50_000] {
                    try? namespace.rebuild(forRecordCount: count)
                }
            }
            group.addTask { _ = fixture.readable(0..<2000) }
        }
        let copy = RecordCopy()
        for number in 0..<2000 {
            _ = namespace.get(fixture.digest(number), into: copy)
            #expect(copy.integer(bin) == Int64(number + 10_000))
        }
    }
}

/// Random writes, reads, deletions and scans of a few keys; how many records were not whole.
private func work(
    _ namespace: Namespace, _ bin: BinID, _ sets: [SetID], seed: UInt64, stepCount: Int = 1500
) -> Int {
    var random = SeededRandom(seed: seed)
    let draft = RecordDraft()
    let copy = RecordCopy()
    let buffer = ScanBuffer()
    var faults = 0
    for _ in 0..<stepCount {
        let number = Int.random(in: 0..<300, using: &random)
        let digest = MaintenanceFixture.digest(partition: number % 8 * 512, number)
        switch Int.random(in: 0..<10, using: &random) {
        case 0..<4:
            draft.removeAll()
            draft.append(bin, integer: Int64(number))
            let set = sets[Int.random(in: 0..<sets.count, using: &random)]
            _ = namespace.put(digest, draft, set: set)
        case 4..<8:
            guard case .found = namespace.get(digest, into: copy) else { continue }
            faults += copy.integer(bin) == Int64(number) ? 0 : 1
        case 8:
            _ = namespace.delete(digest)
        default:
            namespace.scan(partition: digest.partition, limit: 50, into: buffer)
            for index in 0..<buffer.count where buffer.binCount(at: index) != 1 { faults += 1 }
        }
    }
    return faults
}

/// Random maintenance; a step that another thread forestalls is no fault.
private func maintain(_ namespace: Namespace, seed: UInt64) -> Int {
    var random = SeededRandom(seed: seed)
    for _ in 0..<30 {
        let partition = Int.random(in: 0..<8, using: &random) * 512
        switch Int.random(in: 0..<8, using: &random) {
        case 0: _ = try? namespace.dropPartition(partition)
        case 1: _ = try? namespace.createPartition(partition)
        case 2: _ = try? namespace.partition(partition).clear()
        case 3: _ = try? namespace.shard(0).clear()
        case 4: _ = try? namespace.dropSet("s")
        case 5: _ = try? namespace.createSet("s")
        case 6: _ = try? namespace.truncate(through: 1000)
        default:
            let count = Int.random(in: 300...100_000, using: &random)
            try? namespace.rebuild(forRecordCount: count)
        }
    }
    return 0
}

/// Writes records that nobody else touches, removes them in turn by each way, and looks.
private func removeAndWrite(_ namespace: Namespace, _ bin: BinID) -> [String] {
    let draft = RecordDraft()
    draft.append(bin, integer: 1)
    var faults: [String] = []
    func digest(_ number: Int) -> Digest {
        MaintenanceFixture.digest(partition: number % 8 * 512 + 1, number)
    }
    for round in 0..<8 {
        guard let set = try? namespace.set(named: "own") else { return ["no set"] }
        for number in 0..<200 { _ = namespace.put(digest(number), draft, set: set) }
        do {
            switch round % 4 {
            case 0: try namespace.truncate(set: set)
            case 1: try namespace.truncate(set: set, through: 1000)
            case 2: try namespace.dropSet("own")
            default: for number in 0..<8 { try namespace.partition(number * 512 + 1).clear() }
            }
        } catch {
            faults.append("\(error)")
        }
        let left = (0..<200).filter { namespace.exists(digest($0)) }
        if !left.isEmpty { faults.append("round \(round): \(left.count) records are left") }
        _ = namespace.put(digest(0), draft)
        if !namespace.exists(digest(0)) { faults.append("round \(round): a later record went") }
        _ = namespace.delete(digest(0))
    }
    return faults
}
