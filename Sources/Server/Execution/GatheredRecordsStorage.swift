internal import Engine

/// Records that requests soon will be about, whose memory is to be asked for.
///
/// Behind a pointer, so that remembering one costs no check of exclusive access.
///
/// Thread safety: owned by one thread.
///
/// Safety: `records` has room for `limit` records and `count` points to how many of them are
/// initialised, from `init` to `deinit`; every index is checked against it.
@safe
struct GatheredRecords: ~Copyable {
    struct Record: BitwiseCopyable {
        /// Where the namespace is among those that the executor has met.
        var namespace: Int
        var digest: Digest
    }

    private let records: UnsafeMutablePointer<Record>
    private let stored: UnsafeMutablePointer<Int>

    /// The most records at a time: what the first level of a processor's cache has lines for.
    static var limit: Int { 64 }

    init() {
        unsafe records = .allocate(capacity: Self.limit)
        unsafe stored = .allocate(capacity: 1)
        unsafe stored.initialize(to: 0)
    }

    deinit {
        unsafe records.deallocate()
        unsafe stored.deallocate()
    }

    /// How many there are.
    @inline(__always)
    var count: Int { unsafe stored.pointee }

    /// The record at `index`.
    @inline(__always)
    subscript(index: Int) -> Record {
        precondition(index >= 0 && index < count, "there is no record \(index)")
        return unsafe records[index]
    }

    /// Adds a record, while there is room.
    @inline(__always)
    func append(_ record: Record) {
        guard count < Self.limit else { return }
        unsafe (records + count).initialize(to: record)
        unsafe stored.pointee &+= 1
    }

    @inline(__always)
    func removeAll() { unsafe stored.pointee = 0 }
}
