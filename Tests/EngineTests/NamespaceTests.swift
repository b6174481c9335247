import Synchronization
import Testing
import Wire

@testable import Engine

@Suite("Namespace")
struct NamespaceTests {
    private let store = Store(clock: StoreClock(seconds: 1000))

    private func namespace(
        _ configuration: EngineConfiguration = EngineConfiguration(shards: 16)
    ) throws -> Namespace {
        try store.createNamespace("test", configuration: configuration)
    }

    private func draft(_ bin: BinID, _ text: String) -> RecordDraft {
        let draft = RecordDraft()
        draft.append(bin, string: text)
        return draft
    }

    @Test("every type of value comes back as it was written")
    func types() throws {
        let namespace = try namespace()
        let bins = try (0..<6).map { number in try namespace.bin(named: "bin\(number)") }
        let draft = RecordDraft(capacity: 0)
        let blob = (0..<300).map { UInt8(truncatingIfNeeded: $0) }
        unsafe draft.append(bins[5], blob: blob.span.bytes)
        draft.append(bins[0], integer: 7)
        draft.append(bins[0], integer: .min)
        draft.append(bins[1], double: -0.5)
        draft.append(bins[2], string: "grüße")
        draft.append(bins[3], boolean: true)
        let key = namespace.digest(ofKey: 1)
        #expect(
            namespace.put(key, draft)
                == .written(RecordMetadata(generation: 1, voidTime: 0)))
        let copy = RecordCopy(capacity: 0)
        #expect(
            namespace.get(key, into: copy) == .found(RecordMetadata(generation: 1, voidTime: 0)))
        #expect(copy.binCount == 5)
        #expect(copy.integer(bins[0]) == .min)
        #expect(copy.double(bins[1]) == -0.5)
        #expect(copy.string(bins[2]) == "grüße")
        #expect(copy.boolean(bins[3]) == true)
        #expect(copy.integer(bins[4]) == nil && copy.integer(bins[1]) == nil)
        #expect(copy.type(of: bins[5]) == .blob)
        var names: [BinID] = []
        var stored: [UInt8] = []
        copy.forEachBin { bin, type, bytes in
            names.append(bin)
            if type == .blob { stored = (0..<bytes.byteCount).map { bytes.byte(at: $0) } }
        }
        #expect(names == [bins[5], bins[0], bins[1], bins[2], bins[3]])
        #expect(stored == blob)
        #expect(copy.bytes(bins[5])?.byteCount == 300)
    }

    @Test("a read of some bins copies those that exist, once each")
    func someBins() throws {
        let namespace = try namespace()
        let first = try namespace.bin(named: "a")
        let second = try namespace.bin(named: "b")
        let absent = try namespace.bin(named: "c")
        let draft = RecordDraft()
        draft.append(first, integer: 1)
        draft.append(second, integer: 2)
        let key = namespace.digest(ofKey: 1)
        _ = namespace.put(key, draft)
        let copy = RecordCopy()
        let wanted = [second, absent, second]
        let result = namespace.get(key, bins: wanted.span, into: copy)
        #expect(result != .notFound)
        #expect(copy.binCount == 1)
        #expect(copy.integer(second) == 2)
        #expect(copy.integer(first) == nil)
    }

    @Test("conditions of a write are kept")
    func conditions() throws {
        let namespace = try namespace()
        let bin = try namespace.bin(named: "a")
        let key = namespace.digest(ofKey: 1)
        let draft = draft(bin, "x")
        #expect(namespace.put(key, draft, condition: .updateOnly) == .notFound)
        #expect(namespace.update(key, draft, condition: .updateOnly) == .notFound)
        #expect(
            namespace.put(key, draft, condition: .createOnly)
                == .written(RecordMetadata(generation: 1, voidTime: 0)))
        #expect(namespace.put(key, draft, condition: .createOnly) == .exists)
        #expect(
            namespace.update(key, draft, condition: .updateOnly)
                == .written(RecordMetadata(generation: 2, voidTime: 0)))
        #expect(namespace.put(key, RecordDraft()) == .noBins)
        #expect(
            namespace.put(key, draft, timeToLive: .seconds(315_360_001)) == .timeToLiveTooLong)
        #expect(namespace.delete(key))
        #expect(!namespace.delete(key))
        #expect(!namespace.exists(key))
    }

    @Test("the time to live decides the void time, and an expired record is absent")
    func expiry() throws {
        let namespace = try namespace(EngineConfiguration(shards: 1, defaultTTLSeconds: 10))
        let bin = try namespace.bin(named: "a")
        let key = namespace.digest(ofKey: 1)
        let draft = draft(bin, "x")
        let steps: [(TimeToLive, UInt16, UInt32)] = [
            (.namespaceDefault, 1, 1010), (.seconds(20), 2, 1020), (.keep, 3, 1020),
            (.never, 4, 0), (.keep, 5, 0), (.seconds(0), 6, 1010),
        ]
        for (timeToLive, generation, voidTime) in steps {
            #expect(
                namespace.put(key, draft, timeToLive: timeToLive)
                    == .written(RecordMetadata(generation: generation, voidTime: voidTime)))
        }
        store.clock.set(seconds: 1010)
        #expect(namespace.exists(key))
        store.clock.set(seconds: 1011)
        #expect(namespace.statistics().recordCount == 1)
        #expect(!namespace.exists(key))
        let statistics = namespace.statistics()
        #expect(statistics.recordCount == 0 && statistics.expiredCount == 1)
        _ = namespace.put(key, draft)
        store.clock.set(seconds: 2000)
        #expect(
            namespace.put(key, draft, condition: .createOnly)
                == .written(RecordMetadata(generation: 1, voidTime: 2010)))
        #expect(namespace.statistics().expiredCount == 2)
    }

    @Test("generation 65,535 is followed by 1")
    func generationWrap() throws {
        let namespace = try namespace()
        let bin = try namespace.bin(named: "a")
        let key = namespace.digest(ofKey: 1)
        let draft = draft(bin, "x")
        for _ in 0..<65_535 { _ = namespace.put(key, draft) }
        #expect(
            namespace.metadata(of: key) == .found(RecordMetadata(generation: 65_535, voidTime: 0)))
        #expect(
            namespace.update(key, draft) == .written(RecordMetadata(generation: 1, voidTime: 0)))
    }

    @Test("a record over the limit is refused and the one before stays")
    func tooBig() throws {
        let namespace = try namespace(EngineConfiguration(shards: 1, recordByteLimit: 100))
        let first = try namespace.bin(named: "a")
        let second = try namespace.bin(named: "b")
        let key = namespace.digest(ofKey: 1)
        let longest = String(repeating: "x", count: 97)
        #expect(namespace.put(key, draft(first, longest + "x")) == .recordTooBig)
        #expect(namespace.put(key, draft(first, longest)) != .recordTooBig)
        #expect(namespace.put(key, draft(first, longest + "x")) == .recordTooBig)
        #expect(namespace.update(key, draft(second, "")) == .recordTooBig)
        let copy = RecordCopy()
        _ = namespace.get(key, into: copy)
        #expect(copy.string(first) == longest && copy.metadata.generation == 1)
    }

    @Test("without memory a write fails and the record before stays")
    func outOfMemory() throws {
        let namespace = try namespace()
        let bin = try namespace.bin(named: "a")
        let key = namespace.digest(ofKey: 1)
        let other = namespace.digest(ofKey: 2)
        _ = namespace.put(key, draft(bin, "before"))
        let statistics = namespace.statistics()
        namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        let long = draft(bin, String(repeating: "x", count: 500))
        #expect(namespace.put(key, long) == .outOfMemory)
        #expect(namespace.update(key, long) == .outOfMemory)
        #expect(namespace.put(other, long) == .outOfMemory)
        namespace.heap.refusesAllocations.store(false, ordering: .relaxed)
        let copy = RecordCopy()
        #expect(
            namespace.get(key, into: copy) == .found(RecordMetadata(generation: 1, voidTime: 0)))
        #expect(copy.string(bin) == "before")
        #expect(namespace.brokenInvariant() == nil)
        #expect(namespace.statistics() == statistics)
    }

    @Test("digests that agree in their first eight bytes, or crowd one home, are kept apart")
    func ties() throws {
        let namespace = try namespace(EngineConfiguration(shards: 4))
        let bin = try namespace.bin(named: "a")
        var digests: [Digest] = []
        for number in 0..<300 {
            digests.append(Digest(orderKey: .max, middle: UInt64(number) / 2, tail: UInt32(number)))
            digests.append(Digest(orderKey: UInt64(number), middle: 0, tail: 0))
        }
        let draft = RecordDraft()
        for (number, digest) in digests.enumerated().reversed() {
            draft.removeAll()
            draft.append(bin, integer: Int64(number))
            _ = namespace.put(digest, draft)
        }
        #expect(namespace.brokenInvariant() == nil)
        let copy = RecordCopy()
        for (number, digest) in digests.enumerated() {
            #expect(namespace.get(digest, into: copy) != .notFound)
            #expect(copy.integer(bin) == Int64(number))
        }
        #expect(namespace.statistics().indexByteCount < 600 * 16 * 4)
        for digest in digests { #expect(namespace.delete(digest)) }
        #expect(namespace.brokenInvariant() == nil)
        #expect(namespace.statistics().recordCount == 0)
    }

    @Test("what the namespace counts is what jemalloc counts")
    func accounting() throws {
        let namespace = try namespace(EngineConfiguration(shards: 64))
        let bin = try namespace.bin(named: "a")
        for number in 0..<5000 {
            let text = String(repeating: "x", count: number % 700)
            _ = namespace.put(namespace.digest(ofKey: Int64(number % 3000)), draft(bin, text))
        }
        let statistics = namespace.statistics()
        #expect(statistics.recordCount == 3000)
        #expect(statistics.recordAndIndexByteCount == statistics.allocatedByteCount)
        #expect(statistics.activeByteCount >= statistics.allocatedByteCount)
    }
}
