internal import Platform
internal import Synchronization
public import Workload

/// How an operation ended, as far as verifying it goes.
public enum VerifiedEnding: Sendable {
    /// It was done; a read found its record.
    case done
    /// There was no record, and so nothing was done.
    case absent
    /// It was refused, and surely had no effect.
    case withoutEffect
    /// Nobody knows whether it had an effect.
    case unknown
}

/// One worker's part in verifying a run: it stamps what is written and checks what is read.
///
/// For each operation `begin` comes before the target sees it, `observe` with each value that the
/// target found, and `end` when the answer is known.
///
/// A value without references, because counting them would cost as much as checking; who uses it
/// keeps the `WorkerVerification` that it is from.
///
/// Thread safety: used by its worker's thread; what it shares with other workers' is atomic.
///
/// Safety: `state` points to the `State` of a `WorkerVerification` that outlives this value. A
/// slot, an entry, a word and a keyspace are checked against the numbers that are said there.
@safe
public struct WorkerVerifier: BitwiseCopyable, @unchecked Sendable {
    /// An operation between its begin and its end.
    struct Ticketed: BitwiseCopyable {
        var ticket: UInt32 = 0
        /// 0 when there is none.
        var entryCount = 0
    }

    private let state: UnsafeMutablePointer<WorkerVerification.State>

    init(_ state: UnsafeMutablePointer<WorkerVerification.State>) {
        unsafe self.state = unsafe state
    }

    // For what is rare.
    var worker: Int { unsafe state.pointee.worker }
    var run: RunVerifier { unsafe state.pointee.run }
    var log: HistoryLog { unsafe state.pointee.log }

    @inline(__always)
    var lists: BinLists { unsafe state.pointee.lists }

    @inline(__always)
    private var entryLimit: Int { unsafe state.pointee.entryLimit }

    @inline(__always)
    private var wordLimit: Int { unsafe state.pointee.wordLimit }

    // MARK: Places

    /// The slot that a ticket names in its low 16 bits.
    @inline(__always)
    private func slot(_ ticket: UInt32) -> Int {
        let slot = Int(ticket & 0xffff)
        precondition(slot < (unsafe state.pointee.slotCount), "no room for ticket \(ticket)")
        return slot
    }

    @inline(__always)
    func table(_ keyspace: UInt8) -> KeyspaceTables {
        precondition(Int(keyspace) < (unsafe state.pointee.tableCount))
        return unsafe state.pointee.tables[Int(keyspace)]
    }

    /// The word of `entry` for `bin`, as it was when the operation was sent.
    @inline(__always)
    func sentWord(_ place: Int, _ index: Int) -> VersionWord {
        precondition(index >= 0 && index < wordLimit)
        return unsafe state.pointee.words[place &* wordLimit &+ index]
    }

    @inline(__always)
    private func keepWord(_ word: VersionWord, _ place: Int, _ index: Int) {
        precondition(index >= 0 && index < wordLimit)
        unsafe state.pointee.words[place &* wordLimit &+ index] = word
    }

    // MARK: Begin

    /// Asks for the memory of the versions of an operation that will begin some operations later.
    ///
    /// Six operations ahead the memory is there in time, and has not been displaced again.
    @inline(__always)
    private func prefetch(after index: Int, _ batch: OperationBatch) {
        let ahead = index &+ 6
        if index == 0 {
            for first in 0..<min(ahead, batch.count) { prefetch(first, batch) }
        }
        if ahead < batch.count { prefetch(ahead, batch) }
    }

    @inline(__always)
    private func prefetch(_ index: Int, _ batch: OperationBatch) {
        let operation = batch[index]
        let table = table(operation.keyspace)
        guard let record = table.record(ofKey: operation.keyIndex) else { return }
        let first = record &* table.wordsPerRecord
        if operation.kind == .read {
            table.versions.prefetch(first)
            if table.wordsPerRecord > 1 {
                table.versions.prefetch(first &+ table.wordsPerRecord &- 1)
            }
        } else {
            let isOne = table.wordsPerRecord > 1 && Int(operation.bin) < table.wordsPerRecord
            table.versions.prefetchForWriting(isOne ? first &+ Int(operation.bin) : first)
        }
    }

    /// Notes that an operation begins, and stamps the values that it writes.
    ///
    /// - Parameters:
    ///   - index: its place in the batch.
    ///   - batch: the batch.
    ///   - ticket: what names it until it ends; its low 16 bits are below the slot count.
    @inline(__always)
    public func begin(_ index: Int, of batch: OperationBatch, ticket: UInt32) {
        let slot = slot(ticket)
        let kind = batch[index].kind
        let count = entryCount(index, batch)
        precondition(count <= entryLimit, "an operation of \(count) entries")
        unsafe state.pointee.tickets[slot] = Ticketed(ticket: ticket, entryCount: count)
        let deed = PendingEntry.Deed(kind)
        prefetch(after: index, batch)
        batch.removeRewrittenValues()
        for member in 0..<count {
            beginEntry(slot &* entryLimit &+ member, batch, index &+ member, deed)
        }
    }

    @inline(__always)
    private func entryCount(_ index: Int, _ batch: OperationBatch) -> Int {
        let operation = batch[index]
        // The second entry of a read that is filled on a miss is an operation of its own.
        return operation.kind.hasMembers ? Int(operation.entryCount) : 1
    }

    @inline(__always)
    private func beginEntry(
        _ place: Int, _ batch: OperationBatch, _ index: Int, _ deed: PendingEntry.Deed
    ) {
        let operation = batch[index]
        let table = table(operation.keyspace)
        let entry = unsafe state.pointee.entries + place
        unsafe entry.pointee.begin(operation, deed, record: table.record(ofKey: operation.keyIndex))
        if deed.contains(.reads) {
            let bin = deed.contains(.writes) ? Operation.allBins : operation.bin
            unsafe (entry.pointee.readBins, entry.pointee.expectedCount) = lists.bins(
                bin, keyspace: operation.keyspace, writing: false)
        } else if deed.contains(.asks) {
            unsafe entry.pointee.readBins =
                lists.bins(Operation.allBins, keyspace: operation.keyspace, writing: false)
                .selection
        }
        if unsafe entry.pointee.record >= 0 { unsafe keepWords(of: &entry.pointee, place, table) }
        if deed.contains(.writes) || deed.contains(.removes) {
            let bin = deed.contains(.removes) ? Operation.allBins : operation.bin
            unsafe entry.pointee.writtenBins =
                lists.bins(bin, keyspace: operation.keyspace, writing: true).selection
            unsafe beginWrite(&entry.pointee, place, batch, index, table)
        }
        if table.expires { unsafe beginExpiry(&entry.pointee, table) }
        if unsafe entry.pointee.sampledWord >= 0 { unsafe beginSample(&entry.pointee) }
    }

    /// Keeps the words of the bins that an operation asks for.
    @inline(__always)
    private func keepWords(
        of entry: inout PendingEntry, _ place: Int, _ table: KeyspaceTables
    ) {
        let first = entry.record &* table.wordsPerRecord
        if Int(entry.readBins.count) == table.wordsPerRecord {
            return keepAllWords(of: &entry, place, table, first)
        }
        for position in 0..<Int(entry.readBins.count) {
            let number =
                table.wordsPerRecord == 1
                ? 0 : Int(lists.bin(at: position, of: entry.readBins))
            let word = table.versions.load(first &+ number)
            keepWord(word, place, number)
            if word.isSampled && entry.deed.contains(.reads) {
                entry.sampledWord = first &+ number
                entry.readsSample = true
            }
            if table.wordsPerRecord == 1 { return }
        }
    }

    /// The same for all bins of the record: in order, without a look at the list.
    @inline(__always)
    private func keepAllWords(
        of entry: inout PendingEntry, _ place: Int, _ table: KeyspaceTables, _ first: Int
    ) {
        precondition(table.wordsPerRecord <= wordLimit)
        let words = unsafe table.versions.start(first, width: table.wordsPerRecord)
        let kept = unsafe state.pointee.words + place &* wordLimit
        var together: UInt64 = 0
        for number in 0..<table.wordsPerRecord {
            let bits = unsafe words[number].load(ordering: .acquiring)
            unsafe kept[number] = VersionWord(bits: bits)
            together |= bits
        }
        guard VersionWord(bits: together).isSampled, entry.deed.contains(.reads) else { return }
        for number in 0..<table.wordsPerRecord where unsafe kept[number].isSampled {
            entry.sampledWord = first &+ number
            entry.readsSample = true
        }
    }

    /// Takes a version for each value to be written, or for its removal, and stamps the values.
    @inline(__always)
    private func beginWrite(
        _ entry: inout PendingEntry, _ place: Int, _ batch: OperationBatch, _ index: Int,
        _ table: KeyspaceTables
    ) {
        let isRemoval = entry.deed.contains(.removes)
        var version: UInt32 = 0
        for position in 0..<Int(entry.writtenBins.count) {
            let bin = lists.bin(at: position, of: entry.writtenBins)
            if entry.record >= 0 && (position == 0 || table.wordsPerRecord > 1) {
                let number = table.wordsPerRecord == 1 ? 0 : Int(bin)
                let wordNumber = entry.record &* table.wordsPerRecord &+ number
                let word = table.versions.begin(wordNumber, removal: isRemoval)
                version = word.issued &+ 1
                if !entry.deed.contains(.reads) { keepWord(word, place, number) }
                if word.isSampled {
                    entry.sampledWord = wordNumber
                    entry.writesSample = true
                    entry.writtenVersion = version
                }
            }
            if !isRemoval && lists.isStamped(bin, keyspace: entry.keyspace) {
                stamp(batch, index, position, bin, entry.key, version)
            }
        }
    }

    @inline(__always)
    private func stamp(
        _ batch: OperationBatch, _ index: Int, _ position: Int, _ bin: UInt16, _ key: VerifiedKey,
        _ version: UInt32
    ) {
        if batch.valueByteCount(at: index, position: position) < ValueStamp.byteCount {
            unsafe state.pointee.lengthenedCount &+= 1
        }
        batch.rewriteValue(
            at: index, position: position, byteCountMinimum: ValueStamp.byteCount
        ) { value, poolOffset in
            ValueStamp(
                key: key, version: version, poolOffset: UInt32(truncatingIfNeeded: poolOffset)
            ).write(to: &value, bin: bin)
        }
    }

    // MARK: Observe

    /// Begins to check the values of a record that a read found.
    ///
    /// - Parameters:
    ///   - entry: which of the operation's entries the record is of, from 0.
    ///   - ticket: which operation.
    /// - Returns: what takes the values, to be given to `endRecord`; nil for an operation that has
    ///   ended, as after a timeout.
    @inline(__always)
    public func beginRecord(entry: Int = 0, ticket: UInt32) -> RecordCheck? {
        let slot = slot(ticket)
        let ticketed = unsafe state.pointee.tickets[slot]
        guard ticketed.ticket == ticket, entry >= 0, entry < ticketed.entryCount else { return nil }
        let place = slot &* entryLimit &+ entry
        let pending = unsafe state.pointee.entries + place
        let table = unsafe table(pending.pointee.keyspace)
        let places = unsafe lists.places(ofKeyspace: pending.pointee.keyspace)
        let words =
            unsafe pending.pointee.record < 0
            ? nil
            : table.versions.start(
                pending.pointee.record &* table.wordsPerRecord, width: table.wordsPerRecord)
        return unsafe RecordCheck(
            verifier: self, place: place, key: pending.pointee.key, places: places, words: words,
            wordMask: table.wordsPerRecord == 1 ? 0 : -1,
            isPlain: table.wordsPerRecord > 1 && pending.pointee.sampledWord < 0)
    }

    /// Ends the check of a record's values.
    @inline(__always)
    public func endRecord(_ check: RecordCheck) {
        unsafe state.pointee.entries[check.place].observedCount &+= check.observedCount
        unsafe state.pointee.entries[check.place].observedBins |= check.observedBins
    }

    /// Checks one value that a read found: `beginRecord`, `RecordCheck.observe`, `endRecord`.
    ///
    /// - Parameters:
    ///   - value: its bytes, all of them.
    ///   - bin: the number of the bin, as the target counts: see `WorkerVerification.numberBins`.
    ///   - entry: which of the operation's entries the record is of, from 0.
    ///   - ticket: which operation.
    public func observe(_ value: RawSpan, bin: UInt16, entry: Int = 0, ticket: UInt32) {
        guard var check = beginRecord(entry: entry, ticket: ticket) else { return }
        check.observe(value, bin: bin)
        endRecord(check)
    }

    /// Takes a value that is not one that was written there.
    @inline(never)
    func refuse(_ value: RawSpan, _ bin: UInt16, place: Int) {
        unsafe refuse(value, bin, &state.pointee.entries[place])
    }

    /// Takes a version that is not the newest.
    @inline(never)
    func judge(_ version: UInt32, _ bin: UInt16, answered: VersionWord, place: Int, number: Int) {
        let sent = sentWord(place, number)
        unsafe judge(version, bin, sent: sent, answered: answered, &state.pointee.entries[place])
    }

    /// Compares with the other values of the record, and keeps the version of a sampled value.
    @inline(never)
    func compare(_ version: UInt32, _ bin: UInt16, place: Int, number: Int, isFirst: Bool) {
        let pending = unsafe state.pointee.entries + place
        let table = unsafe table(pending.pointee.keyspace)
        if table.wordsPerRecord == 1 {
            // Values that are written together have one version.
            if isFirst && (unsafe pending.pointee.observedCount == 0) {
                unsafe pending.pointee.firstVersion = version
            } else if unsafe pending.pointee.firstVersion != version {
                unsafe tear(version, bin, &pending.pointee)
            }
        }
        let wordNumber = unsafe pending.pointee.record &* table.wordsPerRecord &+ number
        if unsafe pending.pointee.sampledWord == wordNumber {
            unsafe pending.pointee.foundVersion = version
        }
    }

    // MARK: End

    /// Notes how an operation ended.
    ///
    /// - Parameters:
    ///   - ticket: which operation; one that has ended before is not looked at.
    ///   - ending: how.
    /// - Returns: whether nothing was wrong with what it read.
    @inline(__always)
    public func end(_ ticket: UInt32, _ ending: VerifiedEnding) -> Bool {
        let slot = slot(ticket)
        let ticketed = unsafe state.pointee.tickets[slot]
        guard ticketed.ticket == ticket, ticketed.entryCount > 0 else { return true }
        var faultCount: UInt32 = 0
        for member in 0..<ticketed.entryCount {
            let place = slot &* entryLimit &+ member
            let isOne = ticketed.entryCount == 1
            unsafe endEntry(&state.pointee.entries[place], place, ending, isOne: isOne)
            unsafe faultCount &+= state.pointee.entries[place].faultCount
        }
        unsafe state.pointee.tickets[slot].entryCount = 0
        return faultCount == 0
    }

    @inline(__always)
    private func endEntry(
        _ entry: inout PendingEntry, _ place: Int, _ ending: VerifiedEnding, isOne: Bool
    ) {
        let table = table(entry.keyspace)
        unsafe state.pointee.checkedValueCount &+= UInt64(entry.observedCount)
        if entry.record < 0 {
            unsafe state.pointee.uncheckedCount &+= UInt64(entry.observedCount)
            return
        }
        if entry.observedCount < entry.expectedCount || ending == .absent {
            checkAbsence(&entry, place, ending, table)
        }
        // Of several writes in one operation, which failed is not known.
        let isKnown = ending != .unknown && (isOne || ending == .done)
        if entry.writtenBins.count > 0 && isKnown {
            endWrite(entry, ending == .done, table)
        }
        if table.expires { endExpiry(&entry, ending, isKnown, table) }
        if entry.sampledWord >= 0 { endSample(entry, ending, isKnown) }
    }

    @inline(__always)
    private func endWrite(_ entry: PendingEntry, _ hadEffect: Bool, _ table: KeyspaceTables) {
        let first = entry.record &* table.wordsPerRecord
        if table.wordsPerRecord == 1 {
            return table.versions.end(first, withEffect: hadEffect)
        }
        for position in 0..<Int(entry.writtenBins.count) {
            let bin = Int(lists.bin(at: position, of: entry.writtenBins))
            table.versions.end(first &+ bin, withEffect: hadEffect)
        }
    }

    // MARK: Counts

    /// Counts an answer "no such record", or "no such bin", that was checked.
    func countCheckedMiss() {
        unsafe state.pointee.checkedMissCount &+= 1
    }
}
