internal import Measurement
internal import Platform
internal import Synchronization
internal import Workload

/// What one worker works with in one phase.
struct WorkerParts {
    /// Its number, from 0.
    let index: Int
    /// The processor to stay on, if any.
    let processor: Int?
    /// Its access to the target, the same in all phases.
    let session: any TargetSession
    /// Its operations in this phase.
    let source: any OperationSource
    /// Where they are put.
    let batch: OperationBatch
    /// The writes that follow reads that miss; nil when there are none.
    let fills: FillQueue?
    /// Its time.
    let clock: MonotonicClock
    /// What looks at its operations; nil where they are not checked.
    var observer: OperationObserver?
}

/// One worker's share of a phase, handed to its thread and back.
///
/// Thread safety: the controller makes it, the worker's thread runs it, and the controller reads
/// `result` only after `control.finishedCount` says that the worker has ended (release, acquire).
final class WorkerTask: @unchecked Sendable {
    let parts: WorkerParts
    let recorder: IntervalRecorder
    let control: PhaseControl
    let start: Instant
    let isOpen: Bool

    /// How the worker fared; nil until it has ended.
    private(set) var result: WorkerResult?
    /// Whether `result` may be read.
    private let isFinished = Atomic(false)

    init(
        parts: WorkerParts, recorder: IntervalRecorder, control: PhaseControl, start: Instant,
        isOpen: Bool
    ) {
        self.parts = parts
        self.recorder = recorder
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
        parts.clock.wait(until: start)
        let usageBefore = ThreadUsage.current(parts.clock)
        var loop = WorkerLoop(
            parts: parts, recorder: recorder, control: control, start: start, isOpen: isOpen)
        if isOpen { loop.runOpen() } else { loop.runClosed() }
        let usage = ThreadUsage.current(parts.clock).since(usageBefore)
        recorder.finish(at: loop.now)
        result = WorkerResult(
            index: parts.index, processor: parts.processor, completedCount: loop.completedCount,
            unsentCount: loop.countUnsent(), usage: usage,
            elapsed: loop.now - start, idle: loop.idle, pacing: loop.pacing.snapshot,
            latenessTotal: loop.latenessTotal,
            slipMaximum: loop.slipMaximum, lostTarget: loop.isTargetLost)
        isFinished.store(true, ordering: .releasing)
        control.finishedCount.add(1, ordering: .releasing)
    }
}
