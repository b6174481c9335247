import Platform
import Testing
import Workload

@testable import Driver

@Suite("In-flight table")
struct InFlightTableTests {
    private func operation(at nanoseconds: UInt64) -> InFlightOperation {
        let moment = Instant(nanoseconds: nanoseconds)
        return InFlightOperation(kind: .read, intendedStart: moment, actualStart: moment)
    }

    @Test("tickets run out when all slots are taken, and come back")
    func tickets() throws {
        var table = InFlightTable(limit: 2)
        let first = try #require(table.nextTicket)
        table.insert(operation(at: 1))
        let second = try #require(table.nextTicket)
        table.insert(operation(at: 2))
        #expect(first != second)
        #expect(table.nextTicket == nil)
        #expect(table.remove(first)?.actualStart.nanoseconds == 1)
        #expect(table.count == 1)
        #expect(table.nextTicket != nil)
    }

    @Test("a late reply to an operation that timed out finds nobody")
    func lateReply() throws {
        var table = InFlightTable(limit: 1)
        let ticket = try #require(table.nextTicket)
        table.insert(operation(at: 1))
        let expired = table.removeOne(sentBefore: Instant(nanoseconds: 5))
        #expect(expired != nil)
        table.insert(operation(at: 7))
        #expect(table.remove(ticket) == nil)
        #expect(table.count == 1)
    }

    @Test("a ticket that was never given finds nobody")
    func unknownTicket() {
        var table = InFlightTable(limit: 1)
        #expect(table.remove(0) == nil)
        #expect(table.remove(.max) == nil)
    }
}
