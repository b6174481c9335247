internal import Platform
internal import Wire

/// What one Redis server says of itself: `INFO` and `CONFIG GET`.
struct RedisServerFacts: Sendable {
    /// The lines of `INFO` by their names.
    var info: [String: String]
    /// Settings, in the order asked for; those that the server does not tell are left out.
    var configuration: [(name: String, value: String)]

    /// The settings that results carry.
    static let settingNames: [StaticString] = [
        "maxmemory", "maxmemory-policy", "save", "appendonly", "io-threads",
    ]

    /// Asks for them with one `CONFIG GET` each: only Redis 7 takes several names at once.
    static func askSettings(in queue: inout ByteQueue) {
        for name in settingNames {
            RESPRequest.begin("CONFIG", argumentCount: 2, in: &queue)
            RESPRequest.append(literal: "GET", to: &queue)
            RESPRequest.append(literal: name, to: &queue)
        }
    }

    /// What `CONFIG GET` of one name answers: that name and its value; nil for a setting that the
    /// server does not have or does not tell.
    static func setting(_ reply: RESPReply, in bytes: RawSpan) -> (name: String, value: String)? {
        var cursor = RESPCursor(reply, in: bytes)
        guard let name = cursor.next(), let value = cursor.next() else { return nil }
        let text = bytes.extracting(value.payload).text
        return (bytes.extracting(name.payload).text, text.isEmpty ? "none" : text)
    }

    /// `redis` or `valkey`, and its version; nil when it is neither.
    var product: (name: String, version: String)? {
        if let version = info["valkey_version"] { return ("valkey", version) }
        return info["redis_version"].map { ("redis", $0) }
    }

    /// Whether it removes records when its memory is full.
    var mayEvict: Bool {
        let policy = info["maxmemory_policy"] ?? setting("maxmemory-policy") ?? "noeviction"
        let limit = info["maxmemory"] ?? setting("maxmemory") ?? "0"
        return policy != "noeviction" && limit != "0"
    }

    private func setting(_ name: String) -> String? {
        configuration.first { $0.name == name }?.value
    }

    /// How many records the database has; nil when it has none, or the server does not tell.
    func recordCount(inDatabase database: Int) -> Double? {
        guard let line = info["db\(database)"], let field = line.split(separator: ",").first,
            field.hasPrefix("keys=")
        else { return nil }
        return Double(field.dropFirst("keys=".count))
    }

    /// The lines `name:value` of `INFO`.
    static func lines(of text: String) -> [String: String] {
        var found: [String: String] = [:]
        for line in text.split(whereSeparator: \.isNewline) where !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
        }
        return found
    }
}

/// What a server is asked before a run, and while it goes on, on a connection of its own.
struct RedisProbe {
    /// What is asked.
    enum Question {
        /// `INFO` only.
        case state
        /// Also its settings.
        case settings
        /// Also which nodes have which slots.
        case cluster
    }

    /// What was answered.
    struct Answer {
        var facts = RedisServerFacts(info: [:], configuration: [])
        var cluster: RedisClusterMap?
        /// Why the server does not answer.
        var refusal: DialectError?
    }

    let greeting: RedisGreeting

    /// Asks a server.
    ///
    /// - Parameters:
    ///   - question: what.
    ///   - address: whom.
    ///   - limit: how long it may take.
    /// - Returns: the answer, which may be a refusal.
    /// - Throws: `ServerExchange.Failure` when there is none.
    func ask(
        _ question: Question, of address: SocketAddress, within limit: Nanoseconds
    ) throws(ServerExchange.Failure) -> Answer {
        try ServerExchange.ask(
            address, within: limit, request: { append(question, to: &$0) },
            read: { (bytes) throws(ServerExchange.Failure) in
                try read(bytes, question, address)
            })
    }

    private func append(_ question: Question, to queue: inout ByteQueue) {
        greeting.append(to: &queue)
        RESPRequest.begin("INFO", argumentCount: 0, in: &queue)
        guard question != .state else { return }
        RedisServerFacts.askSettings(in: &queue)
        guard question == .cluster else { return }
        RESPRequest.begin("CLUSTER", argumentCount: 1, in: &queue)
        RESPRequest.append(literal: "SLOTS", to: &queue)
    }

    /// Reads all answers from the first byte on; nil while they are not complete.
    private func read(
        _ bytes: RawSpan, _ question: Question, _ address: SocketAddress
    ) throws(ServerExchange.Failure) -> Answer? {
        var (answer, position) = (Answer(), 0)
        do throws(DialectError) {
            guard try skipGreeting(bytes, &position) else { return nil }
            guard let info = try next(bytes, &position) else { return nil }
            answer.facts.info = try lines(of: info, bytes)
            if question == .state { return answer }
            for _ in RedisServerFacts.settingNames {
                guard let reply = try next(bytes, &position) else { return nil }
                let rest = bytes.extracting(reply.start...)
                if let setting = RedisServerFacts.setting(reply.reply, in: rest) {
                    answer.facts.configuration.append(setting)
                }
            }
            if question == .settings { return answer }
            guard let slots = try next(bytes, &position) else { return nil }
            answer.cluster = try cluster(slots, bytes, address)
        } catch {
            answer.refusal = error
        }
        return answer
    }

    private func skipGreeting(
        _ bytes: RawSpan, _ position: inout Int
    ) throws(DialectError) -> Bool {
        var decoder = RedisDecoder()
        while true {
            let rest = bytes.extracting(position..<bytes.byteCount)
            switch try greeting.receive(rest, &decoder) {
            case .incomplete: return false
            case .partial(let byteCount): position += byteCount
            case .done(let byteCount):
                position += byteCount
                return true
            }
        }
    }

    /// The next reply, and where it begins.
    private func next(
        _ bytes: RawSpan, _ position: inout Int
    ) throws(DialectError) -> (reply: RESPReply, start: Int)? {
        var decoder = RedisDecoder()
        let start = position
        guard let reply = try decoder.next(bytes.extracting(start..<bytes.byteCount)) else {
            return nil
        }
        position += reply.byteCount
        return (reply, start)
    }

    private func lines(
        of info: (reply: RESPReply, start: Int), _ bytes: RawSpan
    ) throws(DialectError) -> [String: String] {
        let (element, rest) = (info.reply.element, bytes.extracting(info.start...))
        let text = rest.extracting(element.payload).text
        if element.kind == .error { throw DialectError("it does not answer INFO: \(text)") }
        guard element.kind == .bulkString || element.kind == .verbatimString else {
            throw DialectError("it does not answer INFO as Redis does")
        }
        return RedisServerFacts.lines(of: text)
    }

    private func cluster(
        _ slots: (reply: RESPReply, start: Int), _ bytes: RawSpan, _ address: SocketAddress
    ) throws(DialectError) -> RedisClusterMap {
        let rest = bytes.extracting(slots.start...)
        if slots.reply.isError {
            throw DialectError(
                "it is no cluster: \(rest.extracting(slots.reply.element.payload).text)",
                remedy: "use redis:// for a single server")
        }
        return try RedisClusterMap(slots.reply, in: rest, from: address)
    }
}
