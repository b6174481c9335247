internal import Platform
internal import Workload

/// An operation that a target has taken and not yet ended.
struct InFlightOperation {
    /// What it is.
    var kind: OperationKind
    /// When the schedule wanted it to start.
    var intendedStart: Instant
    /// When it was sent.
    var actualStart: Instant
}

/// The operations in flight of one worker; a fixed number of slots.
///
/// A ticket is a slot's number with the slot's use count above it, so that a reply which comes
/// after its operation was given up as timed out finds nobody.
struct InFlightTable {
    private var operations: [InFlightOperation?]
    private var useCounts: [UInt32]
    private var freeSlots: [UInt32]

    /// A table of `limit` slots, at most 65,536.
    init(limit: Int) {
        precondition(limit >= 0 && limit <= 65_536, "\(limit) operations in flight")
        operations = Array(repeating: nil, count: limit)
        useCounts = Array(repeating: 0, count: limit)
        freeSlots = (0..<UInt32(limit)).reversed()
    }

    /// How many operations are in flight.
    var count: Int { operations.count - freeSlots.count }

    /// The ticket that the next operation gets, or nil when all slots are taken.
    var nextTicket: UInt32? {
        guard let slot = freeSlots.last else { return nil }
        return useCounts[Int(slot)] << TicketSlot.bits | slot
    }

    /// What is passed for a ticket when there is none: 0 where nothing is ever in flight, else the
    /// largest number, so that it names no operation that is.
    var noTicket: UInt32 { operations.isEmpty ? 0 : .max }

    /// Keeps an operation under `nextTicket`.
    mutating func insert(_ operation: InFlightOperation) {
        let slot = freeSlots.removeLast()
        operations[Int(slot)] = operation
    }

    /// Takes the operation of `ticket` out; nil when it was given up before.
    mutating func remove(_ ticket: UInt32) -> InFlightOperation? {
        let slot = TicketSlot.number(of: ticket)
        guard slot < operations.count, useCounts[slot] == ticket >> TicketSlot.bits,
            let operation = operations[slot]
        else { return nil }
        release(slot)
        return operation
    }

    /// Takes out one operation that was sent before `moment`, if there is any.
    mutating func removeOne(
        sentBefore moment: Instant
    ) -> (ticket: UInt32, operation: InFlightOperation)? {
        guard count > 0 else { return nil }
        for slot in operations.indices {
            guard let operation = operations[slot], operation.actualStart < moment else { continue }
            let ticket = useCounts[slot] << TicketSlot.bits | UInt32(slot)
            release(slot)
            return (ticket, operation)
        }
        return nil
    }

    private mutating func release(_ slot: Int) {
        operations[slot] = nil
        useCounts[slot] = (useCounts[slot] + 1) & (1 << (32 - TicketSlot.bits) - 1)
        freeSlots.append(UInt32(slot))
    }
}
