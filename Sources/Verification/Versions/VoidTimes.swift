/// When a record may expire: the earliest and the latest moment, in milliseconds of the run.
///
/// As with versions, writes that overlap leave open which is the last: until all have ended, and
/// from the first to the last of them, the bounds allow for any. A write sets the void time at some
/// moment between its begin and its end, so that its own bounds are those two plus its time to
/// live.
struct VoidTimes: Hashable, BitwiseCopyable {
    /// What stands for "never".
    static let never = UInt32.max
    /// What stands for a time to live that is not known, such as a store's own default.
    static let unknown = UInt32.max

    /// How many writes have begun.
    private(set) var beginCount: UInt32 = 0
    private var inFlight: UInt16 = 0
    private var burstHadEffect = false
    private var burstEarliest: UInt32 = 0
    private var burstLatest: UInt32 = 0
    private var settledEarliest: UInt32 = 0
    private var settledLatest: UInt32 = 0

    /// The earliest moment at which the record may expire.
    var earliest: UInt32 { inFlight == 0 ? settledEarliest : min(settledEarliest, burstEarliest) }

    /// The latest, or `never`.
    var latest: UInt32 { inFlight == 0 ? settledLatest : Self.never }

    /// A write with a time to live begins.
    ///
    /// - Parameters:
    ///   - now: the moment, in milliseconds of the run.
    ///   - seconds: the time to live, or `unknown`.
    mutating func begin(at now: UInt32, timeToLive seconds: UInt32) {
        if inFlight == 0 {
            (burstEarliest, burstLatest, burstHadEffect) = (Self.never, 0, false)
        }
        beginCount &+= 1
        inFlight = min(inFlight, .max - 1) + 1
        let voidTime = seconds == Self.unknown ? 0 : Self.moment(seconds, after: now)
        burstEarliest = min(burstEarliest, voidTime)
    }

    /// It has ended, with an effect or surely without.
    mutating func end(at now: UInt32, timeToLive seconds: UInt32, withEffect hadEffect: Bool) {
        // Too many to count: which are left will never be known.
        if inFlight == .max { return }
        inFlight -= 1
        if hadEffect {
            burstHadEffect = true
            burstLatest = max(burstLatest, Self.moment(seconds, after: now))
        }
        guard inFlight == 0, burstHadEffect else { return }
        (settledEarliest, settledLatest) = (burstEarliest, burstLatest)
    }

    private static func moment(_ seconds: UInt32, after now: UInt32) -> UInt32 {
        let moment = UInt64(now) + UInt64(seconds) * 1_000
        return seconds == unknown ? never : UInt32(clamping: moment)
    }
}
