internal import CPlatform
internal import Glibc
internal import Synchronization

/// The lock of a stripe: one 32-bit word, the same for both kinds while nobody waits.
///
/// 0 is free, 1 is taken, 2 is taken and a thread may sleep on it. Spinning is test and
/// test-and-set (Mellor-Crummey and Scott, "Algorithms for Scalable Synchronization", 1991, part
/// 2.1) with a pause between tests. The mutex is the third of Drepper's "Futexes Are Tricky"
/// (2011, part 6) with a short spin before the first sleep.
///
/// Safety: the word lies at the start of a stripe's block and lives as long as the namespace.
@safe
enum StripeLock {
    /// Tests before a spinning thread yields, or before a mutex's thread sleeps; about 2 µs.
    private static var spinLimit: Int { 64 }

    @inline(__always)
    static func acquire(_ word: UnsafeMutablePointer<Atomic<UInt32>>, _ kind: LockKind) {
        let result = unsafe word.pointee.compareExchange(
            expected: 0, desired: 1, successOrdering: .acquiring, failureOrdering: .relaxed)
        if !result.exchanged { unsafe wait(word, kind) }
    }

    @inline(__always)
    static func release(_ word: UnsafeMutablePointer<Atomic<UInt32>>, _ kind: LockKind) {
        if kind == .spin {
            unsafe word.pointee.store(0, ordering: .releasing)
        } else if unsafe word.pointee.exchange(0, ordering: .releasing) == 2 {
            unsafe spikebench_futex_wake_one(word)
        }
    }

    @inline(never)
    private static func wait(_ word: UnsafeMutablePointer<Atomic<UInt32>>, _ kind: LockKind) {
        while unsafe !spin(word) {
            if kind == .mutex {
                unsafe sleep(word)
                return
            }
            sched_yield()
        }
    }

    /// Tries for a while; true when the lock was taken.
    private static func spin(_ word: UnsafeMutablePointer<Atomic<UInt32>>) -> Bool {
        for _ in 0..<spinLimit {
            if unsafe word.pointee.load(ordering: .relaxed) == 0 {
                let result = unsafe word.pointee.compareExchange(
                    expected: 0, desired: 1, successOrdering: .acquiring,
                    failureOrdering: .relaxed)
                if result.exchanged { return true }
            }
            spikebench_pause()
        }
        return false
    }

    /// Sleeps until the lock is taken; it is then marked as waited for, as others may sleep too.
    private static func sleep(_ word: UnsafeMutablePointer<Atomic<UInt32>>) {
        while unsafe word.pointee.exchange(2, ordering: .acquiring) != 0 {
            unsafe spikebench_futex_wait(word, 2)
        }
    }
}
