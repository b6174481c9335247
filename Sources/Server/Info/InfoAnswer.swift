internal import Wire

/// What is answered to an info command.
enum InfoAnswer: Hashable {
    /// The value.
    case text(String)
    /// It cannot be done; why.
    case failure(AerospikeResultCode, String)

    /// Done.
    static var ok: InfoAnswer { .text("ok") }

    /// What nobody knows, as the real server puts it.
    static var unknownCommand: InfoAnswer { .failure(.parameter, "unrecognized command") }

    /// A namespace that is not there, as the real server puts it.
    static var noNamespace: InfoAnswer {
        .failure(.namespace, "namespace not found on node")
    }

    /// What only the enterprise edition has.
    static var enterpriseOnly: InfoAnswer { .failure(.enterpriseOnly, "enterprise only") }

    /// A value that the command needs and does not have, or has empty.
    static func missing(_ key: String) -> InfoAnswer {
        .failure(.parameter, "missing '\(key)'")
    }

    /// `key=value;key=value`.
    static func pairs(_ pairs: [InfoPair]) -> InfoAnswer {
        .text(pairs.map(\.text).joined(separator: ";"))
    }
}

/// A key with its value, in answers that list them.
struct InfoPair: Hashable {
    var key: String
    var value: String

    init(_ key: String, _ value: String) {
        self.key = key
        self.value = value
    }

    init(_ key: String, _ value: some BinaryInteger) {
        self.init(key, "\(value)")
    }

    init(_ key: String, _ value: Bool) {
        self.init(key, value ? "true" : "false")
    }

    /// `key=value`.
    var text: String { "\(key)=\(value)" }
}

extension String {
    /// It with nothing that would end an item of an info answer early.
    ///
    /// Names of sets are whatever bytes a client sent.
    var onOneLine: String {
        guard unicodeScalars.contains(where: \.isSeparator) else { return self }
        return String(
            String.UnicodeScalarView(unicodeScalars.map { $0.isSeparator ? "?" : $0 }))
    }
}

extension Unicode.Scalar {
    fileprivate var isSeparator: Bool { value < 32 || self == ":" || self == ";" }
}
