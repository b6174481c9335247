import Platform
import Testing

@testable import Workload

@Suite("Client schedules")
struct ClientScheduleTests {
    @Test("a staircase takes in one worker after the other")
    func staircase() {
        let clients = ClientSchedule([1, 2, 3], every: .seconds(5))
        #expect(clients.maximum == 3)
        #expect(clients.lastStart == .seconds(10))
        for worker in 0..<3 {
            let stretches = clients.activity(ofWorker: worker)
            #expect(stretches.map(\.from) == [.seconds(Double(worker) * 5)])
            #expect(stretches.map(\.to) == [nil])
        }
        #expect(clients.activity(ofWorker: 3).isEmpty)
    }

    @Test("a worker's stretches join where its neighbours come and go, and part in a pause")
    func pause() {
        let clients = ClientSchedule([2, 1, 0, 4], every: .seconds(1))
        let first = clients.activity(ofWorker: 0)
        #expect(first.map(\.from) == [.zero, .seconds(3)])
        #expect(first.map(\.to) == [.seconds(2), nil])
        let second = clients.activity(ofWorker: 1)
        #expect(second.map(\.from) == [.zero, .seconds(3)])
        #expect(second.map(\.to) == [.seconds(1), nil])
    }

    @Test("each step is a mark")
    func marks() {
        let phase = PhasePlan(
            kind: .measure, duration: .seconds(9), operationCount: nil, arrivals: .closed,
            clients: ClientSchedule([1, 0, 8], every: .seconds(1)))
        func labels(_ from: Double, _ to: Double) -> [String] {
            phase.labels(time: .seconds(from)..<(.seconds(to)), operations: 0..<1)
        }
        #expect(labels(0, 1) == ["1 client"])
        #expect(labels(0.5, 2.5) == ["1 client", "pause", "8 clients"])
        #expect(labels(5, 6) == ["8 clients"])
        #expect(phase.isLoadChanging)
    }
}
