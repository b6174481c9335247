import ArgumentParser
import Platform
import Testing
import Workload

@testable import spikebench

@Suite("Options")
struct OptionsTests {
    @Test(
        "short forms of the load are overrides of the workload's keys",
        arguments: [
            ([], []),
            (["--workers", "3"], ["workers=3"]),
            (["--duration", "30s"], ["phases.measure.duration=30s"]),
            (
                ["--rate", "50k/s"],
                ["arrivals.poisson=50k/s", "phases.measure.arrivals.poisson=50k/s"]
            ),
            (
                ["--rate", "50k/s", "--arrivals", "constant"],
                ["arrivals.constant=50k/s", "phases.measure.arrivals.constant=50k/s"]
            ),
            (["--arrivals", "closed"], ["arrivals=closed", "phases.measure.arrivals=closed"]),
        ] as [([String], [String])]
    )
    func load(arguments: [String], overrides: [String]) throws {
        #expect(try LoadOptions.parse(arguments).overrides == overrides)
    }

    @Test("the overrides reach the plan")
    func plan() throws {
        let load = try LoadOptions.parse(["--rate", "50k/s", "--workers", "3"])
        let workload = try WorkloadOptions.parse(["ycsb-a", "--seed", "7", "--set", "keys.count=5"])
        let plan = try workload.plan(load.overrides)
        #expect(plan.seed == 7)
        #expect(plan.workerCount == 3)
        #expect(plan.keyspace.count == 5)
        #expect(plan.phases.last?.arrivals == .poisson(ratePerSecond: 50_000))
    }

    @Test(
        "a span of time has a unit",
        arguments: [
            ("10ms", Nanoseconds.milliseconds(10)), ("1s", .seconds(1)), ("1.5s", .seconds(1.5)),
            ("2m", .seconds(120)), ("1h", .seconds(3600)), ("1", nil), ("s", nil), ("", nil),
            ("1 s", nil), ("-1s", nil), ("1e3s", nil), ("1..5s", nil),
        ]
    )
    func timeSpan(text: String, span: Nanoseconds?) {
        #expect(TimeSpan(argument: text)?.span == span)
    }
}
