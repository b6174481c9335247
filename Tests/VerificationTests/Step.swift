import Platform

@testable import Verification

/// An operation on key 0, in few words.
struct Step: CustomStringConvertible {
    var operation: RecordedOperation

    init(
        _ thread: Int, _ invoked: UInt64, _ returned: UInt64, _ action: RecordAction,
        _ outcome: RecordOutcome
    ) {
        operation = RecordedOperation(
            thread: thread, key: 0, invoked: Instant(nanoseconds: invoked),
            returned: Instant(nanoseconds: returned), action: action, outcome: outcome)
    }

    var description: String { operation.label }
}
