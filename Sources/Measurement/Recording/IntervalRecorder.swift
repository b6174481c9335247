public import Platform
internal import Synchronization

/// Where one worker records, in intervals that another thread collects without stopping it.
///
/// There are two complete sets of histograms. At an interval's end the worker hands the full set
/// over by one atomic store and goes on in the other. While the collector still holds the other,
/// the worker goes on in the same set: nothing is lost, and the interval says how long it was.
///
/// Thread safety: one worker calls `record`, `count`, `advance` and `finish`; one collector calls
/// `takeFinished` and `giveBack`. Each set has one owner at a time, which its `isFinished` names.
/// Who gives a set away stores that flag with release order, and who receives it loads the flag
/// with acquire order, so everything written before is seen after; neither ever waits.
public final class IntervalRecorder: @unchecked Sendable {
    // The worker's side.
    private var filling: FinishedInterval
    private var spare: FinishedInterval
    private var boundary: Instant
    private var currentIndex = 0
    private let start: Instant
    private let interval: Nanoseconds
    private let waitsForCollector: Bool
    // The collector's side.
    private var expected: FinishedInterval
    private var expectedNext: FinishedInterval

    /// A recorder for one worker and one phase.
    ///
    /// - Parameters:
    ///   - seriesInUse: for each series, whether it will be recorded; the others cost no memory,
    ///     and recording into them traps.
    ///   - counterCount: how many plain counters.
    ///   - start: when the phase and its first interval begin.
    ///   - interval: the length of an interval, above zero.
    ///   - waitsForCollector: whether the worker waits for a late collector, which keeps intervals
    ///     exact where time is virtual and waiting costs none of it.
    public init(
        seriesInUse: [Bool], counterCount: Int, start: Instant, interval: Nanoseconds,
        waitsForCollector: Bool = false
    ) {
        precondition(interval > .zero, "an interval lasts at least one nanosecond")
        filling = FinishedInterval(seriesInUse: seriesInUse, counterCount: counterCount)
        spare = FinishedInterval(seriesInUse: seriesInUse, counterCount: counterCount)
        expected = filling
        expectedNext = spare
        boundary = start + interval
        self.start = start
        self.interval = interval
        self.waitsForCollector = waitsForCollector
    }

    // MARK: The worker's side

    /// Counts a latency in a series.
    @inline(__always)
    public func record(series: Int, _ latency: Nanoseconds) {
        guard let histogram = filling.histograms[series] else {
            preconditionFailure("series \(series) was declared not in use")
        }
        histogram.record(latency)
    }

    /// Adds one to a counter.
    @inline(__always)
    public func count(counter: Int) {
        filling.counters[counter] += 1
    }

    /// Ends the interval when `now` is past its end; call it before recording what ended at `now`.
    @inline(__always)
    public func advance(to now: Instant) {
        if now >= boundary { crossBoundary(now) }
    }

    private func crossBoundary(_ now: Instant) {
        let index = Int((now - start).count / interval.count)
        while waitsForCollector && spare.isFinished.load(ordering: .acquiring) { pauseProcessor() }
        if !spare.isFinished.load(ordering: .acquiring) {
            publish(end: beginning(of: currentIndex + 1))
            filling.firstIndex = index
        }
        currentIndex = index
        boundary = beginning(of: index + 1)
    }

    private func publish(end: Instant) {
        filling.indices = filling.firstIndex..<(currentIndex + 1)
        filling.start = beginning(of: filling.firstIndex)
        filling.end = end
        filling.isFinished.store(true, ordering: .releasing)
        swap(&filling, &spare)
    }

    private func beginning(of index: Int) -> Instant {
        start + Nanoseconds(UInt64(index) * interval.count)
    }

    /// Hands over what is left, in a last interval that ends at `now`.
    ///
    /// The worker must not record after it.
    public func finish(at now: Instant) {
        if now > boundary { crossBoundary(now) }
        publish(end: now)
    }

    // MARK: The collector's side

    /// The oldest interval that is complete and not yet collected.
    public func takeFinished() -> FinishedInterval? {
        guard expected.isFinished.load(ordering: .acquiring) else { return nil }
        return expected
    }

    /// Empties an interval that was taken and lets the worker use it again.
    public func giveBack(_ interval: FinishedInterval) {
        precondition(interval === expected, "the interval given back is not the one taken")
        interval.reset()
        swap(&expected, &expectedNext)
        interval.isFinished.store(false, ordering: .releasing)
    }
}
