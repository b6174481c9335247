import Measurement
import Platform
import Testing

@testable import Server

@Suite("Requests answered together")
struct AnswerTallyTests {
    @Test("are counted by kind, each with the time of all")
    func counting() {
        #expect(RequestKind.allCases.allSatisfy { $0.rawValue < AnswerTally.kindLimit })
        var tally = AnswerTally()
        #expect(tally.isEmpty)
        for kind in [RequestKind.read, .write, .read] { tally.count(kind) }
        #expect(!tally.isEmpty && tally[Int(RequestKind.read.rawValue)] == 2)
        let metrics = ServerMetrics(threadCount: 1)
        metrics.threads[0].record(tally, latency: .microseconds(3))
        #expect(metrics.answers(to: .read).map(\.count) == [2])
        #expect(metrics.latencies(of: .read).count == 2)
        #expect(metrics.latencySum(of: .read) == 6_000)
        #expect(metrics.latencies(of: .write).count == 1)
        #expect(metrics.latencies(of: .scan).count == 0)
    }
}
