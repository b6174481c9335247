internal import Platform
internal import Synchronization
internal import Workload

/// Makes what one worker works with, on a thread of the worker's own.
///
/// The allocator serves each thread from memory of its own, so what two workers write for every
/// batch, object reference counts included, never shares a cache line. Made by one thread, it did,
/// and two workers on the null target reached 27 M operations per second in place of 43 M.
///
/// Thread safety: `run` is for the worker's thread; `outcome` for whoever saw `isDone`.
final class WorkerPreparation: @unchecked Sendable {
    private let make: () throws(RunError) -> WorkerParts
    private let barrier: PreparationBarrier
    private var result: Result<WorkerParts, RunError>?
    private let done = Atomic(false)

    init(barrier: PreparationBarrier, make: @escaping () throws(RunError) -> WorkerParts) {
        self.barrier = barrier
        self.make = make
    }

    /// Makes the parts, while every other worker's thread is alive.
    func run() {
        barrier.arrive()
        do throws(RunError) {
            result = .success(try make())
        } catch {
            result = .failure(error)
        }
        done.store(true, ordering: .releasing)
    }

    /// What was made, or why not; nil until then.
    var outcome: Result<WorkerParts, RunError>? {
        done.load(ordering: .acquiring) ? result : nil
    }
}

/// Holds the threads that prepare workers until all of them are there.
///
/// Two threads that live at the same time are given different memory; one after the other they may
/// be given the same.
final class PreparationBarrier: Sendable {
    private let missing: Atomic<Int>

    init(threadCount: Int) {
        missing = Atomic(threadCount)
    }

    /// Counts the calling thread in, and returns when all are there.
    func arrive() {
        missing.subtract(1, ordering: .acquiringAndReleasing)
        while missing.load(ordering: .acquiring) > 0 { pauseThread(.microseconds(50)) }
    }

    /// Lets everybody go on who waits: some thread will not come.
    func abandon() {
        missing.store(0, ordering: .releasing)
    }
}
