internal import CJemalloc
internal import Platform
internal import Synchronization

/// Where a namespace's records and index tables live: jemalloc arenas.
///
/// Thread caches are passed by. The automatic ones are shared by all arenas of a thread, so that a
/// block may come from another namespace's; and they gained little: with a million records of
/// 128 bytes on a 2-core machine an insert went from 170–207 to 151–175 ns, but delete and insert
/// by two threads at once from 380–480 to 350–850 ns.
///
/// Thread safety: any thread may allocate and free; jemalloc locks inside.
///
/// Safety: what `allocate` returns is valid until `free`, and readable until the heap goes, which
/// frees all of its own arenas. The namespace owns its heap and frees each block once, with the
/// size it asked for.
@safe
struct RecordHeap: ~Copyable {
    private let arenas: [RecordArena]
    /// What `mallocx` takes for each arena.
    private let flags: InlineArray<16, Int32>
    private let tablesPerArenaBitCount: Int
    /// Makes allocations fail once `grantedCount` more were granted; for tests of exhaustion.
    let refusesAllocations = Atomic<Bool>(false)
    /// How many allocations are still granted when `refusesAllocations` is set.
    let grantedCount = Atomic<Int>(0)

    /// The most arenas of one namespace.
    static var arenaLimit: Int { 16 }

    init(_ configuration: EngineConfiguration, tableBitCount: Int) throws(PlatformError) {
        let arenas = try Self.arenas(configuration)
        var flags = InlineArray<16, Int32>(repeating: 0)
        for (index, entry) in arenas.enumerated() {
            flags[index] =
                spikebench_mallocx_arena(entry.arena.index) | spikebench_mallocx_no_thread_cache()
        }
        self.arenas = arenas
        self.flags = flags
        tablesPerArenaBitCount = tableBitCount - arenas.count.trailingZeroBitCount
    }

    private static func arenas(
        _ configuration: EngineConfiguration
    ) throws(PlatformError) -> [RecordArena] {
        switch configuration.arenas {
        case .shared: return [try RecordArena.shared(configuration)]
        case .perNamespace: return [try RecordArena(configuration)]
        case .perStripeGroup:
            var made: [RecordArena] = []
            for _ in 0..<min(arenaLimit, configuration.stripeCount) {
                made.append(try RecordArena(configuration))
            }
            return made
        }
    }

    /// Which arena the records of a table come from.
    @inline(__always)
    func arena(ofTable table: Int) -> Int { table &>> tablesPerArenaBitCount }

    /// A block of a size class, or nil when memory is exhausted.
    @inline(__always)
    func allocate(byteCount: Int, arena: Int) -> UnsafeMutableRawPointer? {
        if refusesAllocations.load(ordering: .relaxed) && isExhausted { return nil }
        return unsafe mallocx(byteCount, flags[arena])
    }

    @inline(never)
    private var isExhausted: Bool {
        grantedCount.wrappingSubtract(1, ordering: .relaxed).oldValue <= 0
    }

    /// Gives back a block that `allocate` returned for `byteCount`.
    @inline(__always)
    func free(_ block: UnsafeMutableRawPointer, byteCount: Int) {
        unsafe sdallocx(block, byteCount, spikebench_mallocx_no_thread_cache())
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

    /// The arenas' account: live bytes, bytes in used pages, physical bytes.
    ///
    /// Of the shared arena it includes what other namespaces have there.
    var usage: (allocated: Int, active: Int, resident: Int) {
        JemallocArena.refreshStatistics()
        return arenas.reduce(into: (0, 0, 0)) { sum, entry in
            sum.0 += entry.arena.allocatedByteCount
            sum.1 += entry.arena.activeByteCount
            sum.2 += entry.arena.residentByteCount
        }
    }
}

/// One arena of a heap.
private final class RecordArena: Sendable {
    let arena: JemallocArena

    private static let sharedArena = Guarded<RecordArena?>(nil)

    init(_ configuration: EngineConfiguration) throws(PlatformError) {
        arena = try JemallocArena(
            hugePages: configuration.hugePages, decayMilliseconds: configuration.decayMilliseconds)
    }

    /// The arena that namespaces share; the first of them decides its pages and decay.
    static func shared(_ configuration: EngineConfiguration) throws(PlatformError) -> RecordArena {
        try sharedArena.withLock { (known) throws(PlatformError) in
            if let known { return known }
            let made = try RecordArena(configuration)
            known = made
            return made
        }
    }
}
