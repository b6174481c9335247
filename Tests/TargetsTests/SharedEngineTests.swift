import Driver
import Platform
import Synchronization
import Targets
import Testing
import Workload

/// Whole runs of several workers on few keys; what the thread sanitizer is to watch.
@Suite("Engine shared by workers")
struct SharedEngineTests {
    struct Case: CustomStringConvertible, Sendable {
        var workers: Int
        var pipeline: Int
        var arrivals: String
        var lock: String
        var description: String {
            "\(workers) workers, pipeline \(pipeline), \(arrivals), \(lock) lock"
        }
    }

    static let cases: [Case] = [2, 4].flatMap { workers in
        [1, 16].flatMap { pipeline in
            [
                Case(workers: workers, pipeline: pipeline, arrivals: "closed", lock: "spin"),
                Case(workers: workers, pipeline: pipeline, arrivals: "closed", lock: "mutex"),
                Case(
                    workers: workers, pipeline: pipeline, arrivals: "{poisson: 200k/s}",
                    lock: "spin"),
            ]
        }
    }

    /// All kinds of operations on records that expire, in few stripes.
    private func plan(_ overrides: [String]) throws -> Plan {
        try Plan.named(
            "ycsb-a",
            overrides: [
                "keys.count=300", "keys.distribution=uniform", "record.bins=2", "record.ttl=1s",
                "operations.read=40", "operations.update=25", "operations.insert=10",
                "operations.readModifyWrite=10", "operations.delete=10", "operations.scan=5",
                "scan.length=20", "engine.shards=4", "engine.lockRatio=0.5",
                "phases.warmUp=none",
            ] + overrides)
    }

    private var options: RunOptions {
        var options = RunOptions()
        // The shortest, so that the workers hand over as often as can be.
        options.interval = .milliseconds(10)
        return options
    }

    @Test("every operation is answered and counted once", arguments: cases)
    func wholeRuns(of run: Case) throws {
        let plan = try plan([
            "workers=\(run.workers)", "pipeline=\(run.pipeline)", "arrivals=\(run.arrivals)",
            "engine.lock=\(run.lock)", "phases.measure.operations=4k",
            "phases.measure.duration=60s",
        ])
        let target = try EngineTarget(plan: plan)
        let result = try RunController(plan: plan, target: target, options: options).run()
        let measured = try #require(result.measured)
        #expect(measured.kinds.reduce(0) { $0 + $1.completedCount } == 4_000)
        #expect(measured.kinds.reduce(0) { $0 + $1.errorCount } == 0)
        #expect(measured.intervals.reduce(0) { $0 + $1.completedCount } == 4_000)
        #expect(measured.workers.reduce(0) { $0 + $1.completedCount } == 4_000)
    }

    @Test("another thread ends a run in the middle", arguments: [1, 16])
    func stop(pipeline: Int) throws {
        let plan = try plan([
            "workers=2", "pipeline=\(pipeline)", "phases.measure.duration=1h",
        ])
        let stop = StopSignal()
        let measures = Flag()
        let thread = try PinnedThread(name: "stop", processor: nil) {
            while !measures.value.load(ordering: .acquiring) { pauseThread(.milliseconds(1)) }
            stop.request()
        }
        let target = try EngineTarget(plan: plan)
        let result = try RunController(plan: plan, target: target, options: options, stop: stop)
            .run { report in
                if report.phase.kind == .measure && report.completedCount > 0 {
                    measures.value.store(true, ordering: .releasing)
                }
            }
        let joined = thread.join(within: .seconds(10))
        #expect(joined)
        #expect(result.wasInterrupted)
        let measured = try #require(result.measured)
        #expect(measured.workers.allSatisfy { $0.didFinish })
        #expect(measured.kinds.reduce(0) { $0 + $1.completedCount } > 0)
    }
}

private final class Flag: Sendable {
    let value = Atomic(false)
}
