/// Which records go when a namespace reaches its memory limit.
public enum EvictionPolicy: String, CaseIterable, Hashable, Sendable {
    /// None: writes that need memory are refused.
    case none
    /// Those that expire soonest; records that never expire stay.
    case ttl
    /// The least recently used.
    case lru
    /// The least often used, older uses counting half with each lap.
    case lfu
    /// Any.
    case random
    /// Those that were used once only, and of the rest the oldest that nobody used since.
    ///
    /// Source: Yang, Zhang, Qiu, Yue and Rashmi, "FIFO queues are all you need for cache eviction",
    /// SOSP 2023.
    case s3FIFO = "s3-fifo"

    /// Whether a use of a record changes what the policy knows of it.
    @inline(__always)
    var tracksUse: Bool { self == .lru || self == .lfu || self == .s3FIFO }
}
