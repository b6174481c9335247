internal import Platform

/// What the target counted during a phase, in a line or two: what was zero is left out.
enum TargetCounters {
    /// The lines, each indented and ending in a line break; nothing when nothing was counted.
    static func text(_ statistics: [RunSummary.Statistic], target: String) -> String {
        removals(statistics, target: target) + locks(statistics)
    }

    /// `expired 1,234, evicted 567`: every counter but those of the locks and of a server.
    private static func removals(
        _ statistics: [RunSummary.Statistic], target: String
    ) -> String {
        let parts = statistics.filter {
            $0.kind == "counter" && $0.value > 0 && !$0.name.hasPrefix("lock")
                && !$0.name.hasPrefix("server")
        }.map { "\(words($0.name)) \(value($0))" }
        return parts.isEmpty ? "" : "  \(target): \(parts.joined(separator: ", "))\n"
    }

    /// Whether somebody had to wait, how often and for how long.
    private static func locks(_ statistics: [RunSummary.Statistic]) -> String {
        func figure(_ name: String) -> Double {
            statistics.first { $0.name == name }?.value ?? 0
        }
        var parts: [String] = []
        let acquired = figure("lockAcquisitionCount")
        let contended = figure("lockContendedCount")
        if contended > 0 && acquired > 0 {
            let wait = Nanoseconds(UInt64(max(figure("lockWaitNanoseconds") / contended, 0)))
            parts.append(
                "\(Units.percent(contended / acquired)) of \(Units.count(UInt64(acquired)))"
                    + " acquisitions waited, for \(Units.time(wait)) on average")
        }
        let repeated = figure("lockRepeatedReadCount")
        if repeated > 0 { parts.append("\(Units.count(UInt64(repeated))) reads began again") }
        return parts.isEmpty ? "" : "  locks: \(parts.joined(separator: "; "))\n"
    }

    /// `freedByteCount` as `freed`, `evictedCount` as `evicted`.
    private static func words(_ name: String) -> String {
        if name == "stoppedWriteCount" { return "writes refused" }
        if name == "longHoldCount" { return "stripes held above 50 µs" }
        var text = ""
        for suffix in ["ByteCount", "Count", "Nanoseconds"] where name.hasSuffix(suffix) {
            for character in name.dropLast(suffix.count) {
                text += character.isUppercase ? " \(character.lowercased())" : "\(character)"
            }
            return text
        }
        return name
    }

    private static func value(_ statistic: RunSummary.Statistic) -> String {
        if statistic.name.hasSuffix("ByteCount") { return Units.bytes(statistic.value) }
        if statistic.name.hasSuffix("Nanoseconds") {
            return Units.time(Nanoseconds(UInt64(statistic.value)))
        }
        return Units.count(UInt64(statistic.value))
    }
}
