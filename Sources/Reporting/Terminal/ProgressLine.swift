public import Driver
internal import Platform
internal import Workload

/// How far a run has come, in one line.
public enum ProgressLine {
    /// The line for a terminal that is redrawn in place: as much as `width` columns hold.
    ///
    /// What matters least goes first: the 99.9th percentile, the median, the time left, the 99th.
    ///
    /// - Parameters:
    ///   - report: how far the run has come.
    ///   - width: the terminal's columns; the line is never longer.
    ///   - style: whether errors are coloured.
    /// - Returns: the line without a line break.
    public static func text(
        _ report: ProgressReport, width: Int, style: TextStyle = .plain
    ) -> String {
        var parts = parts(of: report)
        for least in [3, 4, 2, 1] where lengthOf(parts) > width {
            parts.removeAll { $0.importance == least }
        }
        // A number that is cut off reads as another number, so whole pieces go.
        while lengthOf(parts) > width, !parts.isEmpty { parts.removeLast() }
        return parts.map { $0.isWarning ? style.red($0.text) : $0.text }.joined(separator: "  ")
    }

    /// The line for a file or a pipe: everything, one line per interval.
    public static func plain(_ report: ProgressReport) -> String {
        let elapsed = Units.fixed(report.elapsed.seconds, decimals: 1) + " s"
        return elapsed + "  " + parts(of: report).map(\.text).joined(separator: "  ")
    }

    /// A piece of the line; 5 goes last.
    private struct Part {
        var text: String
        var importance: Int
        var isWarning = false
    }

    private static func parts(of report: ProgressReport) -> [Part] {
        var parts = [Part(text: name(of: report), importance: 5)]
        if let done = report.fractionDone {
            let percent = Units.fixed((done * 100).rounded(.down), decimals: 0)
            parts.append(Part(text: "\(percent) %", importance: 5))
        }
        parts.append(Part(text: Units.rate(report.ratePerSecond), importance: 5))
        if let found = report.percentiles {
            parts.append(Part(text: "p50 \(Units.time(found.median))", importance: 4))
            parts.append(Part(text: "p99 \(Units.time(found.p99))", importance: 1))
            parts.append(Part(text: "p99.9 \(Units.time(found.p999))", importance: 3))
        }
        let noun = report.errorCount == 1 ? "error" : "errors"
        parts.append(
            Part(
                text: "\(Units.count(report.errorCount)) \(noun)", importance: 5,
                isWarning: report.errorCount > 0))
        if let left = report.timeLeft, left > .zero {
            let seconds = Nanoseconds.seconds(left.seconds.rounded(.up))
            parts.append(Part(text: "\(Units.time(seconds)) left", importance: 2))
        }
        if !report.marks.isEmpty {
            parts.append(Part(text: report.marks.joined(separator: "; "), importance: 2))
        }
        return parts
    }

    private static func name(of report: ProgressReport) -> String {
        let place = report.phaseCount > 1 ? " \(report.phaseIndex + 1)/\(report.phaseCount)" : ""
        return report.phase.kind.words + place
    }

    private static func lengthOf(_ parts: [Part]) -> Int {
        parts.reduce(0) { $0 + $1.text.count } + 2 * max(0, parts.count - 1)
    }
}
