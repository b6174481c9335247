import ArgumentParser
import Driver
import Platform
import Reporting
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

    @Test(
        "a verdict that is worse than required is complained of, with the reasons that make it so",
        arguments: [
            ("valid", [], nil),
            ("valid", [.suspect], "the verdict is suspect (a), and --require asks for valid"),
            (
                "valid", [.invalid, .suspect],
                "the verdict is invalid (a, b), and --require asks for valid"
            ),
            ("suspect", [.suspect], nil),
            (
                "suspect", [.invalid, .suspect],
                "the verdict is invalid (a), and --require asks for suspect"
            ),
        ] as [(String, [Verdict.Level], String?)]
    )
    func required(level: String, found: [Verdict.Level], complaint: String?) throws {
        let verdict = Verdict(
            reasons: zip(["a", "b"], found).map {
                VerdictReason(name: $0, level: $1, finding: "", consequence: "", remedy: "")
            })
        let options = try MeasurementOptions.parse(["--require", level])
        #expect(options.complaint(about: verdict) == complaint)
        #expect(try MeasurementOptions.parse([]).complaint(about: verdict) == nil)
    }

    @Test("the overrides reach the plan")
    func plan() throws {
        let load = try LoadOptions.parse(["--rate", "50k/s", "--workers", "3"])
        let workload = try WorkloadOptions.parse(["ycsb-a", "--seed", "7", "--set", "keys.count=5"])
        let plan = try workload.plan(load.overrides)
        #expect(plan.seed == 7)
        #expect(plan.workerCount == 3)
        #expect(plan.keyspaces[0].count == 5)
        #expect(plan.phases.last?.arrivals == .poisson(ratePerSecond: 50_000))
    }

    @Test(
        "a value out of bounds is reported by the option that was typed",
        arguments: [
            (["--workers", "0"], "--workers: 'workers' is 0; it must be from 1 to 1024"),
            (["--pipeline", "9999"], "--pipeline: 'pipeline' is 9999; it must be from 1 to 1024"),
            (["--duration", "0s"], "--duration: 'phases.measure.duration' is 0s; it must be"),
            (["--duration", "nan"], "--duration: 'nan' is no value for"),
            (["--rate", "0/s"], "--rate: 'arrivals.poisson' is 0/s; it must be"),
            (["--rate", "fast", "--arrivals", "constant"], "--rate: 'fast' is no value for"),
        ])
    func bounds(arguments: [String], message: String) throws {
        let load = try LoadOptions.parse(arguments)
        let workload = try WorkloadOptions.parse(["ycsb-a"])
        #expect {
            try workload.plan(load.overrides)
        } throws: {
            "\($0)".hasPrefix(message)
        }
    }

    @Test(
        "records that cannot fit are refused where they would be kept",
        arguments: [
            ("engine", [], true), ("null", [], false), ("spawn:redis", [], true),
            ("redis://127.0.0.1", [], false),
            ("engine", ["phases.load=none"], false), ("engine", ["keys.count=1k"], false),
            ("engine", ["engine.memoryLimit=1GiB"], false),
        ])
    func memory(target: String, overrides: [String], isRefused: Bool) throws {
        var environment = RunEnvironment()
        environment.memoryByteCount = 4 << 30
        let address = try TargetOptions.parse(["--target", target]).address()
        let plan = try Plan.named("ycsb-c", overrides: ["keys.count=1G"] + overrides)
        let shortage = address.memoryShortage(plan, on: environment)
        #expect((shortage != nil) == isRefused)
        if let shortage {
            #expect(
                shortage.description.hasSuffix(
                    "and there is 4.000 GiB of memory; load fewer records (--set keys.count=…) "
                        + "or smaller values"))
        }
        environment.memoryByteCount = 0
        #expect(address.memoryShortage(plan, on: environment) == nil)
    }

    @Test(
        "the target's address is the option's, else the repeated run's, else the engine",
        arguments: [
            ([], nil, "engine"), ([], "spawn:redis?threads=2", "spawn:redis?threads=2"),
            (["--target", "null"], "spawn:redis", "null"),
            (["--target", "redis://a"], nil, "redis://a:6379/0"),
            (["--target", "spawn:redis", "--server-threads", "3"], nil, "spawn:redis?threads=3"),
            (["--server-threads", "3"], "spawn:memcached", "spawn:memcached?threads=3"),
        ] as [([String], String?, String)])
    func address(arguments: [String], stored: String?, address: String) throws {
        let options = try TargetOptions.parse(arguments)
        #expect(try "\(options.address(stored: stored))" == address)
    }

    @Test("a server that the run starts gets its processors, unless somebody says how many workers")
    func defaultWorkers() throws {
        let count = Processors.available.count
        let address = try TargetOptions.parse(["--target", "spawn:redis"]).address()
        let plan = try Plan.named("ycsb-c")
        #expect(plan.isWorkerCountDefault)
        #expect(address.defaultWorkerCount(for: plan) == (count == 1 ? nil : count - 1))
        let fixed = try Plan.named("ycsb-c", overrides: ["workers=\(count)"])
        #expect(address.defaultWorkerCount(for: fixed) == nil)
        #expect(try TargetOptions.parse([]).address().defaultWorkerCount(for: plan) == nil)
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
