internal import Wire

/// What names lead to, found by their bytes without allocating.
///
/// An open-addressing table with linear probing (Knuth, "The Art of Computer Programming" 3, 6.4),
/// at most half full. The first and the last eight bytes of a name, with its length, say all of a
/// name of up to 16 bytes; what is between them in a longer one is compared by itself.
struct NameCache<Value: BitwiseCopyable> {
    private struct Slot {
        var name: NameWords
        /// Where the middle of a long name is.
        var middleStart: Int
        var value: Value
    }

    private var slots: [Slot?]
    private var count = 0
    private var middles: [UInt8] = []

    /// An empty cache.
    init() {
        slots = Array(repeating: nil, count: 16)
    }

    /// What `name` leads to; nil when it was never inserted.
    @inline(__always)
    func value(of name: RawSpan) -> Value? {
        let words = NameWords(name)
        var index = words.hash & (slots.count &- 1)
        while let slot = slots[index] {
            if slot.name == words && hasMiddle(of: name, slot) { return slot.value }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return nil
    }

    /// Lets `name`, which leads nowhere yet, lead to `value`.
    mutating func insert(_ name: RawSpan, _ value: Value) {
        if 2 * count >= slots.count { grow() }
        let start = middles.count
        for offset in Self.middle(of: name) { middles.append(name.byte(at: offset)) }
        insert(Slot(name: NameWords(name), middleStart: start, value: value))
        count += 1
    }

    private mutating func insert(_ slot: Slot) {
        var index = slot.name.hash & (slots.count - 1)
        while slots[index] != nil { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: nil, count: 2 * old.count)
        for case .some(let slot) in old { insert(slot) }
    }

    @inline(__always)
    private func hasMiddle(of name: RawSpan, _ slot: Slot) -> Bool {
        name.byteCount <= 16 || hasLongMiddle(of: name, slot)
    }

    private func hasLongMiddle(of name: RawSpan, _ slot: Slot) -> Bool {
        let range = Self.middle(of: name)
        return range.allSatisfy {
            middles[slot.middleStart + $0 - range.lowerBound] == name.byte(at: $0)
        }
    }

    /// What the first and the last eight bytes leave out.
    private static func middle(of name: RawSpan) -> Range<Int> {
        name.byteCount > 16 ? 8..<name.byteCount - 8 : 0..<0
    }
}

/// The first eight bytes of a name, the last eight, and how many there are.
private struct NameWords: BitwiseCopyable, Equatable {
    let head: UInt64
    let tail: UInt64
    let byteCount: Int

    @inline(__always)
    init(_ name: RawSpan) {
        byteCount = name.byteCount
        if byteCount >= 8 {
            head = name.littleEndian(at: 0)
            tail = name.littleEndian(at: byteCount &- 8)
        } else {
            head = Self.word(ofShort: name)
            tail = 0
        }
    }

    /// Fewer than eight bytes in one number; where two loads overlap they agree.
    @inline(__always)
    private static func word(ofShort name: RawSpan) -> UInt64 {
        let count = name.byteCount
        if count >= 4 {
            let low = UInt64(name.littleEndian(at: 0, as: UInt32.self))
            let high = UInt64(name.littleEndian(at: count &- 4, as: UInt32.self))
            return low | high &<< UInt64(8 &* (count &- 4))
        }
        var word: UInt64 = 0
        for offset in 0..<count { word = word << 8 | UInt64(name.byte(at: offset)) }
        return word
    }

    /// Multiplicative (Knuth, as above), of which the high bits are the good ones.
    @inline(__always)
    var hash: Int {
        let mixed =
            (head ^ tail &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: byteCount))
            &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: mixed >> 32)
    }
}
