internal import Client
public import Driver

/// Which namespace of which cluster a run drives: `aerospike://host:port/namespace`.
public struct AerospikeAddress: Hashable, Sendable {
    /// A name, or an address of IPv4 or of IPv6 without brackets, of one of the nodes; or a path.
    public let host: String
    /// Its port, 3000 unless given; nil for a path.
    public let port: UInt16?
    /// The namespace's name.
    public let namespace: String

    /// What the text of an address begins with.
    public static let scheme = "aerospike://"

    /// Reads `aerospike://host:port/namespace` or `aerospike:///path/of/a/socket/namespace`.
    ///
    /// - Parameter text: what a user wrote.
    /// - Throws: `TargetError` when it is neither.
    public init(_ text: String) throws(TargetError) {
        guard text.hasPrefix(Self.scheme) else { throw Self.wrong(text) }
        let rest = text.dropFirst(Self.scheme.count)
        guard let slash = rest.lastIndex(of: "/") else { throw Self.wrong(text) }
        namespace = String(rest[rest.index(after: slash)...])
        guard (1...31).contains(namespace.utf8.count),
            let node = NodeAddress(String(rest[..<slash]))
        else { throw Self.wrong(text) }
        switch node {
        case .internet(let host, let port): (self.host, self.port) = (host, port)
        case .unix(let path): (host, port) = (path, nil)
        }
    }

    private static func wrong(_ text: String) -> TargetError {
        TargetError(
            target: text, problem: "no address of a namespace",
            remedy: "write aerospike://HOST:PORT/NAMESPACE, as aerospike://127.0.0.1:3000/test")
    }

    var node: NodeAddress {
        if let port { .internet(host: host, port: port) } else { .unix(path: host) }
    }
}

extension AerospikeAddress: CustomStringConvertible {
    /// As it is written.
    public var description: String { "\(Self.scheme)\(node)/\(namespace)" }
}
