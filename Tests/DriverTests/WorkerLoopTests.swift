import Measurement
import Platform
import Testing
import Workload

@testable import Driver

@Suite("Worker loop")
struct WorkerLoopTests {
    private let time = VirtualTime()

    /// Runs one worker to its end on virtual time and returns what was recorded of its reads.
    private func run(
        _ session: ScriptedSession, _ source: any OperationSource, duration: Nanoseconds? = nil,
        isOpen: Bool, timeout: Nanoseconds = .seconds(1), clients: ClientSchedule? = nil,
        index: Int = 0
    ) -> (kind: KindResult, worker: WorkerResult) {
        let control = PhaseControl(
            duration: duration, stop: StopSignal(), operationTimeout: timeout, clients: clients)
        let recorder = IntervalRecorder(
            seriesInUse: Series.inUse(kinds: [.read], isOpen: isOpen),
            counterCount: Series.counterCount, start: time.now, interval: .seconds(1_000_000))
        let batch = OperationBatch(
            capacity: 4, keyByteLimit: 1, valueCountPerOperation: 1,
            pool: ValuePool(seed: 1, valueByteLimit: 1))
        let parts = WorkerParts(
            index: index, processor: nil, session: session, source: source, batch: batch,
            fills: nil, clock: .virtual(time))
        let task = WorkerTask(
            parts: parts, recorder: recorder, control: control, start: time.now, isOpen: isOpen)
        task.run()
        var collector = IntervalCollector(
            recorders: [recorder], kinds: [.read], isOpen: isOpen, interval: .seconds(1_000_000),
            duration: duration)
        _ = collector.collect()
        let worker = task.finishedResult ?? .unfinished(task)
        return (collector.kindResults()[0], worker)
    }

    @Test("a closed loop runs every operation of its source and times each")
    func closedLoop() {
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .microseconds(7)) }
        let (kind, worker) = run(session, ListSource(count: 10), isOpen: false)
        #expect(kind.count(of: .ok) == 10)
        #expect(worker.completedCount == 10)
        #expect(worker.elapsed == .microseconds(70))
        #expect(kind.latencies.service.count == 10)
        #expect(kind.latencies.service.maximum == .microseconds(7))
        #expect(kind.latencies.queue.count == 0)
    }

    @Test("a closed loop ends at its duration, after the operation that passes it")
    func closedLoopDuration() {
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .microseconds(30)) }
        let (kind, _) = run(
            session, ListSource(count: 1_000), duration: .microseconds(100), isOpen: false)
        #expect(kind.completedCount == 4)
    }

    @Test("a client thinks between its operations, which is idle time and no latency")
    func thinkTime() {
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .microseconds(7)) }
        let thinking = ListSource(starts: Array(repeating: .milliseconds(1), count: 10))
        let (kind, worker) = run(session, thinking, isOpen: false)
        #expect(worker.elapsed == .microseconds(10_070))
        #expect(worker.idle == .milliseconds(10))
        #expect(kind.latencies.service.maximum == .microseconds(7))
        #expect(kind.latencies.response.maximum == .microseconds(7))
        #expect(worker.pacing.count == 0)
    }

    @Test("a client waits for its replies before it thinks, and the phase's end cuts it short")
    func thinkTimeInFlight() {
        let session = ScriptedSession(time: time, inFlightLimit: 4) { _ in
            .isPending(.ok, polls: 1)
        }
        let thinking = ListSource(starts: Array(repeating: .milliseconds(1), count: 10))
        let (kind, worker) = run(
            session, thinking, duration: .microseconds(5_500), isOpen: false)
        // Each is sent, polled for once (10 µs), and followed by a millisecond of thought.
        #expect(kind.completedCount == 5)
        #expect(session.busyCount == 0)
        #expect(kind.latencies.service.maximum == .microseconds(10))
        #expect(worker.elapsed == .microseconds(5_500))
    }

    @Test(
        "a worker runs while it is one of the clients, and waits for the rest of the phase",
        arguments: [(0, 60), (1, 20), (2, 20), (3, 0)])
    func clients(index: Int, operationCount: UInt64) {
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .microseconds(100)) }
        let (kind, worker) = run(
            session, ListSource(count: 1_000), duration: .milliseconds(10), isOpen: false,
            clients: ClientSchedule([1, 0, 1, 3, 1, 3, 0, 1, 0], every: .milliseconds(1)),
            index: index)
        #expect(kind.completedCount == operationCount)
        #expect(worker.elapsed == .milliseconds(10))
        #expect(worker.idle == .microseconds(10_000 - operationCount * 100))
        let slowest = kind.latencies.service.maximum
        #expect(slowest == (operationCount > 0 ? .microseconds(100) : .zero))
    }

    @Test("misses are answers with a histogram of their own, errors are not answers")
    func outcomes() {
        let outcomes: [Outcome] = [.ok, .miss, .serverError, .ok, .timeout]
        let session = ScriptedSession(time: time) { .ends(outcomes[$0], after: .microseconds(5)) }
        let (kind, _) = run(session, ListSource(count: 5), isOpen: false)
        #expect(kind.count(of: .ok) == 2)
        #expect(kind.count(of: .miss) == 1)
        #expect(kind.errorCount == 2)
        #expect(kind.latencies.service.count == 3)
        #expect(kind.latencies.miss.count == 1)
        #expect(kind.latencies.error.count == 2)
    }

    @Test("an open loop sends on schedule and keeps service, queue and response time apart")
    func openLoop() {
        // Every 10 µs; the third takes 25 µs, so the next two start 15 and 10 µs late.
        let starts = (0..<8).map { Nanoseconds.microseconds(UInt64($0) * 10) }
        let session = ScriptedSession(time: time) {
            .ends(.ok, after: .microseconds($0 == 2 ? 25 : 5))
        }
        let (kind, worker) = run(session, ListSource(starts: starts), isOpen: true)
        #expect(kind.completedCount == 8)
        #expect(worker.slipMaximum == .microseconds(15))
        #expect(kind.latencies.service.maximum == .microseconds(25))
        #expect(kind.latencies.response.maximum == .microseconds(25))
        #expect(kind.latencies.queue.maximum == .microseconds(15))
        let late = kind.latencies.queue.recordedValues.filter { $0.highest > .zero }
        #expect(late.reduce(0) { $0 + $1.count } == 3)
        #expect(worker.pacing.count == 3)
    }

    @Test("what the schedule wanted but was not sent by the end is counted")
    func unsent() {
        let starts = (0..<100).map { Nanoseconds.microseconds(UInt64($0)) }
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .microseconds(10)) }
        let (kind, worker) = run(
            session, ListSource(starts: starts), duration: .microseconds(50), isOpen: true)
        #expect(kind.completedCount == 5)
        #expect(worker.unsentCount == 45)
    }

    @Test("under an overload too great to count out, the rest is reckoned at the pace so far")
    func unsentReckoned() {
        // One operation every µs for 10 s, of which generating four takes half a second.
        let session = ScriptedSession(time: time) { _ in .ends(.ok, after: .seconds(1)) }
        let (kind, worker) = run(
            session, SlowSource(time: time, gap: .microseconds(1), cost: .milliseconds(500)),
            duration: .seconds(10), isOpen: true)
        let offered = Double(kind.completedCount + worker.unsentCount)
        #expect(kind.completedCount < 20)
        #expect(abs(offered - 10_000_000) < 2_000_000)
        #expect(worker.elapsed < .seconds(12))
    }

    @Test("pending operations are recorded when a poll reports them, in any order")
    func pipelined() {
        let session = ScriptedSession(time: time, inFlightLimit: 3) {
            .isPending(.ok, polls: $0.isMultiple(of: 2) ? 2 : 1)
        }
        let (kind, _) = run(session, ListSource(count: 20), isOpen: false)
        #expect(kind.count(of: .ok) == 20)
        #expect(session.busyCount > 0)
        #expect(kind.latencies.service.count == 20)
        #expect(kind.latencies.service.maximum >= .microseconds(20))
    }

    @Test("an operation that is never answered times out and the loop ends")
    func lost() {
        let session = ScriptedSession(time: time, inFlightLimit: 2) {
            $0 == 1 ? .isLost : .ends(.ok, after: .microseconds(1))
        }
        let (kind, _) = run(
            session, ListSource(count: 3), isOpen: false, timeout: .milliseconds(1))
        #expect(kind.count(of: .ok) == 2)
        #expect(kind.count(of: .timeout) == 1)
        #expect(kind.latencies.error.maximum >= .milliseconds(1))
    }
}
