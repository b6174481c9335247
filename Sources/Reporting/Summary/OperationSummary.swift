internal import Driver
internal import Measurement
internal import Workload

/// One kind of operation in one phase, or all kinds together.
public struct OperationSummary: Codable, Hashable, Sendable {
    /// The kind's name; `all` for all kinds together.
    public var kind: String
    /// How many ended, in any way.
    public var completedCount: UInt64
    /// How many ended per second of the phase.
    public var ratePerSecond: Double
    /// How many ended in each way, by the outcome's name; every outcome is there.
    public var outcomeCounts: [String: UInt64]
    /// How many ended in something else than an answer.
    public var errorCount: UInt64
    /// `errorCount` as a share of `completedCount`, from 0 to 1; 0 when nothing ended.
    public var errorShare: Double
    /// Actual start to completion of those that were answered.
    public var service: LatencySummary
    /// Intended start to actual start; without any count in a closed loop.
    public var queue: LatencySummary
    /// Intended start to completion.
    public var response: LatencySummary
    /// Response time of misses alone.
    public var miss: LatencySummary
    /// Response time of those that ended in an error.
    public var error: LatencySummary

    /// The summary of `result` over `seconds`.
    init(_ result: KindResult, name: String? = nil, seconds: Double) {
        kind = name ?? result.kind.name
        completedCount = result.completedCount
        ratePerSecond = seconds > 0 ? Double(result.completedCount) / seconds : 0
        outcomeCounts = [:]
        for outcome in Outcome.allCases {
            outcomeCounts[outcome.name] = result.count(of: outcome)
        }
        errorCount = result.errorCount
        errorShare =
            completedCount > 0 ? Double(result.errorCount) / Double(completedCount) : 0
        service = LatencySummary(result.latencies.service)
        queue = LatencySummary(result.latencies.queue)
        response = LatencySummary(result.latencies.response)
        miss = LatencySummary(result.latencies.miss)
        error = LatencySummary(result.latencies.error)
    }

    /// How many ended in `outcome`.
    func count(of outcome: Outcome) -> UInt64 { outcomeCounts[outcome.name] ?? 0 }
}

extension KindResult {
    /// All of `kinds` in one; nil when there is none.
    static func sum(_ kinds: [KindResult]) -> KindResult? {
        guard let first = kinds.first else { return nil }
        func merged(_ pick: (KindLatencies) -> LatencyHistogram) -> LatencyHistogram {
            let sum = LatencyHistogram()
            for kind in kinds { sum.add(pick(kind.latencies)) }
            return sum
        }
        return KindResult(
            kind: first.kind,
            outcomeCounts: Outcome.allCases.map { outcome in
                kinds.reduce(0) { $0 + $1.count(of: outcome) }
            },
            latencies: KindLatencies(
                service: merged(\.service), queue: merged(\.queue), response: merged(\.response),
                miss: merged(\.miss), error: merged(\.error)))
    }
}
