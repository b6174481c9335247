internal import Platform

/// What an operation over a socket costs each side in time on a processor.
///
/// Latency hides it: two clients of the same latency may differ twofold in it, and a server's cost
/// per operation is what decides how many of them it can do.
enum ProcessorCost {
    /// The lines, the first one empty; of the server only what it says itself, or what a run knows
    /// that started it.
    static func text(_ phase: PhaseSummary) -> String {
        let ended = phase.workers.filter(\.didFinish)
        let count = ended.reduce(0) { $0 + $1.completedCount }
        guard count > 0 else { return "" }
        let seconds = ended.reduce(0) { $0 + $1.processorShare * $1.elapsedSeconds }
        let client = "client \(Units.time(.seconds(seconds / Double(count))))"
        return "\n  processor time of an operation: \(client)"
            + server(phase.targetStatistics ?? [], count: count) + "\n"
            + memory(phase.targetStatistics ?? [])
    }

    private static func server(_ statistics: [RunSummary.Statistic], count: UInt64) -> String {
        func each(_ nanoseconds: Double) -> String {
            Units.time(.seconds(nanoseconds / 1e9 / Double(count)))
        }
        guard let user = figure("serverUserNanoseconds", statistics),
            let system = figure("serverSystemNanoseconds", statistics)
        else {
            let said = figure("serverProcessorNanoseconds", statistics)
            return said.map { ", server \(each($0))" } ?? ""
        }
        let times = [user + system, user, system].map(each)
        return ", server \(times[0]) (\(times[1]) its own, \(times[2]) the kernel's)"
    }

    private static func memory(_ statistics: [RunSummary.Statistic]) -> String {
        guard let bytes = figure("serverResidentByteCount", statistics) else { return "" }
        return "  server memory: \(Units.bytes(bytes)) resident\n"
    }

    private static func figure(
        _ name: String, _ statistics: [RunSummary.Statistic]
    ) -> Double? {
        statistics.first { $0.name == name }?.value
    }
}
