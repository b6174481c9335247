internal import Driver
internal import Platform

/// What the system did beside a phase, in figures.
public struct SystemSummary: Codable, Hashable, Sendable {
    /// One processor that workers ran on.
    public struct Processor: Codable, Hashable, Sendable {
        /// Its number.
        public var processor: Int
        /// Time that the machine below this virtual one took from it, as a share from 0 to 1.
        public var stolenShare: Double
        /// How often it was slowed down for being too hot; absent when unknown.
        public var throttleCount: UInt64?
    }

    /// The processors that workers ran on; empty when the kernel says nothing of them.
    public var processors: [Processor]
    /// The lowest mean frequency of those at an interval's end; absent when unknown, as in most
    /// virtual machines.
    public var lowestMegahertz: Double?
    /// The highest.
    public var highestMegahertz: Double?
    /// Pages that were swapped in and out, on the whole machine.
    public var swappedPageCount: UInt64
    /// The largest jump of the time of day against the monotonic clock, in seconds.
    public var clockStepSeconds: Double
    /// By how much faster the run's clock went than the system's; absent when the phase was too
    /// short to tell.
    public var clockDriftPartsPerMillion: Double?

    init(_ signs: SystemSigns) {
        processors = signs.processors.map {
            Processor(
                processor: $0.number, stolenShare: $0.stolenShare, throttleCount: $0.throttleCount)
        }
        lowestMegahertz = signs.megahertz.min()
        highestMegahertz = signs.megahertz.max()
        swappedPageCount = signs.swappedPageCount
        clockStepSeconds = signs.clockStep.seconds
        clockDriftPartsPerMillion = signs.clockDriftPartsPerMillion
    }

    /// The line of the final report: what is unknown is said to be.
    var words: String {
        var parts: [String] = []
        let stolen = processors.map(\.stolenShare).max()
        parts.append("stolen time " + (stolen.map { Units.percent($0) } ?? "unknown"))
        if let lowestMegahertz, let highestMegahertz {
            let (low, high) = (Int(lowestMegahertz.rounded()), Int(highestMegahertz.rounded()))
            parts.append("frequency " + (low == high ? "\(low) MHz" : "\(low) to \(high) MHz"))
        } else {
            parts.append("frequency unknown")
        }
        if let drift = clockDriftPartsPerMillion {
            parts.append("clock drift \(Units.fixed(abs(drift), decimals: 1)) ppm")
        }
        if swappedPageCount > 0 { parts.append("\(Units.grouped(swappedPageCount)) pages swapped") }
        return "  system: \(parts.joined(separator: ", "))\n"
    }
}
