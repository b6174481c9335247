import Synchronization
import TestSupport
import Testing
import Wire

@testable import Engine

/// What operate should do, on a plain dictionary.
private struct OperateModel {
    struct Record: Equatable {
        var bins: [BinID: Value]
        var generation: UInt16
        var voidTime: UInt32
        var set: SetID
    }

    var records: [Digest: Record] = [:]
    var now: UInt32 = 1000
    let defaultTTL: UInt32
    let limit: Int

    mutating func operate(
        _ digest: Digest, _ steps: [Step], _ policy: WritePolicy
    ) -> (WriteResult, [[BinID: Value]]) {
        if let record = records[digest], record.voidTime != 0 && record.voidTime < now {
            records[digest] = nil
        }
        if steps.count(where: { $0 == .readAll }) > 1 { return (.conflictingSteps, []) }
        if policy.condition.replaces && steps.contains(where: needsOld) {
            return (.conflictingSteps, [])
        }
        let old = records[digest]
        if steps.allSatisfy({ isRead($0) }) {
            guard let old else { return (.notFound, []) }
            if policy.set != .none && policy.set != old.set { return (.wrongSet, []) }
            let metadata = RecordMetadata(generation: old.generation, voidTime: old.voidTime)
            return (.read(metadata), steps.map { read($0, old.bins) ?? [:] })
        }
        if let refusal = refusal(old, steps, policy) { return (refusal, []) }
        return write(digest, old, steps, policy)
    }

    private mutating func write(
        _ digest: Digest, _ old: Record?, _ steps: [Step], _ policy: WritePolicy
    ) -> (WriteResult, [[BinID: Value]]) {
        var bins = policy.condition.replaces ? [:] : old?.bins ?? [:]
        var found: [[BinID: Value]] = []
        for (number, step) in steps.enumerated() {
            if !change(&bins, step) { return (.incompatibleType(step: number), []) }
            found.append(read(step, bins) ?? [:])
        }
        if bins.isEmpty {
            records[digest] = nil
            return (old == nil ? .notFound : written(0), old == nil ? [] : found)
        }
        if size(bins) > limit { return (.recordTooBig, []) }
        let generation = old.map { $0.generation + 1 } ?? 1
        let voidTime = voidTime(old, policy)
        records[digest] = Record(
            bins: bins, generation: generation, voidTime: voidTime, set: old?.set ?? policy.set)
        return (written(generation, voidTime), found)
    }

    private func refusal(
        _ old: Record?, _ steps: [Step], _ policy: WritePolicy
    ) -> WriteResult? {
        if old == nil && (policy.condition.needsRecord || steps.contains(.touch)) {
            return .notFound
        }
        if old != nil && policy.condition == .createOnly { return .exists }
        let metadata = RecordMetadata(
            generation: old?.generation ?? 0, voidTime: old?.voidTime ?? 0)
        switch policy.generation {
        case .any: break
        case .equal(let wanted):
            if wanted != metadata.generation { return .generationMismatch(metadata) }
        case .greater(let wanted):
            if wanted <= metadata.generation { return .generationMismatch(metadata) }
        }
        if let old, policy.set != .none, policy.set != old.set { return .wrongSet }
        if case .seconds(let seconds) = policy.timeToLive, seconds > 315_360_000 {
            return .timeToLiveTooLong
        }
        return nil
    }

    private func voidTime(_ old: Record?, _ policy: WritePolicy) -> UInt32 {
        let usual = defaultTTL == 0 ? 0 : now + defaultTTL
        switch policy.timeToLive {
        case .namespaceDefault: return usual
        case .never: return 0
        case .keep: return old?.voidTime ?? usual
        case .seconds(let seconds): return seconds == 0 ? usual : now + seconds
        }
    }

    private func needsOld(_ step: Step) -> Bool {
        if case .write = step { return false }
        return !isRead(step)
    }

    private func isRead(_ step: Step) -> Bool {
        switch step {
        case .read, .readAll: true
        default: false
        }
    }

    private func read(_ step: Step, _ bins: [BinID: Value]) -> [BinID: Value]? {
        switch step {
        case .read(let bin): bins[bin].map { [bin: $0] }
        case .readAll: bins
        default: nil
        }
    }

    /// False when the type does not fit.
    private func change(_ bins: inout [BinID: Value], _ step: Step) -> Bool {
        switch step {
        case .read, .readAll, .touch: break
        case .write(let bin, let value): bins[bin] = value
        case .deleteBin(let bin): bins[bin] = nil
        case .deleteRecord: bins = [:]
        case .add(let bin, let value):
            switch (bins[bin], value) {
            case (nil, _): bins[bin] = value
            case (.integer(let old), .integer(let more)): bins[bin] = .integer(old &+ more)
            case (.double(let old), .double(let more)): bins[bin] = .double(old + more)
            default: return false
            }
        case .append(let bin, let value): return join(&bins, bin, value, atFront: false)
        case .prepend(let bin, let value): return join(&bins, bin, value, atFront: true)
        }
        return true
    }

    private func join(
        _ bins: inout [BinID: Value], _ bin: BinID, _ value: Value, atFront: Bool
    ) -> Bool {
        switch (bins[bin], value) {
        case (nil, _): bins[bin] = value
        case (.string(let old), .string(let more)):
            bins[bin] = .string(atFront ? more + old : old + more)
        case (.blob(let old), .blob(let more)):
            bins[bin] = .blob(atFront ? more + old : old + more)
        default: return false
        }
        return true
    }

    /// Bytes of packed bins, as a draft of them has.
    func size(_ bins: [BinID: Value]) -> Int {
        let draft = RecordDraft()
        for (bin, value) in bins { try? draft.append(bin, value) }
        return draft.byteCount
    }
}

@Suite("Operate against a dictionary")
struct OperateModelTests {
    @Test(
        "random operates leave store and dictionary alike, failing ones change nothing",
        arguments: LockKind.allCases)
    func operations(lock: LockKind) throws {
        try forEachSeed(3) { seed in
            var run = try OperateRun(seed: seed, lock: lock)
            for step in 0..<2000 {
                let fault = try run.step()
                #expect(fault == nil, seedComment(seed))
                if fault != nil { return }
                if step % 500 == 499 {
                    let broken = run.check()
                    #expect(broken == nil, seedComment(seed))
                }
            }
        }
    }
}

/// One seeded sequence of operates on a store and its model.
private struct OperateRun {
    private var random: RandomValues
    private var model: OperateModel
    private let store = Store(clock: StoreClock(seconds: 1000))
    private let namespace: Namespace
    private let bins: [BinID]
    private let sets: [SetID]
    private let keys: [Digest]
    private let buffer = OperateBuffer(capacity: 0)
    private let batch = Batch(rowCapacity: 0, byteCapacity: 0)
    private let copy = RecordCopy(capacity: 0)

    init(seed: UInt64, lock: LockKind) throws {
        model = OperateModel(defaultTTL: seed % 2 == 0 ? 0 : 20, limit: 6000)
        let namespace = try store.createNamespace(
            "test",
            configuration: EngineConfiguration(
                shards: 16, lock: lock, recordByteLimit: model.limit,
                defaultTTLSeconds: model.defaultTTL))
        // Bins with numbers that fit a byte, and some that do not.
        for number in 0..<300 { _ = try namespace.bin(named: "b\(number)") }
        bins = try [0, 1, 2, 3, 254, 255, 299].map { try namespace.bin(named: "b\($0)") }
        sets = [.none, try namespace.set(named: "s"), try namespace.set(named: "t")]
        keys = (0..<12).map { namespace.digest(ofKey: $0) }
        self.namespace = namespace
        random = RandomValues(seed: seed)
    }

    private mutating func below(_ bound: Int) -> Int {
        Int.random(in: 0..<bound, using: &random.random)
    }

    /// One operate on both; what differs, or nil.
    mutating func step() throws -> String? {
        if below(10) == 0 {
            model.now += UInt32(below(4))
            store.clock.set(seconds: model.now)
        }
        let key = keys[below(keys.count)]
        let steps = (0..<1 + below(5)).map { _ in anyStep() }
        let policy = anyPolicy()
        let isMemoryless = below(8) == 0
        let before = try packed(key)
        if isMemoryless { namespace.heap.refusesAllocations.store(true, ordering: .relaxed) }
        let (result, found) = try perform(key, steps, policy)
        namespace.heap.refusesAllocations.store(false, ordering: .relaxed)
        if isMemoryless && result == .outOfMemory {
            return try packed(key) == before ? nil : "without memory, the record changed"
        }
        let (expected, expectedFound) = model.operate(key, steps, policy)
        if result != expected { return "\(steps) by \(policy): \(result), not \(expected)" }
        if found != expectedFound { return "\(steps): read \(found), not \(expectedFound)" }
        if result.code != .ok, try packed(key) != before { return "\(steps): a failure changed it" }
        return differs(key)
    }

    /// Performs steps, now and then as a row of a batch; the result and what each step read.
    private mutating func perform(
        _ key: Digest, _ steps: [Step], _ policy: WritePolicy
    ) throws -> (WriteResult, [[BinID: Value]]) {
        let list = try StepList(steps)
        let results: OperateBuffer
        let result: WriteResult
        let entries: Range<Int>
        if below(2) == 0 {
            results = buffer
            result = namespace.operate(key, list, policy: policy, with: results)
            entries = 0..<results.count
        } else {
            batch.removeAll()
            batch.read(keys[below(keys.count)])
            let row = batch.operate(key, list, policy: policy)
            namespace.execute(batch)
            results = batch.buffer
            result = batch.result(at: row)
            entries = batch.entries(at: row)
        }
        guard result.code == .ok else { return (result, entries.isEmpty ? [] : [[:]]) }
        var found = [[BinID: Value]](repeating: [:], count: steps.count)
        for index in entries {
            found[results.step(at: index)][results.bin(at: index)] = results.value(at: index)
        }
        return (result, found)
    }

    private mutating func anyStep() -> Step {
        let bin = bins[below(bins.count)]
        switch below(20) {
        case 0..<4: return .read(bin)
        case 4: return .readAll
        case 5..<10: return .write(bin, anyValue())
        case 10, 11: return .deleteBin(bin)
        case 12, 13: return .add(bin, below(3) == 0 ? 0.5 : .integer(random.integer()))
        case 14, 15: return .append(bin, anyText())
        case 16, 17: return .prepend(bin, anyText())
        case 18: return .touch
        default: return .deleteRecord
        }
    }

    private mutating func anyValue() -> Value {
        switch below(6) {
        case 0, 1: return .integer(random.integer())
        case 2: return 1.5
        case 3: return random.container(depth: 2)
        case 4: return true
        default: return anyText()
        }
    }

    private mutating func anyText() -> Value {
        let count = below(12) == 0 ? below(4200) : below(20)
        return below(2) == 0
            ? .string(String(repeating: "t", count: count))
            : .blob([UInt8](repeating: 9, count: count))
    }

    private mutating func anyPolicy() -> WritePolicy {
        let conditions: [WriteCondition] = [
            .upsert, .upsert, .upsert, .createOnly, .updateOnly, .replace, .replaceOnly,
        ]
        let generations: [GenerationCheck] = [
            .any, .any, .any, .equal(UInt16(below(5))), .greater(UInt16(below(9))),
        ]
        let times: [TimeToLive] = [
            .namespaceDefault, .never, .keep, .seconds(15), .seconds(0), .seconds(.max),
        ]
        return WritePolicy(
            condition: conditions[below(7)], generation: generations[below(5)],
            timeToLive: times[below(40) == 0 ? 5 : below(5)],
            set: sets[below(6) == 0 ? 1 + below(2) : 0])
    }

    /// Everything that is known of a record and stays when an operate fails.
    private func packed(_ key: Digest) throws -> [UInt8]? {
        guard case .found(let metadata) = namespace.get(key, into: copy) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 0)
        bytes.appendNumber(0, metadata.generation)
        bytes.appendNumber(0, metadata.voidTime)
        bytes.appendNumber(0, copy.lastUpdateTime)
        bytes.appendNumber(0, copy.set.rawValue)
        copy.forEachBin { bin, type, value in
            bytes.appendNumber(type.rawValue, bin.rawValue)
            bytes.append(value, 0..<value.byteCount)
        }
        return bytes
    }

    private func differs(_ key: Digest) -> String? {
        let expected = model.records[key]
        guard case .found(let metadata) = namespace.get(key, into: copy) else {
            return expected == nil ? nil : "no record"
        }
        var found: [BinID: Value] = [:]
        copy.forEachBin { bin, _, _ in found[bin] = copy.value(bin) }
        let record = OperateModel.Record(
            bins: found, generation: metadata.generation, voidTime: metadata.voidTime,
            set: copy.set)
        return record == expected ? nil : "\(record), not \(String(describing: expected))"
    }

    /// Checks invariants and sums; what does not hold, or nil.
    mutating func check() -> String? {
        // A record whose time is over counts until somebody meets it.
        for key in keys where !namespace.exists(key) { model.records[key] = nil }
        if let broken = namespace.brokenInvariant() { return broken }
        let statistics = namespace.statistics()
        let payload = model.records.values.reduce(0) { $0 + model.size($1.bins) }
        if statistics.recordCount != model.records.count { return "number of records" }
        if statistics.payloadByteCount != payload { return "payload bytes" }
        return statistics.recordAndIndexByteCount == statistics.allocatedByteCount
            ? nil : "counted bytes differ from jemalloc's"
    }
}
