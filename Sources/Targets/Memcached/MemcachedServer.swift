internal import Driver
internal import Platform
internal import Wire

/// What a Memcached server says of itself.
struct MemcachedServer: Sendable {
    /// The oldest version that has all the commands: those of 1.5 have no meta commands.
    private static let oldestVersion = [1, 6]
    /// The settings that a result carries, in the order to show.
    private static let shownNames = [
        "maxbytes", "evictions", "num_threads", "maxconns", "item_size_max",
    ]

    /// Its version, such as `1.6.18`.
    let version: String
    /// What `stats settings` answers.
    let settings: [String: String]

    /// The largest item, in bytes; nil when it does not tell.
    var itemByteLimit: Int? { settings["item_size_max"].flatMap { Int($0) } }
    /// The most connections; nil when it does not tell.
    var connectionLimit: Int? { settings["maxconns"].flatMap { Int($0) } }
    /// Whether it removes items when it has no room for others; so it is when it does not tell.
    var evicts: Bool { settings["evictions"] != "off" }

    /// Its version and the settings that decide what it does.
    var shown: [(name: String, value: String)] {
        [("version", version)]
            + Self.shownNames.compactMap { name in settings[name].map { (name, $0) } }
    }

    // MARK: Asking

    /// Asks the server at `address`, which must be one that the target can drive.
    ///
    /// - Parameters:
    ///   - address: where it is.
    ///   - limit: how long it may take.
    /// - Throws: `TargetError` in one line: who is not there, or not Memcached.
    init(at address: SocketAddress, within limit: Nanoseconds) throws(TargetError) {
        do throws(ServerExchange.Failure) {
            self = try ServerExchange.ask(
                address, within: limit, request: Self.request, read: Self.read)
        } catch {
            throw Self.refusal(error, address)
        }
        try Self.check(version)
    }

    private init(version: String, settings: [String: String]) {
        (self.version, self.settings) = (version, settings)
    }

    private static func request(_ queue: inout ByteQueue) {
        MemcachedRequest.line("version", in: &queue)
        MemcachedRequest.line("stats settings", in: &queue)
    }

    /// Reads both answers; nil when they are not complete.
    private static func read(
        _ bytes: RawSpan
    ) throws(ServerExchange.Failure) -> MemcachedServer? {
        var scanner = MemcachedReplyScanner()
        let first: MemcachedReply?
        do { first = try scanner.scan(bytes) } catch { throw .notUnderstood }
        guard let first else { return nil }
        guard first.kind == .version else { throw .notUnderstood }
        let rest = bytes.extracting(first.byteCount..<bytes.byteCount)
        guard let settings = try MemcachedStatistics.readList(rest) else { return nil }
        return MemcachedServer(version: bytes.extracting(first.text).text, settings: settings.list)
    }

    private static func refusal(
        _ failure: ServerExchange.Failure, _ address: SocketAddress
    ) -> TargetError {
        let remedy = "see that memcached runs there and lets this client in"
        return switch failure {
        case .connection(let error):
            MemcachedFit.refusal("nothing answers at \(address): \(error)", remedy)
        case .closed: MemcachedFit.refusal("\(address) closed the connection at once", remedy)
        case .timeout: MemcachedFit.refusal("\(address) does not answer in time", remedy)
        case .notUnderstood:
            MemcachedFit.refusal(
                "what answers at \(address) is no Memcached server",
                "give the address of one; a server that wants a password is not supported")
        }
    }

    /// Refuses versions that are too old; what has other numbers may be as good.
    private static func check(_ version: String) throws(TargetError) {
        let numbers = version.split(separator: ".").prefix(2).compactMap { Int($0) }
        guard numbers.count == 2, numbers.lexicographicallyPrecedes(oldestVersion) else { return }
        throw MemcachedFit.refusal(
            "the server is version \(version), which has no meta commands",
            "take version 1.6 or later")
    }
}
