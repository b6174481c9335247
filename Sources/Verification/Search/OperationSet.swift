/// A set of operation numbers that is nearly a prefix of them all.
///
/// Operations that are numbered by their invocation take effect nearly in that order, so the set is
/// full up to some word and empty from a later one on. Only what lies between is hashed and kept.
struct OperationSet {
    /// What tells one set from another.
    struct Window: Hashable {
        var start: Int
        var words: [UInt64]
    }

    private var words: [UInt64]
    /// The first word that is not full.
    private var start = 0
    /// The word after the last that is not empty; at least `start`.
    private var end = 0

    init(limit: Int) {
        // One word more, which is never full.
        words = Array(repeating: 0, count: limit / 64 + 1)
    }

    var window: Window { Window(start: start, words: Array(words[start..<end])) }

    mutating func insert(_ number: Int) {
        words[number >> 6] |= 1 << UInt64(number & 63)
        end = max(end, number >> 6 + 1)
        while words[start] == .max { start += 1 }
        end = max(end, start)
    }

    mutating func remove(_ number: Int) {
        words[number >> 6] &= ~(1 << UInt64(number & 63))
        start = min(start, number >> 6)
        while end > start && words[end - 1] == 0 { end -= 1 }
    }
}
