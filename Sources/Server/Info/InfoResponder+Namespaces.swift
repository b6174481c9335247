internal import Engine

/// What namespaces and sets there are, with their figures.
extension InfoResponder {
    static var namespaceEntries: [String: Entry] {
        [
            "namespaces": Entry { responder, _ in
                .text(responder.node.store.namespaceNames.joined(separator: ";"))
            },
            "namespace": Entry(isSlow: true) { responder, command in responder.namespace(command) },
            "show-namespaces": Entry(isSlow: true) { responder, _ in responder.showNamespaces },
            "sets": Entry(isSlow: true) { responder, command in responder.sets(command) },
            "show-sets": Entry(isSlow: true) { responder, command in responder.sets(command) },
        ]
    }

    // MARK: Namespaces

    private func namespace(_ command: InfoCommand) -> InfoAnswer {
        guard let name = command.arguments.first ?? command.value("namespace", "ns"),
            let namespace = node.namespace(name)
        else { return .text("type=unknown") }
        return .pairs(figures(of: namespace) + Self.configuration(of: namespace))
    }

    private func figures(of namespace: Namespace) -> [InfoPair] {
        let figures = namespace.statistics()
        let limit = namespace.configuration.memoryLimit
        let used = figures.recordAndIndexByteCount
        return [
            InfoPair("ns_cluster_size", 1 + node.configuration.cluster.peers.count),
            InfoPair("effective_replication_factor", 1),
            InfoPair("objects", figures.recordCount), InfoPair("tombstones", 0),
            InfoPair("master_objects", figures.recordCount), InfoPair("prole_objects", 0),
            InfoPair("expired_objects", figures.expiredCount),
            InfoPair("evicted_objects", figures.evictedCount),
            InfoPair("fail_out_of_space", figures.stoppedWriteCount),
            InfoPair("dead_partitions", 0), InfoPair("unavailable_partitions", 0),
            InfoPair("owned_partitions", namespace.partitions.count),
            InfoPair(
                "stop_writes", Self.isAbove(namespace.configuration.stopWritesMark, used, limit)),
            InfoPair(
                "hwm_breached", Self.isAbove(namespace.configuration.highWaterMark, used, limit)),
            InfoPair("current_time", node.store.clock.now),
            InfoPair("data_total_bytes", limit), InfoPair("data_used_bytes", used),
            InfoPair("data_used_pct", limit > 0 ? used * 100 / limit : 0),
            InfoPair("index_used_bytes", figures.indexByteCount),
            InfoPair("record_payload_bytes", figures.payloadByteCount),
            InfoPair("record_header_bytes", figures.headerByteCount),
            InfoPair("record_slack_bytes", figures.slackByteCount),
            InfoPair("allocated_bytes", figures.allocatedByteCount),
            InfoPair("active_bytes", figures.activeByteCount),
            InfoPair("resident_bytes", figures.residentByteCount),
            InfoPair("longest_expiry_hold_ns", figures.longestExpiryHoldNanoseconds),
            InfoPair("longest_eviction_hold_ns", figures.longestEvictionHoldNanoseconds),
        ]
    }

    private static func isAbove(_ mark: Double, _ used: Int, _ limit: Int) -> Bool {
        limit > 0 && Double(used) > mark * Double(limit)
    }

    /// What is configured: the real server's names where it has them, and ours.
    static func configuration(of namespace: Namespace) -> [InfoPair] {
        let engine = namespace.configuration
        let known = [
            InfoPair("replication-factor", 1),
            InfoPair("default-ttl", engine.defaultTTLSeconds),
            InfoPair("max-record-size", engine.recordByteLimit),
            InfoPair("nsup-period", 1), InfoPair("storage-engine", "memory"),
            InfoPair("storage-engine.data-size", engine.memoryLimit),
            InfoPair("storage-engine.stop-writes-used-pct", Int(engine.stopWritesMark * 100)),
            InfoPair("evict-used-pct", Int(engine.highWaterMark * 100)),
            InfoPair("strong-consistency", false),
            InfoPair("conflict-resolution-policy", "generation"),
        ]
        return known + EngineParameter.all.map { InfoPair($0.name, $0.text(in: engine)) }
    }

    private var showNamespaces: InfoAnswer {
        let all = node.namespaces.map { namespace in
            let figures = namespace.statistics()
            return [
                InfoPair("ns", namespace.name), InfoPair("objects", figures.recordCount),
                InfoPair("sets", namespace.setNames.count),
                InfoPair("data_used_bytes", figures.recordAndIndexByteCount),
                InfoPair("owned_partitions", namespace.partitions.count),
            ].map(\.text).joined(separator: ":")
        }
        return .text(all.joined(separator: ";"))
    }

    // MARK: Sets

    /// `sets`, `sets/namespace`, `sets/namespace/set`, or with the parameters of those names.
    private func sets(_ command: InfoCommand) -> InfoAnswer {
        let name = command.arguments.first ?? command.value("namespace", "ns")
        let set =
            command.arguments.count > 1 ? command.arguments[1] : command.value("set")
        guard let name, !name.isEmpty else {
            return .text(node.namespaces.map { sets(of: $0) }.joined())
        }
        guard let namespace = node.namespace(name) else { return .text("ns_type=unknown") }
        guard let set else { return .text(sets(of: namespace)) }
        let figures = SetFigures.all(of: namespace)
        return .text(figures[set].map { Self.figures($0) + ";" } ?? "")
    }

    private func sets(of namespace: Namespace) -> String {
        let figures = SetFigures.all(of: namespace)
        return namespace.setNames.map { set in
            "ns=\(namespace.name):set=\(set.onOneLine):"
                + Self.figures(figures[set] ?? SetFigures())
                + ";"
        }.joined()
    }

    private static func figures(_ set: SetFigures) -> String {
        [
            InfoPair("objects", set.recordCount), InfoPair("tombstones", 0),
            InfoPair("data_used_bytes", set.byteCount), InfoPair("truncate_lut", 0),
            InfoPair("sindexes", 0), InfoPair("index_populating", false),
            InfoPair("truncating", false), InfoPair("default-read-touch-ttl-pct", 0),
            InfoPair("default-ttl", set.defaultTTLSeconds), InfoPair("disable-eviction", false),
            InfoPair("enable-index", false), InfoPair("stop-writes-count", 0),
            InfoPair("stop-writes-size", 0),
        ].map(\.text).joined(separator: ":")
    }
}

/// How much a set holds.
struct SetFigures: Hashable {
    /// Records, those included whose time is over but which nobody has met since.
    var recordCount = 0
    /// Bytes of the records in memory, before they are rounded to size classes.
    var byteCount = 0
    /// Seconds to live of records that ask for the default; 0 for ever.
    var defaultTTLSeconds: UInt32 = 0

    /// The figures of every set, by name.
    ///
    /// Walks over all records, as the engine keeps no count by set: writers would all share it.
    static func all(of namespace: Namespace) -> [String: SetFigures] {
        var sums: [SetID: SetFigures] = [:]
        var cursor = ScanCursor(namespace, selecting: ScanSelection(bins: .none))
        let buffer = ScanBuffer(recordCapacity: 1024, byteCapacity: 0)
        while cursor.next(limit: 1024, into: buffer) != .finished {
            for index in 0..<buffer.count {
                sums[buffer.set(at: index), default: SetFigures()].add(
                    byteCount: buffer.storedByteCount(at: index))
            }
        }
        var named: [String: SetFigures] = [:]
        for name in namespace.setNames {
            guard let set = try? namespace.set(named: name) else { continue }
            var figures = sums[set] ?? SetFigures()
            figures.defaultTTLSeconds = namespace.defaultTTLSeconds(of: set)
            named[name] = figures
        }
        return named
    }

    private mutating func add(byteCount: Int) {
        recordCount += 1
        self.byteCount += byteCount
    }
}
