internal import Measurement
internal import Wire

/// What all threads of a server have counted together.
///
/// Thread safety: any thread may ask.
final class ServerMetrics: Sendable {
    /// Of each thread, in the threads' order.
    let threads: [ThreadMetrics]

    /// Nothing counted yet.
    init(threadCount: Int) {
        threads = (0..<threadCount).map { _ in ThreadMetrics() }
    }

    /// The sum of a counter.
    func total(of counter: ServerCounter) -> UInt64 {
        threads.reduce(0) { $0 + $1.total(of: counter) }
    }

    /// Connections that are served now.
    var connectionCount: UInt64 {
        // Read first, so that what is closed meanwhile cannot make the difference negative.
        let closed = total(of: .connectionsClosed)
        return total(of: .connectionsOpened) - closed
    }

    /// How requests of a kind were answered: the codes that occurred, ascending, and how often.
    func answers(to kind: RequestKind) -> [(code: AerospikeResultCode, count: UInt64)] {
        (0...UInt8.max).compactMap { code in
            let count = threads.reduce(0) { $0 + $1.answerCount(kind, code: code) }
            return count > 0 ? (AerospikeResultCode(rawValue: code), count) : nil
        }
    }

    /// The latencies of all requests of a kind, from received to answered.
    func latencies(of kind: RequestKind) -> LatencyHistogram {
        let histogram = LatencyHistogram()
        for thread in threads { thread.addLatencies(of: kind, to: histogram) }
        return histogram
    }

    /// The sum of those latencies, in nanoseconds.
    func latencySum(of kind: RequestKind) -> UInt64 {
        threads.reduce(0) { $0 &+ $1.latencySum(of: kind) }
    }
}
