internal import ArgumentParser

/// How hard and for how long: short forms of the workload's own keys.
struct LoadOptions: ParsableArguments {
    @Option(
        help:
            """
            Threads that share the load, 1 to 1024 \
            (default: the workload's, else one per processor).
            """
    )
    var workers: Int?

    @Option(
        help: ArgumentHelp(
            """
            Operations that a worker hands over before it waits for one, 1 to 1024; over a wire, \
            requests in flight on each connection (default: the workload's, else 1).
            """,
            valueName: "depth"))
    var pipeline: Int?

    @Option(
        help: ArgumentHelp(
            """
            Connections to a store over a wire, 1 to 50,000, shared out over the workers \
            (default: the workload's, else 50).
            """,
            valueName: "count"))
    var connections: Int?

    @Option(
        help: ArgumentHelp(
            "Offered rate over all workers, for example 50k/s (default: the workload's).",
            valueName: "operations/s"))
    var rate: String?

    @Option(
        help: """
            When operations are meant to start: closed (each after the last), constant or poisson \
            at the rate (default: the workload's; poisson when a rate is given).
            """)
    var arrivals: ArrivalKind?

    @Option(
        help: ArgumentHelp(
            "Length of the measured phase, for example 30s (default: the workload's).",
            valueName: "time"))
    var duration: String?

    /// The arrivals that an option can ask for.
    enum ArrivalKind: String, ExpressibleByArgument, CaseIterable {
        case closed
        case constant
        case poisson
    }

    func validate() throws {
        if arrivals == .closed && rate != nil {
            throw ValidationError("a closed loop has no rate; leave out --rate or --arrivals")
        }
        if let arrivals, arrivals != .closed, rate == nil {
            throw ValidationError(
                "--arrivals \(arrivals.rawValue) needs a rate; add for example --rate 50k/s")
        }
    }

    /// The option whose short form of `key` the overrides are.
    static func option(for key: String) -> String? {
        switch key {
        case "workers": "--workers"
        case "pipeline": "--pipeline"
        case "connections": "--connections"
        case "phases.measure.duration": "--duration"
        case "arrivals", "phases.measure.arrivals": "--arrivals"
        default: key.contains("arrivals.") ? "--rate" : nil
        }
    }

    /// The same as `--set` would take it.
    var overrides: [String] {
        var overrides: [String] = []
        if let workers { overrides.append("workers=\(workers)") }
        if let pipeline { overrides.append("pipeline=\(pipeline)") }
        if let connections { overrides.append("connections=\(connections)") }
        if let duration { overrides.append("phases.measure.duration=\(duration)") }
        // The measured phase may have arrivals of its own, which the workload's would not reach.
        for place in ["arrivals", "phases.measure.arrivals"] {
            if let rate { overrides.append("\(place).\((arrivals ?? .poisson).rawValue)=\(rate)") }
            if arrivals == .closed { overrides.append("\(place)=closed") }
        }
        return overrides
    }
}
