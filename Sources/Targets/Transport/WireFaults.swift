internal import Driver
internal import Platform

/// How often connections of all workers failed, and why.
///
/// Thread safety: any thread counts and reads; faults are rare, so a lock guards all.
final class WireFaults: Sendable {
    private struct State {
        var counts = Array(repeating: 0, count: ConnectionFault.allCases.count)
        var reconnectCount = 0
        var firstText: String?
    }

    private let state = Guarded(State())

    /// Counts a fault; the text says what was seen, and the first one is kept.
    func count(_ fault: ConnectionFault, _ text: String) {
        state.withLock {
            $0.counts[fault.rawValue] += 1
            $0.firstText = $0.firstText ?? text
        }
    }

    /// Counts a connection that is there again.
    func countReconnection() { state.withLock { $0.reconnectCount += 1 } }

    /// What was seen at the first fault; nil when there was none.
    var firstText: String? { state.withLock { $0.firstText } }

    /// How often a fault happened.
    func count(of fault: ConnectionFault) -> Int { state.withLock { $0.counts[fault.rawValue] } }

    /// All counts, also those of zero.
    var statistics: [TargetStatistic] {
        let (counts, reconnectCount) = state.withLock { ($0.counts, $0.reconnectCount) }
        let faults = ConnectionFault.allCases.map { ($0.statisticName, counts[$0.rawValue]) }
        return (faults + [("reconnectCount", reconnectCount)]).map {
            TargetStatistic(name: $0.0, value: Double($0.1), kind: .counter)
        }
    }
}
