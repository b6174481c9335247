extension TargetAddress {
    /// Reads what `--target` takes.
    ///
    /// - Parameter text: an address in any of its forms.
    /// - Throws: `TargetAddressError` that names the part that is wrong, and never a password.
    public init(_ text: String) throws(TargetAddressError) {
        self = try TargetAddressReader(text).address()
    }
}

/// Takes an address apart: `scheme://user:password@host:port,host:port/choice?setting=value`.
///
/// Source: RFC 3986, section 3, and the forms that clients of each store write (redis-py, go-redis
/// and redis-rs for Unix sockets), which <doc:TargetAddresses> lists.
struct TargetAddressReader {
    private let text: String

    init(_ text: String) {
        self.text = text
    }

    func address() throws(TargetAddressError) -> TargetAddress {
        switch text {
        case "": throw error(.empty)
        case "engine": return .engine
        case "null": return .null
        default: break
        }
        if text.hasPrefix("spawn:") { return .spawn(try order()) }
        let bytes = text.utf8
        guard let colon = text.firstIndex(of: ":"), bytes[colon...].starts(with: "://".utf8) else {
            throw error(.unknownName)
        }
        let rest = text[text.index(colon, offsetBy: 3)...]
        return try address(scheme: String(text[..<colon]), rest)
    }

    private func address(
        scheme: String, _ rest: Substring
    ) throws(TargetAddressError) -> TargetAddress {
        switch scheme {
        case "redis", "valkey": return .redis(try redis(rest, isCluster: false))
        case "redis-cluster", "valkey-cluster": return .redis(try redis(rest, isCluster: true))
        case "redis+unix", "valkey+unix", "unix": return .redis(try redisAtPath(rest))
        case "memcached": return .memcached(try memcached(rest))
        case "memcached+unix":
            return .memcached(.init(endpoint: .path(try unixParts(rest, setting: nil).path)))
        case "aerospike": return .aerospike(try aerospike(rest))
        case "aerospike+unix":
            let parts = try unixParts(rest, setting: "namespace")
            let name = try parts.setting.map { text throws(TargetAddressError) in
                try namespace(text)
            }
            return .aerospike(
                .init(
                    endpoints: [.path(parts.path)],
                    namespace: name ?? TargetAddress.Aerospike.defaultNamespace))
        case "rediss", "valkeys", "memcacheds", "aerospikes": throw error(.encrypted(scheme))
        default: throw error(.unknownScheme(scheme))
        }
    }

    // MARK: The stores

    private func redis(
        _ rest: Substring, isCluster: Bool
    ) throws(TargetAddressError) -> TargetAddress.Redis {
        let parts = try hostParts(rest)
        let hosts = try endpoints(parts.hosts, defaultPort: 6379, mayBeSeveral: isCluster)
        var address = TargetAddress.Redis(
            endpoints: hosts, isCluster: isCluster, credentials: try credentials(parts.user))
        if let choice = parts.choice {
            if isCluster && choice != "0" { throw error(.unexpected(.database)) }
            address.database = try database(choice)
        }
        return address
    }

    private func redisAtPath(_ rest: Substring) throws(TargetAddressError) -> TargetAddress.Redis {
        let parts = try unixParts(rest, setting: "db", mayHaveUser: true)
        var address = TargetAddress.Redis(
            endpoints: [.path(parts.path)], credentials: try credentials(parts.user))
        if let number = parts.setting { address.database = try database(number) }
        return address
    }

    private func memcached(
        _ rest: Substring
    ) throws(TargetAddressError) -> TargetAddress.Memcached {
        let parts = try hostParts(rest)
        guard parts.user == nil else { throw error(.unexpected(.credentials)) }
        guard parts.choice == nil else { throw error(.unexpected(.path)) }
        let hosts = try endpoints(parts.hosts, defaultPort: 11_211, mayBeSeveral: false)
        return TargetAddress.Memcached(endpoint: hosts[0])
    }

    private func aerospike(
        _ rest: Substring
    ) throws(TargetAddressError) -> TargetAddress.Aerospike {
        let parts = try hostParts(rest)
        guard parts.user == nil else { throw error(.unexpected(.credentials)) }
        var address = TargetAddress.Aerospike(
            endpoints: try endpoints(parts.hosts, defaultPort: 3000, mayBeSeveral: true))
        if let choice = parts.choice { address.namespace = try namespace(choice) }
        return address
    }

    /// `spawn:redis`, `spawn:redis?threads=2`.
    private func order() throws(TargetAddressError) -> LocalServerOrder {
        let (name, settings) = Self.split(text.dropFirst("spawn:".count), at: "?")
        guard let kind = LocalServerKind(rawValue: String(name)) else {
            throw error(.unknownServer(String(name)))
        }
        guard let value = try setting("threads", in: settings) else {
            return LocalServerOrder(kind: kind)
        }
        guard let count = Int(value), LocalServerOrder.threadCounts.contains(count) else {
            throw error(.malformed(.settings, found: "threads=\(value)"))
        }
        return LocalServerOrder(kind: kind, threadCount: count)
    }

    // MARK: The parts

    /// `user@hosts/choice`; a `/` at the end chooses nothing, and no setting is known.
    private func hostParts(
        _ rest: Substring
    ) throws(TargetAddressError) -> (user: Substring?, hosts: Substring, choice: String?) {
        let (place, settings) = Self.split(rest, at: "?")
        let (authority, path) = Self.split(place, at: "/")
        let isLate = path?.contains("@") == true || settings?.contains("@") == true
        if isLate { throw error(.lateSeparator) }
        _ = try setting(nil, in: settings)
        let (user, hosts) = Self.splitUser(authority)
        guard let path, !path.isEmpty else { return (user, hosts, nil) }
        return (user, hosts, String(path))
    }

    /// `user@/path?setting=value`.
    private func unixParts(
        _ rest: Substring, setting name: String?, mayHaveUser: Bool = false
    ) throws(TargetAddressError) -> (user: Substring?, path: String, setting: String?) {
        let (place, settings) = Self.split(rest, at: "?")
        if settings?.contains("@") == true { throw error(.lateSeparator) }
        guard let slash = place.firstIndex(of: "/") else { throw error(.missing(.path)) }
        let (user, host) = Self.splitUser(place[..<slash])
        guard host.isEmpty else { throw error(.missing(.path)) }
        if user != nil && !mayHaveUser { throw error(.unexpected(.credentials)) }
        let path = try decoded(place[slash...], .path)
        // 107 bytes are what a socket's address holds (unix(7)).
        guard path.utf8.count > 1, path.utf8.count <= 107, !path.utf8.contains(0) else {
            throw error(.malformed(.path, found: path))
        }
        return (user, path, try setting(name, in: settings))
    }

    private func credentials(
        _ user: Substring?
    ) throws(TargetAddressError) -> ServerCredentials? {
        guard let user else { return nil }
        let (name, password) = Self.split(user, at: ":")
        guard let password, !password.isEmpty else {
            throw error(name.isEmpty ? .missing(.credentials) : .userWithoutPassword)
        }
        guard password != ServerCredentials.hidden else { throw error(.hiddenPassword) }
        let decodedName = try decoded(name, .credentials)
        return ServerCredentials(
            user: decodedName.isEmpty ? nil : decodedName,
            password: try decoded(password, .credentials))
    }

    private func endpoints(
        _ hosts: Substring, defaultPort: UInt16, mayBeSeveral: Bool
    ) throws(TargetAddressError) -> [ServerEndpoint] {
        var found: [ServerEndpoint] = []
        for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
            found.append(try endpoint(host, defaultPort: defaultPort))
        }
        guard found.count == 1 || mayBeSeveral else {
            throw error(.malformed(.host, found: String(hosts)))
        }
        return found
    }

    private func endpoint(
        _ text: Substring, defaultPort: UInt16
    ) throws(TargetAddressError) -> ServerEndpoint {
        guard !text.isEmpty else { throw error(.missing(.host)) }
        if text.hasPrefix("[") {
            guard let close = text.firstIndex(of: "]") else {
                throw error(.malformed(.host, found: String(text)))
            }
            let host = try decoded(text[text.index(after: text.startIndex)..<close], .host)
            guard Self.isIPv6(host) else { throw error(.malformed(.host, found: host)) }
            let rest = text[text.index(after: close)...]
            guard rest.isEmpty || rest.hasPrefix(":") else {
                throw error(.malformed(.port, found: String(rest)))
            }
            return .host(
                host, port: try port(rest.isEmpty ? nil : rest.dropFirst(), defaultPort))
        }
        guard text.count(where: { $0 == ":" }) < 2 else { throw error(.bareIPv6) }
        let (host, number) = Self.split(text, at: ":")
        guard !host.isEmpty else { throw error(.missing(.host)) }
        guard host.utf8.allSatisfy(Self.isHostByte) else {
            throw error(.malformed(.host, found: String(host)))
        }
        return .host(String(host), port: try port(number, defaultPort))
    }

    private func port(
        _ text: Substring?, _ defaultPort: UInt16
    ) throws(TargetAddressError) -> UInt16 {
        guard let text else { return defaultPort }
        guard text.utf8.allSatisfy(Self.isDigit), let port = UInt16(text), port > 0 else {
            // What is no number may be a password whose host was forgotten.
            let isNumber = text.utf8.allSatisfy(Self.isDigit)
            throw error(.malformed(.port, found: isNumber ? String(text) : "…"))
        }
        return port
    }

    private func database(_ text: String) throws(TargetAddressError) -> Int {
        guard text.utf8.allSatisfy(Self.isDigit), let number = Int32(text) else {
            throw error(.malformed(.database, found: text))
        }
        return Int(number)
    }

    /// The characters that no info command takes for its own, and the length that servers allow.
    private func namespace(_ text: String) throws(TargetAddressError) -> String {
        let name = try decoded(text[...], .namespace)
        let isPlain = name.utf8.allSatisfy { byte in
            Self.isDigit(byte) || Self.isLetter(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: "_")
        }
        guard isPlain, (1...31).contains(name.utf8.count) else {
            throw error(.malformed(.namespace, found: name))
        }
        return name
    }

    /// The value of the only setting that may be there; its name alone appears in an error.
    private func setting(
        _ known: String?, in settings: Substring?
    ) throws(TargetAddressError) -> String? {
        guard let settings else { return nil }
        var found: String?
        for setting in settings.split(separator: "&", omittingEmptySubsequences: false) {
            let (name, value) = Self.split(setting, at: "=")
            guard let known, name == known, found == nil else {
                throw error(.unknownSetting(String(name)))
            }
            found = try decoded(value ?? "", .settings)
        }
        return found
    }

    // MARK: Text

    private func decoded(
        _ text: Substring, _ part: TargetAddressError.Part
    ) throws(TargetAddressError) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            let digits = rest.prefix(2)
            guard digits.count == 2, digits.allSatisfy(Self.isHexadecimal),
                let value = UInt8(Substring(digits), radix: 16)
            else { throw error(.badEscape(part)) }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw error(.badEscape(part))
        }
        return text
    }

    /// What stands before the first `separator`, and what follows it, if it is there.
    private static func split(
        _ text: Substring, at separator: Character
    ) -> (Substring, Substring?) {
        guard let place = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<place], text[text.index(after: place)...])
    }

    /// The last `@` ends the credentials: a password may have others.
    private static func splitUser(_ text: Substring) -> (user: Substring?, rest: Substring) {
        guard let at = text.lastIndex(of: "@") else { return (nil, text) }
        return (text[..<at], text[text.index(after: at)...])
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (byte | 0x20) &- 0x61 < 6
    }

    /// Letters, digits and `-._`: what names and IPv4 addresses are made of.
    private static func isHostByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isLetter(byte) || "-._".utf8.contains(byte)
    }

    /// Digits, colons and points, with a zone behind `%` if need be; the system knows the rest.
    private static func isIPv6(_ text: String) -> Bool {
        let (number, zone) = split(text[...], at: "%")
        let isNumber = number.utf8.allSatisfy {
            isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".")
        }
        return isNumber && number.contains(":") && zone?.isEmpty != true
            && zone?.utf8.allSatisfy(isHostByte) != false
    }

    // MARK: Errors

    private func error(_ reason: TargetAddressError.Reason) -> TargetAddressError {
        TargetAddressError(shown: Self.shown(text), reason: reason)
    }

    /// The address without whatever could be a password: everything up to the last `@`, a port that
    /// is no number, and all settings.
    private static func shown(_ text: String) -> String {
        guard let scheme = text.firstRange(of: "://") else { return text }
        var rest = text[scheme.upperBound...]
        var shown = String(text[..<scheme.upperBound])
        if let at = rest.lastIndex(of: "@") {
            rest = rest[at...]
            shown += "…"
        }
        let (place, settings) = split(rest, at: "?")
        let (authority, path) = split(place, at: "/")
        shown += authority.split(separator: ",", omittingEmptySubsequences: false)
            .map(shownHost).joined(separator: ",")
        return shown + (path.map { "/\($0)" } ?? "") + (settings == nil ? "" : "?…")
    }

    private static func shownHost(_ text: Substring) -> Substring {
        let (host, port) = split(text, at: ":")
        let isAddress = text.contains("[") || isIPv6(String(text))
        guard let port, !isAddress, !port.utf8.allSatisfy(isDigit) else { return text }
        return host + ":…"
    }
}
