internal import CJemalloc
internal import Glibc

/// One jemalloc arena: a heap whose memory is accounted for by itself.
///
/// The arena lives as long as this value. Whoever allocates from it (`mallocx` with
/// `MALLOCX_ARENA(index)`) frees before the value goes, or lets `deinit` free everything at once.
///
/// Thread safety: jemalloc locks inside; any thread may allocate and free.
public struct JemallocArena: ~Copyable, Sendable {
    /// The number that `MALLOCX_ARENA` takes.
    public let index: UInt32

    /// A new, empty arena.
    ///
    /// - Throws: `PlatformError` when jemalloc has no room for one.
    public init() throws(PlatformError) {
        var created: UInt32 = 0
        var size = MemoryLayout<UInt32>.size
        let code = unsafe mallctl("arenas.create", &created, &size, nil, 0)
        guard code == 0 else { throw PlatformError(call: "mallctl arenas.create", code: code) }
        index = created
    }

    /// Bytes in this arena's live allocations, rounded to size classes.
    public var allocatedByteCount: Int {
        Jemalloc.refreshStatistics()
        return Jemalloc.read("stats.arenas.\(index).small.allocated")
            + Jemalloc.read("stats.arenas.\(index).large.allocated")
    }

    /// Bytes in pages that hold at least one of this arena's allocations.
    public var activeByteCount: Int {
        Jemalloc.refreshStatistics()
        return Jemalloc.read("stats.arenas.\(index).pactive") * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Bytes of physical memory this arena holds.
    public var residentByteCount: Int {
        Jemalloc.refreshStatistics()
        return Jemalloc.read("stats.arenas.\(index).resident")
    }

    deinit {
        unsafe _ = mallctl("arena.\(index).destroy", nil, nil, nil, 0)
    }
}
