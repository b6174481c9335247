import Glibc
import Platform
import Synchronization

/// Runs `body` on `count` threads, each pinned to a processor, all beginning together.
func onPinnedThreads<Result: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (Int) -> Result
) throws -> [Result] {
    let shared = Gathering<Result>(count)
    let processors = Processors.available
    for index in 0..<count {
        let processor = processors[index % processors.count]
        try PinnedThread(name: "bench", processor: processor) {
            shared.waiting.subtract(1, ordering: .sequentiallyConsistent)
            while shared.waiting.load(ordering: .sequentiallyConsistent) > 0 { sched_yield() }
            let result = body(index)
            shared.results.withLock { $0.append(result) }
        }.detach()
    }
    while shared.results.withLock({ $0.count }) < count { usleep(1000) }
    return shared.results.withLock { $0 }
}

private final class Gathering<Result: Sendable>: Sendable {
    let waiting: Atomic<Int>
    let results = Mutex<[Result]>([])

    init(_ count: Int) {
        waiting = Atomic(count)
    }
}
