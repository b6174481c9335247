/// The allocator's own account of this process's memory, in bytes.
///
/// Source: the `stats.*` names of https://jemalloc.net/jemalloc.3.html.
public struct JemallocStatistics: Hashable, Sendable {
    /// Bytes the program asked for, rounded to size classes.
    public var allocatedByteCount: Int
    /// Bytes in pages that hold at least one allocation.
    public var activeByteCount: Int
    /// Bytes of physical memory mapped, dirty and metadata pages included.
    public var residentByteCount: Int
    /// Bytes of the allocator's own tables.
    public var metadataByteCount: Int

    /// Reads the totals of all arenas.
    public static func current() -> JemallocStatistics {
        Jemalloc.refreshStatistics()
        return JemallocStatistics(
            allocatedByteCount: Jemalloc.read("stats.allocated"),
            activeByteCount: Jemalloc.read("stats.active"),
            residentByteCount: Jemalloc.read("stats.resident"),
            metadataByteCount: Jemalloc.read("stats.metadata"))
    }
}
