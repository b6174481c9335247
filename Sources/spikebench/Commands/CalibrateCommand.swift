internal import ArgumentParser
internal import Platform

/// `spikebench calibrate`.
struct CalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure what measuring costs on this machine.",
        discussion: """
            The cost of a clock reading, of generating an operation, of a whole operation against \
            the null target (the floor of every result), of a key's digest; and how late a sleep \
            ends. Medians of equal rounds, with the lowest and the highest round.
            """)

    @Option(
        help: ArgumentHelp("How long to measure altogether, 1 to 3600.", valueName: "seconds"))
    var seconds = 5.0

    func validate() throws {
        guard (1...3600).contains(seconds) else {
            throw ValidationError("--seconds is \(seconds); it must be 1 to 3600")
        }
    }

    func run() throws {
        let clock = MonotonicClock.calibrated
        let frequency = clock.calibration.map { " at \(Int($0.ticksPerSecond / 1e6)) MHz" } ?? ""
        try Terminal.output.write("clock  \(clock.sourceName)\(frequency)\n\n")
        try Terminal.output.write(CalibrationRow.header)
        let calibration = Calibration(clock: clock, budget: .seconds(seconds))
        for measure in calibration.measures {
            try Terminal.output.write(onWorkerThread(measure).text)
        }
    }
}

/// What `work` gives when done on a thread like a worker's: pinned, with 1 ns of timer slack.
private func onWorkerThread<Value: Sendable>(
    _ work: @escaping @Sendable () throws -> Value
) throws -> Value {
    let outcome = Outcome<Value>()
    let thread = try PinnedThread(name: "calibrate", processor: Processors.available.first) {
        let result = Result { try work() }
        outcome.result.withLock { $0 = result }
    }
    guard thread.join(within: .seconds(7200)), let result = outcome.result.withLock({ $0 }) else {
        throw PlatformError(call: "pthread_join", code: 0)
    }
    return try result.get()
}

private final class Outcome<Value: Sendable>: Sendable {
    let result = Guarded<Result<Value, any Error>?>(nil)
}
