internal import Engine
internal import Measurement
internal import Platform
internal import Wire

/// What the server has done so far.
extension InfoResponder {
    static var statisticsEntries: [String: Entry] {
        [
            "statistics": Entry(isSlow: true) { responder, _ in responder.statistics },
            "latencies": Entry(isSlow: true) { responder, command in responder.latencies(command) },
        ]
    }

    private var statistics: InfoAnswer {
        let key = String(node.clusterKey, radix: 16, uppercase: true)
        let objects = node.namespaces.reduce(0) { $0 + $1.statistics().recordCount }
        let cluster = [
            InfoPair("cluster_size", 1 + node.configuration.cluster.peers.count),
            InfoPair("cluster_key", key), InfoPair("cluster_generation", 1),
            InfoPair("cluster_integrity", true), InfoPair("cluster_is_member", true),
            InfoPair("migrate_allowed", true), InfoPair("migrate_partitions_remaining", 0),
            InfoPair("uptime", node.uptime.count / 1_000_000_000), InfoPair("objects", objects),
            InfoPair("tombstones", 0), InfoPair("client_connections", node.metrics.connectionCount),
        ]
        let counters = ServerCounter.allCases.map {
            InfoPair($0.infoName, node.metrics.total(of: $0))
        }
        return .pairs(cluster + counters + RequestKind.allCases.flatMap(requestFigures))
    }

    /// How requests of a kind went, for the kinds that occurred.
    private func requestFigures(_ kind: RequestKind) -> [InfoPair] {
        var (succeeded, missed, failed) = (UInt64(0), UInt64(0), UInt64(0))
        for answer in node.metrics.answers(to: kind) {
            switch answer.code {
            case .ok: succeeded += answer.count
            case .recordNotFound: missed += answer.count
            default: failed += answer.count
            }
        }
        let name = kind.name.map { $0 == "-" || $0 == " " ? "_" : String($0) }.joined()
        return [
            InfoPair("\(name)_success", succeeded), InfoPair("\(name)_not_found", missed),
            InfoPair("\(name)_error", failed),
        ]
    }

    // MARK: Latencies

    /// `latencies:` or `latencies:hist=read`: for each kind the unit, requests per second since the
    /// start, and which percentage took longer than 1, 2, 4, … 65,536 of the unit.
    private func latencies(_ command: InfoCommand) -> InfoAnswer {
        let all = RequestKind.allCases
        guard let wanted = command.value("hist") else {
            return .text(all.compactMap { latencies(of: $0, always: false) }.joined(separator: ";"))
        }
        guard let kind = all.first(where: { $0.name == wanted }) else {
            return .failure(.parameter, "bad 'hist' value")
        }
        return .text(latencies(of: kind, always: true) ?? "")
    }

    private func latencies(of kind: RequestKind, always: Bool) -> String? {
        let histogram = node.metrics.latencies(of: kind)
        guard histogram.count > 0 || always else { return nil }
        let rate = Double(histogram.count) * 1e9 / Double(max(node.uptime.count, 1))
        let values = histogram.recordedValues
        let shares = (0..<17).map { doubling in
            let end = UInt64(1_000_000) << UInt64(doubling)
            let above = values.reduce(histogram.overflowCount) {
                $0 + ($1.highest.count > end ? $1.count : 0)
            }
            return FixedPoint.text(
                histogram.count > 0 ? Double(above) * 100 / Double(histogram.count) : 0, digits: 2)
        }
        return "\(kind.name):msec,\(FixedPoint.text(rate, digits: 1)),"
            + shares.joined(separator: ",")
    }
}

/// Numbers with a fixed number of digits behind the point.
enum FixedPoint {
    /// `number`, not negative and below 10^15, rounded: `0.05` for 0.049 with two digits.
    static func text(_ number: Double, digits: Int) -> String {
        let scale = (0..<digits).reduce(1) { product, _ in product * 10 }
        let whole = Int((number * Double(scale)).rounded())
        let rest = "\(whole % scale)"
        return "\(whole / scale)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
