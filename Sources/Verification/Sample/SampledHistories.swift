internal import Platform

/// What became of the histories of the values that were sampled.
public struct SampledHistories: Hashable, Sendable {
    /// Operations that were checked.
    public var operationCount = 0
    /// Values that they were about.
    public var valueCount = 0
    /// Pairs of operations on one value that overlapped in time.
    public var overlappingPairCount = 0
    /// The histories that no order explains, with where they are from.
    public var violations: [Violation] = []
    /// Values whose history was too long or too tangled to decide in the time allowed.
    public var undecidedCount = 0
    /// Values whose history ends before the run did, because there was no more room.
    public var cutCount = 0

    /// A history that no order explains.
    public struct Violation: Hashable, Sendable {
        /// The keyspace's name.
        public var keyspace: String
        /// The bin's name; nil when it is the whole record.
        public var bin: String?
        /// The history, and where it became impossible.
        public var violation: LinearizabilityViolation
    }

    /// What was found, in one word.
    public var verdict: HistoryVerdict {
        if !violations.isEmpty { return .violation }
        return undecidedCount == 0 ? .linearizable : .unknown
    }

    /// How far the clocks of two processors may differ: operations are widened by it on both sides.
    ///
    /// A line of memory takes tens of nanoseconds from one processor to another, so that a
    /// difference of less could not be seen anyway.
    static let clockTolerance: UInt64 = 100

    static func checking(
        _ workers: [WorkerVerification], samples: [SampledValue], spaces: [KeyspaceVersions],
        options: RunVerifier.Options
    ) -> SampledHistories {
        var result = SampledHistories()
        let checker = LinearizabilityChecker(configurationLimit: 200_000)
        let giveUp = MonotonicClock.system.now() + options.historyTime
        for (number, sample) in samples.enumerated() {
            let cut = workers.map { $0.log.cutMoment(of: number) }.min() ?? .max
            if cut != .max { result.cutCount += 1 }
            let history = workers.flatMap { worker in
                worker.log.history(of: number).compactMap {
                    RecordedOperation($0, worker: worker.worker, key: sample.key, cutAt: cut)
                }
            }
            guard !history.isEmpty else { continue }
            result.valueCount += 1
            result.operationCount += history.count
            guard MonotonicClock.system.now() < giveUp else {
                result.undecidedCount += 1
                continue
            }
            let report = checker.check(history)
            result.overlappingPairCount += report.overlappingPairCount
            result.undecidedCount += report.undecidedKeys.count
            let keyspace = spaces[Int(sample.keyspace)].keyspace
            result.violations += report.violations.map { violation in
                Violation(
                    keyspace: keyspace.name,
                    bin: keyspace.hasVersionPerBin ? keyspace.binNames[Int(sample.bin)] : nil,
                    violation: violation)
            }
        }
        return result
    }
}

extension SampledHistories.Violation: CustomStringConvertible {
    /// The violation as it is drawn, after the name of the keyspace and of the bin.
    public var description: String {
        "\(keyspace)\(bin.map { ", bin \($0)" } ?? ""), \(violation)"
    }
}

extension RecordedOperation {
    /// What was logged, as the checker takes it; nil when it had no effect, or was invoked after
    /// `cut`, from when on the histories are not complete.
    fileprivate init?(_ entry: HistoryLog.Entry, worker: Int, key: UInt64, cutAt cut: UInt64) {
        guard entry.invoked < cut, entry.outcome != .withoutEffect else { return nil }
        if entry.action == .write && entry.outcome == .absent { return nil }
        let tolerance = SampledHistories.clockTolerance
        // What ended after the cut may depend on what was not logged.
        let isOpen = entry.outcome == .unknown || entry.returned >= cut
        let value = Int64(entry.version)
        let action: RecordAction =
            switch entry.action {
            case .read: .read
            case .write: .write(value)
            case .delete: .delete
            }
        let outcome: RecordOutcome =
            switch (isOpen, entry.action, entry.outcome) {
            case (true, _, _): .unknown
            case (_, _, .damaged): .damaged
            case (_, _, .absent): .absent
            case (_, .read, _): .found(value, generation: nil)
            // The record may have been there without the bin.
            case (_, .delete, _): .acknowledged
            default: .applied(generation: nil)
            }
        self.init(
            thread: worker, key: key,
            invoked: Instant(nanoseconds: max(entry.invoked, tolerance) - tolerance),
            returned: Instant(nanoseconds: entry.returned &+ tolerance), action: action,
            outcome: outcome)
    }
}
