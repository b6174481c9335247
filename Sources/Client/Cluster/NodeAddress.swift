public import Platform

/// Where a node can be reached: a host and a port, or a path in the file system.
public enum NodeAddress: Hashable, Sendable {
    /// A name, or an address of IPv4 or of IPv6 without brackets, and a port.
    case internet(host: String, port: UInt16)
    /// A socket in the file system.
    case unix(path: String)

    /// The port that servers listen at unless told otherwise.
    public static let defaultPort: UInt16 = 3_000

    /// Reads `host`, `host:port`, `[IPv6]:port` or a path that begins with a slash; nil for others.
    ///
    /// - Parameter text: what a user wrote.
    public init?(_ text: String) {
        if text.hasPrefix("/") {
            self = .unix(path: text)
            return
        }
        let isBracketed = text.hasPrefix("[")
        let end = text.firstIndex(of: isBracketed ? "]" : ":") ?? text.endIndex
        if isBracketed && end == text.endIndex { return nil }
        let start = isBracketed ? text.index(after: text.startIndex) : text.startIndex
        let rest = isBracketed ? text[text.index(after: end)...] : text[end...]
        let host = String(text[start..<end])
        guard !host.isEmpty else { return nil }
        if rest.isEmpty {
            self = .internet(host: host, port: Self.defaultPort)
        } else if rest.hasPrefix(":"), let port = UInt16(rest.dropFirst()) {
            self = .internet(host: host, port: port)
        } else {
            return nil
        }
    }

    /// The addresses to connect to, in the order to try them.
    ///
    /// Blocks while a name is looked up.
    ///
    /// - Returns: at least one.
    /// - Throws: `PlatformError` when there is none.
    public func resolve() throws(PlatformError) -> [SocketAddress] {
        switch self {
        case .internet(let host, let port): try SocketAddress.resolve(host: host, port: port)
        case .unix(let path): [try SocketAddress.unix(path: path)]
        }
    }
}

extension NodeAddress: CustomStringConvertible {
    /// `host:port`, `[IPv6]:port` or the path.
    public var description: String {
        switch self {
        case .internet(let host, let port):
            host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path): path
        }
    }
}
