internal import Measurement
internal import Platform

/// What one thread of a server has counted.
///
/// Thread safety: its thread counts; any thread reads.
final class ThreadMetrics: Sendable {
    private let counters = SharedCounters(count: ServerCounter.allCases.count)
    /// For each kind of request and each code of an answer how many there were.
    private let answers = SharedCounters(count: RequestKind.allCases.count * 256)
    private let latencies = SharedHistograms(count: RequestKind.allCases.count)

    /// Counts up.
    @inline(__always)
    func count(_ counter: ServerCounter, _ amount: Int = 1) {
        counters.add(UInt64(truncatingIfNeeded: amount), at: counter.rawValue)
    }

    /// Counts an answered request.
    ///
    /// - Parameters:
    ///   - kind: what was asked.
    ///   - code: the number of the result.
    ///   - latency: from when its bytes were received to when the answer was written.
    @inline(__always)
    func record(_ kind: RequestKind, code: UInt8, latency: Nanoseconds) {
        answers.add(1, at: Int(kind.rawValue) &* 256 &+ Int(code))
        latencies.record(latency, in: Int(kind.rawValue))
    }

    /// Counts requests that were answered with code 0 at one time.
    @inline(__always)
    func record(_ tally: AnswerTally, latency: Nanoseconds) {
        for kind in 0..<AnswerTally.kindLimit {
            let count = tally[kind]
            if count > 0 {
                answers.add(count, at: kind &* 256)
                latencies.record(latency, in: kind, count: count)
            }
        }
    }

    // MARK: Reading

    func total(of counter: ServerCounter) -> UInt64 { counters[counter.rawValue] }

    func answerCount(_ kind: RequestKind, code: UInt8) -> UInt64 {
        answers[Int(kind.rawValue) * 256 + Int(code)]
    }

    func addLatencies(of kind: RequestKind, to histogram: LatencyHistogram) {
        latencies.add(Int(kind.rawValue), to: histogram)
    }

    func latencySum(of kind: RequestKind) -> UInt64 {
        latencies.sumNanoseconds(of: Int(kind.rawValue))
    }
}
