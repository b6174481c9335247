import Measurement
import Platform
import Testing
import Workload

@testable import Driver

@Suite("Set on miss")
struct FillTests {
    /// A store on virtual time that misses every third read, and notes the keys of fills.
    ///
    /// Used by one worker's thread, and by the test once the run is over.
    private final class MissingSession: TargetSession, @unchecked Sendable {
        let inFlightLimit: Int
        private let time: VirtualTime
        private var waiting: [(ticket: UInt32, outcome: Outcome)] = []
        /// Those of the first keyspace.
        private(set) var missedKeys: [UInt64] = []
        private(set) var filledKeys: [UInt64] = []

        init(time: VirtualTime, inFlightLimit: Int) {
            self.time = time
            self.inFlightLimit = inFlightLimit
        }

        func submit(_ index: Int, of batch: OperationBatch, ticket: UInt32) -> Submission {
            if inFlightLimit > 0 && waiting.count == inFlightLimit { return .busy }
            let operation = batch[index]
            if operation.kind == .fill { filledKeys.append(operation.keyIndex) }
            let isMiss = operation.kind == .read && operation.keyIndex % 3 == 0
            if isMiss && operation.keyspace == 0 { missedKeys.append(operation.keyIndex) }
            guard inFlightLimit > 0 else {
                time.advance(by: .microseconds(1))
                return .completed(isMiss ? .miss : .ok)
            }
            waiting.append((ticket, isMiss ? .miss : .ok))
            return .pending
        }

        func poll(into completions: inout CompletionList) {
            time.advance(by: .microseconds(1))
            for entry in waiting.prefix(2) {
                completions.append(ticket: entry.ticket, outcome: entry.outcome)
            }
            waiting.removeFirst(min(2, waiting.count))
        }
    }

    private struct MissingTarget: Target {
        let session: MissingSession
        var name: String { "missing" }
        var settings: [(name: String, value: String)] { [] }
        func makeSession(worker: Int) -> any TargetSession { session }
        func statistics() -> [TargetStatistic] { [] }
    }

    @Test(
        "every read that misses is followed by a write of its key, counted as a kind of its own",
        arguments: [
            (0, "closed"), (1, "closed"), (5, "closed"), (0, "{constant: 10k/s}"),
            (5, "{constant: 10k/s}"),
        ])
    func fills(inFlightLimit: Int, arrivals: String) throws {
        let plan = try Plan.named(
            "ycsb-c",
            overrides: [
                "keys.count=100", "setOnMiss=true", "workers=1", "arrivals=\(arrivals)",
                "phases={load: none, measure: {operations: 1000}}",
            ])
        let time = VirtualTime()
        let session = MissingSession(time: time, inFlightLimit: inFlightLimit)
        let result = try RunController(
            plan: plan, target: MissingTarget(session: session), virtualTimes: [time]
        ).run()
        let measured = try #require(result.measured)
        let (reads, fills) = (measured.kinds[0], measured.kinds[1])
        #expect(reads.kind == .read && reads.completedCount == 1000)
        #expect(fills.kind == .fill && fills.count(of: .ok) == reads.count(of: .miss))
        #expect(session.missedKeys.count > 200)
        #expect(session.filledKeys.sorted() == session.missedKeys.sorted())
        #expect(measured.unsentCount == 0)
    }

    @Test("reads of a keyspace that is not filled are followed by nothing", arguments: [0, 1, 5])
    func unfilled(inFlightLimit: Int) throws {
        let yaml = """
            keyspaces:
              filled:
                keys: {count: 100}
                record: {bins: 1, values: 10B}
                operations: {read: 1}
                setOnMiss: true
              plain: {keys: {count: 100}, record: {bins: 1, values: 10B}, operations: {read: 1}}
            phases: {load: none, measure: {operations: 1000}}
            workers: 1
            """
        let plan = try Plan(yaml: yaml, file: "a.yaml", name: "a")
        let time = VirtualTime()
        let session = MissingSession(time: time, inFlightLimit: inFlightLimit)
        let result = try RunController(
            plan: plan, target: MissingTarget(session: session), virtualTimes: [time]
        ).run()
        let kinds = try #require(result.measured).kinds
        #expect(session.missedKeys.count > 100)
        #expect(kinds[0].count(of: .miss) > UInt64(session.missedKeys.count) + 50)
        #expect(kinds[1].kind == .fill && kinds[1].count(of: .ok) == session.missedKeys.count)
        #expect(session.filledKeys.sorted() == session.missedKeys.sorted())
    }
}
