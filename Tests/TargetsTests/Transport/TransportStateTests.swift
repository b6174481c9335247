import Platform
import Testing

@testable import Targets

@Suite("Links and lists of connections")
struct TransportStateTests {
    private static func at(_ milliseconds: UInt64) -> Instant {
        Instant(nanoseconds: 1_000_000_000 + milliseconds * 1_000_000)
    }

    @Test("a link waits twice as long after each failure, at most a second, until it is ready")
    func backOff() {
        var link = Link(now: Self.at(0))
        #expect(link.state == .down(retryAt: Self.at(0)))
        var waits: [UInt64] = []
        for _ in 0..<9 {
            link.connect(until: Self.at(5))
            link.fail(now: Self.at(0))
            if let deadline = link.deadline {
                waits.append((deadline - Self.at(0)).count / 1_000_000)
            }
        }
        #expect(waits == [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000])
        link.connect(until: Self.at(5))
        link.greet()
        #expect(link.state == .greeting(until: Self.at(5)))
        link.becomeReady()
        #expect(link.isReady && link.deadline == nil && link.wasReady)
        link.fail(now: Self.at(0))
        #expect(link.state == .down(retryAt: Self.at(10)))
    }

    @Test("requests are stamped once, when they are sent, and keep their order over any growth")
    func waiting() {
        var list = WaitingList(capacity: 2)
        list.append(1)
        list.append(2)
        list.stamp(Self.at(1))
        list.append(3)
        list.append(4, start: Self.at(0))
        #expect(list.first?.sentAt == Self.at(1))
        #expect(list.removeFirst().ticket == 1)
        list.append(5)
        list.stamp(Self.at(2))
        let rest = (0..<list.count).map { _ in list.removeFirst() }
        #expect(rest.map(\.ticket) == [2, 3, 4, 5])
        #expect(rest.map(\.sentAt) == [Self.at(1), Self.at(2), Self.at(0), Self.at(2)])
        #expect(list.isEmpty)
    }

    @Test("a request that was never sent has no moment at which it was")
    func unsent() {
        var list = WaitingList(capacity: 1)
        list.append(1)
        #expect(list.first?.sentAt == nil)
    }

    @Test("operations for a node that is gone fail after a while, unless all nodes are gone")
    func nodeReach() {
        var reach = NodeReach()
        func givesUp(_ node: Int, at moment: UInt64) -> Bool {
            reach.givesUp(node, now: Self.at(moment), after: .seconds(1))
        }
        for _ in 0..<2 { reach.addNode(now: Self.at(0)) }
        for node in [0, 1, 1] { reach.noteReady(node) }
        #expect(!givesUp(0, at: 5_000) && !givesUp(1, at: 5_000))
        reach.noteBroken(1, now: Self.at(5_000))
        #expect(!givesUp(1, at: 9_000), "another of its connections is there")
        reach.noteBroken(1, now: Self.at(6_000))
        #expect(!givesUp(1, at: 7_000) && givesUp(1, at: 7_001))
        #expect(!givesUp(0, at: 7_001))
        for _ in 1..<NodeReach.failureLimit { #expect(givesUp(1, at: 7_001)) }
        #expect(!givesUp(1, at: 7_001), "a poll comes first")
        reach.didPoll()
        #expect(givesUp(1, at: 7_001))
        reach.noteBroken(0, now: Self.at(8_000))
        #expect(!givesUp(1, at: 20_000), "all are gone")
        reach.noteReady(1)
        #expect(!givesUp(1, at: 20_000) && givesUp(0, at: 20_000))
    }

    @Test("the ring of connections gives them in turn")
    func ring() {
        var ring = ConnectionRing()
        for number in 0..<5 { ring.append(number) }
        ring.rotate(behind: 3)
        #expect(ring.first == 0)
        ring.rotate(behind: 0)
        ring.removeFirst()
        ring.append(9)
        #expect((0..<ring.count).map { ring[$0] } == [2, 3, 4, 0, 9])
    }
}
