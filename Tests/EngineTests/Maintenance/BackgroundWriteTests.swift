import Platform
import Testing

@testable import Engine

@Suite("Background writes")
struct BackgroundWriteTests {
    private let now = Instant(nanoseconds: 0)

    @Test("every record of the set is written once, and no other")
    func set() throws {
        let fixture = try MaintenanceFixture()
        let namespace = fixture.namespace
        let set = try namespace.createSet("s")
        fixture.fill(0..<300, set: set)
        fixture.fill(300..<400)
        let steps = StepList()
        steps.add(fixture.bin, integer: 1000)
        let job = try BackgroundWrite(namespace, steps, set: set, timeToLive: .seconds(5))
        while job.step(limit: 7, now: now) == .working {}
        #expect(job.step(limit: 7, now: now) == .finished)
        let progress = job.progress
        #expect(progress.isFinished && progress.partitionCount == 4096)
        #expect(progress.writtenCount == 300 && progress.absentCount == 0)
        let copy = RecordCopy()
        for number in 0..<400 {
            _ = namespace.get(fixture.digest(number), into: copy)
            let isWritten = number < 300
            #expect(copy.integer(fixture.bin) == Int64(number + (isWritten ? 1000 : 0)))
            #expect(copy.metadata.voidTime == (isWritten ? 1005 : 0))
        }
        #expect(fixture.fault() == nil)
    }

    @Test("a deletion of all leaves none")
    func deletion() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<500)
        let steps = StepList()
        steps.deleteRecord()
        let job = try BackgroundWrite(fixture.namespace, steps)
        while job.step(limit: 1000, now: now) == .working {}
        #expect(job.progress.writtenCount == 500)
        #expect(fixture.namespace.statistics().recordCount == 0)
    }

    @Test("records that cannot be written are counted and stay as they are")
    func failures() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<10)
        let draft = RecordDraft()
        draft.append(fixture.bin, string: "text")
        _ = fixture.namespace.put(fixture.digest(10), draft)
        let steps = StepList()
        steps.add(fixture.bin, integer: 1)
        let job = try BackgroundWrite(fixture.namespace, steps)
        while job.step(limit: 1000, now: now) == .working {}
        #expect(job.progress.writtenCount == 10 && job.progress.failedCount == 1)
        let copy = RecordCopy()
        _ = fixture.namespace.get(fixture.digest(10), into: copy)
        #expect(copy.string(fixture.bin) == "text" && copy.metadata.generation == 1)
    }

    @Test("a write keeps to its rate, and says when to come back")
    func rate() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<50)
        let time = VirtualTime()
        let start = time.now
        let pacer = try RecordPacer(recordsPerSecond: 10, now: start)
        let steps = StepList()
        steps.touch()
        let job = try BackgroundWrite(fixture.namespace, steps, pacer: pacer)
        loop: while true {
            switch job.step(limit: 100, now: time.now) {
            case .working: continue
            case .waiting(let moment): time.advance(to: moment)
            case .finished, .cancelled: break loop
            }
        }
        #expect(job.progress.writtenCount == 50)
        // The first goes at once; a wait for one more may follow the last.
        let waited = time.now - start
        #expect(waited == .milliseconds(4900) || waited == .milliseconds(5000))
    }

    @Test("a cancelled write writes no more")
    func cancellation() throws {
        let fixture = try MaintenanceFixture()
        fixture.fill(0..<5000)
        let steps = StepList()
        steps.touch()
        let job = try BackgroundWrite(fixture.namespace, steps)
        for _ in 0..<100 { _ = job.step(limit: 10, now: now) }
        let written = job.progress.writtenCount
        job.progress.cancel()
        #expect(job.step(limit: 10, now: now) == .cancelled)
        #expect(job.progress.writtenCount == written && written > 0)
        #expect(!job.progress.isFinished)
    }

    @Test("no steps, and a time to live above ten years, are refused")
    func badInput() throws {
        let namespace = try MaintenanceFixture().namespace
        let steps = StepList()
        #expect(
            throws: EngineError.invalidParameter(name: "steps", value: "0", bounds: "1 to 32768")
        ) {
            _ = try BackgroundWrite(namespace, steps)
        }
        steps.touch()
        #expect(
            throws: EngineError.invalidParameter(
                name: "timeToLive", value: "315360001", bounds: "0 to 315360000 seconds")
        ) {
            _ = try BackgroundWrite(namespace, steps, timeToLive: .seconds(315_360_001))
        }
    }
}
