internal import Measurement
internal import Platform
internal import Workload

/// What speaks against a run's figures, found in its measured phase.
///
/// Each family of reasons has a file of its own, and each limit stands where it is used; the page
/// "Verdicts" lists them with the reasoning behind each. A reason carries the figure that broke its
/// limit, so that a reader can judge.
struct VerdictRules {
    let phases: [PhaseResult]
    var isDebugBuild = BuildMode.isDebug
    /// The processors that the target's own threads may run on.
    var targetProcessors: [Int] = []
    /// Whether operations came from a trace, which is read while the workers run.
    var replaysTrace = false

    /// Every reason that applies.
    func reasons() -> [VerdictReason] {
        guard let measured = phases.last(where: { $0.plan.kind == .measure }) else {
            return runReasons() + connectionReasons()
        }
        return runReasons() + connectionReasons() + loadReasons(measured)
            + processorReasons(measured)
            + memoryReasons(measured) + clockReasons(measured) + sampleReasons(measured)
            + stallReasons(measured) + steadyStateReasons(measured)
            + measured.selfCheck.compactMap(\.reason)
    }

    /// `12.3 %`.
    func percent(_ share: Double) -> String { tenths(share * 100) + " %" }

    /// A number with one digit after the point.
    func tenths(_ value: Double) -> String {
        let tenths = Int((abs(value) * 10).rounded())
        return "\(value < 0 && tenths > 0 ? "-" : "")\(tenths / 10).\(tenths % 10)"
    }

    /// A span in the unit that fits: `1.2 s`, `120.0 ms`.
    func time(_ seconds: Double) -> String {
        switch abs(seconds) {
        case 1...: tenths(seconds) + " s"
        case 1e-3...: tenths(seconds * 1e3) + " ms"
        default: tenths(seconds * 1e6) + " µs"
        }
    }
}
