public import Platform
internal import Synchronization

/// Steps on every record of a set or a namespace, done piece by piece by whoever calls `step`.
///
/// ```swift
/// let steps = StepList()
/// steps.touch()
/// let job = try BackgroundWrite(namespace, steps, set: set, timeToLive: .seconds(3600))
/// while job.step(limit: 100, now: clock.now()) == .working {}
/// ```
///
/// It copies the digests of some records, then operates on those one by one, as any other writer
/// would. So each record is written at most once, no stripe is held for longer than a write takes,
/// and records that come or go meanwhile may or may not be written. Partitions that are dropped are
/// passed over.
///
/// Thread safety: one thread at a time calls `step`; any thread may use ``progress``.
public final class BackgroundWrite {
    /// How it goes; for any thread.
    public let progress = BackgroundProgress()
    private let steps: StepList
    private let policy: WritePolicy
    private var cursor: ScanCursor
    private var pacer: RecordPacer?
    private let operateBuffer = OperateBuffer()
    private let buffer = ScanBuffer(recordCapacity: stepLimit, byteCapacity: 0)

    /// The most records that one step looks at, however many are asked for.
    private static var stepLimit: Int { 256 }

    /// How a step ended.
    public enum Step: Hashable, Sendable {
        /// There may be more to do at once.
        case working
        /// The rate lets no record through before this time.
        case waiting(until: Instant)
        /// All records were written.
        case finished
        /// Somebody called ``BackgroundProgress/cancel()``; records written so far stay written.
        case cancelled
    }

    /// A write that has not begun.
    ///
    /// - Parameters:
    ///   - namespace: whose records.
    ///   - steps: what to do to each, at least one; not to be changed until the write has ended.
    ///   - set: only this set's records; nil for all, those in no set too.
    ///   - timeToLive: when the written records expire.
    ///   - pacer: keeps it to a rate; nil for as fast as it is called.
    /// - Throws: `EngineError` for too few or too many steps, or a time to live that is too long.
    public init(
        _ namespace: Namespace, _ steps: StepList, set: SetID? = nil,
        timeToLive: TimeToLive = .namespaceDefault, pacer: RecordPacer? = nil
    ) throws(EngineError) {
        guard (1...StepList.stepLimit).contains(steps.count) else {
            throw .invalidParameter(
                name: "steps", value: "\(steps.count)", bounds: "1 to \(StepList.stepLimit)")
        }
        if case .seconds(let seconds) = timeToLive,
            seconds > EngineConfiguration.ttlSecondsMaximum
        {
            throw .invalidParameter(
                name: "timeToLive", value: "\(seconds)", bounds: "0 to 315360000 seconds")
        }
        self.steps = steps
        self.pacer = pacer
        // A record that has come into another set meanwhile is not meant.
        policy = WritePolicy(
            condition: .updateOnly, timeToLive: timeToLive, set: set ?? .none)
        cursor = ScanCursor(namespace, selecting: ScanSelection(set: set, bins: .none))
    }

    /// Writes some records.
    ///
    /// - Parameters:
    ///   - limit: the most records to write, at least 1; fewer at a time may be written.
    ///   - now: the time, by the clock that the pacer was made with.
    /// - Returns: what to do next.
    public func step(limit: Int, now: Instant) -> Step {
        precondition(limit > 0, "a step writes at least one record, not \(limit)")
        if progress.isFinished { return .finished }
        if progress.isCancelled { return .cancelled }
        var wanted = min(limit, Self.stepLimit)
        if pacer != nil {
            wanted = min(wanted, pacer?.allowance(at: now) ?? 0)
            if wanted == 0 { return .waiting(until: pacer?.nextInstant ?? now) }
        }
        switch cursor.next(limit: wanted, into: buffer) {
        case .finished:
            progress.finish()
            return .finished
        case .partitionEnd, .unavailable: progress.countPartition()
        case .records: break
        }
        pacer?.take(buffer.count)
        for index in 0..<buffer.count { progress.count(perform(on: buffer.digest(at: index))) }
        return .working
    }

    private func perform(on digest: Digest) -> BackgroundProgress.Outcome {
        let result = cursor.namespace.operate(digest, steps, policy: policy, with: operateBuffer)
        switch result {
        case .written, .read: return .written
        case .notFound, .unavailable, .wrongSet: return .absent
        default: return .failed
        }
    }
}

/// How far a background write is, and the way to stop it.
///
/// Thread safety: any thread may call any method.
public final class BackgroundProgress: Sendable {
    /// How the write of one record ended.
    enum Outcome {
        case written
        case absent
        case failed
    }

    private let written = Atomic<Int>(0)
    private let absent = Atomic<Int>(0)
    private let failed = Atomic<Int>(0)
    private let partitions = Atomic<Int>(0)
    private let hasFinished = Atomic<Bool>(false)
    private let wasCancelled = Atomic<Bool>(false)

    /// Records written or removed.
    public var writtenCount: Int { written.load(ordering: .relaxed) }
    /// Records that were gone before their turn came.
    public var absentCount: Int { absent.load(ordering: .relaxed) }
    /// Records that could not be written, for their size, the type of a bin, or want of memory, and
    /// are as before.
    public var failedCount: Int { failed.load(ordering: .relaxed) }
    /// Partitions that are done, of 4,096.
    public var partitionCount: Int { partitions.load(ordering: .relaxed) }
    /// Whether there is nothing left to do.
    public var isFinished: Bool { hasFinished.load(ordering: .relaxed) }
    /// Whether it was told to stop.
    public var isCancelled: Bool { wasCancelled.load(ordering: .relaxed) }

    /// Makes the next step the last; does nothing once finished.
    public func cancel() {
        wasCancelled.store(true, ordering: .relaxed)
    }

    func count(_ outcome: Outcome) {
        switch outcome {
        case .written: written.wrappingAdd(1, ordering: .relaxed)
        case .absent: absent.wrappingAdd(1, ordering: .relaxed)
        case .failed: failed.wrappingAdd(1, ordering: .relaxed)
        }
    }

    func countPartition() {
        partitions.wrappingAdd(1, ordering: .relaxed)
    }

    func finish() {
        hasFinished.store(true, ordering: .relaxed)
    }
}
