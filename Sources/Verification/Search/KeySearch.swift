/// Looks for an order of one key's operations that explains every outcome.
///
/// Source: Wing and Gong, "Testing and Verifying Concurrent Objects" (1993), section 4: take any
/// operation that was invoked before the first return that is left, let it take effect, and go on;
/// when none fits, go back. With Lowe's improvement ("Testing for linearizability", 2017, section
/// 4): a configuration, which is the set of operations that took effect and the state they left, is
/// never explored twice.
///
/// Operations with unknown outcome have no return, so they may take effect at any time after their
/// invocation; the search is over when all others have.
struct KeySearch {
    enum Result {
        case explained
        case impossible(StuckPoint)
        case undecided
    }

    /// How far any order came.
    struct StuckPoint {
        /// The operation whose return no order passes; all orders pass all returns before it.
        var operation: RecordedOperation
        /// What the record can be when everything that returned before has taken effect.
        var states: Set<RecordState>
    }

    private struct Configuration: Hashable {
        var completed: OperationSet.Window
        var open: OperationSet.Window
        var state: RecordState
    }

    /// Completed operations by their invocation, then open ones.
    private let operations: [RecordedOperation]
    private let completedCount: Int
    private let configurationLimit: Int
    private var events: EventList
    private var state: RecordState
    private var completed: OperationSet
    private var open: OperationSet
    private var remainingCount: Int
    private var path: [(operation: Int, before: RecordState)] = []
    private var seen: Set<Configuration> = []
    private var stuckEvent = 0
    private var stuckStates: Set<RecordState> = []

    init(_ history: [RecordedOperation], initially state: RecordState, configurationLimit: Int) {
        let sorted = history.sorted { $0.invoked < $1.invoked }
        let completedOnes = sorted.filter { !$0.isOpen }
        // A read that nobody saw the end of explains nothing and changes nothing.
        operations = completedOnes + sorted.filter { $0.isOpen && $0.action != .read }
        completedCount = completedOnes.count
        remainingCount = completedCount
        self.configurationLimit = configurationLimit
        self.state = state
        events = EventList(operations)
        completed = OperationSet(limit: completedCount)
        open = OperationSet(limit: operations.count - completedCount)
    }

    /// How many configurations were looked at.
    var configurationCount: Int { seen.count }

    mutating func run() -> Result {
        var event = events.first
        while remainingCount > 0 {
            if events.isReturn(event) {
                noteStuck(at: event)
                guard let last = path.popLast() else {
                    let operation = operations[events.operation(of: stuckEvent)]
                    return .impossible(StuckPoint(operation: operation, states: stuckStates))
                }
                undo(last.operation, before: last.before)
                event = events.next(afterInvocationOf: last.operation)
            } else if take(events.operation(of: event)) {
                guard seen.count < configurationLimit else { return .undecided }
                event = events.first
            } else {
                event = events.next(after: event)
            }
        }
        return .explained
    }

    /// Lets an operation take effect; false when its outcome does not fit, or what comes of it has
    /// been explored.
    private mutating func take(_ number: Int) -> Bool {
        let operation = operations[number]
        guard let after = state.after(operation.action, operation.outcome) else { return false }
        mark(number)
        let configuration = Configuration(
            completed: completed.window, open: open.window, state: after)
        guard seen.insert(configuration).inserted else {
            unmark(number)
            return false
        }
        events.lift(number)
        path.append((number, state))
        state = after
        return true
    }

    private mutating func undo(_ number: Int, before: RecordState) {
        events.putBack(number)
        unmark(number)
        state = before
    }

    private mutating func mark(_ number: Int) {
        if number < completedCount {
            completed.insert(number)
            remainingCount -= 1
        } else {
            open.insert(number - completedCount)
        }
    }

    private mutating func unmark(_ number: Int) {
        if number < completedCount {
            completed.remove(number)
            remainingCount += 1
        } else {
            open.remove(number - completedCount)
        }
    }

    private mutating func noteStuck(at event: Int) {
        if event > stuckEvent {
            stuckEvent = event
            stuckStates = []
        }
        if event == stuckEvent { stuckStates.insert(state) }
    }
}
