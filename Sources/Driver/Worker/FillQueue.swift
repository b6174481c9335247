internal import Workload

/// The writes that may follow reads in flight, and those that must follow because the read missed.
///
/// The batch that a read came from is refilled before its reply is there, so the fill beside it is
/// copied: into the slot of the read's ticket, and from there to the end of the queue.
///
/// Thread safety: owned by one worker.
final class FillQueue {
    /// The copies: first those of the slots, then the queue.
    let batch: OperationBatch
    private let slotCount: Int
    /// Whose fill each slot has; nothing, or that of a read which has ended, for other reads.
    private var keptTickets: [UInt32]
    private(set) var waitingCount = 0

    /// A queue for a session that has at most `limit` operations in flight.
    init(_ plan: Plan, _ pool: ValuePool, limit: Int) {
        slotCount = limit
        // No operation in flight has this ticket.
        keptTickets = Array(repeating: .max, count: limit)
        batch = plan.makeBatch(capacity: max(2 * limit, 1), pool: pool)
    }

    /// Keeps the fill at `index` of `source` for the read with `ticket`.
    func keep(_ ticket: UInt32, from source: OperationBatch, _ index: Int) {
        let slot = TicketSlot.number(of: ticket)
        batch.copy(from: source, index, to: slot)
        keptTickets[slot] = ticket
    }

    /// The read with `ticket` has missed: its fill, if it has one, waits to be sent.
    func miss(_ ticket: UInt32) {
        let slot = TicketSlot.number(of: ticket)
        guard keptTickets[slot] == ticket else { return }
        batch.copy(from: batch, slot, to: slotCount + waitingCount)
        waitingCount += 1
    }

    /// Where in `batch` the fill is that is to be sent next; nil when none waits.
    var next: Int? { waitingCount > 0 ? slotCount + waitingCount - 1 : nil }

    /// The fill at `index` was sent; the last one that waits takes its place.
    func didSend(_ index: Int) {
        waitingCount -= 1
        let last = slotCount + waitingCount
        if index != last { batch.copy(from: batch, last, to: index) }
    }
}
