internal import CJemalloc
internal import CPlatform
internal import Glibc

/// One jemalloc arena: a heap whose memory is accounted for by itself.
///
/// The arena lives as long as this value. Whoever allocates from it (`mallocx` with
/// `MALLOCX_ARENA(index)`) frees before the value goes, or lets `deinit` free everything at once.
/// Until then no address that it gave out is ever unmapped: freed memory can still be read.
///
/// Thread safety: jemalloc locks inside; any thread may allocate and free.
///
/// Safety: `memory` is the source of the arena's pages and outlives the arena.
@safe
public struct JemallocArena: ~Copyable, @unchecked Sendable {
    /// The number that `MALLOCX_ARENA` takes.
    public let index: UInt32
    private let memory: OpaquePointer

    /// A new, empty arena.
    ///
    /// - Parameters:
    ///   - hugePages: whether to ask the kernel for pages of 2 MiB.
    ///   - decayMilliseconds: how long unused pages are kept before they go back to the kernel; 0
    ///     for at once, -1 for ever, nil for jemalloc's own choice (10 s).
    /// - Throws: `PlatformError` when there is no room for one.
    public init(
        hugePages: Bool = false, decayMilliseconds: Int? = nil
    ) throws(PlatformError) {
        guard let memory = unsafe spikebench_arena_memory_create(hugePages) else {
            throw PlatformError(call: "malloc", code: ENOMEM)
        }
        var created: UInt32 = 0
        var size = MemoryLayout<UInt32>.size
        var hooks = unsafe spikebench_arena_memory_hooks(memory)
        let code = unsafe mallctl(
            "arenas.create", &created, &size, &hooks, MemoryLayout<UnsafeMutableRawPointer>.size)
        guard code == 0 else {
            unsafe spikebench_arena_memory_destroy(memory)
            throw PlatformError(call: "mallctl arenas.create", code: code)
        }
        unsafe self.init(index: created, memory: memory)
        if let decayMilliseconds { setDecay(milliseconds: decayMilliseconds) }
    }

    private init(index: UInt32, memory: OpaquePointer) {
        self.index = index
        unsafe self.memory = memory
    }

    private func setDecay(milliseconds: Int) {
        var value = milliseconds
        for name in ["dirty_decay_ms", "muzzy_decay_ms"] {
            unsafe _ = mallctl(
                "arena.\(index).\(name)", nil, nil, &value, MemoryLayout<Int>.size)
        }
    }

    /// Lets the figures of all arenas be those of now; they stand still in between.
    ///
    /// Visits every arena of the process: 15 µs and more, so do it once for several.
    public static func refreshStatistics() { Jemalloc.refreshStatistics() }

    /// Bytes in this arena's live allocations, rounded to size classes, at the last refresh.
    public var allocatedByteCount: Int {
        Jemalloc.read("stats.arenas.\(index).small.allocated")
            + Jemalloc.read("stats.arenas.\(index).large.allocated")
    }

    /// Bytes in pages that hold at least one of this arena's allocations, at the last refresh.
    public var activeByteCount: Int {
        Jemalloc.read("stats.arenas.\(index).pactive") * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// Bytes of physical memory this arena holds, at the last refresh.
    public var residentByteCount: Int {
        Jemalloc.read("stats.arenas.\(index).resident")
    }

    deinit {
        unsafe _ = mallctl("arena.\(index).destroy", nil, nil, nil, 0)
        unsafe spikebench_arena_memory_destroy(memory)
    }
}
