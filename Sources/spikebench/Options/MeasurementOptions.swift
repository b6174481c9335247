internal import ArgumentParser
internal import Driver
internal import Platform

/// How it is measured.
struct MeasurementOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Length of an interval of the time series, 10ms to 1h.", valueName: "time"))
    var interval = TimeSpan(.seconds(1))

    @Option(
        help: ArgumentHelp(
            "The longest wait for one reply, 1ms to 1h; the operation then counts as a timeout, "
                + "and its connection is made anew.", valueName: "time"))
    var timeout = TimeSpan(.seconds(10))

    @Option(
        help: """
            What workers do while they wait for replies over a wire: spin (look all the time: \
            lowest latency), sleep (least processor time), or automatic: sleep in a closed loop, \
            and in an open one spin where the workers leave a processor free.
            """)
    var waiting = WaitingKind.automatic

    /// The ways to wait that can be asked for: those of the driver.
    enum WaitingKind: String, ExpressibleByArgument, CaseIterable {
        case automatic
        case spin
        case sleep
    }

    @Flag(
        help: ArgumentHelp(
            "Check every value that is read against what was written, and the histories of some "
                + "keys for linearizability."))
    var verify = false

    @Option(
        name: .customLong("require"),
        help: ArgumentHelp(
            "End with exit status 2 when the verdict is worse than this.", valueName: "verdict"))
    var requiredLevel: RequiredLevel?

    /// The verdicts that can be required.
    enum RequiredLevel: String, ExpressibleByArgument, CaseIterable {
        case valid
        case suspect
    }

    /// Why a run with this verdict does not do; nil when it does.
    func complaint(about verdict: Verdict) -> String? {
        guard let requiredLevel, let limit = Verdict.Level(rawValue: requiredLevel.rawValue),
            verdict.level > limit
        else { return nil }
        let names = verdict.reasons.filter { $0.level > limit }.map(\.name)
        return "the verdict is \(verdict.level.rawValue) (\(names.joined(separator: ", "))), "
            + "and --require asks for \(limit.rawValue)"
    }

    /// What the driver takes.
    var runOptions: RunOptions {
        var options = RunOptions()
        options.verifies = verify
        options.interval = interval.span
        options.operationTimeout = timeout.span
        options.waiting = Waiting(rawValue: waiting.rawValue) ?? .automatic
        return options
    }

    func validate() throws {
        guard interval.span >= .milliseconds(10), interval.span <= .seconds(3600) else {
            throw ValidationError("--interval is \(interval); it must be 10ms to 1h")
        }
        guard timeout.span >= .milliseconds(1), timeout.span <= .seconds(3600) else {
            throw ValidationError("--timeout is \(timeout); it must be 1ms to 1h")
        }
    }
}

/// A span of time as an option takes it: `250ms`, `1s`.
struct TimeSpan: ExpressibleByArgument, CustomStringConvertible {
    let span: Nanoseconds
    let description: String

    init(_ span: Nanoseconds) {
        self.span = span
        let isWhole = span.seconds == span.seconds.rounded()
        description = isWhole ? "\(Int(span.seconds))s" : "\(span.seconds)s"
    }

    init?(argument: String) {
        let units = ["ms": 1e-3, "s": 1, "m": 60, "h": 3600]
        let number = argument.prefix { $0.isNumber || $0 == "." }
        guard let factor = units[String(argument.dropFirst(number.count))],
            let count = Double(number)
        else { return nil }
        span = .seconds(count * factor)
        description = argument
    }

    var defaultValueDescription: String { description }
}
