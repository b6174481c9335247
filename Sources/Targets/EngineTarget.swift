public import Driver
internal import Engine
internal import Platform
public import Workload

/// The embedded engine, called in the worker's own thread.
///
/// Inserts and updates are upserts, as in every store that YCSB drives; a scan goes on in digest
/// order from the key's digest; a delete or a read of a record that is not there is a miss.
///
/// Thread safety: sessions of several workers share the engine, which locks by stripe.
public struct EngineTarget: Target {
    /// The names that the manifest shows.
    private static let namespaceName = "test"
    private static let setName = "records"

    private let namespace: Namespace
    private let clock: StoreClock
    private let plan: Plan
    private let bins: [BinID]
    private let set: SetID

    /// An empty engine, set up as the plan says.
    ///
    /// - Parameter plan: its engine parameters and the shape of its records.
    /// - Throws: `TargetError` when the plan asks for something outside the engine's bounds.
    public init(plan: Plan) throws(TargetError) {
        let store = Store()
        do {
            let namespace = try store.createNamespace(
                Self.namespaceName, configuration: try Self.configuration(for: plan))
            var bins: [BinID] = []
            for name in plan.record.binNames { bins.append(try namespace.bin(named: name)) }
            self.namespace = namespace
            self.bins = bins
            set = try namespace.set(named: Self.setName)
        } catch {
            throw TargetError(
                target: "engine", problem: "\(error)",
                remedy: "change the workload's 'engine' or 'record' section, or use --set")
        }
        clock = store.clock
        self.plan = plan
    }

    private static func configuration(for plan: Plan) throws(EngineError) -> EngineConfiguration {
        var configuration = EngineConfiguration()
        configuration.shards = plan.engine.shards
        configuration.lockRatio = plan.engine.lockRatio
        guard let lock = LockKind(rawValue: plan.engine.lock) else {
            throw .invalidParameter(
                name: "lock", value: plan.engine.lock, bounds: choices(LockKind.self))
        }
        guard let digest = DigestMethod(rawValue: plan.engine.digest) else {
            throw .invalidParameter(
                name: "digest", value: plan.engine.digest, bounds: choices(DigestMethod.self))
        }
        configuration.lock = lock
        configuration.digest = digest
        // Room for the largest record of the plan, with up to 7 bytes of header for each bin.
        let largest = plan.record.binNames.count * (plan.valueByteLimit + 7)
        guard largest <= EngineConfiguration.recordByteLimitMaximum else {
            throw .invalidParameter(
                name: "record", value: "\(largest) bytes",
                bounds: "at most \(EngineConfiguration.recordByteLimitMaximum) bytes")
        }
        configuration.recordByteLimit = max(configuration.recordByteLimit, largest)
        return configuration
    }

    private static func choices<Choice: CaseIterable & RawRepresentable<String>>(
        _ type: Choice.Type
    ) -> String {
        type.allCases.map(\.rawValue).joined(separator: " or ")
    }

    /// `engine`.
    public var name: String { "engine" }

    /// The engine's parameters.
    public var settings: [(name: String, value: String)] {
        [
            ("namespace", Self.namespaceName), ("set", Self.setName),
            ("shards", "\(plan.engine.shards)"), ("lockRatio", "\(plan.engine.lockRatio)"),
            ("lock", plan.engine.lock), ("digest", plan.engine.digest),
        ]
    }

    /// A session that calls the engine.
    public func makeSession(worker: Int) -> any TargetSession {
        EngineSession(
            namespace: namespace, clock: clock, bins: bins, set: set,
            refreshesClock: plan.record.ttlSeconds > 0 || plan.trace != nil)
    }

    /// Records and memory.
    public func statistics() -> [TargetStatistic] {
        let now = namespace.statistics()
        return [
            TargetStatistic(name: "recordCount", value: Double(now.recordCount)),
            TargetStatistic(name: "expiredCount", value: Double(now.expiredCount)),
            TargetStatistic(name: "payloadByteCount", value: Double(now.payloadByteCount)),
            TargetStatistic(name: "headerByteCount", value: Double(now.headerByteCount)),
            TargetStatistic(name: "slackByteCount", value: Double(now.slackByteCount)),
            TargetStatistic(name: "indexByteCount", value: Double(now.indexByteCount)),
            TargetStatistic(name: "activeByteCount", value: Double(now.activeByteCount)),
            TargetStatistic(name: "residentByteCount", value: Double(now.residentByteCount)),
        ]
    }
}

/// One worker's calls into the engine.
private final class EngineSession: TargetSession {
    private let namespace: Namespace
    private let clock: StoreClock
    private let bins: [BinID]
    private let set: SetID
    private let refreshesClock: Bool
    private let draft = RecordDraft()
    private let copy = RecordCopy()
    private let scanBuffer = ScanBuffer()

    init(
        namespace: Namespace, clock: StoreClock, bins: [BinID], set: SetID, refreshesClock: Bool
    ) {
        self.namespace = namespace
        self.clock = clock
        self.bins = bins
        self.set = set
        self.refreshesClock = refreshesClock
    }

    func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
        let operation = batch[index]
        let digest = namespace.digest(ofKey: batch.key(at: index), set: set)
        // Expiry counts whole seconds; a batch of operations is far shorter than that.
        if refreshesClock && index == 0 { clock.refresh() }
        switch operation.kind {
        case .read:
            return .completed(read(digest, operation))
        case .update, .insert:
            return .completed(write(digest, operation, index, batch))
        case .readModifyWrite:
            let outcome = read(digest, operation)
            guard outcome == .ok else { return .completed(outcome) }
            return .completed(write(digest, operation, index, batch))
        case .delete:
            return .completed(namespace.delete(digest) ? .ok : .miss)
        case .scan:
            let found = namespace.scan(
                from: digest, limit: Int(operation.scanRecordCount), into: scanBuffer)
            return .completed(found > 0 ? .ok : .miss)
        }
    }

    @inline(__always)
    private func read(_ digest: Digest, _ operation: Operation) -> Outcome {
        // A read-modify-write reads the whole record, whatever it writes.
        let isWhole = operation.bin == Operation.allBins || operation.kind == .readModifyWrite
        if isWhole { return outcome(of: namespace.get(digest, into: copy)) }
        let one: InlineArray<1, BinID> = [bins[Int(operation.bin)]]
        let result = namespace.get(digest, bins: one.span, into: copy)
        return outcome(of: result)
    }

    @inline(__always)
    private func outcome(of result: ReadResult) -> Outcome {
        if case .found = result { return .ok }
        return .miss
    }

    @inline(__always)
    private func write(
        _ digest: Digest, _ operation: Operation, _ index: Int, _ batch: OperationBatch
    ) -> Outcome {
        draft.removeAll()
        let timeToLive: TimeToLive =
            operation.ttlSeconds == 0 ? .namespaceDefault : .seconds(operation.ttlSeconds)
        if operation.bin != Operation.allBins {
            draft.append(bins[Int(operation.bin)], blob: batch.value(at: index))
            return outcome(
                of: namespace.update(digest, draft, set: set, timeToLive: timeToLive))
        }
        for position in bins.indices {
            draft.append(bins[position], blob: batch.value(at: index, position: position))
        }
        return outcome(of: namespace.put(digest, draft, set: set, timeToLive: timeToLive))
    }

    @inline(__always)
    private func outcome(of result: WriteResult) -> Outcome {
        switch result {
        case .written: .ok
        case .exists: .exists
        case .notFound: .miss
        case .outOfMemory: .outOfMemory
        case .recordTooBig, .noBins, .timeToLiveTooLong: .refused
        }
    }
}
