/// A slot that a window of consecutive slots has come across.
struct VictimCandidate: BitwiseCopyable {
    var tableIndex: Int
    var slotIndex: Int
    var key: UInt64
    var recency: Recency
}

/// Chooses among the records of a window the one that goes.
///
/// Digests are hashes, so a window of consecutive slots is a random sample of all records. Sampling
/// in place of exact queues: Psounis and Prabhakar, "Efficient randomized web-cache replacement
/// schemes using samples from past eviction times", IEEE/ACM Transactions on Networking 10, 2002.
struct VictimChoice {
    private let policy: EvictionPolicy
    private let tick: UInt32
    private let seed: UInt64
    private var count = 0
    private var smallCount = 0
    // The queues of s3-fifo; other policies have all in the main one.
    private var small: VictimCandidate?
    private var main: VictimCandidate?
    private var smallScore: UInt64 = 0
    private var mainScore: UInt64 = 0

    /// How many records a window has: with 16, `lru` lost 1 % of hits on the OLTP trace.
    private static var windowCount: Int { 32 }
    /// The share of records that `s3-fifo` lets its small queue have: one in so many.
    private static var smallQueueDivisor: Int { 10 }

    /// No candidates yet; `seed` decides among equals, and everything for `random`.
    init(_ policy: EvictionPolicy, tick: UInt32, seed: UInt64) {
        self.policy = policy
        self.tick = tick
        self.seed = seed
    }

    /// Whether enough records were considered.
    @inline(__always)
    var isWhole: Bool { count >= Self.windowCount }

    /// Adds a candidate.
    ///
    /// - Returns: whether it may be the victim, so that its record will be wanted.
    @inline(__always)
    mutating func consider(_ candidate: VictimCandidate) -> Bool {
        count += 1
        let chance = (candidate.key ^ seed) &* 0x9e37_79b9_7f4a_7c15
        let evictability = candidate.recency.evictability(at: tick, policy)
        let score = UInt64(evictability) << 56 | chance >> 8 | 1
        if policy == .s3FIFO && !candidate.recency.isMain {
            smallCount += 1
            if score <= smallScore { return false }
            (small, smallScore) = (candidate, score)
        } else {
            if score <= mainScore { return false }
            (main, mainScore) = (candidate, score)
        }
        return true
    }

    /// The one that goes; nil when there was no candidate.
    var victim: VictimCandidate? {
        let isSmallDue = smallCount * Self.smallQueueDivisor >= count
        return isSmallDue ? small ?? main : main ?? small
    }
}
