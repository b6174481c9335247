import Workload

/// What it costs to generate operations: one CSV row for each workload and each distribution.
///
/// The distributions are measured with 8-byte keys, reads only; what that costs without a
/// distribution is the row `sequential`. So are schedules, whose floor is the row
/// `load closed`, and changes, whose floor is the row `load changes`.
///
/// An argument leaves only the rows whose names begin with it.
@main
struct WorkloadBench {
    static let operationCount = 2_000_000
    static let batchCapacity = 32

    static func main() throws {
        print("workload,setUpMicroseconds,nanosecondsPerOperation,fastest,slowest,checksum")
        for file in NamedWorkloads.all {
            try measure(file.name, Plan.named(file.name, overrides: ["workers=1"]))
        }
        for count in ["1M", "1G"] {
            for distribution in distributions {
                let overrides = [
                    "workers=1", "keys.count=\(count)", "keys.format=integer",
                    "keys.distribution=\(distribution)",
                ]
                try measure(
                    "\(distribution) over \(count)".filter { $0 != "," },
                    Plan.named("ycsb-c", overrides: overrides))
            }
        }
        try measureLoad()
    }

    /// One row for each arrival process and course of a rate, and for each kind of change.
    static func measureLoad() throws {
        let base = [
            "keys.format=integer", "keys.distribution=sequential", "phases.warmUp=none",
            "phases.measure.duration=1h",
        ]
        for arrivals in arrivals {
            let name = "load \(arrivals)".filter { $0 != "," }
            try measure(
                name, Plan.named("ycsb-c", overrides: base + ["workers=1", "arrivals=\(arrivals)"]))
        }
        for workers in [2, 8] {
            let overrides = base + ["workers=\(workers)", "arrivals={poisson: 1M/s}"]
            try measure(
                "load poisson one of \(workers) workers", Plan.named("ycsb-c", overrides: overrides)
            )
        }
        for change in changes {
            let overrides = [
                "workers=1", "keys.format=integer", "arrivals={constant: 1M/s}",
                "phases.warmUp=none",
                "phases.measure.duration=1h", "phases.measure.changes={\(change)}",
            ]
            try measure(
                "load changes \(change)".filter { $0 != "," },
                Plan.named("ycsb-c", overrides: overrides))
        }
    }

    static let arrivals: [String] = {
        let rates = [
            "1M/s", "{ramp: {from: 10k/s, to: 2M/s, over: 3s}}",
            "{sine: {mean: 1M/s, amplitude: 900k/s, period: 100ms}}",
            "{square: {low: 100k/s, high: 2M/s, period: 100ms}}",
        ]
        return ["closed"]
            + rates.flatMap { rate in
                [
                    "{constant: \(rate)}", "{poisson: \(rate)}",
                    "{generalizedPareto: {rate: \(rate)}}",
                    "{onOff: {rate: \(rate), on: 10ms, off: 90ms, lengths: exponential}}",
                ]
            }
    }()

    static let changes = [
        "", "drift: {keysPerSecond: 100}", "shift: {at: 0s}",
        "storm: {at: 0s, for: 1h, share: 0.5}", "growth: {over: 1h}",
        "ttlStorm: {at: 0s, for: 1h, ttl: 60s}",
    ]

    static let distributions =
        [
            "sequential", "uniform", "hotspot", "latest", "ycsbZipfian", "zipf", "exponential",
            "gaussian", "pareto",
        ]
        + ["0", "0.5", "0.99", "1", "1.3"].map { "{zipf: {exponent: \($0), scrambled: false}}" }

    /// Median and range of seven rounds.
    static func measure(_ name: String, _ original: Plan) throws {
        guard name.hasPrefix(CommandLine.arguments.dropFirst().first ?? "") else { return }
        var plan = original
        let phase = plan.phases.count - 1
        plan.phases[phase].duration = nil
        let clock = ContinuousClock()
        let pool = ValuePool(seed: plan.seed, valueByteLimit: 0)
        let batch = plan.makeBatch(capacity: batchCapacity, pool: pool)
        var source = try plan.makeSource(phaseIndex: phase, worker: 0)
        let setUp = try clock.measure {
            source = try plan.makeSource(phaseIndex: phase, worker: 0)
        }
        var (rounds, checksum): ([Double], UInt64) = ([], 0)
        for _ in 0..<7 {
            source = try plan.makeSource(phaseIndex: phase, worker: 0)
            var count = 0
            let time = clock.measure {
                while count < operationCount {
                    source.fill(batch)
                    if batch.count == 0 { break }
                    count += batch.count
                    checksum &+= batch[batch.count - 1].keyIndex
                }
            }
            rounds.append(time / .nanoseconds(1) / Double(count))
        }
        rounds.sort()
        let figures = [setUp / .microseconds(1), rounds[3], rounds[0], rounds[6]]
        let text = figures.map { "\(($0 * 100).rounded() / 100)" }.joined(separator: ",")
        print("\(name),\(text),\(checksum)")
    }
}
