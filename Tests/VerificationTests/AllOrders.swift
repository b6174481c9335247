@testable import Verification

/// The definition of linearizability, word for word: some order of the completed operations and of
/// some open ones keeps the order of those that do not overlap, and explains every outcome.
enum AllOrders {
    static func explain(_ history: [RecordedOperation]) -> Bool {
        explain(history, after: [])
    }

    private static func explain(
        _ left: [RecordedOperation], after order: [RecordedOperation]
    ) -> Bool {
        if left.allSatisfy({ $0.outcome == .unknown }) && isExplanation(order) { return true }
        return left.indices.contains { index in
            var rest = left
            let next = rest.remove(at: index)
            return explain(rest, after: order + [next])
        }
    }

    private static func isExplanation(_ order: [RecordedOperation]) -> Bool {
        for (index, later) in order.enumerated() {
            for earlier in order[..<index] where precedes(later, earlier) { return false }
        }
        var state = RecordState.absent
        for operation in order {
            let (after, outcome) = state.applying(operation.action)
            if !operation.outcome.agrees(with: outcome) { return false }
            state = after
        }
        return true
    }

    private static func precedes(_ one: RecordedOperation, _ other: RecordedOperation) -> Bool {
        one.outcome != .unknown && one.returned < other.invoked
    }
}
