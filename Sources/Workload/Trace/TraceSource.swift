internal import Platform

/// One worker's part of a trace: the rows of the keys that are its own, in the trace's order.
///
/// A key's hash picks its worker, so that the operations on one key keep their order.
final class TraceSource: OperationSource {
    private let trace: Trace
    private let worker: UInt64
    private let workerCount: UInt64
    private let usesRecordedTimes: Bool
    /// How many operations of the trace, over all workers, are replayed.
    private let operationLimit: UInt64
    private var schedule: ArrivalSchedule
    private let draws: PhaseDraws
    private let valueSource: ValueSource
    private var row = 0
    /// How many of the current row's repetitions are done.
    private var repetition: UInt32 = 0
    /// How many operations of the trace come before the current row.
    private var position: UInt64 = 0

    init(_ parts: SourceParts, trace: Trace) {
        self.trace = trace
        worker = UInt64(parts.worker)
        workerCount = UInt64(parts.plan.workerCount)
        usesRecordedTimes = parts.phase.arrivals == .trace
        operationLimit = parts.phase.operationCount ?? .max
        schedule = ArrivalSchedule(parts.phase.arrivals, draws: parts.draws)
        draws = parts.draws
        valueSource = parts.plan.valueLayout.sources[0][0]
    }

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        while batch.count < batch.capacity && row < trace.rows.count {
            let current = trace.rows[row]
            let isDone =
                repetition == current.repeatCount || !isOwn(current.key)
                || position + UInt64(repetition) >= operationLimit
            if isDone {
                position += UInt64(current.repeatCount)
                row += 1
                repetition = 0
            } else {
                append(current, to: batch)
                repetition += 1
            }
        }
    }

    private func isOwn(_ key: UInt32) -> Bool {
        if workerCount == 1 { return true }
        var mixer = SplitMix64(seed: UInt64(key))
        return mixer.next() % workerCount == worker
    }

    private func append(_ current: Trace.Row, to batch: OperationBatch) {
        let number = position + UInt64(repetition)
        var operation = Operation(
            kind: current.kind, keyIndex: UInt64(current.key),
            intendedStart: usesRecordedTimes
                ? recordedStart(current) : schedule.start(of: number))
        if current.kind == .update {
            var random = draws[number][.values]
            operation.valueSeed = UInt32(truncatingIfNeeded: random.next())
            operation.ttlSeconds = current.ttlSeconds
        }
        batch.append(operation) { space in trace.keys.write(current.key, into: &space) }
        if current.kind == .update {
            if case .slice(let areaStart, _) = valueSource {
                let start = ValueSource.sliceStart(areaStart: areaStart, seed: operation.valueSeed)
                batch.setLastValue(
                    BatchValue(payload: UInt64(start), byteCount: Int(current.valueByteCount)),
                    at: 0)
            }
        }
    }

    /// The operations of one second are spread evenly over it.
    private func recordedStart(_ current: Trace.Row) -> Nanoseconds {
        let position = current.secondPosition + UInt64(repetition)
        let total = current.secondOperationCount
        let within = total.dividingFullWidth(position.multipliedFullWidth(by: 1_000_000_000))
            .quotient
        return Nanoseconds(current.second * 1_000_000_000 + within)
    }
}
