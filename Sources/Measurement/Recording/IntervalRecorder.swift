public import Platform
internal import Synchronization

/// Where one worker records, in intervals that another thread collects without stopping it.
///
/// There are two complete sets of histograms. At an interval's end the worker hands the full set
/// over by one atomic store and goes on in the other. While the collector still holds the other,
/// the worker goes on in the same set: nothing is lost, and the interval says how long it was.
///
/// Thread safety: one worker calls `record`, `count`, `advance` and `finish`; one collector calls
/// `takeFinished` and `giveBack`. Each set has one owner at a time, which its `isFinished` names:
/// false is the worker's, true the collector's. Who gives a set away stores the flag with release
/// order as the last thing it does with the set, and who receives it loads the flag with acquire
/// order as the first, so all that was written before is seen after. Neither ever waits, but for a
/// worker on virtual time that was told to.
///
/// Invariants: the worker fills a set that is its own until `finish`; sets are finished, and
/// collected, in strict alternation.
public final class IntervalRecorder: @unchecked Sendable {
    private let start: Instant
    private let interval: Nanoseconds
    private let waitsForCollector: Bool

    // The worker's side.
    private let place: FillingPlace
    private var filling: FinishedInterval
    private var spare: FinishedInterval
    private var firstIndex = 0
    private var currentIndex = 0

    // The collector's side.
    private var expected: FinishedInterval
    private var expectedNext: FinishedInterval

    /// A recorder for one worker and one phase.
    ///
    /// - Parameters:
    ///   - seriesInUse: for each series, whether it will be recorded (540 KB); the others cost no
    ///     memory, and recording into them traps.
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
        let first = FinishedInterval(seriesInUse: seriesInUse, counterCount: counterCount)
        let second = FinishedInterval(seriesInUse: seriesInUse, counterCount: counterCount)
        (filling, spare) = (first, second)
        (expected, expectedNext) = (first, second)
        place = FillingPlace(table: first.table, boundary: (start + interval).nanoseconds)
        self.start = start
        self.interval = interval
        self.waitsForCollector = waitsForCollector
    }

    deinit {
        place.deallocate()
    }

    // MARK: The worker's side

    /// Counts a latency in a series.
    @inline(__always)
    public func record(series: Int, _ latency: Nanoseconds) {
        place.table.record(series: series, latency.count)
    }

    /// Adds to a counter.
    @inline(__always)
    public func count(counter: Int, by amount: UInt64 = 1) {
        place.table.count(counter: counter, by: amount)
    }

    /// Ends the interval when `now` is not before its end.
    ///
    /// Call it before recording what ended at `now`. Intervals in which it was never called are
    /// empty, and left out.
    @inline(__always)
    public func advance(to now: Instant) {
        if now.nanoseconds >= place.boundary { crossBoundary(now) }
    }

    /// Hands over what is left, in a last interval that ends at `now`.
    ///
    /// The worker must not record after it.
    public func finish(at now: Instant) {
        if now.nanoseconds > place.boundary { crossBoundary(now) }
        publish(end: max(now, beginning(of: currentIndex)))
        place.boundary = .max
    }

    @inline(never)
    private func crossBoundary(_ now: Instant) {
        let index = Int((now - start).count / interval.count)
        while waitsForCollector && spare.isFinished.load(ordering: .acquiring) { pauseProcessor() }
        if !spare.isFinished.load(ordering: .acquiring) {
            publish(end: beginning(of: currentIndex + 1))
            swap(&filling, &spare)
            place.table = filling.table
            firstIndex = index
        }
        currentIndex = index
        place.boundary = beginning(of: index + 1).nanoseconds
    }

    private func publish(end: Instant) {
        filling.indices = firstIndex..<(currentIndex + 1)
        filling.start = beginning(of: firstIndex)
        filling.end = end
        filling.isFinished.store(true, ordering: .releasing)
    }

    private func beginning(of index: Int) -> Instant {
        start + Nanoseconds(UInt64(index) * interval.count)
    }

    // MARK: The collector's side

    /// The oldest interval that is complete and not yet given back, if there is one.
    public func takeFinished() -> FinishedInterval? {
        expected.isFinished.load(ordering: .acquiring) ? expected : nil
    }

    /// Empties an interval that was taken and lets the worker use it again.
    public func giveBack(_ interval: FinishedInterval) {
        precondition(interval === expected, "the interval given back is not the one taken")
        interval.reset()
        swap(&expected, &expectedNext)
        interval.isFinished.store(false, ordering: .releasing)
    }
}
