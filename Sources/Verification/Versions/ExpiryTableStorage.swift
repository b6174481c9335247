internal import Platform
internal import Synchronization

/// The `VoidTimes` of each record of a keyspace whose records expire.
///
/// Thread safety: any thread may call it; each record has a lock, held for some instructions.
///
/// Safety: `entries` points to `count` entries, zero at first, of pages that live as long as the
/// table is used; a number is checked against `count`; the times are touched only by who holds the
/// entry's lock.
@safe
struct ExpiryTable: BitwiseCopyable, @unchecked Sendable {
    private struct Entry: ~Copyable {
        let lock: Atomic<UInt32>
        var times: VoidTimes
    }

    /// How many records there is room for.
    let count: Int
    private let entries: UnsafeMutablePointer<Entry>

    /// A table of as many records as there is room for in `pages`, whose user keeps them.
    init(in pages: ZeroPages) {
        count = pages.byteCount / MemoryLayout<Entry>.stride
        // All zeros are an open lock and no writes.
        unsafe entries = pages.base.bindMemory(to: Entry.self, capacity: count)
    }

    /// Bytes of a table for `count` records.
    static func byteCount(_ count: Int) -> Int { count * MemoryLayout<Entry>.stride }

    /// The times of record `number`, as they are now.
    func load(_ number: Int) -> VoidTimes {
        change(number) { $0 }
    }

    /// Changes the times of record `number`.
    @inline(__always)
    func change<Result>(_ number: Int, _ body: (inout VoidTimes) -> Result) -> Result {
        precondition(number >= 0 && number < count)
        let entry = unsafe entries + number
        while unsafe entry.pointee.lock.exchange(1, ordering: .acquiring) != 0 { pauseProcessor() }
        defer { unsafe entry.pointee.lock.store(0, ordering: .releasing) }
        // Not through the entry, whose lock others look at meanwhile.
        let times = unsafe UnsafeMutableRawPointer(entry).advanced(by: Self.timesOffset)
            .assumingMemoryBound(to: VoidTimes.self)
        return unsafe body(&times.pointee)
    }

    /// Where in an entry its times are, in bytes.
    private static var timesOffset: Int {
        let alignment = MemoryLayout<VoidTimes>.alignment
        return (MemoryLayout<Atomic<UInt32>>.size + alignment - 1) / alignment * alignment
    }
}
