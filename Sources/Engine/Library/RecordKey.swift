/// What a program calls a record: a key, and the set that it is in.
///
/// ```swift
/// let ann: RecordKey = "ann"
/// let visit = RecordKey(17, in: "visits")
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
        case bytes([UInt8])
    }

    /// The key itself.
    public let key: Key
    /// The set's name, at most 63 bytes; empty for no set.
    public let set: String

    /// A key that is text.
    public init(_ key: String, in set: String = "") {
        self.key = .string(key)
        self.set = set
    }

    /// A key that is a whole number.
    public init(_ key: Int64, in set: String = "") {
        self.key = .integer(key)
        self.set = set
    }

    /// A key that is bytes.
    public init(_ key: [UInt8], in set: String = "") {
        self.key = .bytes(key)
        self.set = set
    }
}

extension RecordKey: ExpressibleByStringLiteral {
    /// Text, in no set.
    public init(stringLiteral value: String) { self.init(value) }
}

extension RecordKey: ExpressibleByIntegerLiteral {
    /// A whole number, in no set.
    public init(integerLiteral value: Int64) { self.init(value) }
}

extension Namespace {
    /// The digest by which the engine finds the record of `key`.
    ///
    /// - Throws: `EngineError` when the set's name is too long, or new and one too many.
    public func digest(of key: RecordKey) throws(EngineError) -> Digest {
        digest(of: key.key, set: try set(named: key.set))
    }

    func digest(of key: RecordKey.Key, set: SetID) -> Digest {
        switch key {
        case .integer(let number): digest(ofKey: number, set: set)
        case .string(let text):
            unsafe digest(ofKey: text.utf8Span.span.bytes, type: .string, set: set)
        case .bytes(let bytes): unsafe digest(ofKey: bytes.span.bytes, type: .blob, set: set)
        }
    }
}
