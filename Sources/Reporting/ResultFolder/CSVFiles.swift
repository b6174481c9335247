internal import Driver
internal import Measurement
internal import Platform
internal import Workload

/// The CSV files of a result folder, as text.
enum CSVFiles {
    private static let measures = ["service", "queue", "response"]
    private static let latencyColumns =
        ["count", "overflow_count", "min_ns", "mean_ns", "standard_deviation_ns"]
        + ["p50_ns", "p90_ns", "p99_ns", "p99_9_ns", "p99_99_ns", "max_ns"]
    private static let outcomeColumns = Outcome.allCases.map { snakeCase($0.name) + "_count" }

    /// `summary.csv`: a row per phase and kind of operation, the row `all` of a phase first.
    static func summary(_ summary: RunSummary) -> String {
        var header = ["trial", "phase", "kind", "arrivals", "elapsed_s", "offered_rate_per_s"]
        header += ["completed_count", "rate_per_s", "rate_standard_error_per_s", "unsent_count"]
        header += outcomeColumns + ["error_count", "error_share"]
        for measure in measures { header += latencyColumns.map { "\(measure)_latency_\($0)" } }
        var file = CSVText(header: header)
        for phase in summary.phases {
            for operation in phase.operations {
                file.add(row(operation, of: phase))
            }
        }
        return file.text
    }

    private static func row(_ operation: OperationSummary, of phase: PhaseSummary) -> [String] {
        let isAll = operation.kind == "all"
        var row = ["1", phase.phase, operation.kind, phase.arrivals]
        row.append(CSVText.number(phase.elapsedSeconds))
        row.append(isAll ? CSVText.number(phase.offeredRatePerSecond) : "")
        row.append("\(operation.completedCount)")
        row.append(CSVText.number(operation.ratePerSecond))
        row.append(isAll ? CSVText.number(phase.rateStandardErrorPerSecond) : "")
        row.append(isAll ? "\(phase.unsentCount)" : "")
        row += Outcome.allCases.map { "\(operation.count(of: $0))" }
        row += ["\(operation.errorCount)", CSVText.number(operation.errorShare)]
        for latency in [operation.service, operation.queue, operation.response] {
            row += fields(latency)
        }
        return row
    }

    /// The fields of `latencyColumns`; empty instead of zeros when nothing was recorded.
    private static func fields(_ latency: LatencySummary) -> [String] {
        guard latency.count > 0 else {
            return ["0", "0"] + Array(repeating: "", count: latencyColumns.count - 2)
        }
        var fields = ["\(latency.count)", "\(latency.overflowCount)"]
        fields.append("\(latency.minimumNanoseconds)")
        fields.append(CSVText.number(latency.meanNanoseconds))
        fields.append(CSVText.number(latency.standardDeviationNanoseconds))
        fields += latency.percentileValues.map { "\($0)" }
        fields.append("\(latency.maximumNanoseconds)")
        return fields
    }

    /// `intervals.csv`: a row per interval and kind, the row `all` of an interval first.
    ///
    /// That one also has the target's statistics, in the last columns. `marks` says what was other
    /// than usual about the load.
    static func intervals(_ result: RunResult) -> String {
        let statistics = statisticNames(result)
        var header = ["trial", "phase", "interval", "start_s", "length_s", "kind"]
        header += ["completed_count", "rate_per_s"] + outcomeColumns
        for measure in measures {
            header += ["p50", "p90", "p99", "p99_9", "max"].map { "\(measure)_latency_\($0)_ns" }
        }
        header.append("marks")
        header += statistics.map { "target_\(column($0))" }
        var file = CSVText(header: header)
        for phase in result.phases {
            for interval in phase.intervals {
                if let all = IntervalKindResult.sum(interval.kinds) {
                    let row = row(all, name: "all", of: interval, in: phase)
                    file.add(row + statistics.map { value($0, of: interval) })
                }
                for kind in interval.kinds {
                    let row = row(kind, name: kind.kind.name, of: interval, in: phase)
                    file.add(row + statistics.map { _ in "" })
                }
            }
        }
        return file.text
    }

    private static func row(
        _ kind: IntervalKindResult, name: String, of interval: IntervalResult,
        in phase: PhaseResult
    ) -> [String] {
        let seconds = interval.length.seconds
        var row = ["1", phase.plan.kind.name, "\(interval.index)"]
        row += [CSVText.number(interval.start.seconds), CSVText.number(seconds), name]
        row.append("\(kind.completedCount)")
        row.append(seconds > 0 ? CSVText.number(Double(kind.completedCount) / seconds) : "")
        row += Outcome.allCases.map { "\(kind.count(of: $0))" }
        for histogram in [kind.service, kind.queue, kind.response] {
            if histogram.count == 0 {
                row += Array(repeating: "", count: 5)
            } else {
                row += histogram.percentiles([50, 90, 99, 99.9]).map { "\($0.count)" }
                row.append("\(histogram.maximum.count)")
            }
        }
        row.append(interval.marks.joined(separator: "; "))
        return row
    }

    /// The names that any interval has, in the order of their first appearance.
    private static func statisticNames(_ result: RunResult) -> [String] {
        var names: [String] = []
        for phase in result.phases {
            for interval in phase.intervals {
                for statistic in interval.statistics where !names.contains(statistic.name) {
                    names.append(statistic.name)
                }
            }
        }
        return names
    }

    private static func value(_ name: String, of interval: IntervalResult) -> String {
        CSVText.number(interval.statistics.first { $0.name == name }?.value)
    }

    /// `lockWaitNanoseconds` as `lock_wait_ns`: units in columns are short.
    private static func column(_ name: String) -> String {
        let words = snakeCase(name)
        guard words.hasSuffix("_nanoseconds") else { return words }
        return words.dropLast("nanoseconds".count) + "ns"
    }

    /// `activeByteCount` as `active_byte_count`: how columns are named.
    static func snakeCase(_ name: String) -> String {
        var text = ""
        for character in name {
            if character.isUppercase, !text.isEmpty { text += "_" }
            text += character.lowercased()
        }
        return text
    }
}

extension IntervalKindResult {
    /// All of `kinds` in one; nil when there is none.
    fileprivate static func sum(_ kinds: [IntervalKindResult]) -> IntervalKindResult? {
        guard var sum = kinds.first else { return nil }
        for kind in kinds.dropFirst() {
            for outcome in sum.outcomeCounts.indices {
                sum.outcomeCounts[outcome] += kind.outcomeCounts[outcome]
            }
            sum.service.add(kind.service)
            sum.queue.add(kind.queue)
            sum.response.add(kind.response)
        }
        return sum
    }
}
