/// The eight bits that a slot keeps for the eviction policy.
///
/// | policy | bits 7… | meaning |
/// |---|---|---|
/// | `lru` | 8 | tick of the last use |
/// | `lfu` | 3, 5 | lap of the last use; uses, halved with each lap |
/// | `s3-fifo` | 1, 2, 5 | in the main queue; uses since it entered its queue; tick of that entry |
/// | others | 8 | nothing |
///
/// Time is counted in ticks: one passes whenever records of 1/16 of the memory limit have been
/// created. 16 ticks are a lap: what a queue through all memory takes. So ages need few bits, and a
/// use is written down once per tick at most (`lru`), or until its few bits are full (`lfu`,
/// `s3-fifo`): most reads write nothing.
struct Recency: BitwiseCopyable, Hashable {
    var rawValue: UInt8

    /// Ticks that pass while records of the whole memory limit are created.
    static var ticksPerLap: Int { 16 }

    @inline(__always)
    init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Of a record that is new at `tick`; `isRemembered` when it was evicted not long ago.
    @inline(__always)
    init(newAt tick: UInt32, _ policy: EvictionPolicy, isRemembered: Bool) {
        switch policy {
        case .lru: self.init(rawValue: UInt8(truncatingIfNeeded: tick))
        case .lfu: self.init(lap: Self.lap(tick), useCount: 1)
        case .s3FIFO: self.init(isMain: isRemembered, useCount: 0, tick: tick)
        case .none, .ttl, .random: self.init(rawValue: 0)
        }
    }

    /// What it becomes by a use at `tick`.
    @inline(__always)
    func used(at tick: UInt32, _ policy: EvictionPolicy) -> Recency {
        switch policy {
        case .lru:
            Recency(rawValue: UInt8(truncatingIfNeeded: tick))
        case .lfu:
            Recency(lap: Self.lap(tick), useCount: min(useCount(at: tick) + 1, 31))
        case .s3FIFO:
            rawValue & 0x60 == 0x60 ? self : Recency(rawValue: rawValue + 0x20)
        case .none, .ttl, .random:
            self
        }
    }

    /// How readily the record goes, 0…255: of some, the one that has most goes first.
    ///
    /// Compares records of one queue of `s3-fifo`. Ages come round after 16 laps (`lru`) or two
    /// (`s3-fifo`); hardly a record escapes so many windows.
    @inline(__always)
    func evictability(at tick: UInt32, _ policy: EvictionPolicy) -> UInt8 {
        switch policy {
        case .lru: UInt8(truncatingIfNeeded: tick) &- rawValue
        case .lfu: 31 - useCount(at: tick)
        case .s3FIFO: (UInt8(truncatingIfNeeded: tick) &- rawValue) & 0x1f
        case .none, .ttl, .random: 0
        }
    }

    // MARK: lfu

    private init(lap: UInt8, useCount: UInt8) {
        rawValue = lap << 5 | useCount
    }

    private static func lap(_ tick: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: tick / UInt32(ticksPerLap) & 7)
    }

    private func useCount(at tick: UInt32) -> UInt8 {
        (rawValue & 31) >> ((Self.lap(tick) &- rawValue >> 5) & 7)
    }

    // MARK: s3-fifo

    private init(isMain: Bool, useCount: UInt8, tick: UInt32) {
        rawValue = (isMain ? 0x80 : 0) | useCount << 5 | UInt8(truncatingIfNeeded: tick & 0x1f)
    }

    /// Whether it is in the main queue, not in the small one.
    @inline(__always)
    var isMain: Bool { rawValue & 0x80 != 0 }

    /// What becomes of a record of `s3-fifo` whose turn to go has come; nil when it goes.
    ///
    /// One that was used moves to the main queue, or goes round in it again with one use less. The
    /// paper's code asks for two uses in the small queue; one does better more often (Eviction.md).
    @inline(__always)
    func reprieved(at tick: UInt32) -> Recency? {
        let useCount = rawValue >> 5 & 3
        if useCount == 0 { return nil }
        return Recency(isMain: true, useCount: isMain ? useCount - 1 : 0, tick: tick)
    }
}
