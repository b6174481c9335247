internal import Driver
internal import Measurement
internal import Platform
internal import Workload

/// `latencies.hlog`: the measured phase's histograms, one line per interval, kind and measure.
///
/// A line's tag is `kind.measure`, as `read.response`; histograms without a latency have no line.
enum LatenciesFile {
    static func text(_ result: RunResult) -> String {
        guard let phase = result.measured else {
            return LogWriter.header(startedAtUnixNanoseconds: 0)
        }
        var text = LogWriter.header(startedAtUnixNanoseconds: phase.startedAtUnixNanoseconds)
        for interval in phase.intervals {
            for kind in interval.kinds {
                for (measure, histogram) in kind.byMeasure where histogram.count > 0 {
                    text += LogWriter.line(
                        LogInterval(
                            tag: "\(kind.kind.name).\(measure)", start: interval.start,
                            length: interval.length, histogram: histogram.expanded()))
                }
            }
        }
        return text
    }
}
