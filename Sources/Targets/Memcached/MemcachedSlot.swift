internal import Wire

/// What is kept of an operation in flight to say more later: its key, and what it writes.
struct MemcachedKept: ~Copyable {
    /// A change of one bin of a packed record.
    struct Change: BitwiseCopyable {
        enum Kind: UInt8 {
            /// The bin gets a value.
            case replace
            /// The value is lengthened.
            case extend
            /// The value, a number, grows by one.
            case increment
        }

        var bin: UInt16
        var kind: Kind
        /// Where in the text the value is.
        var start: Int
        var end: Int
    }

    /// The key and then the values; of a batch read that is verified, the keys.
    var text = ByteQueue(capacity: 512)
    /// Where the key ends; of several, where each does.
    private(set) var keyEnds: [Int] = []
    private(set) var changes: [Change] = []

    init(binCount: Int) {
        keyEnds.reserveCapacity(1)
        changes.reserveCapacity(binCount)
    }

    /// Forgets everything.
    mutating func removeAll() {
        text.consume(text.byteCount)
        keyEnds.removeAll(keepingCapacity: true)
        changes.removeAll(keepingCapacity: true)
    }

    /// Says that the key, or one of them, ends where the text does.
    mutating func endKey() { keyEnds.append(text.byteCount) }

    /// Says that a bin's value, or what is added to it, is the text from `start` on.
    mutating func endChange(_ kind: Change.Kind, bin: Int, from start: Int) {
        changes.append(
            Change(bin: UInt16(bin), kind: kind, start: start, end: text.byteCount))
    }

    /// The key.
    var key: RawSpan {
        @_lifetime(borrow self)
        get { text.bytes.extracting(0..<keyEnds[0]) }
    }

    /// What follows the key.
    var value: RawSpan {
        @_lifetime(borrow self)
        get { text.bytes.extracting(keyEnds[0]..<text.byteCount) }
    }

    /// The number of the first key from `start` on that is `key`; how many there are, if none is.
    func index(of key: RawSpan, from start: Int) -> Int {
        var index = start
        while index < keyEnds.count {
            let keyStart = index == 0 ? 0 : keyEnds[index - 1]
            if text.bytes.extracting(keyStart..<keyEnds[index]).equals(key) { break }
            index += 1
        }
        return index
    }

    // MARK: Changing a record

    /// Appends the record that results from the changes.
    ///
    /// - Parameters:
    ///   - old: the packed record as it was; nothing of it when there was none.
    ///   - isNew: whether there was none.
    ///   - binCount: how many bins it has.
    ///   - queue: where to append it.
    /// - Returns: whether `old` was such a record, of values that can be so changed.
    func appendChanged(
        _ old: RawSpan, isNew: Bool, binCount: Int, to queue: inout ByteQueue
    ) -> Bool {
        var cursor = PackedRecordCursor(old, binCount: binCount)
        PackedRecord.appendHead(binCount: binCount, to: &queue)
        for bin in 0..<binCount {
            let found = isNew ? .missing : cursor.next()
            if found == .malformed { return false }
            if let change = changes.first(where: { Int($0.bin) == bin }) {
                guard append(change, to: found, in: old, &queue) else { return false }
            } else if case .value(let range) = found {
                PackedRecord.appendCount(ofValue: range.count, to: &queue)
                queue.append(old.extracting(range))
            } else {
                PackedRecord.appendMissing(to: &queue)
            }
        }
        return isNew || cursor.next() == .end
    }

    /// Appends a bin that is changed; returns whether it can be.
    private func append(
        _ change: Change, to bin: PackedRecordCursor.Bin, in old: RawSpan,
        _ queue: inout ByteQueue
    ) -> Bool {
        let value = text.bytes.extracting(change.start..<change.end)
        let present: Range<Int>? = if case .value(let range) = bin { range } else { nil }
        switch change.kind {
        case .replace:
            PackedRecord.appendCount(ofValue: value.byteCount, to: &queue)
            queue.append(value)
        case .extend:
            let oldByteCount = present?.count ?? 0
            PackedRecord.appendCount(ofValue: oldByteCount + value.byteCount, to: &queue)
            if let present { queue.append(old.extracting(present)) }
            queue.append(value)
        case .increment:
            var number: UInt64 = 0
            if let present {
                guard present.count == 8 else { return false }
                number = old.bigEndian(at: present.lowerBound)
            }
            PackedRecord.appendCount(ofValue: 8, to: &queue)
            queue.append(bigEndian: number &+ 1)
        }
        return true
    }
}

/// A place for what is kept: one for each operation in flight.
///
/// Thread safety: its worker's alone.
final class MemcachedSlot {
    var kept: MemcachedKept

    init(binCount: Int) { kept = MemcachedKept(binCount: binCount) }
}
