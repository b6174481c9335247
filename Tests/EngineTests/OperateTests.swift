import Synchronization
import Testing

@testable import Engine

@Suite("Operate")
struct OperateTests {
    private let fixture: OperateFixture
    private let a: BinID
    private let b: BinID
    private let c: BinID

    init() throws {
        fixture = try OperateFixture()
        (a, b, c) = (fixture.a, fixture.b, fixture.c)
    }

    @Test("steps happen in order, and reads see what was written before them")
    func order() throws {
        let result = try fixture.operate([
            .write(a, 1), .read(a), .add(a, 4), .read(a), .append(b, "x"), .prepend(b, "y"),
            .read(b), .deleteBin(a), .read(a), .readAll,
        ])
        #expect(result == written(1))
        #expect(fixture.read == [[], [1], [], [5], [], [], ["yx"], [], [], ["yx"]])
        #expect(fixture.bins() == [b: "yx"])
        #expect(fixture.fault() == nil)
    }

    @Test("an operate counts the generation once, a read not at all")
    func generation() throws {
        #expect(try fixture.operate([.write(a, 1), .write(b, 2), .touch]) == .notFound)
        #expect(try fixture.operate([.write(a, 1), .write(b, 2)]) == written(1))
        #expect(try fixture.operate([.write(a, 3), .write(b, 4), .touch]) == written(2))
        let metadata = RecordMetadata(generation: 2, voidTime: 0)
        #expect(try fixture.operate([.read(a), .readAll]) == .read(metadata))
        #expect(fixture.read == [[3], [3, 4]])
        #expect(try fixture.operate([.deleteBin(c)]) == written(3))
    }

    @Test("a read of what is not there gives nothing")
    func absent() throws {
        #expect(try fixture.operate([.read(a)]) == .notFound)
        #expect(try fixture.operate([.readAll]) == .notFound)
        _ = try fixture.operate([.write(b, 1)])
        #expect(try fixture.operate([.read(a), .read(b)]).code == .ok)
        #expect(fixture.read == [[], [1]])
        #expect(fixture.buffer.value(ofStep: 0) == nil)
        #expect(fixture.buffer.value(ofStep: 1) == 1)
    }

    @Test("numbers are added, created when absent, and wrap round")
    func addition() throws {
        #expect(try fixture.operate([.add(a, 5), .add(b, 1.5)]) == written(1))
        #expect(try fixture.operate([.add(a, -7), .add(b, 0.25)]) == written(2))
        #expect(fixture.bins() == [a: -2, b: 1.75])
        #expect(try fixture.operate([.write(a, .integer(.max)), .add(a, 1)]) == written(3))
        #expect(fixture.bins()?[a] == .integer(.min))
    }

    @Test(
        "a step that does not fit the bin's type fails with its number",
        arguments: [
            (Value.integer(1), Step.add(BinID(rawValue: 0), 1.0)),
            (.double(1), .add(BinID(rawValue: 0), 1)),
            (.string("text"), .add(BinID(rawValue: 0), 1)),
            (.boolean(true), .add(BinID(rawValue: 0), 1)),
            (.integer(1), .append(BinID(rawValue: 0), "x")),
            (.integer(1), .prepend(BinID(rawValue: 0), "x")),
            (.blob([1]), .append(BinID(rawValue: 0), "x")),
            (.string("text"), .append(BinID(rawValue: 0), .blob([1]))),
            (.list(["list"]), .append(BinID(rawValue: 0), "x")),
            (.map(["k": 1]), .prepend(BinID(rawValue: 0), .blob([1]))),
        ])
    func types(value: Value, step: Step) throws {
        _ = try fixture.operate([.write(a, value), .write(b, 1)])
        let result = try fixture.operate([.write(b, 2), .read(b), step, .write(c, 3)])
        #expect(result == .incompatibleType(step: 2))
        #expect(result.code == .incompatibleType)
        #expect(fixture.buffer.count == 0)
        #expect(fixture.bins() == [a: value, b: 1])
        #expect(fixture.copy.metadata.generation == 1)
        #expect(fixture.fault() == nil)
    }

    @Test("a value grows through every length of header, at both ends")
    func growth() throws {
        var expected = ""
        for count in [1, 100, 3990, 4, 1, 5000, 60_000] {
            let text = String(repeating: "\(count % 10)", count: count)
            expected = "<" + expected + text
            let result = try fixture.operate([
                .append(a, .string(text)), .prepend(a, "<"), .write(b, .integer(Int64(count))),
            ])
            #expect(result.code == .ok)
            #expect(fixture.bins() == [a: .string(expected), b: .integer(Int64(count))])
        }
        #expect(try fixture.operate([.write(a, "")]).code == .ok)
        #expect(fixture.bins()?[a] == "")
        #expect(fixture.fault() == nil)
    }

    @Test("a record whose last bin goes is deleted, and may come back in the same call")
    func deletion() throws {
        _ = try fixture.operate([.write(a, 1), .write(b, 2)])
        #expect(try fixture.operate([.deleteBin(a)]) == written(2))
        #expect(try fixture.operate([.deleteBin(b)]) == written(0))
        #expect(fixture.bins() == nil)
        _ = try fixture.operate([.write(a, 1), .write(b, 2)])
        #expect(try fixture.operate([.deleteRecord, .write(c, 3)]) == written(2))
        #expect(fixture.bins() == [c: 3])
        #expect(try fixture.operate([.readAll, .deleteRecord]) == written(0))
        #expect(fixture.read == [[3]])
        #expect(fixture.namespace.statistics().recordCount == 0)
        #expect(fixture.fault() == nil)
    }

    @Test("steps that leave no bin of an absent record find nothing")
    func emptiness() throws {
        for steps in [[Step.deleteBin(a)], [.deleteRecord], [.write(a, 1), .deleteBin(a)]] {
            #expect(try fixture.operate(steps) == .notFound)
        }
        #expect(fixture.namespace.statistics().recordCount == 0)
        #expect(fixture.fault() == nil)
    }

    @Test("a replacing write keeps only its own bins, and takes no step that needs the old")
    func replacement() throws {
        let replace = WritePolicy(condition: .replace)
        _ = try fixture.operate([.write(a, 1), .write(b, 2)])
        #expect(try fixture.operate([.write(c, 3), .read(a)], replace) == written(2))
        #expect(fixture.bins() == [c: 3])
        #expect(fixture.read.isEmpty)
        let needing: [Step] = [
            .add(a, 1), .append(a, "x"), .prepend(a, "x"), .touch, .deleteBin(a), .deleteRecord,
        ]
        for step in needing {
            for condition in [WriteCondition.replace, .replaceOnly] {
                let policy = WritePolicy(condition: condition)
                #expect(try fixture.operate([.write(a, 1), step], policy) == .conflictingSteps)
            }
        }
        #expect(fixture.bins() == [c: 3])
    }

    @Test("there is at least one step, at most 32,768, and one read of all bins")
    func counts() throws {
        #expect(try fixture.operate([]) == .badStepCount)
        #expect(try fixture.operate([.write(a, 1), .readAll, .readAll]) == .conflictingSteps)
        let steps = StepList()
        for _ in 0..<StepList.stepLimit { steps.add(a, integer: 1) }
        let key = fixture.key
        #expect(fixture.namespace.operate(key, steps, with: fixture.buffer) == written(1))
        #expect(fixture.bins() == [a: 32_768])
        steps.add(a, integer: 1)
        let result = fixture.namespace.operate(key, steps, with: fixture.buffer)
        #expect(result == .badStepCount && result.code == .parameter)
        #expect(fixture.bins() == [a: 32_768])
    }

    @Test("a record that would be too large stays as it was")
    func size() throws {
        let fixture = try OperateFixture(
            EngineConfiguration(shards: 16, recordByteLimit: 1000))
        let long = Value.blob([UInt8](repeating: 7, count: 900))
        #expect(try fixture.operate([.write(a, long)]) == written(1))
        #expect(try fixture.operate([.write(b, long)]) == .recordTooBig)
        #expect(
            try fixture.operate([.append(a, .blob([UInt8](repeating: 8, count: 98)))])
                == .recordTooBig)
        // What counts is what is left in the end.
        #expect(try fixture.operate([.write(b, long), .deleteBin(a)]) == written(2))
        #expect(fixture.bins() == [b: long])
        let other = fixture.namespace.digest(ofKey: 2)
        let steps = try StepList([.write(a, long), .write(b, long)])
        #expect(fixture.namespace.operate(other, steps, with: fixture.buffer) == .recordTooBig)
        #expect(!fixture.namespace.exists(other))
        #expect(fixture.fault() == nil)
    }

    @Test("without memory the record stays as it was")
    func memory() throws {
        _ = try fixture.operate([.write(a, 1)])
        fixture.namespace.heap.refusesAllocations.store(true, ordering: .relaxed)
        let long = Value.blob([UInt8](repeating: 7, count: 900))
        #expect(try fixture.operate([.write(b, long), .add(a, 1)]) == .outOfMemory)
        #expect(fixture.bins() == [a: 1])
        #expect(try fixture.operate([.add(a, 1)]) == written(2))
        fixture.namespace.heap.refusesAllocations.store(false, ordering: .relaxed)
        #expect(try fixture.operate([.write(b, long)]) == written(3))
        #expect(fixture.fault() == nil)
    }

    @Test("a record may have as many bins as there are names")
    func wide() throws {
        let draft = RecordDraft()
        for number in 0..<32_767 {
            let bin = BinID(rawValue: UInt16(number))
            draft.append(bin, integer: Int64(number))
        }
        let key = fixture.key
        #expect(fixture.namespace.put(key, draft) == written(1))
        let last = BinID(rawValue: 32_766)
        #expect(try fixture.operate([.add(last, 1), .deleteBin(a), .read(last)]) == written(2))
        #expect(fixture.read.last == [32_767])
        _ = fixture.namespace.get(key, into: fixture.copy)
        #expect(fixture.copy.binCount == 32_766)
        #expect(fixture.fault() == nil)
    }

    @Test("what steps may read in all is bounded")
    func results() throws {
        let megabyte = [UInt8](repeating: 1, count: 1_000_000)
        let steps = try StepList([.write(a, .blob(megabyte))])
        #expect(fixture.namespace.operate(fixture.key, steps, with: fixture.buffer) == written(1))
        steps.removeAll()
        for _ in 0..<200 { steps.read(a) }
        let result = fixture.namespace.operate(fixture.key, steps, with: fixture.buffer)
        #expect(result == .resultsTooBig && result.code == .recordTooBig)
        #expect(fixture.buffer.count == 0)
    }
}
