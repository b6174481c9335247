internal import Glibc
public import Platform
internal import Synchronization

/// Histograms with one writer that any thread may read while they are written.
///
/// For figures of a service that never stops: a thread records what it does, and whoever asks gets
/// the counts of that moment. A recording is two plain loads and stores, as no other thread writes.
///
/// Thread safety: one thread at a time records; any thread reads. What is read may have a latency
/// in its buckets and not yet in its sum, or the other way round.
///
/// Safety: `words` points to `count` times `wordCount` words, zeroed by the allocator, from `init`
/// until `deinit`; zero bits are an atomic zero. The number of a histogram is checked, and the
/// index of a trackable latency is inside the layout.
@safe
public final class SharedHistograms: @unchecked Sendable {
    /// How many histograms there are.
    public let count: Int
    private let words: UnsafeMutablePointer<Atomic<UInt64>>

    // The words before a histogram's buckets, which fill one cache line.
    private static var headerCount: Int { 8 }
    private static var sum: Int { 0 }
    private static var overflow: Int { 1 }
    private static var overflowLongest: Int { 2 }
    private static var wordCount: Int { headerCount + HistogramLayout.bucketCount }

    /// `count` empty histograms; pages of them take memory when they are first recorded in.
    public init(count: Int) {
        self.count = count
        let wordCount = count * Self.wordCount
        guard let block = unsafe calloc(max(wordCount, 1), MemoryLayout<UInt64>.stride) else {
            preconditionFailure("no memory for \(count) histograms")
        }
        unsafe words = block.bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
    }

    deinit {
        unsafe free(words)
    }

    /// Counts a latency in the histogram of number `number`, once or `count` times.
    @inline(__always)
    public func record(_ latency: Nanoseconds, in number: Int, count: UInt64 = 1) {
        let start = start(of: number)
        let value = latency.count
        add(value &* count, at: start &+ Self.sum)
        guard value <= HistogramLayout.highestTrackable else {
            recordOverflow(value, count, start)
            return
        }
        add(count, at: start &+ Self.headerCount &+ HistogramLayout.index(of: value))
    }

    private func recordOverflow(_ value: UInt64, _ count: UInt64, _ start: Int) {
        add(count, at: start + Self.overflow)
        let longest = load(start + Self.overflowLongest)
        unsafe words[start + Self.overflowLongest].store(max(longest, value), ordering: .relaxed)
    }

    @inline(__always)
    private func start(of number: Int) -> Int {
        precondition(number >= 0 && number < count, "there is no histogram \(number)")
        return number &* Self.wordCount
    }

    @inline(__always)
    private func add(_ value: UInt64, at index: Int) {
        let old = load(index)
        unsafe words[index].store(old &+ value, ordering: .relaxed)
    }

    @inline(__always)
    private func load(_ index: Int) -> UInt64 {
        unsafe words[index].load(ordering: .relaxed)
    }

    // MARK: Reading

    /// The sum of all latencies of a histogram, modulo 2^64 ns.
    public func sumNanoseconds(of number: Int) -> UInt64 { load(start(of: number) + Self.sum) }

    /// Adds what a histogram has recorded so far to another.
    ///
    /// Each latency counts as the highest of its bucket, within a thousandth of what it was.
    public func add(_ number: Int, to histogram: LatencyHistogram) {
        let start = start(of: number)
        for index in 0..<HistogramLayout.bucketCount {
            let count = load(start + Self.headerCount + index)
            if count > 0 {
                histogram.record(Nanoseconds(HistogramLayout.highest(at: index)), count: count)
            }
        }
        let overflow = load(start + Self.overflow)
        histogram.record(Nanoseconds(load(start + Self.overflowLongest)), count: overflow)
    }
}
