internal import Driver

/// What Redis servers say of themselves, under the names that results carry.
enum RedisStatistics {
    /// The figures of `INFO` that only grow: their names there, and in results.
    private static let counters: [(field: String, name: String)] = [
        ("expired_keys", "expiredCount"),
        ("evicted_keys", "evictedCount"),
        ("total_commands_processed", "serverCommandCount"),
        ("total_net_input_bytes", "serverReceivedByteCount"),
        ("total_net_output_bytes", "serverSentByteCount"),
    ]

    /// Those that go up and down.
    private static let gauges: [(field: String, name: String)] = [
        ("used_memory", "allocatedByteCount"),
        ("used_memory_rss", "residentByteCount"),
        ("connected_clients", "serverConnectionCount"),
    ]

    /// The figures of all nodes together.
    static func all(of nodes: [RedisServerFacts], database: Int) -> [TargetStatistic] {
        func sum(_ value: (RedisServerFacts) -> Double?) -> Double {
            nodes.reduce(0) { $0 + (value($1) ?? 0) }
        }
        let records = sum { $0.recordCount(inDatabase: database) }
        let processor = sum { facts in
            let parts = ["used_cpu_sys", "used_cpu_user"].map {
                facts.info[$0].flatMap(Double.init)
            }
            return parts.reduce(0) { $0 + ($1 ?? 0) }
        }
        return [TargetStatistic(name: "recordCount", value: records)]
            + gauges.map { pair in
                TargetStatistic(
                    name: pair.name, value: sum { $0.info[pair.field].flatMap(Double.init) })
            }
            + counters.map { pair in
                TargetStatistic(
                    name: pair.name, value: sum { $0.info[pair.field].flatMap(Double.init) },
                    kind: .counter)
            }
            + [
                TargetStatistic(
                    name: "serverProcessorNanoseconds", value: processor * 1e9, kind: .counter)
            ]
    }
}
