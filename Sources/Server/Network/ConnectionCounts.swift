internal import Platform
internal import Synchronization

/// How many connections there are, and which thread gets the next.
///
/// One listener and one thread that accepts, who hands each connection to the thread with the
/// fewest. The kernel would deal them out among several listeners of one port (`SO_REUSEPORT`) by a
/// hash of addresses and ports: of 50 connections and four threads one gets 18 or so and another 8,
/// and the connections of a pool live for hours, so the imbalance stays and one thread is the
/// bottleneck. To accept costs 10 µs, once in a connection's life. And with a listener of its own a
/// second server on the port would start, and take a share of the clients, where it ought to fail.
///
/// Thread safety: any thread may call any method.
final class ConnectionCounts: Sendable {
    private let all = Atomic<Int>(0)
    private let byThread: Guarded<[Int]>

    init(threadCount: Int) {
        byThread = Guarded([Int](repeating: 0, count: threadCount))
    }

    /// How many there are.
    var count: Int { all.load(ordering: .relaxed) }

    /// Counts one more in.
    ///
    /// - Parameter limit: the most there may be.
    /// - Returns: the thread with the fewest, which is to have it; nil beyond the limit.
    func admit(limit: Int) -> Int? {
        byThread.withLock { counts -> Int? in
            guard count < limit,
                let thread = counts.indices.min(by: { counts[$0] < counts[$1] })
            else { return nil }
            counts[thread] += 1
            all.wrappingAdd(1, ordering: .relaxed)
            return thread
        }
    }

    /// Counts one of a thread's out.
    func leave(thread: Int) {
        byThread.withLock { counts in
            counts[thread] -= 1
            all.wrappingSubtract(1, ordering: .relaxed)
        }
    }
}
