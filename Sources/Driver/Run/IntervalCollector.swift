internal import Measurement
internal import Platform
internal import Workload

/// Merges what the workers of one phase hand over: into totals, and by interval.
///
/// Thread safety: the controller's thread only.
struct IntervalCollector {
    private let recorders: [IntervalRecorder]
    private let kinds: [OperationKind]
    private let isOpen: Bool
    private let interval: Nanoseconds
    /// The interval that also has what ends after the phase's duration; nil without a duration.
    let lastIndex: Int?

    /// Everything recorded so far, by series.
    private var totals: [LatencyHistogram?]
    private var totalCounters: [UInt64]
    /// For each worker, the first interval it has not delivered.
    private var deliveredEnds: [Int]
    /// The intervals, by index from 0; grows as workers deliver.
    private(set) var intervals: [IntervalResult] = []

    init(
        recorders: [IntervalRecorder], kinds: [OperationKind], isOpen: Bool,
        interval: Nanoseconds, duration: Nanoseconds?
    ) {
        self.recorders = recorders
        self.kinds = kinds
        self.isOpen = isOpen
        self.interval = interval
        lastIndex = duration.map {
            max(Int(($0.count + interval.count - 1) / interval.count) - 1, 0)
        }
        totals = Series.inUse(kinds: kinds, isOpen: isOpen).map { $0 ? LatencyHistogram() : nil }
        totalCounters = Array(repeating: 0, count: Series.counterCount)
        deliveredEnds = Array(repeating: 0, count: recorders.count)
    }

    /// How many intervals, from the first, every worker has delivered.
    var completeIntervalCount: Int { deliveredEnds.min() ?? 0 }

    /// Operations that have ended so far, in any way.
    var completedCount: UInt64 { totalCounters.reduce(0, +) }

    /// Operations that have ended in an error so far.
    var errorCount: UInt64 {
        kinds.reduce(0) { $0 + kindResult($1, counters: totalCounters).errorCount }
    }

    /// Takes the oldest that each worker has finished; returns whether there was anything.
    ///
    /// One from each: a worker on virtual time could go on handing over while this takes, and
    /// nobody would watch the system until the phase's end.
    mutating func collect() -> Bool {
        var foundAny = false
        for (worker, recorder) in recorders.enumerated() {
            guard let finished = recorder.takeFinished() else { continue }
            foundAny = true
            merge(finished)
            deliveredEnds[worker] = finished.indices.upperBound
            recorder.giveBack(finished)
        }
        return foundAny
    }

    /// Gives the last interval the length that it came to.
    mutating func end(at elapsed: Nanoseconds) {
        guard let last = intervals.last else { return }
        intervals[intervals.count - 1].length = elapsed - min(last.start, elapsed)
    }

    /// What was other than usual about the load in the interval at `index`.
    ///
    /// - Parameters:
    ///   - index: which interval.
    ///   - phase: the phase.
    ///   - doneCount: operations of the intervals before it; grows by this one's.
    /// - Returns: a few words for each thing.
    func marks(ofInterval index: Int, of phase: PhasePlan, after doneCount: inout UInt64)
        -> [String]
    {
        guard phase.isLoadChanging else { return [] }
        let interval = intervals[index]
        let before = doneCount
        doneCount += interval.completedCount
        return phase.labels(
            time: interval.start..<interval.start + interval.length, operations: before..<doneCount)
    }

    /// Marks all intervals, once their counts are known.
    mutating func mark(_ phase: PhasePlan) {
        var doneCount: UInt64 = 0
        for index in intervals.indices {
            intervals[index].marks = marks(ofInterval: index, of: phase, after: &doneCount)
        }
    }

    /// Notes what the target says of itself at the end of the newest of `count` intervals.
    ///
    /// What its counters have counted since the sample before goes to that interval as a whole.
    mutating func note(_ statistics: [TargetStatistic], atEndOf count: Int) {
        guard count > 0 else { return }
        let noted = intervals[count - 1].statistics
        intervals[count - 1].statistics = statistics.map { statistic in
            guard statistic.kind == .counter,
                let before = noted.first(where: { $0.name == statistic.name })
            else { return statistic }
            var sum = statistic
            sum.value += before.value
            return sum
        }
    }

    /// The totals, one row per kind.
    func kindResults() -> [KindResult] {
        kinds.map { kindResult($0, counters: totalCounters) }
    }

    private mutating func merge(_ finished: FinishedInterval) {
        for series in totals.indices {
            if let total = totals[series], let part = finished.histograms[series], part.count > 0 {
                total.add(part)
            }
        }
        for index in totalCounters.indices { totalCounters[index] += finished.counters[index] }
        guard let newest = finished.indices.last else { return }
        let index = min(newest, lastIndex ?? newest)
        extend(to: index + 1)
        for position in kinds.indices {
            intervals[index].kinds[position].add(finished, kind: kinds[position], isOpen: isOpen)
        }
    }

    /// Makes room for so many intervals, as far as the phase is planned to last.
    mutating func extend(to count: Int) {
        let limit = lastIndex.map { $0 + 1 } ?? count
        while intervals.count < min(count, limit) {
            let index = intervals.count
            intervals.append(
                IntervalResult(
                    index: index, start: Nanoseconds(UInt64(index) * interval.count),
                    length: interval, kinds: kinds.map { IntervalKindResult(kind: $0) },
                    statistics: []))
        }
    }

    private func kindResult(_ kind: OperationKind, counters: [UInt64]) -> KindResult {
        let service = histogram(kind, .service)
        return KindResult(
            kind: kind,
            outcomeCounts: Outcome.allCases.map { counters[Series.counter(kind, $0)] },
            latencies: KindLatencies(
                service: service, queue: histogram(kind, .queue),
                response: isOpen ? histogram(kind, .response) : service,
                miss: histogram(kind, .miss), error: histogram(kind, .error)))
    }

    private func histogram(_ kind: OperationKind, _ measure: Measure) -> LatencyHistogram {
        totals[Series.index(kind, measure)] ?? LatencyHistogram()
    }
}

extension IntervalKindResult {
    /// Adds what one worker recorded of this kind.
    mutating func add(_ finished: FinishedInterval, kind: OperationKind, isOpen: Bool) {
        for outcome in Outcome.allCases {
            outcomeCounts[Int(outcome.rawValue)] += finished.counters[Series.counter(kind, outcome)]
        }
        func compact(_ measure: Measure) -> CompactHistogram {
            finished.histograms[Series.index(kind, measure)].map { CompactHistogram($0) }
                ?? CompactHistogram()
        }
        let newService = compact(.service)
        service.add(newService)
        response.add(isOpen ? compact(.response) : newService)
        queue.add(compact(.queue))
        miss.add(compact(.miss))
        error.add(compact(.error))
    }
}
