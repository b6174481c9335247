import Synchronization
import Testing
import Wire

@testable import Engine

@Suite("Refused requests")
struct RefusalTests {
    /// A request that must be refused, and whether the answer to it is the one for this fault.
    struct Request: CustomStringConvertible, Sendable {
        var description: String
        var isRefused: @Sendable (RefusalFixture) throws -> Bool
    }

    static let requests = [
        Request(description: "a new record over the size limit") { fixture in
            let draft = fixture.draft(byteCount: 1001)
            return fixture.namespace.put(fixture.fresh, draft) == .recordTooBig
        },
        Request(description: "a record that becomes too large") { fixture in
            let draft = fixture.draft(byteCount: 1001)
            return fixture.namespace.put(fixture.known, draft) == .recordTooBig
        },
        Request(description: "a bin that makes its record too large") { fixture in
            let draft = fixture.draft(byteCount: 990)
            return fixture.namespace.update(fixture.known, draft) == .recordTooBig
        },
        Request(description: "no bins") { fixture in
            let draft = RecordDraft()
            return fixture.namespace.put(fixture.known, draft) == .noBins
                && fixture.namespace.update(fixture.fresh, draft) == .noBins
        },
        Request(description: "a time to live above ten years") { fixture in
            let draft = fixture.draft(byteCount: 10)
            return fixture.namespace.put(
                fixture.known, draft, timeToLive: .seconds(315_360_001)) == .timeToLiveTooLong
        },
        Request(description: "creating a record that exists") { fixture in
            let draft = fixture.draft(byteCount: 10)
            return fixture.namespace.put(fixture.known, draft, condition: .createOnly) == .exists
        },
        Request(description: "updating a record that does not exist") { fixture in
            let draft = fixture.draft(byteCount: 10)
            return fixture.namespace.put(fixture.fresh, draft, condition: .updateOnly) == .notFound
        },
        Request(description: "deleting a record that does not exist") { fixture in
            !fixture.namespace.delete(fixture.fresh)
        },
        Request(description: "another generation") { fixture in
            let draft = fixture.draft(byteCount: 10)
            let actual = RecordMetadata(generation: 1, voidTime: 1050)
            return fixture.namespace.put(fixture.known, draft, generation: .equal(2))
                == .generationMismatch(actual)
        },
        Request(description: "steps of which the last does not fit its bin") { fixture in
            fixture.operate(
                fixture.known, [.touch, .deleteBin(fixture.bins[1]), .add(fixture.bins[0], 1)])
                == .incompatibleType(step: 2)
        },
        Request(description: "steps that make a record too large") { fixture in
            let more = Value.string(String(repeating: "c", count: 900))
            return fixture.operate(fixture.known, [.append(fixture.bins[0], more)]) == .recordTooBig
                && fixture.operate(
                    fixture.fresh, [.write(fixture.bins[0], more), .append(fixture.bins[0], more)])
                    == .recordTooBig
        },
        Request(description: "no steps") { fixture in
            fixture.operate(fixture.known, []) == .badStepCount
        },
        Request(description: "more steps than an operate may have") { fixture in
            let steps = Array(repeating: Step.touch, count: 32_769)
            return fixture.operate(fixture.known, steps) == .badStepCount
        },
        Request(description: "steps that contradict each other") { fixture in
            fixture.operate(fixture.known, [.readAll, .readAll]) == .conflictingSteps
                && fixture.operate(fixture.known, [.touch], WritePolicy(condition: .replace))
                    == .conflictingSteps
        },
        Request(description: "another set") { fixture in
            let set = try fixture.namespace.set(named: "set")
            return fixture.operate(fixture.known, [.touch], WritePolicy(set: set)) == .wrongSet
                && fixture.namespace.delete(fixture.known, policy: WritePolicy(set: set))
                    == .wrongSet
        },
        Request(description: "a truncation in the future") { fixture in
            fixture.refuses(.truncatesInFuture(through: 1001, now: 1000)) {
                _ = try fixture.namespace.truncate(through: 1001)
            }
        },
        Request(description: "a rebuild below what is stored") { fixture in
            let expected = EngineError.rebuildTooSmall(
                namespace: "test", storedRecordCount: 1, askedRecordCount: 0)
            return fixture.refuses(expected) {
                try fixture.namespace.rebuild(forRecordCount: 0)
            }
        },
        Request(description: "a partition that exists, or cannot") { fixture in
            fixture.refuses(.partitionExists(7, namespace: "test")) {
                try fixture.namespace.createPartition(7)
            }
                && fixture.refuses(
                    .invalidParameter(name: "partition", value: "4096", bounds: "0 to 4095")
                ) { try fixture.namespace.dropPartition(4096) }
        },
        Request(description: "a set that exists, or does not") { fixture in
            try fixture.namespace.createSet("one")
            return fixture.refuses(.setExists("one", namespace: "test")) {
                try fixture.namespace.createSet("one")
            }
                && fixture.refuses(.setNotFound("two", namespace: "test")) {
                    try fixture.namespace.dropSet("two")
                }
        },
        Request(description: "a record of another partition") { fixture in
            let slice = try fixture.namespace.partition((fixture.known.partition + 1) % 4096)
            return slice.update(fixture.known, fixture.draft(byteCount: 5)) == .elsewhere
                && slice.delete(fixture.known) == .elsewhere
        },
        Request(description: "a bin name of 16 bytes") { fixture in
            fixture.refuses(.binNameTooLong("sixteen-bytes-xx")) {
                _ = try fixture.namespace.bin(named: "sixteen-bytes-xx")
            }
        },
        Request(description: "a bin name of 15 letters in 16 bytes") { fixture in
            fixture.refuses(.binNameTooLong("fünfzehn-bytes-")) {
                _ = try fixture.namespace.bin(named: "fünfzehn-bytes-")
            }
        },
        Request(description: "a set name of 64 bytes") { fixture in
            let name = String(repeating: "s", count: 64)
            return fixture.refuses(.setNameTooLong(name)) {
                _ = try fixture.namespace.set(named: name)
            }
        },
        Request(description: "a namespace that exists") { fixture in
            fixture.refuses(.namespaceExists("test")) {
                _ = try fixture.store.createNamespace("test")
            }
        },
        Request(description: "a namespace that does not exist") { fixture in
            fixture.refuses(.namespaceNotFound("other")) {
                _ = try fixture.store.namespace("other")
            }
        },
    ]

    @Test(
        "is refused with its own reason and changes nothing", arguments: requests,
        LockKind.allCases)
    func refused(request: Request, lock: LockKind) throws {
        let fixture = try RefusalFixture(lock)
        let before = fixture.contents()
        let isRefused = try request.isRefused(fixture)
        #expect(isRefused)
        #expect(fixture.contents() == before)
        let fault = fixture.namespace.soundnessFault()
        #expect(fault == nil)
    }

    /// What needs memory, and where it may run out.
    static let writes = [
        Request(description: "a new record") { fixture in
            let draft = fixture.draft(byteCount: 200)
            return fixture.namespace.put(fixture.fresh, draft) == .outOfMemory
        },
        Request(description: "a record that grows") { fixture in
            let draft = fixture.draft(byteCount: 900)
            return fixture.namespace.put(fixture.known, draft) == .outOfMemory
        },
        Request(description: "a record that shrinks") { fixture in
            let draft = fixture.draft(byteCount: 1)
            return fixture.namespace.put(fixture.known, draft) == .outOfMemory
        },
        Request(description: "steps that make a record grow") { fixture in
            let more = Value.string(String(repeating: "c", count: 300))
            return fixture.operate(fixture.known, [.append(fixture.bins[0], more)]) == .outOfMemory
        },
        Request(description: "a bin that grows") { fixture in
            let draft = fixture.draft(byteCount: 300)
            return fixture.namespace.update(fixture.known, draft) == .outOfMemory
        },
    ]

    @Test(
        "memory that runs out in the middle of a batch refuses the rows behind",
        arguments: LockKind.allCases)
    func exhaustedBatch(lock: LockKind) throws {
        for grantedCount in 0...24 {
            let fixture = try RefusalFixture(lock)
            let batch = Batch()
            for key in 0..<10 {
                batch.put(
                    fixture.namespace.digest(ofKey: Int64(100 + key)), fixture.draft(byteCount: 50))
            }
            let before = fixture.contents().count
            _ = fixture.withMemory(forAllocations: grantedCount) { fixture in
                fixture.namespace.execute(batch)
                return true
            }
            let results = (0..<10).map { batch.result(at: $0) }
            let refusedCount = results.count { $0 == .outOfMemory }
            #expect(fixture.contents().count == before + 10 - refusedCount)
            #expect(results.suffix(refusedCount).allSatisfy { $0 == .outOfMemory })
            #expect((refusedCount == 10) == (grantedCount < 2))
            #expect((refusedCount == 0) == (grantedCount >= 20))
            let fault = fixture.namespace.soundnessFault()
            #expect(fault == nil)
        }
    }

    @Test(
        "memory that runs out at any point of a write leaves the record as it was",
        arguments: writes, LockKind.allCases)
    func exhausted(write: Request, lock: LockKind) throws {
        let fixture = try RefusalFixture(lock)
        let before = fixture.contents()
        var refusedCount = 0
        while try fixture.withMemory(forAllocations: refusedCount, write.isRefused) {
            refusedCount += 1
            #expect(fixture.contents() == before)
            let fault = fixture.namespace.soundnessFault()
            #expect(fault == nil)
        }
        #expect(refusedCount > 0)
        #expect(fixture.contents() != before)
        let fault = fixture.namespace.soundnessFault()
        #expect(fault == nil)
    }
}

/// A namespace with one record of two bins, which no bad input may change.
final class RefusalFixture: Sendable {
    let store = Store(clock: StoreClock(seconds: 1000))
    let namespace: Namespace
    let known: Digest
    let fresh: Digest
    let bins: [BinID]

    init(_ lock: LockKind) throws {
        let namespace = try store.createNamespace(
            "test", configuration: EngineConfiguration(lock: lock, recordByteLimit: 1000))
        self.namespace = namespace
        bins = try ["first", "second"].map { try namespace.bin(named: $0) }
        known = namespace.digest(ofKey: 1)
        fresh = namespace.digest(ofKey: 2)
        let draft = RecordDraft()
        draft.append(bins[0], string: String(repeating: "a", count: 100))
        draft.append(bins[1], integer: 7)
        _ = namespace.put(known, draft, timeToLive: .seconds(50))
    }

    /// A draft of the first bin.
    func draft(byteCount: Int) -> RecordDraft {
        let draft = RecordDraft()
        draft.append(bins[0], string: String(repeating: "b", count: byteCount))
        return draft
    }

    /// What steps on a record come to.
    func operate(
        _ digest: Digest, _ steps: [Step], _ policy: WritePolicy = WritePolicy()
    ) -> WriteResult? {
        guard let list = try? StepList(steps) else { return nil }
        return namespace.operate(digest, list, policy: policy, with: OperateBuffer())
    }

    /// Whether `body` throws this very error.
    func refuses(_ expected: EngineError, _ body: () throws -> Void) -> Bool {
        do {
            try body()
            return false
        } catch {
            return error as? EngineError == expected
        }
    }

    func withMemory(
        forAllocations count: Int, _ body: (RefusalFixture) throws -> Bool
    ) rethrows -> Bool {
        namespace.heap.grantedCount.store(count, ordering: .relaxed)
        namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        defer { namespace.heap.refusesAllocations.store(false, ordering: .relaxed) }
        return try body(self)
    }

    /// Everything there is, in words.
    func contents() -> [String] {
        let buffer = ScanBuffer()
        let count = namespace.scan(
            from: Digest(orderKey: 0, middle: 0, tail: 0), limit: 100, into: buffer)
        return (0..<count).map { index in
            var text = "\(buffer.digest(at: index)) \(buffer.metadata(at: index))"
            buffer.forEachBin(at: index) { bin, type, span in
                let bytes = (0..<span.byteCount).map { span.byte(at: $0) }
                text += " \(bin.rawValue) \(type) \(bytes)"
            }
            return text
        }
    }
}
