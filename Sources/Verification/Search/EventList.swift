/// Invocations and returns in the order of time, as a list from which operations are lifted and
/// into which they are put back, the last one first.
///
/// Source: Lowe, "Testing for linearizability" (2017), section 3. Of two events at the same moment
/// the invocation comes first, so that such operations count as concurrent.
struct EventList {
    private struct Event {
        let operation: Int
        let isReturn: Bool
        var previous: Int
        var next: Int
    }

    /// Event 0 is the head, which stands for none.
    private var events: [Event]
    private var invocations: [Int]
    /// The place of each operation's return; 0 when it is open.
    private var returns: [Int]

    init(_ operations: [RecordedOperation]) {
        let moments = operations.enumerated().flatMap { number, operation in
            let start = (operation.invoked, false, number)
            return operation.isOpen ? [start] : [start, (operation.returned, true, number)]
        }.sorted { left, right in
            if left.0 != right.0 { return left.0 < right.0 }
            return left.1 != right.1 ? right.1 : left.2 < right.2
        }
        invocations = Array(repeating: 0, count: operations.count)
        returns = invocations
        let last = moments.count
        events = [Event(operation: -1, isReturn: false, previous: last, next: last == 0 ? 0 : 1)]
        for (index, moment) in moments.enumerated() {
            let place = index + 1
            if moment.1 { returns[moment.2] = place } else { invocations[moment.2] = place }
            events.append(
                Event(
                    operation: moment.2, isReturn: moment.1, previous: index,
                    next: place == last ? 0 : place + 1))
        }
    }

    /// The first event that is left.
    var first: Int { events[0].next }

    /// The event that follows; events are numbered by time.
    func next(after event: Int) -> Int { events[event].next }

    func operation(of event: Int) -> Int { events[event].operation }

    func isReturn(_ event: Int) -> Bool { events[event].isReturn }

    /// The event that follows an operation's invocation.
    func next(afterInvocationOf operation: Int) -> Int { events[invocations[operation]].next }

    /// Takes an operation out.
    mutating func lift(_ operation: Int) {
        unlink(invocations[operation])
        if returns[operation] != 0 { unlink(returns[operation]) }
    }

    /// Puts back the operation that was lifted last.
    mutating func putBack(_ operation: Int) {
        if returns[operation] != 0 { link(returns[operation]) }
        link(invocations[operation])
    }

    private mutating func unlink(_ event: Int) {
        events[events[event].previous].next = events[event].next
        events[events[event].next].previous = events[event].previous
    }

    private mutating func link(_ event: Int) {
        events[events[event].previous].next = event
        events[events[event].next].previous = event
    }
}
