import Foundation
import Platform
import Testing

@testable import Workload

@Suite("Reading how the load changes over time")
struct LoadReaderTests {
    private func plan(_ measure: String, _ root: String = "workers: 4") throws(WorkloadError)
        -> Plan
    {
        let yaml = """
            keys: {count: 1000}
            record: {values: 100B}
            operations: {read: 1}
            phases:
              measure:
            \(measure.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            \(root)
            """
        return try Plan(yaml: yaml, file: "a.yaml", name: "a")
    }

    private func measured(_ measure: String, _ root: String = "workers: 4") throws -> PhasePlan {
        try #require(try plan(measure, root).phases.last)
    }

    private func message(_ measure: String, _ root: String = "workers: 4") -> String {
        do throws(WorkloadError) {
            _ = try plan(measure, root)
            return "no error"
        } catch {
            return error.description
        }
    }

    @Test(
        "every course of a rate is read as what it says",
        arguments: [
            ("50k/s", RateProfile.constant(50_000)),
            (
                "{ramp: {from: 10k/s, to: 100k/s, over: 30s}}",
                .ramp(from: 1e4, to: 1e5, over: .seconds(30))
            ),
            (
                "{ramp: {from: 10k/s, to: 100k/s, over: 30s, curve: exponential}}",
                .ramp(from: 1e4, to: 1e5, over: .seconds(30), curve: .exponential)
            ),
            (
                "{steps: {rates: [10k/s, 0/s, 20k/s], every: 5s}}",
                .steps([(1e4, .seconds(5)), (0, .seconds(5)), (2e4, .seconds(5))])
            ),
            (
                "{shuffled: {rates: [1/s, 2/s, 3/s], every: 5s}}",
                .shuffled([1, 2, 3], every: .seconds(5), seed: 7)
            ),
            (
                "{staircase: {from: 10/s, to: 30/s, steps: 3, every: 5s}}",
                .staircase(from: 10, to: 30, count: 3, every: .seconds(5))
            ),
            (
                "{spike: {base: 1k/s, peak: 10k/s, at: 0s, length: 5s}}",
                .spike(base: 1e3, peak: 1e4, at: .zero, length: .seconds(5))
            ),
            (
                "{sine: {mean: 10/s, amplitude: 10/s, period: 10s}}",
                .sine(mean: 10, amplitude: 10, period: .seconds(10))
            ),
            (
                "{square: {low: 0/s, high: 10/s, period: 10s, duty: 0.2}}",
                .square(low: 0, high: 10, period: .seconds(10), duty: 0.2)
            ),
            (
                "{sequence: [{constant: {rate: 5/s, for: 3s}}, {pause: 2s}, "
                    + "{ramp: {from: 5/s, to: 9/s, over: 5s}}]}",
                .sequence([
                    .constant(5).first(.seconds(3)), .pause(.seconds(2)),
                    .ramp(from: 5, to: 9, over: .seconds(5)),
                ])
            ),
        ])
    func rates(text: String, expected: RateProfile) throws {
        for process in ["poisson", "constant"] {
            let phase = try measured(
                "duration: 60s", "seed: 7\narrivals: {\(process): \(text)}")
            #expect(phase.arrivals.rate == expected)
            #expect(phase.arrivals.name == process)
        }
    }

    @Test("every arrival process is read as what it says")
    func processes() throws {
        func arrivals(_ text: String) throws -> Arrivals {
            try measured("duration: 60s\narrivals: \(text)").arrivals
        }
        #expect(
            try arrivals("{generalizedPareto: {rate: 10/s, shape: 0.3}}")
                == .scheduled(.generalizedPareto(shape: 0.3), .constant(10)))
        #expect(
            try arrivals("{onOff: {rate: 10/s, on: 10ms, off: 90ms, lengths: exponential}}")
                == .scheduled(
                    .onOff(
                        .init(
                            on: .milliseconds(10), off: .milliseconds(90), isExponential: true)),
                    .constant(10)))
        #expect(try arrivals("closed") == .closed)
        #expect(
            try arrivals("{closed: {thinkTime: 1ms}}")
                == .closed(thinkTime: .constant(.milliseconds(1))))
        #expect(
            try arrivals("{closed: {thinkTime: {exponential: 1ms}}}")
                == .closed(thinkTime: .exponential(mean: .milliseconds(1))))
    }

    @Test("clients are read as a number, a staircase or steps")
    func clients() throws {
        func clients(_ text: String) throws -> [Int] {
            try measured("duration: 60s\nclients: \(text)").clients?.steps.map(\.count) ?? []
        }
        #expect(try clients("3") == [3])
        #expect(try clients("{staircase: {from: 1, to: 4, every: 5s}}") == [1, 2, 3, 4])
        #expect(try clients("{staircase: {from: 4, to: 1, step: 2, every: 5s}}") == [4, 2, 1])
        #expect(try clients("{steps: {counts: [1, 0, 4], every: 5s}}") == [1, 0, 4])
    }

    @Test("changes are read by time in an open loop, by operations in any")
    func changes() throws {
        let open = try measured(
            """
            duration: 60s
            arrivals: {poisson: 1k/s}
            changes:
              drift: {keysPerSecond: 100, at: 5s}
              shift: [{at: 10s}, {at: 20s, by: 0.1}]
              storm: {at: 5s, for: 2s, share: 0.5, keys: 3}
              ttlStorm: {at: 0s, for: 2s, ttl: 30s}
              growth: {from: 0.2, over: 60s}
            """)
        #expect(
            open.changes.all == [
                LoadChange(.drift(keysPerUnit: 100), .time(from: .seconds(5), to: nil)),
                LoadChange(.shift(share: 0.5), .time(from: .seconds(10), to: .seconds(10))),
                LoadChange(.shift(share: 0.1), .time(from: .seconds(20), to: .seconds(20))),
                LoadChange(
                    .storm(share: 0.5, keyCount: 3), .time(from: .seconds(5), to: .seconds(7))),
                LoadChange(.ttlStorm(seconds: 30), .time(from: .zero, to: .seconds(2))),
                LoadChange(.growth(fromShare: 0.2), .time(from: .zero, to: .seconds(60))),
            ])
        let closed = try measured(
            "operations: 10M\nchanges: {storm: {at: 2M, for: 1M, share: 0.5}, "
                + "drift: {keysPerOperation: 0.01}}")
        #expect(
            closed.changes.all == [
                LoadChange(
                    .storm(share: 0.5, keyCount: 1), .operations(from: 2_000_000, to: 3_000_000)),
                LoadChange(.drift(keysPerUnit: 0.01), .operations(from: 0, to: nil)),
            ])
    }

    @Test(
        "a faulty course is named, with what to do",
        arguments: [
            (
                "{ramp: {from: -1/s, to: 1/s, over: 5s}}",
                "a.yaml:7: 'phases.measure.arrivals.poisson.ramp.from' is -1/s; it must be from"
            ),
            (
                "{ramp: {from: 1k/s, to: 2k/s, over: 90s}}",
                "a.yaml:7: 'phases.measure.arrivals' is 90s long (ramp 1k/s → 2k/s); it must be "
                    + "at most as long as phases.measure.duration, 60s; lengthen that"
            ),
            (
                "{ramp: {from: 0/s, to: 2k/s, over: 9s, curve: exponential}}",
                "ramp.from' is 0/s; it must be from 0.001/s"
            ),
            ("{steps: {rates: [], every: 5s}}", "steps.rates'; write a list: [10k/s, 20k/s]"),
            ("{steps: {rates: [1k], every: 5s}}", "'1k' is no value for"),
            ("{steps: {rates: [0/s], every: 5s}}", "it must be above 0/s for long enough to start"),
            ("{pause: 5s}", "is pause; it must be above 0/s for long enough to start"),
            (
                "{sine: {mean: 1k/s, amplitude: 2k/s, period: 1s}}",
                "amplitude' is 2k/s; it must be at most the mean"
            ),
            (
                "{sine: {mean: 1k/s, amplitude: 1k/s, period: 1us, for: 5s}}",
                "for' is 5s; it must be at most 1000 periods"
            ),
            ("{square: {low: 0/s, high: 1/s, period: 1s, duty: 1}}", "duty' is 1; it must be from"),
            ("{rampp: {from: 1/s}}", "unknown key 'rampp'; did you mean 'ramp'?"),
            ("{ramp: {from: 1/s, to: 2/s}}", "ramp.over' is missing"),
            (
                "{sequence: [{constant: {rate: 1/s}}, {pause: 1s}]}",
                "write its length too: {constant: {rate: …, for: 5s}}"
            ),
            ("{sequence: [10k/s]}", "write a course, for example {constant"),
            ("{thinkTime: 1ms}", "thinkTime' has no place here: in an open loop nobody waits"),
            ("{diurnal: {file: /nowhere.csv}}", "/nowhere.csv: cannot be read: there is no such"),
        ])
    func faultyRates(text: String, expected: String) {
        let found = message("duration: 60s\narrivals: {poisson: \(text)}")
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a rate that ends in a pause cannot carry a phase to a number of operations")
    func endless() {
        let arrivals = "arrivals: {poisson: {steps: {rates: [1k/s, 0/s], every: 5s}}}"
        #expect(
            message("operations: 10k\n\(arrivals)").contains(
                "above 0/s in the end, or phases.measure.operations are never reached"))
        #expect(message("duration: 10s\noperations: 10k\n\(arrivals)") == "no error")
    }

    @Test(
        "faulty clients, think times and changes are named, with what to do",
        arguments: [
            ("clients: 5", "a.yaml:7: 'phases.measure.clients' is up to 5; it must be at most as"),
            ("clients: {staircase: {from: 1, to: 8, every: 5s}}", "raise workers (--workers)"),
            (
                "clients: {steps: {counts: [1, 2], every: 60s}}",
                "whose last step begins at 60s; it must be within the phase's duration, 60s"
            ),
            ("clients: {steps: {counts: [0], every: 5s}}", "it must be at least 1 at some time"),
            ("clients: 2\narrivals: {poisson: 1/s}", "clients' has no place here: an open loop's"),
            (
                "changes: {storm: {at: 5s, for: 2s, share: 0.5}}",
                "a.yaml:7: 'phases.measure.changes.storm.for' has no place here: a closed loop has "
                    + "no schedule; place changes by operations"
            ),
            (
                "changes: {drift: {keysPerSecond: 5}}",
                "keysPerSecond' has no place here: a closed loop has no schedule"
            ),
            (
                "changes: {drift: {at: 5}}",
                "'phases.measure.changes.drift.keysPerSecond' is missing"
            ),
            (
                "changes: {drift: {keysPerSecond: 5, keysPerOperation: 5}}\n"
                    + "arrivals: {poisson: 1/s}", "keysPerSecond is there already"
            ),
            (
                "changes: {drift: {keysPerSecond: 5, at: 5k}}\narrivals: {poisson: 1/s}",
                "the speed is by time, so this must be too"
            ),
            (
                "changes: {shift: {at: 60s}}\narrivals: {poisson: 1/s}",
                "shift.at' is 60s; it must be before the phase's end at 60s"
            ),
            (
                "changes: {storm: {at: 59s, for: 2s, share: 1}}\narrivals: {poisson: 1/s}",
                "storm.for' is until 61s; it must be over by the phase's end at 60s"
            ),
            (
                "changes: {storm: {at: 5, for: 2s, share: 1}}\narrivals: {poisson: 1/s}",
                "'at' is a number of operations, so this must be too"
            ),
            ("changes: {storm: {at: x, for: 5, share: 1}}", "write a time, for example 5s, or a"),
            ("changes: {storm: {at: 5, for: 5, share: 2}}", "share' is 2; it must be from 0 to 1"),
            (
                "changes: {storm: [{at: 5, for: 5, share: 1}, {at: 9, for: 5, share: 1}]}",
                "storm' has no place here: it overlaps another storm"
            ),
            ("changes: {shift: [{at: 5}, {at: 5}]}", "it overlaps another shift"),
            (
                "changes: {drift: [{keysPerOperation: 1}, {keysPerOperation: 2, at: 7}]}",
                "it overlaps another drift"
            ),
            (
                "changes: {drift: {keysPerSecond: 5, at: 1s, for: 60s}}\narrivals: {poisson: 1/s}",
                "drift.for' is until 61s; it must be over by"
            ),
            ("changes: {ttlStorm: {at: 5, for: 5, ttl: 1500ms}}", "write whole seconds"),
            ("changes: {growth: {over: 0}}", "over' is 0; it must be above 0"),
            ("changes: {strom: {at: 5}}", "unknown key 'strom'; did you mean 'storm'?"),
            ("changes: storm", "is no value for 'phases.measure.changes'; write keys and values"),
        ])
    func faultyChanges(text: String, expected: String) {
        let found = message("duration: 60s\n\(text)")
        #expect(found.contains(expected), "\(found)")
    }

    @Test("a warm-up without arrivals of its own runs at the course's first rate")
    func warmUp() throws {
        func read(_ from: String) throws -> [PhasePlan] {
            try Plan.named(
                "ycsb-c",
                overrides: ["arrivals={poisson: {ramp: {from: \(from), to: 9k/s, over: 9s}}}"]
            ).phases
        }
        let phases = try read("1k/s")
        #expect(phases[1].arrivals == .poisson(ratePerSecond: 1_000))
        #expect(
            phases[2].arrivals
                == .scheduled(.poisson, .ramp(from: 1e3, to: 9e3, over: .seconds(9))))
        #expect {
            _ = try read("0/s")
        } throws: { error in
            "\(error)".contains("'phases.warmUp' is 9s long (ramp 0/s → 9k/s); it must be")
        }
    }

    @Test("a table of rates is read, scaled and repeated")
    func table() throws {
        let path = FileManager.default.temporaryDirectory
            .appendingPathComponent("rates-\(UInt64.random(in: 0 ... .max)).csv").path
        try "seconds,rate\n0,10\n3600,40\n\n7200,10\n".write(
            toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let phase = try measured(
            "duration: 60s\n"
                + "arrivals: {poisson: {diurnal: {file: \(path), period: 20s, peak: 1k/s}}}"
        )
        let rate = try #require(phase.arrivals.rate)
        #expect(rate.count(at: .seconds(40)) == 2 * 20 * 625)
        #expect(rate.ratePerSecond(at: .seconds(30)) == 1_000)
        #expect(
            message("duration: 60s\narrivals: {poisson: {diurnal: {file: \(path)}}}")
                .contains("is 7200s long (diurnal, peak 40/s)"))
    }

    @Test(
        "a faulty table is named by its line",
        arguments: [
            ("0,1\n5,2\n5,3\n", "r.csv:3: 'seconds' is 5; it must be above 5, that of the row"),
            ("0,1\nfive,2\n", "r.csv:2: 'five' is no value for 'seconds'; write a number"),
            ("0,1\n5,-2\n", "r.csv:2: 'rate' is -2; it must be from 0 to 1000000000"),
            ("0,1\n5\n", "r.csv:2: '5' is no value for 'row'; write two numbers"),
            ("seconds,rate\n0,1\n", "r.csv: 'rows' is 1; it must be at least 2"),
            ("", "r.csv: 'rows' is 0; it must be at least 2"),
            ("0,0\n5,0\n", "r.csv: 'rate' is 0; it must be above 0 in some row"),
            ("0,1\n5,nan\n", "r.csv:2: 'nan' is no value for 'rate'"),
        ])
    func faultyTable(text: String, expected: String) {
        do throws(WorkloadError) {
            _ = try RateTable(text, "r.csv")
            Issue.record("no error")
        } catch {
            #expect(error.description.hasPrefix(expected), "\(error)")
        }
    }
}
