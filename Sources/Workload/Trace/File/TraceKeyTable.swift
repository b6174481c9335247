/// Numbers the keys of a trace by first appearance.
///
/// A hash table with linear probing, 16 bytes an entry and at most three quarters full, so 22 to 43
/// bytes a key.
struct TraceKeyTable: ~Copyable {
    /// How many different keys a trace may have: 2.2 to 4.3 GB of table.
    static let keyLimit = 100_000_000

    private struct Entry: BitwiseCopyable {
        /// 0 where there is no key.
        var fingerprint: UInt64 = 0
        var number: UInt32 = 0
        var byteCount: UInt32 = 0
    }

    private var entries = [Entry](repeating: Entry(), count: 1 << 12)
    private var shift: UInt64 = 64 - 12
    /// How many keys there are.
    private(set) var count = 0
    /// The sizes of all keys together, in bytes.
    private(set) var byteCount: UInt64 = 0

    /// The number of a key, and its size: what it had when it first came.
    ///
    /// - Parameters:
    ///   - fingerprint: what tells it from others.
    ///   - byteCount: its size now.
    /// - Returns: the number; `keyLimit` when there is no room for another.
    @inline(__always)
    mutating func number(
        of fingerprint: UInt64, byteCount: UInt32
    ) -> (number: UInt32, byteCount: UInt32) {
        let wanted = fingerprint == 0 ? 1 : fingerprint
        // Fibonacci hashing: fingerprints may be plain numbers (Knuth, volume 3, 6.4).
        var index = Int((wanted &* 0x9e37_79b9_7f4a_7c15) >> shift)
        while true {
            let entry = entries[index]
            if entry.fingerprint == wanted { return (entry.number, entry.byteCount) }
            if entry.fingerprint == 0 { break }
            index = (index + 1) & (entries.count - 1)
        }
        guard count < Self.keyLimit else { return (UInt32(Self.keyLimit), byteCount) }
        let number = UInt32(count)
        entries[index] = Entry(fingerprint: wanted, number: number, byteCount: byteCount)
        count += 1
        self.byteCount += UInt64(byteCount)
        if count * 4 > entries.count * 3 { grow() }
        return (number, byteCount)
    }

    private mutating func grow() {
        shift -= 1
        var larger = [Entry](repeating: Entry(), count: entries.count * 2)
        for entry in entries where entry.fingerprint != 0 {
            var index = Int((entry.fingerprint &* 0x9e37_79b9_7f4a_7c15) >> shift)
            while larger[index].fingerprint != 0 { index = (index + 1) & (larger.count - 1) }
            larger[index] = entry
        }
        entries = larger
    }
}
