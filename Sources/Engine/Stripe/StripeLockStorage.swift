internal import CPlatform
internal import Glibc
internal import Synchronization

/// The lock of a stripe: one word of 64 bits, in which the acquisitions count themselves.
///
/// | bits | `spin`, `mutex`, `optimistic` | `readWrite` |
/// |---|---|---|
/// | 0 | taken | taken by a writer, or wanted by one that waits for readers |
/// | 1 | a thread may sleep on it (`mutex`) | } |
/// | 2… | acquisitions | } 1…15 readers; 16… acquisitions |
///
/// To take the word is one atomic "or"; to release it a plain store, as only the holder changes the
/// rest of it (`spin`, `optimistic`), a compare-and-exchange (`mutex`) or an addition
/// (`readWrite`). Spinning is test and test-and-set (Mellor-Crummey and Scott, "Algorithms for
/// Scalable Synchronization", 1991, part 2.1) with a pause between tests. Sleeping is the third
/// mutex of Drepper's "Futexes Are Tricky" (2011, part 6) after a short spin.
///
/// Under `optimistic` the word is also the version that readers compare: it changes with every
/// write, and is odd while one is under way (sequence lock; Boehm, "Can Seqlocks Get Along With
/// Programming Language Memory Models?", MSPC 2012). 62 bits of acquisitions do not come round.
///
/// Safety: the word lies at the start of a stripe's block and lives as long as the namespace.
@safe
enum StripeLock {
    typealias Word = UnsafeMutablePointer<Atomic<UInt64>>

    private static var taken: UInt64 { 1 }
    private static var sleeping: UInt64 { 2 }
    private static var reader: UInt64 { 2 }
    private static var readers: UInt64 { 0xfffe }
    /// What a release adds: one acquisition, and the bit `taken` gone.
    private static var releaseStep: UInt64 { 4 - 1 }
    private static var readWriteStep: UInt64 { 1 << 16 }

    /// Tests before a spinning thread yields, or before a mutex's thread sleeps; about 2 µs.
    private static var spinLimit: Int { 64 }

    // MARK: Alone

    /// Takes the word alone.
    ///
    /// - Returns: nanoseconds that it took when another thread had it; nil when it was free.
    @inline(__always)
    static func acquire(_ word: Word, _ kind: LockKind) -> UInt64? {
        if kind == .readWrite { return unsafe acquireFromReaders(word) }
        // Only one bit of the old value is used, so that this is one instruction on x86.
        let old = unsafe word.pointee.bitwiseOr(taken, ordering: .acquiring).oldValue
        guard old & taken == 0 else { return unsafe wait(word, kind, hasBit: false) }
        // No store of the write to come may be seen before the odd word.
        if kind == .optimistic { atomicMemoryFence(ordering: .releasing) }
        return nil
    }

    @inline(never)
    private static func acquireFromReaders(_ word: Word) -> UInt64? {
        let old = unsafe word.pointee.bitwiseOr(taken, ordering: .acquiring).oldValue
        if old & (taken | readers) == 0 { return nil }
        return unsafe wait(word, .readWrite, hasBit: old & taken == 0)
    }

    @inline(__always)
    static func release(_ word: Word, _ kind: LockKind) {
        if kind == .spin || kind == .optimistic {
            let value = unsafe word.pointee.load(ordering: .relaxed)
            unsafe word.pointee.store(value &+ releaseStep, ordering: .releasing)
        } else if kind == .mutex {
            unsafe releaseMutex(word)
        } else {
            unsafe word.pointee.wrappingAdd(readWriteStep &- taken, ordering: .releasing)
        }
    }

    @inline(never)
    private static func releaseMutex(_ word: Word) {
        var old = unsafe word.pointee.load(ordering: .relaxed)
        while true {
            let free = (old &+ releaseStep) & ~sleeping
            let result = unsafe word.pointee.weakCompareExchange(
                expected: old, desired: free, successOrdering: .releasing,
                failureOrdering: .relaxed)
            if result.exchanged { break }
            old = result.original
        }
        if old & sleeping != 0 { unsafe spikebench_futex_wake_one(word) }
    }

    // MARK: Shared

    /// Takes the word together with other readers; only for `readWrite`.
    ///
    /// - Returns: nanoseconds that it took when a writer had it; nil when none had.
    @inline(__always)
    static func acquireShared(_ word: Word) -> UInt64? {
        let step = reader &+ readWriteStep
        let old = unsafe word.pointee.wrappingAdd(step, ordering: .acquiring).oldValue
        return old & taken == 0 ? nil : unsafe waitShared(word)
    }

    @inline(__always)
    static func releaseShared(_ word: Word) {
        unsafe word.pointee.wrappingSubtract(reader, ordering: .releasing)
    }

    // MARK: Unlocked

    /// The word, to compare with `isUnchanged` later; nil while a writer has it.
    @inline(__always)
    static func version(_ word: Word) -> UInt64? {
        let value = unsafe word.pointee.load(ordering: .acquiring)
        return value & taken == 0 ? value : nil
    }

    /// Whether no writer has taken the word since it was `version`.
    @inline(__always)
    static func isUnchanged(_ word: Word, since version: UInt64) -> Bool {
        // What was loaded before must not be loaded after the word.
        atomicMemoryFence(ordering: .acquiring)
        return unsafe word.pointee.load(ordering: .relaxed) == version
    }

    /// Whether neither a writer nor a reader has the word.
    static func isFree(_ word: Word, _ kind: LockKind) -> Bool {
        let value = unsafe word.pointee.load(ordering: .relaxed)
        return value & (kind == .readWrite ? taken | readers : taken) == 0
    }

    /// Takes the word alone if no writer has taken it since it was `version`.
    @inline(__always)
    static func acquire(_ word: Word, ifUnchangedSince version: UInt64) -> Bool {
        let result = unsafe word.pointee.compareExchange(
            expected: version, desired: version | taken, successOrdering: .acquiring,
            failureOrdering: .relaxed)
        if result.exchanged { atomicMemoryFence(ordering: .releasing) }
        return result.exchanged
    }

    /// How often the word was taken, reads under `optimistic` not included.
    static func acquisitionCount(_ word: Word, _ kind: LockKind) -> Int {
        let value = unsafe word.pointee.load(ordering: .relaxed)
        return Int(truncatingIfNeeded: kind == .readWrite ? value >> 16 : value >> 2)
    }

    // MARK: Waiting

    @inline(never)
    private static func wait(_ word: Word, _ kind: LockKind, hasBit: Bool) -> UInt64 {
        let start = spikebench_monotonic_nanoseconds()
        if !hasBit { unsafe waitForBit(word, kind) }
        if kind == .readWrite {
            waitUntil { unsafe word.pointee.load(ordering: .acquiring) & readers == 0 }
        }
        if kind == .optimistic { atomicMemoryFence(ordering: .releasing) }
        return spikebench_monotonic_nanoseconds() &- start
    }

    private static func waitForBit(_ word: Word, _ kind: LockKind) {
        if kind == .mutex {
            if !spin({ unsafe tryTake(word) }) { unsafe sleep(word) }
        } else {
            waitUntil { unsafe tryTake(word) }
        }
    }

    @inline(never)
    private static func waitShared(_ word: Word) -> UInt64 {
        let start = spikebench_monotonic_nanoseconds()
        // Step back, or the writer that has the bit waits for this reader.
        unsafe word.pointee.wrappingSubtract(reader, ordering: .releasing)
        waitUntil {
            guard unsafe word.pointee.load(ordering: .relaxed) & taken == 0 else { return false }
            let old = unsafe word.pointee.wrappingAdd(reader, ordering: .acquiring).oldValue
            if old & taken == 0 { return true }
            unsafe word.pointee.wrappingSubtract(reader, ordering: .releasing)
            return false
        }
        return spikebench_monotonic_nanoseconds() &- start
    }

    private static func tryTake(_ word: Word) -> Bool {
        guard unsafe word.pointee.load(ordering: .relaxed) & taken == 0 else { return false }
        return unsafe word.pointee.bitwiseOr(taken, ordering: .acquiring).oldValue & taken == 0
    }

    /// Spins, and yields now and then, until `condition` holds.
    private static func waitUntil(_ condition: () -> Bool) {
        while !spin(condition) { sched_yield() }
    }

    /// Tries for a while; whether `condition` came to hold.
    private static func spin(_ condition: () -> Bool) -> Bool {
        for _ in 0..<spinLimit {
            if condition() { return true }
            spikebench_pause()
        }
        return false
    }

    /// Sleeps until the word is taken; it is then marked as waited for, as others may sleep too.
    private static func sleep(_ word: Word) {
        while true {
            let old = unsafe word.pointee.bitwiseOr(taken | sleeping, ordering: .acquiring).oldValue
            if old & taken == 0 { return }
            // The futex compares the word's low half, in which acquisitions count on.
            unsafe spikebench_futex_wait(word, UInt32(truncatingIfNeeded: old | sleeping))
        }
    }
}
