public import Wire

/// What a program calls a record: a key, and the namespace and set that it is in.
///
/// ```swift
/// let ann = RecordKey("ann", namespace: "test", set: "users")
/// ```
///
/// Equal keys in different sets are different records.
public struct RecordKey: Hashable, Sendable {
    /// The key itself.
    public enum Key: Hashable, Sendable {
        /// A whole number.
        case integer(Int64)
        /// Text.
        case string(String)
        /// Any bytes.
        case blob([UInt8])
    }

    /// The key itself.
    public let key: Key
    /// The namespace's name, 1 to 31 bytes.
    public let namespace: String
    /// The set's name, at most 63 bytes; empty for no set.
    public let set: String
    /// The 20 bytes that name the record within its namespace.
    public let digest: AerospikeDigest

    /// A key of any kind.
    public init(_ key: Key, namespace: String, set: String = "") {
        self.key = key
        self.namespace = namespace
        self.set = set
        digest = key.withBytes { type, bytes in
            unsafe AerospikeDigest(ofKey: bytes, type: type, set: set.utf8Span.span.bytes)
        }
    }

    /// A key that is text.
    public init(_ key: String, namespace: String, set: String = "") {
        self.init(.string(key), namespace: namespace, set: set)
    }

    /// A key that is a whole number.
    public init(_ key: Int64, namespace: String, set: String = "") {
        self.init(.integer(key), namespace: namespace, set: set)
    }

    /// A key that is bytes.
    public init(_ key: [UInt8], namespace: String, set: String = "") {
        self.init(.blob(key), namespace: namespace, set: set)
    }

    /// Which of the 4,096 partitions of its namespace the record is in.
    public var partition: Int { digest.partition }

    /// Checks that the names are of lengths that servers take.
    func check() throws(ClientError) {
        try RequestCheck.namespace(namespace)
        try RequestCheck.set(set)
    }
}

extension RecordKey.Key {
    /// The key as it is digested and sent.
    func withBytes<Result>(_ body: (AerospikeParticleType, RawSpan) -> Result) -> Result {
        switch self {
        case .integer(let number):
            var bytes = InlineArray<8, UInt8>(repeating: 0)
            for index in 0..<8 {
                bytes[index] = UInt8(truncatingIfNeeded: number >> Int64(8 * (7 - index)))
            }
            return unsafe body(.integer, bytes.span.bytes)
        case .string(let text): return unsafe body(.string, text.utf8Span.span.bytes)
        case .blob(let bytes): return unsafe body(.blob, bytes.span.bytes)
        }
    }

    /// The key with these bytes; nil for a type that no key has.
    init?(_ key: borrowing AerospikeUserKey) {
        switch key.type {
        case .integer where key.bytes.byteCount == 8: self = .integer(key.bytes.bigEndian(at: 0))
        case .string: self = .string(key.bytes.text)
        case .blob: self = .blob(key.bytes.array)
        default: return nil
        }
    }
}

/// Checks of names, which a server would otherwise refuse one request later.
enum RequestCheck {
    static func namespace(_ name: String) throws(ClientError) {
        guard (1...AerospikeLimits.namespaceNameByteCount).contains(name.utf8.count) else {
            throw ClientError(.invalid(.namespaceName(name)))
        }
    }

    static func set(_ name: String) throws(ClientError) {
        guard name.utf8.count <= AerospikeLimits.setNameByteCount else {
            throw ClientError(.invalid(.setName(name)))
        }
    }

    static func bin(_ name: String) throws(ClientError) {
        guard name.utf8.count <= AerospikeLimits.binNameByteCount else {
            throw ClientError(.invalid(.binName(name)))
        }
    }

    static func bins(_ names: some Sequence<String>) throws(ClientError) {
        for name in names { try bin(name) }
    }
}
