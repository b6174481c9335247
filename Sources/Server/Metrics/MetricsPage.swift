internal import Engine
internal import Measurement
internal import Platform
internal import Wire

/// The page of metrics, in Prometheus's text format 0.0.4.
///
/// Source: "Exposition formats" of Prometheus's documentation: `HELP` and `TYPE` before the samples
/// of a metric, counters ending in `_total`, base units, and histograms as cumulative buckets.
struct MetricsPage {
    private let node: Node
    private(set) var text = ""

    /// The upper ends of the buckets of latencies, in nanoseconds, and as the page has them.
    private static let buckets: [(nanoseconds: UInt64, seconds: String)] = [
        (1_000, "1e-06"), (2_000, "2e-06"), (5_000, "5e-06"), (10_000, "1e-05"),
        (20_000, "2e-05"), (50_000, "5e-05"), (100_000, "0.0001"), (200_000, "0.0002"),
        (500_000, "0.0005"), (1_000_000, "0.001"), (2_000_000, "0.002"), (5_000_000, "0.005"),
        (10_000_000, "0.01"), (20_000_000, "0.02"), (50_000_000, "0.05"), (100_000_000, "0.1"),
        (1_000_000_000, "1"), (10_000_000_000, "10"),
    ]

    /// The page of this moment.
    init(_ node: Node) {
        self.node = node
        appendNode()
        for counter in ServerCounter.allCases {
            begin(counter.metricName, "counter", counter.meaning)
            append(counter.metricName, value: "\(node.metrics.total(of: counter))")
        }
        appendRequests()
        appendNamespaces()
    }

    private mutating func appendNode() {
        begin("info", "gauge", "The node's name and version.")
        append(
            "info", [("node", node.name), ("build", InfoResponder.build)], value: "1")
        begin("uptime_seconds", "gauge", "Seconds since the server started.")
        append("uptime_seconds", value: Self.seconds(node.uptime.count))
        begin("threads", "gauge", "Threads that serve.")
        append("threads", value: "\(node.metrics.threads.count)")
        begin("connections", "gauge", "Connections that are open.")
        append("connections", value: "\(node.metrics.connectionCount)")
        begin("connections_limit", "gauge", "Connections that may be open.")
        append("connections_limit", value: "\(node.settings.connectionLimit)")
    }

    // MARK: Requests

    private mutating func appendRequests() {
        begin("requests_total", "counter", "Requests answered, by kind and result code.")
        for kind in RequestKind.allCases {
            for answer in node.metrics.answers(to: kind) {
                append(
                    "requests_total",
                    [("kind", kind.name), ("code", "\(answer.code.rawValue)")],
                    value: "\(answer.count)")
            }
        }
        let name = "request_duration_seconds"
        begin(name, "histogram", "Time from receiving a request to having its answer, by kind.")
        for kind in RequestKind.allCases { appendLatencies(of: kind, name) }
    }

    /// The histogram of one kind; nothing while no request of it was seen.
    private mutating func appendLatencies(of kind: RequestKind, _ name: String) {
        let sum = node.metrics.latencySum(of: kind)
        let histogram = node.metrics.latencies(of: kind)
        guard histogram.count > 0 else { return }
        let values = histogram.recordedValues
        var (next, seen) = (0, UInt64(0))
        for bucket in Self.buckets {
            while next < values.count, values[next].highest.count <= bucket.nanoseconds {
                seen += values[next].count
                next += 1
            }
            append(
                name + "_bucket", [("kind", kind.name), ("le", bucket.seconds)], value: "\(seen)")
        }
        append(
            name + "_bucket", [("kind", kind.name), ("le", "+Inf")], value: "\(histogram.count)")
        append(name + "_sum", [("kind", kind.name)], value: Self.seconds(sum))
        append(name + "_count", [("kind", kind.name)], value: "\(histogram.count)")
    }

    // MARK: Namespaces

    /// A figure of a namespace.
    private struct Figure {
        let name: String
        let type: String
        let meaning: String
        let value: (NamespaceStatistics, EngineConfiguration) -> Int
    }

    private static var figures: [Figure] {
        [
            Figure(name: "records", type: "gauge", meaning: "Records.") { figures, _ in
                figures.recordCount
            },
            Figure(
                name: "expired_records_total", type: "counter",
                meaning: "Records removed because their time was over."
            ) { figures, _ in figures.expiredCount },
            Figure(
                name: "evicted_records_total", type: "counter",
                meaning: "Records removed to make room."
            ) { figures, _ in figures.evictedCount },
            Figure(
                name: "stopped_writes_total", type: "counter",
                meaning: "Writes refused above the stop-writes mark."
            ) { figures, _ in figures.stoppedWriteCount },
            Figure(
                name: "used_bytes", type: "gauge", meaning: "Bytes of records and index."
            ) { figures, _ in figures.recordAndIndexByteCount },
            Figure(
                name: "resident_bytes", type: "gauge",
                meaning: "Bytes of physical memory held for records and index."
            ) { figures, _ in figures.residentByteCount },
            Figure(
                name: "limit_bytes", type: "gauge",
                meaning: "Bytes that records and index may take; 0 for no limit."
            ) { _, engine in engine.memoryLimit },
        ]
    }

    private mutating func appendNamespaces() {
        let all = node.namespaces.map { ($0, $0.statistics()) }
        for figure in Self.figures {
            let name = "namespace_" + figure.name
            begin(name, figure.type, figure.meaning)
            for (namespace, statistics) in all {
                let value = figure.value(statistics, namespace.configuration)
                append(name, [("namespace", namespace.name)], value: "\(value)")
            }
        }
    }

    // MARK: Lines

    private mutating func begin(_ name: String, _ type: String, _ meaning: String) {
        text += "# HELP spikebench_\(name) \(meaning)\n# TYPE spikebench_\(name) \(type)\n"
    }

    private mutating func append(
        _ name: String, _ labels: [(name: String, value: String)] = [], value: String
    ) {
        let list = labels.map { "\($0.name)=\"\($0.value)\"" }.joined(separator: ",")
        text += "spikebench_\(name)" + (list.isEmpty ? "" : "{\(list)}") + " \(value)\n"
    }

    /// Nanoseconds as seconds, without rounding.
    private static func seconds(_ nanoseconds: UInt64) -> String {
        let rest = "\(nanoseconds % 1_000_000_000)"
        let zeros = String(repeating: "0", count: 9 - rest.count)
        return "\(nanoseconds / 1_000_000_000).\(zeros)\(rest)"
    }
}
