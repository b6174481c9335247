/// Which records and tables share a jemalloc arena: its locks, its pages and its account.
public enum ArenaPolicy: String, CaseIterable, Hashable, Sendable {
    /// All namespaces of the process that say so share one.
    case shared
    /// Each namespace has its own.
    case perNamespace
    /// Each group of stripes of a namespace has its own, 16 groups at most: threads that write at
    /// once seldom meet in the allocator.
    case perStripeGroup
}
