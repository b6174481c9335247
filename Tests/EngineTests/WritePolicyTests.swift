import Testing

@testable import Engine

@Suite("Write policies")
struct WritePolicyTests {
    private let fixture: OperateFixture
    private let a: BinID

    init() throws {
        fixture = try OperateFixture()
        a = fixture.a
    }

    struct Case: Sendable {
        var exists: Bool
        var policy: WritePolicy
        var expected: WriteResult
    }

    static let cases: [Case] = [
        Case(exists: false, policy: WritePolicy(), expected: written(1)),
        Case(exists: true, policy: WritePolicy(), expected: written(3)),
        Case(exists: false, policy: WritePolicy(condition: .createOnly), expected: written(1)),
        Case(exists: true, policy: WritePolicy(condition: .createOnly), expected: .exists),
        Case(exists: false, policy: WritePolicy(condition: .updateOnly), expected: .notFound),
        Case(exists: true, policy: WritePolicy(condition: .updateOnly), expected: written(3)),
        Case(exists: false, policy: WritePolicy(condition: .replace), expected: written(1)),
        Case(exists: true, policy: WritePolicy(condition: .replace), expected: written(3)),
        Case(exists: false, policy: WritePolicy(condition: .replaceOnly), expected: .notFound),
        Case(exists: true, policy: WritePolicy(condition: .replaceOnly), expected: written(3)),
        Case(exists: true, policy: WritePolicy(generation: .equal(2)), expected: written(3)),
        Case(exists: true, policy: WritePolicy(generation: .equal(1)), expected: mismatch(2)),
        Case(exists: false, policy: WritePolicy(generation: .equal(0)), expected: written(1)),
        Case(exists: false, policy: WritePolicy(generation: .equal(5)), expected: mismatch(0)),
        Case(exists: true, policy: WritePolicy(generation: .greater(2)), expected: mismatch(2)),
        Case(exists: true, policy: WritePolicy(generation: .greater(3)), expected: written(3)),
        Case(exists: false, policy: WritePolicy(generation: .greater(0)), expected: mismatch(0)),
        Case(exists: false, policy: WritePolicy(generation: .greater(1)), expected: written(1)),
        // The order of checks: existence, generation, set, time to live.
        Case(
            exists: true,
            policy: WritePolicy(
                condition: .createOnly, generation: .equal(9), timeToLive: .seconds(.max)),
            expected: .exists),
        Case(
            exists: false,
            policy: WritePolicy(condition: .updateOnly, generation: .equal(9)),
            expected: .notFound),
        Case(
            exists: true,
            policy: WritePolicy(generation: .equal(9), timeToLive: .seconds(.max)),
            expected: mismatch(2)),
        Case(
            exists: true, policy: WritePolicy(timeToLive: .seconds(315_360_001)),
            expected: .timeToLiveTooLong),
        Case(
            exists: false, policy: WritePolicy(timeToLive: .seconds(315_360_001)),
            expected: .timeToLiveTooLong),
        Case(
            exists: true, policy: WritePolicy(timeToLive: .seconds(315_360_000)),
            expected: written(3, 315_361_000)),
    ]

    private static func mismatch(_ generation: UInt16) -> WriteResult {
        .generationMismatch(RecordMetadata(generation: generation, voidTime: 0))
    }

    @Test("every write keeps to conditions, generation and time to live", arguments: cases)
    func conditions(policy: Case) throws {
        let draft = RecordDraft()
        draft.append(a, integer: 7)
        let batch = Batch()
        let writes: [(Digest) throws -> WriteResult] = [
            { key in
                fixture.namespace.put(
                    key, draft, condition: policy.policy.condition,
                    generation: policy.policy.generation, timeToLive: policy.policy.timeToLive)
            },
            { key in
                fixture.namespace.update(
                    key, draft, condition: policy.policy.condition,
                    generation: policy.policy.generation, timeToLive: policy.policy.timeToLive)
            },
            { key in
                let steps = try StepList([.write(a, 7)])
                return fixture.namespace.operate(
                    key, steps, policy: policy.policy, with: fixture.buffer)
            },
            { key in
                batch.removeAll()
                let row = batch.put(key, draft, policy: policy.policy)
                fixture.namespace.execute(batch)
                return batch.result(at: row)
            },
            { key in
                batch.removeAll()
                let row = batch.update(key, draft, policy: policy.policy)
                fixture.namespace.execute(batch)
                return batch.result(at: row)
            },
        ]
        for (index, write) in writes.enumerated() {
            let key = fixture.namespace.digest(ofKey: Int64(index))
            if policy.exists {
                let before = RecordDraft()
                before.append(a, integer: 1)
                before.append(fixture.b, integer: 2)
                for _ in 0..<2 { _ = fixture.namespace.put(key, before) }
            }
            #expect(try write(key) == policy.expected, "write \(index)")
            let isWritten = if case .written = policy.expected { true } else { false }
            guard case .found(let metadata) = fixture.namespace.get(key, into: fixture.copy) else {
                #expect(!policy.exists && !isWritten)
                continue
            }
            #expect(fixture.copy.integer(a) == (isWritten ? 7 : 1))
            if !isWritten { #expect(metadata.generation == 2) }
            if policy.policy.condition.replaces && isWritten { #expect(fixture.copy.binCount == 1) }
        }
        #expect(fixture.fault() == nil)
    }

    @Test("the generation goes from 65,535 to 1")
    func wrap() throws {
        let steps = try StepList([.touch, .write(a, 1)])
        _ = try fixture.operate([.write(a, 1)])
        for _ in 0..<65_534 {
            _ = fixture.namespace.operate(fixture.key, steps, with: fixture.buffer)
        }
        let policy = WritePolicy(generation: .equal(65_535))
        #expect(try fixture.operate([.write(a, 2)], policy) == written(1))
    }

    @Test("every write applies the rule of time to live anew")
    func timeToLive() throws {
        let fixture = try OperateFixture(
            EngineConfiguration(shards: 16, defaultTTLSeconds: 50))
        let (namespace, key, buffer) = (fixture.namespace, fixture.key, fixture.buffer)
        func touch(_ time: TimeToLive) -> WriteResult {
            namespace.touch(key, policy: WritePolicy(timeToLive: time), with: buffer)
        }
        #expect(touch(.never) == .notFound)
        #expect(
            namespace.add(
                key, a, integer: 1, policy: WritePolicy(timeToLive: .keep), with: buffer)
                == written(1, 1050))
        #expect(touch(.seconds(7)) == written(2, 1007))
        #expect(touch(.keep) == written(3, 1007))
        #expect(touch(.seconds(0)) == written(4, 1050))
        #expect(touch(.never) == written(5, 0))
        #expect(touch(.keep) == written(6, 0))
        #expect(touch(.namespaceDefault) == written(7, 1050))
        fixture.store.clock.set(seconds: 1050)
        #expect(namespace.exists(key))
        fixture.store.clock.set(seconds: 1051)
        #expect(touch(.never) == .notFound)
        #expect(
            namespace.add(key, a, integer: 5, with: buffer) == written(1, 1101),
            "an expired record counts as absent")
        #expect(fixture.bins() == [a: 5])
        #expect(fixture.fault() == nil)
    }

    @Test("a set that the policy names must be the record's")
    func sets() throws {
        let set = try fixture.namespace.set(named: "one")
        let other = try fixture.namespace.set(named: "other")
        let (namespace, key) = (fixture.namespace, fixture.key)
        #expect(try fixture.operate([.write(a, 1)], WritePolicy(set: set)) == written(1))
        #expect(try fixture.operate([.write(a, 2)], WritePolicy(set: other)) == .wrongSet)
        #expect(try fixture.operate([.read(a)], WritePolicy(set: other)) == .wrongSet)
        #expect(fixture.buffer.count == 0)
        #expect(namespace.delete(key, policy: WritePolicy(set: other)) == .wrongSet)
        #expect(try fixture.operate([.read(a)], WritePolicy(set: set)).code == .ok)
        #expect(try fixture.operate([.write(a, 3)]) == written(2))
        #expect(fixture.bins() == [a: 3] && fixture.copy.set == set)
        let batch = Batch()
        batch.read(key, set: other)
        batch.read(key, set: set)
        namespace.execute(batch)
        #expect(batch.result(at: 0) == .wrongSet && batch.value(a, at: 0) == nil)
        #expect(batch.value(a, at: 1) == 3)
    }

    @Test("a delete depends on the generation, not on other conditions")
    func deletion() throws {
        let (namespace, key) = (fixture.namespace, fixture.key)
        #expect(namespace.delete(key, policy: WritePolicy()) == .notFound)
        _ = try fixture.operate([.write(a, 1)])
        #expect(
            namespace.delete(key, policy: WritePolicy(generation: .equal(2))).code == .generation)
        #expect(namespace.exists(key))
        #expect(
            namespace.delete(
                key, policy: WritePolicy(condition: .createOnly, generation: .equal(1)))
                == written(0))
        #expect(!namespace.exists(key))
        #expect(fixture.fault() == nil)
    }

    @Test("operations of one step do as their names say")
    func single() throws {
        let (namespace, key, buffer) = (fixture.namespace, fixture.key, fixture.buffer)
        let text = unsafe "bc".utf8Span.span.bytes
        #expect(namespace.append(key, a, .string, text, with: buffer) == written(1))
        #expect(namespace.prepend(key, a, .string, text, with: buffer) == written(2))
        #expect(namespace.add(key, fixture.b, double: 1.5, with: buffer) == written(3))
        #expect(fixture.bins() == [a: "bcbc", fixture.b: 1.5])
        #expect(namespace.deleteBin(key, a, with: buffer) == written(4))
        #expect(
            namespace.append(key, fixture.b, .blob, text, with: buffer).code == .incompatibleType)
        #expect(namespace.deleteBin(key, fixture.b, with: buffer) == written(0))
        #expect(namespace.deleteBin(key, fixture.b, with: buffer) == .notFound)
    }

    @Test("every result has Aerospike's code")
    func codes() {
        let metadata = RecordMetadata(generation: 0, voidTime: 0)
        let codes: [(WriteResult, UInt8)] = [
            (.written(metadata), 0), (.read(metadata), 0), (.notFound, 2),
            (.generationMismatch(metadata), 3), (.noBins, 4), (.timeToLiveTooLong, 4),
            (.wrongSet, 4), (.conflictingSteps, 4), (.badStepCount, 4), (.exists, 5),
            (.outOfMemory, 8), (.incompatibleType(step: 0), 12), (.recordTooBig, 13),
            (.resultsTooBig, 13),
        ]
        for (result, code) in codes { #expect(result.code.rawValue == code) }
    }
}
