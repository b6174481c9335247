internal import Driver
internal import Platform
internal import Wire

/// What `stats` answers.
enum MemcachedStatistics {
    /// Names in Memcached, names in results, and what becomes of the figures.
    private static let shown: [(name: String, shown: String, kind: TargetStatistic.Kind)] = [
        ("curr_items", "recordCount", .gauge),
        ("bytes", "itemByteCount", .gauge),
        ("evictions", "evictedCount", .counter),
        ("expired_unfetched", "expiredUnreadCount", .counter),
        ("curr_connections", "connectionCount", .gauge),
        ("rejected_connections", "rejectedConnectionCount", .counter),
    ]

    /// Asks the server at `address`; nil when it does not answer in time.
    static func ask(_ address: SocketAddress, within limit: Nanoseconds) -> [TargetStatistic]? {
        let list = try? ServerExchange.ask(
            address, within: limit,
            request: { queue in MemcachedRequest.line("stats", in: &queue) },
            read: { bytes throws(ServerExchange.Failure) in try readList(bytes)?.list })
        return list.map(statistics)
    }

    private static func statistics(_ list: [String: String]) -> [TargetStatistic] {
        shown.compactMap { name, shown, kind in
            list[name].flatMap { Double($0) }.map {
                TargetStatistic(name: shown, value: $0, kind: kind)
            }
        }
    }

    /// Reads lines of `STAT` up to their end; nil when they are not complete.
    ///
    /// A server that does not know such a question says nothing of itself.
    static func readList(
        _ bytes: RawSpan
    ) throws(ServerExchange.Failure) -> (list: [String: String], byteCount: Int)? {
        var scanner = MemcachedReplyScanner()
        var list: [String: String] = [:]
        var position = 0
        while true {
            let rest = bytes.extracting(position..<bytes.byteCount)
            let reply: MemcachedReply?
            do { reply = try scanner.scan(rest) } catch { throw .notUnderstood }
            guard let reply else { return nil }
            position += reply.byteCount
            if reply.kind == .end || reply.isError { return (list, position) }
            guard reply.kind == .statistic else { throw .notUnderstood }
            let words = rest.extracting(reply.text).text.split(separator: " ", maxSplits: 1)
            if words.count == 2 { list[String(words[0])] = String(words[1]) }
        }
    }
}
