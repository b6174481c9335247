import Testing

@testable import Engine

@Suite("Partitions and shards")
struct PartitionTests {
    @Test(
        "every operation on a dropped partition answers that it is unavailable",
        arguments: LockKind.allCases, [16, 4096, 65_536])
    func unavailable(lock: LockKind, shards: Int) throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(shards: shards, lock: lock))
        let namespace = fixture.namespace
        let present = MaintenanceFixture.digest(partition: 17, 1)
        let absent = MaintenanceFixture.digest(partition: 17, 2)
        let elsewhere = MaintenanceFixture.digest(partition: 18, 1)
        let draft = fixture.draft(1)
        _ = namespace.put(present, draft)
        _ = namespace.put(elsewhere, draft)
        let removed = try namespace.dropPartition(17)
        #expect(removed == 1)
        let copy = RecordCopy()
        let bins = [fixture.bin]
        let buffer = OperateBuffer()
        let steps = StepList()
        steps.touch()
        let reading = StepList()
        reading.readAll()
        let generation = WritePolicy(generation: .equal(3))
        for digest in [present, absent] {
            #expect(namespace.get(digest, into: copy) == .unavailable)
            let some = namespace.get(digest, bins: bins.span, into: copy)
            #expect(some == .unavailable)
            #expect(namespace.metadata(of: digest) == .unavailable)
            #expect(!namespace.exists(digest))
            for condition in WriteCondition.allCases {
                #expect(namespace.put(digest, draft, condition: condition) == .unavailable)
                #expect(namespace.update(digest, draft, condition: condition) == .unavailable)
            }
            #expect(namespace.delete(digest, policy: WritePolicy()) == .unavailable)
            #expect(namespace.delete(digest, policy: generation) == .unavailable)
            #expect(!namespace.delete(digest))
            #expect(namespace.operate(digest, steps, with: buffer) == .unavailable)
            #expect(namespace.operate(digest, reading, with: buffer) == .unavailable)
            #expect(namespace.put(digest, draft, generation: .equal(3)) == .unavailable)
        }
        #expect(namespace.exists(elsewhere))
        #expect(fixture.fault() == nil)
        try namespace.createPartition(17)
        #expect(namespace.metadata(of: present) == .notFound)
        #expect(
            namespace.put(present, draft)
                == .written(RecordMetadata(generation: 1, voidTime: 0)))
        #expect(fixture.fault() == nil)
    }

    @Test("a partition is created and dropped once, and numbers outside are refused")
    func errors() throws {
        let namespace = try MaintenanceFixture().namespace
        #expect(namespace.partitions.count == 4096)
        #expect(throws: EngineError.partitionExists(0, namespace: "test")) {
            try namespace.createPartition(0)
        }
        try namespace.dropPartition(0)
        #expect(!namespace.owns(partition: 0) && namespace.owns(partition: 1))
        #expect(namespace.partitions.first == 1)
        #expect(throws: EngineError.partitionNotFound(0, namespace: "test")) {
            try namespace.dropPartition(0)
        }
        for bad in [-1, 4096, Int.max, Int.min] {
            let error = EngineError.invalidParameter(
                name: "partition", value: "\(bad)", bounds: "0 to 4095")
            #expect(throws: error) { try namespace.createPartition(bad) }
            #expect(throws: error) { try namespace.dropPartition(bad) }
            #expect(throws: error) { try namespace.partition(bad) }
            #expect(!namespace.owns(partition: bad))
            let shard = EngineError.invalidParameter(
                name: "shard", value: "\(bad)", bounds: "0 to 4095")
            #expect(throws: shard) { try namespace.shard(bad) }
        }
    }

    @Test("partitions and shards divide the digests", arguments: [1, 2, 4096, 65_536])
    func division(shards: Int) throws {
        let namespace = try MaintenanceFixture(EngineConfiguration(shards: shards)).namespace
        var random = SeededRandom(seed: UInt64(shards))
        for _ in 0..<200 {
            let digest = random.digest()
            let partition = try namespace.partition(digest.partition)
            #expect(partition.contains(digest))
            #expect(partition.partitions == digest.partition...digest.partition)
            let other = try namespace.partition(digest.partition ^ 1)
            #expect(!other.contains(digest))
            let number = shards == 1 ? 0 : Int(digest.orderKey >> (64 - shards.bits))
            let shard = try namespace.shard(number)
            #expect(shard.contains(digest))
            #expect(shard.tables.contains(namespace.stripes.tableIndex(of: digest.orderKey)))
            if shards > 1 {
                let other = try namespace.shard(number ^ 1)
                #expect(!other.contains(digest))
                #expect(!other.tables.overlaps(shard.tables))
            }
        }
    }

    @Test("the operations of a part refuse digests of other parts, and change nothing")
    func refusal() throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(shards: 2))
        let own = MaintenanceFixture.digest(partition: 5, 1)
        let foreign = MaintenanceFixture.digest(partition: 4000, 1)
        let draft = fixture.draft(1)
        _ = fixture.namespace.put(foreign, draft)
        let copy = RecordCopy()
        for part in [try fixture.namespace.partition(5), try fixture.namespace.shard(0)] {
            #expect(part.get(foreign, into: copy) == .elsewhere)
            #expect(part.put(foreign, draft) == .elsewhere)
            #expect(part.insert(foreign, draft) == .elsewhere)
            #expect(part.update(foreign, draft) == .elsewhere)
            #expect(part.delete(foreign) == .elsewhere)
            let written = RecordMetadata(generation: 1, voidTime: 0)
            #expect(part.insert(own, draft) == .written(written))
            #expect(part.insert(own, draft) == .exists)
            #expect(part.get(own, into: copy) == .found(written))
            #expect(
                part.update(own, draft)
                    == .written(RecordMetadata(generation: 2, voidTime: 0)))
            #expect(
                part.put(own, draft) == .written(RecordMetadata(generation: 3, voidTime: 0)))
            #expect(part.delete(own) == .written(RecordMetadata(generation: 0, voidTime: 0)))
            #expect(part.delete(own) == .notFound)
        }
        #expect(
            fixture.namespace.metadata(of: foreign)
                == .found(RecordMetadata(generation: 1, voidTime: 0)))
    }

    @Test("a part is cleared alone, and the parts' figures add up to the namespace's")
    func clear() throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(shards: 8))
        let namespace = fixture.namespace
        fixture.fill(0..<2000)
        let before = namespace.statistics()
        var sum = SliceStatistics()
        for number in 0..<8 {
            let part = try namespace.shard(number).statistics()
            #expect(part.ownedPartitionCount == 512)
            sum.recordCount += part.recordCount
            sum.payloadByteCount += part.payloadByteCount
            sum.recordByteCount += part.recordByteCount
            sum.indexByteCount += part.indexByteCount
        }
        #expect(sum.recordCount == 2000 && sum.payloadByteCount == before.payloadByteCount)
        #expect(sum.recordByteCount + sum.indexByteCount == before.recordAndIndexByteCount)
        let shard = try namespace.shard(3)
        let within = (0..<2000).filter { shard.contains(fixture.digest($0)) }
        let removed = shard.clear()
        #expect(removed == within.count)
        #expect(shard.statistics() == SliceStatistics(ownedPartitionCount: 512))
        #expect(fixture.readable(0..<2000) == (0..<2000).filter { !within.contains($0) })
        #expect(fixture.fault() == nil)
        fixture.fill(0..<2000)
        #expect(fixture.readable(0..<2000).count == 2000)
        #expect(fixture.fault() == nil)
    }

    @Test("a part is scanned alone, in digest order, and goes on after a digest")
    func scan() throws {
        let fixture = try MaintenanceFixture(EngineConfiguration(shards: 4))
        fixture.fill(0..<1000)
        let shard = try fixture.namespace.shard(2)
        let expected = (0..<1000).map { fixture.digest($0) }.filter { shard.contains($0) }.sorted()
        let buffer = ScanBuffer()
        var found: [Digest] = []
        while shard.scan(after: found.last, limit: 60, into: buffer) > 0 {
            found += (0..<buffer.count).map { buffer.digest(at: $0) }
        }
        #expect(found == expected)
        let next = try fixture.namespace.shard(3)
        let stray = next.scan(after: expected.first, limit: 2000, into: buffer)
        #expect(stray == next.statistics().recordCount)
    }
}

extension Int {
    /// log2 of a power of two.
    fileprivate var bits: Int { trailingZeroBitCount }
}
