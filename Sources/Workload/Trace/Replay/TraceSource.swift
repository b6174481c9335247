internal import Platform

/// One worker's part of a trace: the requests for the keys that are its own, in the trace's order.
///
/// A key's hash picks its worker, so that the operations on one key keep their order. Each worker
/// walks over all rows and leaves out those of others: a row is half a cache line, read in order.
final class TraceSource: OperationSource {
    private let file: TraceFile
    private let readAhead: TraceReadAhead
    private let workers: WorkerShare
    private let speed: Double
    private let usesRecordedTimes: Bool
    private let copyCount: UInt64
    private let loopCount: Int
    /// How many operations of the trace, over all workers, are replayed.
    private let operationLimit: UInt64
    private var place = Place()
    private var schedule: ArrivalSchedule
    private let draws: PhaseDraws
    /// Where in the pool values may begin.
    private let areaStart: Int
    /// The bins that writes of values and increments are on.
    private let (valueBin, counterBin): (UInt16, UInt16)

    /// Where in the trace the worker is.
    private struct Place {
        var loop = 0
        var row = 0
        /// How many of the row's repetitions, and of this one's copies, are done.
        var repetition: UInt32 = 0
        var copy: UInt64 = 0
        /// How many operations of the trace come before the row.
        var position: UInt64 = 0
        /// When to tell how far it is.
        var nextReport = 0
    }

    /// Whose a key is.
    private struct WorkerShare {
        let worker: UInt64
        let workerCount: UInt64

        @inline(__always)
        func owns(_ key: UInt64) -> Bool {
            if workerCount == 1 { return true }
            // The hash's upper half times the count: its upper half is 0 up to the count.
            return ((XXHash64.mix(key) >> 32) &* workerCount) >> 32 == worker
        }
    }

    /// How many rows a worker goes on before it says so: 128 KiB.
    private static let reportRowCount = 4096

    init(_ parts: SourceParts, trace: TracePlan) throws(WorkloadError) {
        file = trace.file
        do {
            readAhead = try trace.startReadAhead()
        } catch {
            throw WorkloadError(.file(trace.path), .unreadable("\(error)"))
        }
        workers = WorkerShare(
            worker: UInt64(parts.worker), workerCount: UInt64(parts.plan.workerCount))
        speed = trace.speed
        copyCount = UInt64(trace.copyCount)
        loopCount = trace.loopCount
        usesRecordedTimes = parts.phase.arrivals == .trace
        operationLimit = parts.phase.operationCount ?? .max
        schedule = ArrivalSchedule(parts.phase.arrivals, draws: parts.draws)
        draws = parts.draws
        let bins = trace.bins
        (valueBin, counterBin) = (bins.count > 1 ? 0 : Operation.allBins, 1)
        areaStart =
            if case .slice(let start, _) = parts.plan.valueLayout.sources[0][0] { start } else { 0 }
    }

    func fill(_ batch: OperationBatch) {
        batch.removeAll()
        // Taken out of the object: the loop then runs without checks for exclusive access.
        var place = self.place
        while batch.count < batch.capacity {
            if place.row == file.rowCount {
                guard place.loop + 1 < loopCount else { break }
                place.loop += 1
                place.row = 0
            }
            let row = file.row(place.row)
            append(row, &place, to: batch)
            guard place.repetition == row.repeatCount else { continue }
            place.position &+= UInt64(row.repeatCount) &* copyCount
            guard place.position < operationLimit else {
                (place.loop, place.row) = (loopCount, file.rowCount)
                break
            }
            place.row += 1
            place.repetition = 0
        }
        report(&place)
        self.place = place
    }

    private func report(_ place: inout Place) {
        let row = place.loop * file.rowCount + place.row
        guard row >= place.nextReport else { return }
        place.nextReport = row + Self.reportRowCount
        readAhead.advance(to: row)
    }

    /// Adds the worker's operations of a row, as far as there is room for them.
    @inline(__always)
    private func append(_ row: TraceRow, _ place: inout Place, to batch: OperationBatch) {
        if copyCount == 1 && !workers.owns(UInt64(row.key)) {
            place.repetition = row.repeatCount
            return
        }
        let kind = (TraceOperation(rawValue: row.operation) ?? .get).kind
        while place.repetition < row.repeatCount {
            while place.copy < copyCount {
                let key = UInt64(row.key) &+ place.copy &* file.keyCount
                let before = UInt64(place.repetition) &* copyCount &+ place.copy
                guard place.position &+ before < operationLimit else {
                    place.repetition = row.repeatCount
                    return
                }
                if workers.owns(key) {
                    guard batch.count < batch.capacity else { return }
                    append(row, kind, key, place, to: batch)
                }
                place.copy += 1
            }
            place.copy = 0
            place.repetition += 1
        }
    }

    @inline(__always)
    private func append(
        _ row: TraceRow, _ kind: OperationKind, _ key: UInt64, _ place: Place,
        to batch: OperationBatch
    ) {
        let number =
            place.position &+ UInt64(place.repetition) &* copyCount &+ place.copy
        var operation = Operation(
            kind: kind, keyIndex: key,
            intendedStart: usesRecordedTimes
                ? recordedStart(row, place) : schedule.start(of: number))
        if kind.setsLifetime { operation.ttlSeconds = row.ttlSeconds }
        if kind == .increment { operation.bin = counterBin }
        let start = kind.writesValues ? pickValue(number, &operation) : 0
        batch.append(operation) { space in
            TraceKeyText.write(key, byteCount: Int(row.keyByteCount), into: &space)
        }
        if kind.writesValues {
            batch.setLastValue(
                BatchValue(payload: start, byteCount: Int(row.valueByteCount)), at: 0)
        }
    }

    /// Where the value that an operation writes begins.
    @inline(__always)
    private func pickValue(_ number: UInt64, _ operation: inout Operation) -> UInt64 {
        var random = draws[number][.values]
        operation.bin = valueBin
        operation.valueSeed = UInt32(truncatingIfNeeded: random.next())
        return UInt64(ValueSource.sliceStart(areaStart: areaStart, seed: operation.valueSeed))
    }

    /// The time of the row, and of the loops and repetitions before it, at the replay's speed.
    @inline(__always)
    private func recordedStart(_ row: TraceRow, _ place: Place) -> Nanoseconds {
        let loops = UInt64(place.loop) &* file.header.duration
        let time = loops &+ row.time &+ UInt64(row.spacing) &* UInt64(place.repetition)
        if speed == 1 { return Nanoseconds(time) }
        return Nanoseconds(UInt64(min(Double(time) / speed, 0x1p63)))
    }
}
