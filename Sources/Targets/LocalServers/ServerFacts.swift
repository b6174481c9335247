internal import Platform
internal import Wire

/// What a server says of itself.
struct ServerFacts: Hashable, Sendable {
    /// A setting with the server's own name and words for it.
    struct Setting: Hashable, Sendable {
        var name: String
        var value: String
    }

    /// Its version.
    var version: String
    /// The number of its process; nil when it does not tell.
    var process: Int32?
    /// The settings that a result should carry, in the order to show.
    var settings: [Setting]
}

extension ServerFacts {
    /// Asks a server of a kind.
    ///
    /// - Parameters:
    ///   - kind: what it should be.
    ///   - address: where it is.
    ///   - limit: how long it may take.
    /// - Returns: what it says of itself.
    /// - Throws: `ServerExchange.Failure`, also when it is something else.
    static func ask(
        _ kind: LocalServerKind, at address: SocketAddress, within limit: Nanoseconds
    ) throws(ServerExchange.Failure) -> ServerFacts {
        switch kind {
        case .redis, .valkey:
            try ServerExchange.ask(
                address, within: limit, request: RedisFacts.request, read: RedisFacts.read)
        case .memcached:
            try ServerExchange.ask(
                address, within: limit, request: MemcachedFacts.request, read: MemcachedFacts.read)
        case .engine:
            try ServerExchange.ask(
                address, within: limit, request: AerospikeFacts.request, read: AerospikeFacts.read)
        }
    }
}

/// What Redis and Valkey say: `INFO` and `CONFIG GET`.
enum RedisFacts {
    static func request(_ queue: inout ByteQueue) {
        RESPRequest.begin("INFO", argumentCount: 0, in: &queue)
        RedisServerFacts.askSettings(in: &queue)
    }

    static func read(_ bytes: RawSpan) throws(ServerExchange.Failure) -> ServerFacts? {
        var scanner = RESPReplyScanner()
        guard let info = try next(&scanner, bytes, at: 0) else { return nil }
        // While it loads, or asks for a password, it is not the server that was started.
        guard info.element.kind == .bulkString else { throw .notUnderstood }
        let lines = RedisServerFacts.lines(of: bytes.extracting(info.element.payload).text)
        guard let version = lines["valkey_version"] ?? lines["redis_version"] else {
            throw .notUnderstood
        }
        var facts = ServerFacts(
            version: version, process: lines["process_id"].flatMap { Int32($0) }, settings: [])
        if let allocator = lines["mem_allocator"] {
            facts.settings.append(.init(name: "mem_allocator", value: allocator))
        }
        var position = info.byteCount
        for _ in RedisServerFacts.settingNames {
            guard let reply = try next(&scanner, bytes, at: position) else { return nil }
            let rest = bytes.extracting(position..<bytes.byteCount)
            if let (name, value) = RedisServerFacts.setting(reply, in: rest) {
                facts.settings.append(.init(name: name, value: value))
            }
            position += reply.byteCount
        }
        return facts
    }

    private static func next(
        _ scanner: inout RESPReplyScanner, _ bytes: RawSpan, at position: Int
    ) throws(ServerExchange.Failure) -> RESPReply? {
        do {
            return try scanner.scan(bytes.extracting(position..<bytes.byteCount))
        } catch {
            throw .notUnderstood
        }
    }
}

/// What Memcached says: `stats` and `stats settings`.
enum MemcachedFacts {
    private static let names = [
        "maxbytes", "evictions", "num_threads", "maxconns", "item_size_max",
    ]

    static func request(_ queue: inout ByteQueue) {
        MemcachedRequest.line("stats", in: &queue)
        MemcachedRequest.line("stats settings", in: &queue)
    }

    static func read(_ bytes: RawSpan) throws(ServerExchange.Failure) -> ServerFacts? {
        guard let general = try MemcachedStatistics.readList(bytes) else { return nil }
        guard let version = general.list["version"] else { throw .notUnderstood }
        let rest = bytes.extracting(general.byteCount..<bytes.byteCount)
        guard let settings = try MemcachedStatistics.readList(rest) else { return nil }
        // `evictions` is a count in the first answer, and in the second whether there are.
        let found = general.list.merging(settings.list) { _, setting in setting }
        return ServerFacts(
            version: version, process: found["pid"].flatMap { Int32($0) },
            settings: names.compactMap { name in
                found[name].map { ServerFacts.Setting(name: name, value: $0) }
            })
    }
}

/// What an Aerospike node, and our own server, says: the info commands `build` and `namespaces`.
enum AerospikeFacts {
    static func request(_ queue: inout ByteQueue) {
        let frame = AerospikeFrameWriter(.info, in: &queue)
        AerospikeInfoRequest.append("build", to: &queue)
        AerospikeInfoRequest.append("edition", to: &queue)
        AerospikeInfoRequest.append("namespaces", to: &queue)
        frame.finish(in: &queue)
    }

    static func read(_ bytes: RawSpan) throws(ServerExchange.Failure) -> ServerFacts? {
        let frame: AerospikeFrame?
        do { frame = try AerospikeFrame.next(in: bytes) } catch { throw .notUnderstood }
        guard let frame else { return nil }
        guard frame.kind == .info else { throw .notUnderstood }
        var facts = ServerFacts(version: "", process: nil, settings: [])
        var cursor = AerospikeInfoReplyCursor(bytes.extracting(frame.body))
        while let item = cursor.next() {
            if item.isError { continue }
            if item.command.equals("build") {
                facts.version = item.value.text
            } else {
                facts.settings.append(
                    .init(name: item.command.text, value: item.value.text))
            }
        }
        guard !facts.version.isEmpty else { throw .notUnderstood }
        return facts
    }
}
