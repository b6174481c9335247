internal import Measurement
internal import Platform
internal import Synchronization
internal import Workload

/// One worker's share of a phase, handed to its thread and back.
///
/// Thread safety: the controller makes it, the worker's thread runs it, and the controller reads
/// `result` only after `control.finishedCount` says that the worker has ended (release, acquire).
final class WorkerTask: @unchecked Sendable {
    let index: Int
    let processor: Int?
    let session: any TargetSession
    let source: any OperationSource
    let batch: OperationBatch
    let recorder: IntervalRecorder
    let clock: MonotonicClock
    let control: PhaseControl
    let start: Instant
    let isOpen: Bool

    /// How the worker fared; nil until it has ended.
    private(set) var result: WorkerResult?
    /// Whether `result` may be read.
    private let isFinished = Atomic(false)

    init(
        index: Int, processor: Int?, session: any TargetSession, source: any OperationSource,
        batch: OperationBatch, recorder: IntervalRecorder, clock: MonotonicClock,
        control: PhaseControl, start: Instant, isOpen: Bool
    ) {
        self.index = index
        self.processor = processor
        self.session = session
        self.source = source
        self.batch = batch
        self.recorder = recorder
        self.clock = clock
        self.control = control
        self.start = start
        self.isOpen = isOpen
    }

    /// The result, once the worker has ended.
    var finishedResult: WorkerResult? {
        isFinished.load(ordering: .acquiring) ? result : nil
    }

    /// The worker's whole life.
    func run() {
        let usageBefore = ThreadUsage.current()
        clock.wait(until: start)
        var loop = WorkerLoop(
            session: session, source: source, batch: batch, recorder: recorder, clock: clock,
            control: control, start: start, isOpen: isOpen)
        if isOpen { loop.runOpen() } else { loop.runClosed() }
        recorder.finish(at: loop.now)
        result = WorkerResult(
            index: index, processor: processor, completedCount: loop.completedCount,
            unsentCount: loop.unsentCount, usage: ThreadUsage.current().since(usageBefore),
            elapsed: loop.now - start, idle: loop.idle, pacing: loop.pacing.snapshot,
            slipMaximum: loop.slipMaximum)
        isFinished.store(true, ordering: .releasing)
        control.finishedCount.add(1, ordering: .releasing)
    }
}
