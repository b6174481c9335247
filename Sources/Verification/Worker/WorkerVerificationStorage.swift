/// What one worker has in a verified run: its verifier's memory and what it has found.
///
/// Thread safety: made by any thread, used by its worker's; read by another when that has ended.
///
/// Safety: `state` points to one initialised `State` from `init` until `deinit`. `State.tickets`
/// has
/// `slotCount` elements, `State.entries` `slotCount · entryLimit`, `State.words` `wordLimit` for
/// each of those, and `State.tables` `tableCount`.
@safe
public final class WorkerVerification: @unchecked Sendable {
    @unsafe struct State {
        let worker: Int
        let run: RunVerifier
        /// What was noted of the sampled values.
        let log: HistoryLog
        let lists: BinLists
        let tables: UnsafeMutablePointer<KeyspaceTables>
        let tableCount: Int
        /// The most entries of an operation.
        let entryLimit: Int
        /// The most words of a record.
        let wordLimit: Int
        var slotCount = 0
        var tickets: UnsafeMutablePointer<WorkerVerifier.Ticketed>
        var entries: UnsafeMutablePointer<PendingEntry>
        var words: UnsafeMutablePointer<VersionWord>
        var checkedValueCount: UInt64 = 0
        var checkedMissCount: UInt64 = 0
        var uncheckedCount: UInt64 = 0
        var lengthenedCount: UInt64 = 0
    }

    private let state: UnsafeMutablePointer<State>

    init(worker: Int, run: RunVerifier) {
        let tables = UnsafeMutablePointer<KeyspaceTables>.allocate(capacity: run.spaces.count)
        for (index, space) in run.spaces.enumerated() {
            unsafe (tables + index).initialize(to: space.tables)
        }
        // On cache lines of its own: its counts change with every operation.
        let byteCount = unsafe (MemoryLayout<State>.size + 63) & ~63
        unsafe state = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
            .bindMemory(to: State.self, capacity: 1)
        unsafe state.initialize(
            to: State(
                worker: worker, run: run,
                log: HistoryLog(sampleCount: run.samples.count, room: run.sampleRoom),
                lists: BinLists(run.spaces.map { $0.keyspace }), tables: tables,
                tableCount: run.spaces.count, entryLimit: run.entryLimit,
                wordLimit: run.spaces.map(\.keyspace.wordsPerRecord).max() ?? 1,
                tickets: .allocate(capacity: 0), entries: .allocate(capacity: 0),
                words: .allocate(capacity: 0)))
        reserve(slotCount: 1)
    }

    deinit {
        releaseSlots()
        unsafe state.pointee.lists.deallocate()
        unsafe state.pointee.tables.deallocate()
        unsafe state.deinitialize(count: 1)
        unsafe state.deallocate()
    }

    private func releaseSlots() {
        unsafe state.pointee.tickets.deallocate()
        unsafe state.pointee.entries.deallocate()
        unsafe state.pointee.words.deallocate()
    }

    /// The number of the worker.
    var worker: Int { unsafe state.pointee.worker }

    /// What it noted of the sampled values.
    var log: HistoryLog { unsafe state.pointee.log }

    /// What stamps and checks, to be used as long as this is kept.
    public var verifier: WorkerVerifier { unsafe WorkerVerifier(state) }

    /// Makes room for `slotCount` operations in flight; there must be none now.
    public func reserve(slotCount: Int) {
        precondition(slotCount > 0 && slotCount <= 65_536, "\(slotCount) operations in flight")
        releaseSlots()
        let entryCount = unsafe slotCount * state.pointee.entryLimit
        let wordCount = unsafe entryCount * state.pointee.wordLimit
        unsafe state.pointee.slotCount = slotCount
        unsafe state.pointee.tickets = .allocate(capacity: slotCount)
        unsafe state.pointee.tickets.initialize(
            repeating: WorkerVerifier.Ticketed(), count: slotCount)
        unsafe state.pointee.entries = .allocate(capacity: entryCount)
        unsafe state.pointee.entries.initialize(repeating: PendingEntry(), count: entryCount)
        unsafe state.pointee.words = .allocate(capacity: wordCount)
        unsafe state.pointee.words.initialize(repeating: VersionWord(bits: 0), count: wordCount)
    }

    /// Tells by which numbers the target knows the bins of a keyspace: at first 0, 1, 2, ….
    ///
    /// - Parameters:
    ///   - keyspace: the keyspace's number.
    ///   - numbers: the number of each bin, in the keyspace's order.
    public func numberBins(ofKeyspace keyspace: Int, _ numbers: [UInt16]) {
        unsafe state.pointee.lists.numberBins(ofKeyspace: keyspace, numbers)
    }

    /// Adds to `report` what this worker checked; when its thread has ended.
    func addCounts(to report: inout VerificationReport) {
        unsafe report.checkedValueCount += state.pointee.checkedValueCount
        unsafe report.checkedMissCount += state.pointee.checkedMissCount
        unsafe report.uncheckedValueCount += state.pointee.uncheckedCount
        unsafe report.lengthenedValueCount += state.pointee.lengthenedCount
    }
}
