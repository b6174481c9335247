internal import CJemalloc
internal import Platform
internal import Synchronization

/// Where a namespace's records and index tables live: a jemalloc arena of its own.
///
/// Thread caches are passed by. The automatic ones are shared by all arenas of a thread, so that a
/// block may come from another namespace's; and they gained little: with a million records of
/// 128 bytes on a 2-core machine an insert went from 170–207 to 151–175 ns, but delete and insert
/// by two threads at once from 380–480 to 350–850 ns.
///
/// Thread safety: any thread may allocate and free; jemalloc locks inside.
///
/// Safety: what `allocate` returns is valid until `free` or until the heap goes, which frees all.
/// The namespace owns its heap and frees each block once, with the size it asked for.
@safe
struct RecordHeap: ~Copyable {
    private let arena: JemallocArena
    private let flags: Int32
    /// Makes every allocation fail; for tests of memory exhaustion.
    let refusesAllocations = Atomic<Bool>(false)

    init() throws(PlatformError) {
        arena = try JemallocArena()
        flags =
            spikebench_mallocx_arena(arena.index) | spikebench_mallocx_no_thread_cache()
    }

    /// A block of a size class, or nil when memory is exhausted.
    @inline(__always)
    func allocate(byteCount: Int) -> UnsafeMutableRawPointer? {
        if refusesAllocations.load(ordering: .relaxed) { return nil }
        return unsafe mallocx(byteCount, flags)
    }

    /// Gives back a block that `allocate` returned for `byteCount`.
    @inline(__always)
    func free(_ block: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe sdallocx(block, byteCount, flags)
    }

    /// The bytes that jemalloc sets aside for `byteCount`: four sizes to each doubling.
    ///
    /// Source: SIZE CLASSES in https://jemalloc.net/jemalloc.3.html, for a 16-byte quantum. A test
    /// compares it with `nallocx`.
    @inline(__always)
    static func sizeClass(of byteCount: Int) -> Int {
        if byteCount <= 128 { return (byteCount + 15) & ~15 }
        let delta = 1 << (Int.bitWidth - 1 - (byteCount - 1).leadingZeroBitCount - 2)
        return (byteCount + delta - 1) & ~(delta - 1)
    }

    /// The arena's account: live bytes, bytes in used pages, physical bytes.
    var usage: (allocated: Int, active: Int, resident: Int) {
        (arena.allocatedByteCount, arena.activeByteCount, arena.residentByteCount)
    }
}
