public import Platform

/// Says how many records a scan or a background write may take now, so as to keep to a rate.
///
/// It never waits: it is asked, with the time, and tells. Time without use is not saved up beyond a
/// tenth of a second's records (a token bucket; Turner, "New Directions in Communications", IEEE
/// Communications Magazine 24 (10), 1986).
///
/// Thread safety: a value; the thread that has it calls it.
public struct RecordPacer: Sendable {
    /// The rate, in records per second; at least 1.
    public let recordsPerSecond: Int
    /// From when on records are counted.
    private var origin: Instant
    /// How many records were taken since `origin`; below zero when some are saved up.
    private var takenCount = 0

    /// The most that a rate may be.
    public static var recordsPerSecondLimit: Int { 1_000_000_000 }

    /// A pacer that lets records through from `now` on.
    ///
    /// - Parameters:
    ///   - recordsPerSecond: 1…1,000,000,000.
    ///   - now: the time by the clock that later calls go by.
    /// - Throws: `EngineError` for a rate outside its bounds.
    public init(recordsPerSecond: Int, now: Instant) throws(EngineError) {
        guard (1...Self.recordsPerSecondLimit).contains(recordsPerSecond) else {
            throw .invalidParameter(
                name: "recordsPerSecond", value: "\(recordsPerSecond)",
                bounds: "1 to \(Self.recordsPerSecondLimit)")
        }
        self.recordsPerSecond = recordsPerSecond
        origin = now
        // The first record need not wait.
        takenCount = -1
    }

    /// How many records may be taken at `now`.
    public mutating func allowance(at now: Instant) -> Int {
        let earned = earnedCount(at: now)
        let saved = max(1, recordsPerSecond / 10)
        if earned - takenCount > saved {
            origin = now
            takenCount = -saved
            return saved
        }
        return max(0, earned - takenCount)
    }

    /// Counts records as taken, which may be more than were allowed: later ones wait for them.
    public mutating func take(_ count: Int) { takenCount += count }

    /// When the next record may be taken; at the end of time when more were taken than will do.
    public var nextInstant: Instant {
        guard takenCount >= 0 else { return origin }
        let product = UInt64(takenCount + 1).multipliedFullWidth(by: 1_000_000_000)
        let rate = UInt64(recordsPerSecond)
        guard product.high < rate else { return Instant(nanoseconds: .max) }
        let (quotient, rest) = rate.dividingFullWidth(product)
        // Rounded up, so that at that time the record is earned.
        let (end, overflows) = origin.nanoseconds.addingReportingOverflow(
            quotient &+ (rest > 0 ? 1 : 0))
        return Instant(nanoseconds: overflows ? .max : end)
    }

    private func earnedCount(at now: Instant) -> Int {
        let product = (now - origin).count.multipliedFullWidth(by: UInt64(recordsPerSecond))
        return Int(clamping: UInt64(1_000_000_000).dividingFullWidth(product).quotient)
    }
}
