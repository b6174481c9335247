internal import Measurement
internal import Platform
internal import Workload

/// One worker's phase: submit what is due, poll, record.
///
/// The loop allocates nothing and shares nothing but the stop flag. In a closed loop the end of one
/// operation is the start of the next, unless the worker thinks in between or is none of the
/// clients for a while; the clock is read once more after each batch is generated, so that
/// generation is in no operation's time.
///
/// Thread safety: lives on its worker's thread.
struct WorkerLoop: ~Copyable {
    let session: any TargetSession
    let source: any OperationSource
    let batch: OperationBatch
    let fills: FillQueue?
    let observer: OperationObserver?
    /// Whether each submission is followed by a reading of the clock: not in a closed loop whose
    /// session says itself when operations were sent and answered.
    let readsClock: Bool
    let recorder: IntervalRecorder
    let clock: MonotonicClock
    let control: PhaseControl
    /// The phase's common start.
    let start: Instant
    /// Operations begin before this moment.
    let end: Instant
    /// Whether operations have intended starts.
    let isOpen: Bool

    /// When a worker of a closed loop is one of its clients.
    private var turns: ClientTurns

    /// The newest reading of the clock.
    var now: Instant
    var inFlight: InFlightTable
    var completions: CompletionList
    var completedCount: UInt64 = 0
    /// When to look again for what has waited too long.
    private var nextTimeoutCheck: Instant
    /// Whether the target cannot be reached any more.
    private(set) var isTargetLost = false
    /// The place in the batch of the first operation that was not sent; nil when all were.
    private var firstUnsent: Int?
    var idle = Nanoseconds.zero
    var latenessTotal = Nanoseconds.zero
    var slipMaximum = Nanoseconds.zero
    let pacing = LatencyHistogram()

    init(
        parts: WorkerParts, recorder: IntervalRecorder, control: PhaseControl, start: Instant,
        isOpen: Bool
    ) {
        session = parts.session
        readsClock = isOpen || !parts.session.timesItself
        source = parts.source
        batch = parts.batch
        fills = parts.fills
        observer = parts.observer
        clock = parts.clock
        self.recorder = recorder
        self.control = control
        self.start = start
        self.isOpen = isOpen
        end = control.duration.map { start + $0 } ?? Instant(nanoseconds: .max)
        turns = ClientTurns(control.clients, worker: parts.index, start: start)
        now = start
        nextTimeoutCheck = start
        inFlight = InFlightTable(limit: session.inFlightLimit)
        completions = CompletionList(capacity: max(session.inFlightLimit, 1))
    }

    // MARK: Closed loop

    /// Runs until the source, the duration or the user ends the phase.
    mutating func runClosed() {
        while !isOver {
            source.fill(batch)
            if batch.count == 0 { break }
            // Ordered reading waits for all that generation still has under way.
            now = readsClock ? clock.nowInOrder() : clock.now()
            let sent = runBatchClosed()
            observer?.observe(batch, count: sent)
        }
        drain()
    }

    @inline(__always)
    private var isOver: Bool { now >= end || control.stop.isRequested || isTargetLost }

    /// How long a poll may wait when there is nothing to do but to wait for replies.
    private var longestWait: Nanoseconds {
        control.spins ? .zero : .milliseconds(5)
    }

    /// Sends the batch's operations one after the other; returns how many entries were sent.
    private mutating func runBatchClosed() -> Int {
        let batch = batch
        var index = 0
        while index < batch.count {
            if now >= turns.end { waitForTurn() }
            let operation = batch[index]
            if operation.intendedStart > .zero { think(operation.intendedStart) }
            if isOver { return index }
            send(index, of: batch, operation, intendedStart: nil)
            index += Int(operation.entryCount)
        }
        return batch.count
    }

    /// Waits until the worker is one of the phase's clients.
    private mutating func waitForTurn() {
        waitIdle(until: min(turns.next(after: now), end))
    }

    /// Lets a client's think time pass, which begins when its operation has ended.
    private mutating func think(_ time: Nanoseconds) {
        drain()
        waitIdle(until: min(now + time, end))
    }

    // MARK: Open loop

    /// Runs until the schedule, the duration or the user ends the phase.
    ///
    /// A phase with a duration lasts that long, also when nothing is due in its last moments: the
    /// achieved rate is over the same time as the offered one.
    mutating func runOpen() {
        while true {
            source.fill(batch)
            if batch.count == 0 { break }
            now = clock.nowInOrder()
            let sent = runBatchOpen()
            observer?.observe(batch, count: sent)
            // Behind schedule nothing waits, and what was handed over must be sent all the same.
            if inFlight.count > 0 { collect() }
            if sent < batch.count {
                firstUnsent = sent
                waitIdle(until: end)
                break
            }
        }
        drain()
    }

    /// Sends the batch's operations when they are due; returns how many were sent.
    private mutating func runBatchOpen() -> Int {
        let batch = batch
        var index = 0
        while index < batch.count {
            let operation = batch[index]
            let intendedStart = start + operation.intendedStart
            if intendedStart >= end { return index }
            if now < intendedStart {
                waitIdle(until: intendedStart)
                if control.stop.isRequested { return index }
                let lateness = now - intendedStart
                pacing.record(lateness)
                latenessTotal = latenessTotal + lateness
            } else if isOver {
                return index
            }
            send(index, of: batch, operation, intendedStart: intendedStart)
            index += Int(operation.entryCount)
        }
        return batch.count
    }

    /// Waits for an intended start or the end of a think time: sleeps through what is long, polls
    /// and spins through the rest.
    ///
    /// Intervals go on ending meanwhile, so that an idle worker holds nobody up.
    private mutating func waitIdle(until moment: Instant) {
        let begin = now
        if clock.isVirtual {
            clock.wait(until: moment)
            now = clock.now()
        }
        while now < moment && !control.stop.isRequested {
            recorder.advance(to: now)
            rest(until: moment)
            now = clock.now()
        }
        recorder.advance(to: now)
        idle = idle + (now - begin)
    }

    /// Does what there is to do while waiting, or lets a little time pass.
    private mutating func rest(until moment: Instant) {
        let left = moment - now
        if inFlight.count > 0 {
            // The system's timers are late by some 30 µs: the last stretch is spun through.
            let wait = left > .microseconds(100) ? left - .microseconds(60) : .zero
            collect(atMost: min(wait, longestWait))
        } else if left > .microseconds(200) {
            pauseThread(min(left - .microseconds(150), .milliseconds(20)))
        } else {
            pauseProcessor()
        }
    }

    /// How many operations the schedule wanted before the phase's end that were never sent.
    ///
    /// They are generated to be counted, which ends after a second: some 20 million of them. What
    /// is left of the phase then is reckoned at the pace of those, so that the figure stays true
    /// under any overload.
    mutating func countUnsent() -> UInt64 {
        guard var index = firstUnsent else { return 0 }
        let limit = min(end, control.stop.isRequested ? now : end)
        let giveUp = clock.now() + .seconds(1)
        let first = start + batch[index].intendedStart
        var newest = first
        var count: UInt64 = 0
        while batch.count > 0 {
            while index < batch.count {
                newest = start + batch[index].intendedStart
                if newest >= limit { return count }
                count += 1
                index += Int(batch[index].entryCount)
            }
            if clock.now() > giveUp {
                let pace = Double(count) / max((newest - first).seconds, 1e-9)
                return count + UInt64(pace * (limit - newest).seconds)
            }
            source.fill(batch)
            index = 0
        }
        return count
    }

    // MARK: Operations

    /// Sends one operation, waiting for room if it must, and records it if it completes at once.
    ///
    /// - Parameters:
    ///   - index: its place in the batch.
    ///   - batch: the worker's, in a variable of the caller's: counting a reference to a property
    ///     took 3 % of a request to Redis at pipeline 16.
    ///   - operation: what stands there.
    ///   - intendedStart: when the schedule wanted it, or nil in a closed loop: at once.
    @inline(__always)
    private mutating func send(
        _ index: Int, of batch: OperationBatch, _ operation: Operation, intendedStart: Instant?
    ) {
        if let fills, fills.waitingCount > 0 { sendFills(fills) }
        let result = submit(index, of: batch, operation.kind, intendedStart: intendedStart)
        guard let fills, operation.entryCount == 2, operation.kind == .read else { return }
        switch result {
        case .completed(.miss): _ = submit(index + 1, of: batch, .fill, intendedStart: nil)
        case .pending(let ticket): fills.keep(ticket, from: batch, index + 1)
        case .completed, .none: break
        }
    }

    /// What became of an operation that was given to the session.
    private enum Sent {
        case completed(Outcome)
        case pending(UInt32)
    }

    /// Gives an operation to the session; nil when the run ended before there was room.
    @inline(__always)
    private mutating func submit(
        _ index: Int, of batch: OperationBatch, _ kind: OperationKind, intendedStart: Instant?
    ) -> Sent? {
        while true {
            let actualStart = now
            let ticket = inFlight.nextTicket ?? inFlight.noTicket
            let submission = session.submit(index, of: batch, ticket: ticket)
            if readsClock { now = clock.nowInOrder() }
            let operation = InFlightOperation(
                kind: kind, intendedStart: intendedStart ?? actualStart, actualStart: actualStart)
            switch submission {
            case .completed(let outcome):
                record(operation, outcome, end: now)
                return .completed(outcome)
            case .pending:
                inFlight.insert(operation)
                return .pending(ticket)
            case .busy:
                if control.stop.isRequested || isTargetLost { return nil }
                collect(atMost: longestWait)
                // No read is sent while fills wait, so that they are never more than its slots.
                if kind != .fill, let fills, fills.waitingCount > 0 { sendFills(fills) }
            }
        }
    }

    /// Sends the fills whose reads have missed.
    @inline(never)
    private mutating func sendFills(_ fills: FillQueue) {
        while let index = fills.next {
            if submit(index, of: fills.batch, .fill, intendedStart: nil) == nil { return }
            fills.didSend(index)
        }
    }

    /// Records what has ended since the last poll, and gives up what has waited too long.
    ///
    /// - Parameter limit: how long to wait for the first when none has.
    private mutating func collect(atMost limit: Nanoseconds = .zero) {
        completions.removeAll()
        session.poll(into: &completions, atMost: limit)
        now = clock.nowInOrder()
        for entry in completions.entries {
            guard var operation = inFlight.remove(entry.ticket) else { continue }
            if let actualStart = entry.actualStart { operation.actualStart = actualStart }
            record(operation, entry.outcome, end: entry.end ?? now)
            if let fills, operation.kind == .read, entry.outcome == .miss {
                fills.miss(entry.ticket)
            }
        }
        if completions.entries.isEmpty { recorder.advance(to: now) }
        if now >= nextTimeoutCheck { giveUpLate() }
    }

    /// Gives up what has waited too long; looked for once a millisecond.
    @inline(never)
    private mutating func giveUpLate() {
        nextTimeoutCheck = now + .milliseconds(1)
        // Virtual time begins at zero.
        let patience = min(control.operationTimeout.count, now.nanoseconds)
        let limit = Instant(nanoseconds: now.nanoseconds - patience)
        while let (ticket, operation) = inFlight.removeOne(sentBefore: limit) {
            record(operation, .timeout, end: now)
            session.abandon(ticket: ticket)
        }
        isTargetLost = session.isLost
    }

    /// Waits for the operations in flight; each ends or times out.
    private mutating func drain() {
        if let fills, fills.waitingCount > 0 { sendFills(fills) }
        while inFlight.count > 0 {
            collect(atMost: longestWait)
            if let fills, fills.waitingCount > 0 { sendFills(fills) }
        }
    }

    /// Records an operation that has ended.
    @inline(__always)
    private mutating func record(
        _ operation: InFlightOperation, _ outcome: Outcome, end: Instant
    ) {
        let kind = operation.kind
        let response = end - operation.intendedStart
        recorder.advance(to: now)
        recorder.count(counter: Series.counter(kind, outcome))
        completedCount &+= 1
        guard outcome.isAnswer else {
            return recorder.record(series: Series.index(kind, .error), response)
        }
        recorder.record(series: Series.index(kind, .service), end - operation.actualStart)
        if outcome == .miss { recorder.record(series: Series.index(kind, .miss), response) }
        if isOpen {
            let queue = operation.actualStart - operation.intendedStart
            recorder.record(series: Series.index(kind, .queue), queue)
            recorder.record(series: Series.index(kind, .response), response)
            if queue > slipMaximum { slipMaximum = queue }
        }
    }
}
