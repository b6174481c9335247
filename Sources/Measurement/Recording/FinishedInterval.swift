public import Platform
internal import Synchronization

/// What one worker recorded in one interval, or in a few when its collector was late.
///
/// Thread safety: it belongs to the worker while it fills, to the collector from `takeFinished` to
/// `giveBack`; `IntervalRecorder` hands it over.
public final class FinishedInterval: @unchecked Sendable {
    /// The intervals it covers, counted from the phase's start; one, unless the collector was late.
    public internal(set) var indices: Range<Int> = 0..<1
    /// When the first of them began.
    public internal(set) var start = Instant(nanoseconds: 0)
    /// When the last of them ended.
    public internal(set) var end = Instant(nanoseconds: 0)
    /// One histogram for each series; nil for a series that is not in use.
    public let histograms: [LatencyHistogram?]

    let table: RecordingTable
    let isFinished = Atomic(false)

    init(seriesInUse: [Bool], counterCount: Int) {
        histograms = seriesInUse.map { $0 ? LatencyHistogram() : nil }
        table = RecordingTable(series: histograms.map { $0?.counts }, counterCount: counterCount)
    }

    deinit {
        table.deallocate()
    }

    /// The plain counters.
    public var counters: [UInt64] { table.counters }

    func reset() {
        for histogram in histograms { histogram?.reset() }
        table.resetCounters()
    }
}
