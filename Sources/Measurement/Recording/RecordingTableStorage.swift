internal import Platform

/// Where a worker's next count goes: the addresses of a set's histograms, and its counters.
///
/// Safety: `series` and `plain` point to `seriesCount` and `counterCount` initialised elements from
/// `init` until `deallocate`, which `FinishedInterval` calls; it also keeps the histograms alive
/// whose counters `series` lists. Every access checks its index.
@safe
struct RecordingTable {
    private let series: UnsafeMutablePointer<LatencyCounts?>
    private let plain: UnsafeMutablePointer<UInt64>
    private let seriesCount: Int
    private let counterCount: Int

    init(series wanted: [LatencyCounts?], counterCount: Int) {
        precondition(counterCount >= 0, "there cannot be \(counterCount) counters")
        seriesCount = wanted.count
        self.counterCount = counterCount
        unsafe series = .allocate(capacity: max(wanted.count, 1))
        for (index, counts) in wanted.enumerated() {
            unsafe (series + index).initialize(to: counts)
        }
        unsafe plain = .allocate(capacity: max(counterCount, 1))
        unsafe plain.initialize(repeating: 0, count: counterCount)
    }

    func deallocate() {
        unsafe series.deallocate()
        unsafe plain.deallocate()
    }

    @inline(__always)
    func record(series index: Int, _ latency: UInt64) {
        precondition(index >= 0 && index < seriesCount, "no series has this number")
        guard let counts = unsafe series[index] else {
            preconditionFailure("this series was declared not in use")
        }
        counts.record(latency, count: 1)
    }

    @inline(__always)
    func count(counter index: Int, by amount: UInt64) {
        precondition(index >= 0 && index < counterCount, "no counter has this number")
        unsafe plain[index] &+= amount
    }

    var counters: [UInt64] { (0..<counterCount).map { unsafe plain[$0] } }

    func resetCounters() {
        unsafe plain.update(repeating: 0, count: counterCount)
    }
}

/// What the worker reads for every operation: which table fills, and until when.
///
/// It lives behind an address because a class's variables are checked for exclusive access at run
/// time, which costs more than the counting.
///
/// Safety: `place` points to one initialised element from `init` until `deallocate`, which
/// `IntervalRecorder` calls; only the worker's thread uses it in between.
@safe
struct FillingPlace {
    private let place: UnsafeMutablePointer<(table: RecordingTable, boundary: UInt64)>

    init(table: RecordingTable, boundary: UInt64) {
        unsafe place = .allocate(capacity: 1)
        unsafe place.initialize(to: (table, boundary))
    }

    func deallocate() {
        unsafe place.deallocate()
    }

    var table: RecordingTable {
        @inline(__always) get { unsafe place.pointee.table }
        nonmutating set { unsafe place.pointee.table = newValue }
    }

    var boundary: UInt64 {
        @inline(__always) get { unsafe place.pointee.boundary }
        nonmutating set { unsafe place.pointee.boundary = newValue }
    }
}
