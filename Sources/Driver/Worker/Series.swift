internal import Workload

/// What is measured of a kind of operation.
enum Measure: Int, CaseIterable {
    /// Actual start to completion, answered operations.
    case service
    /// Intended start to actual start, answered operations.
    case queue
    /// Intended start to completion, answered operations.
    case response
    /// Intended start to completion, misses.
    case miss
    /// Intended start to completion, errors.
    case error
}

/// Numbers the histograms and counters of a recorder by kind of operation.
enum Series {
    /// Histograms in all.
    static let count = OperationKind.allCases.count * Measure.allCases.count
    /// Counters in all.
    static let counterCount = OperationKind.allCases.count * outcomeRoom
    /// Counters of a kind: at least one for each outcome.
    private static let outcomeRoom = 16

    /// The histogram of one measure of a kind.
    @inline(__always)
    static func index(_ kind: OperationKind, _ measure: Measure) -> Int {
        Int(kind.rawValue) * 5 + measure.rawValue
    }

    /// The counter of one outcome of a kind.
    @inline(__always)
    static func counter(_ kind: OperationKind, _ outcome: Outcome) -> Int {
        Int(kind.rawValue) * outcomeRoom + Int(outcome.rawValue)
    }

    /// Which histograms a phase with these kinds needs: a closed loop has no queue.
    static func inUse(kinds: [OperationKind], isOpen: Bool) -> [Bool] {
        var used = Array(repeating: false, count: count)
        for kind in kinds {
            for measure in Measure.allCases {
                let isNeeded = isOpen || (measure != .queue && measure != .response)
                used[index(kind, measure)] = isNeeded
            }
        }
        return used
    }
}
