internal import Glibc
internal import Platform
internal import Synchronization

/// Which records `s3-fifo` evicted from its small queue during the last lap, as fingerprints.
///
/// One that comes back goes into the main queue. An entry has eleven bits of the order key and five
/// of the tick; it stands where other bits of the key say and lasts until another takes its place
/// or a lap is over. One in 2,048 new records is taken for another that was evicted.
///
/// Thread safety: any thread may call it; of two at once in one place one is lost, which harms
/// little.
///
/// Safety: `entries` points to `mask + 1` zero-initialised entries from `init` to `deinit`.
@safe
struct GhostTable: ~Copyable, @unchecked Sendable {
    private let entries: UnsafeMutablePointer<Atomic<UInt16>>
    private let mask: Int

    /// A table for `memoryLimit` bytes of records: an entry for each 128; few records are smaller.
    ///
    /// - Throws: `PlatformError` when there is no memory for it.
    init(memoryLimit: Int) throws(PlatformError) {
        let wanted = max(memoryLimit / 128, 1024)
        let count = 1 << (Int.bitWidth - (wanted - 1).leadingZeroBitCount)
        // Zero pages of the kernel: an entry costs memory once it is used.
        guard let block = unsafe calloc(count, 2) else {
            throw PlatformError(call: "calloc", code: ENOMEM)
        }
        unsafe entries = block.bindMemory(to: Atomic<UInt16>.self, capacity: count)
        mask = count - 1
    }

    deinit {
        unsafe free(entries)
    }

    /// Remembers that the record of `key` was evicted at `tick`.
    func insert(_ key: UInt64, tick: UInt32) {
        let entry = Self.fingerprint(key) << 5 | UInt16(truncatingIfNeeded: tick & 31)
        unsafe entries[place(key)].store(entry, ordering: .relaxed)
    }

    /// Whether the record of `key` was evicted less than a lap before `tick`; it is then forgotten.
    func remove(_ key: UInt64, tick: UInt32) -> Bool {
        let place = place(key)
        let entry = unsafe entries[place].load(ordering: .relaxed)
        guard entry >> 5 == Self.fingerprint(key), entry != 0 else { return false }
        unsafe entries[place].store(0, ordering: .relaxed)
        return (tick &- UInt32(entry)) & 31 <= UInt32(Recency.ticksPerLap)
    }

    private func place(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key) & mask }

    /// Bits of the key that neither choose the place, up to 2^41 entries, nor are all alike in a
    /// table.
    private static func fingerprint(_ key: UInt64) -> UInt16 {
        UInt16(truncatingIfNeeded: key >> 41 & 0x7ff)
    }
}
