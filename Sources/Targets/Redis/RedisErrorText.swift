internal import Driver
internal import Wire

/// What the errors of Redis mean for the operation that got them.
///
/// An error's first word is its kind: redis.io, "RESP protocol specification", simple errors.
enum RedisErrorText {
    /// Kinds that say that the server, not the request, is at fault.
    private static let serverKinds: [StaticString] = [
        "LOADING", "CLUSTERDOWN", "READONLY", "BUSY", "MASTERDOWN", "TRYAGAIN", "MISCONF",
        "NOREPLICAS", "NOSCRIPT", "NOAUTH", "EXECABORT", "MOVED", "ASK", "CROSSSLOT",
        "UNKILLABLE", "IOERR",
    ]

    /// How an operation ends that got the error `text`.
    static func outcome(of text: RawSpan) -> Outcome {
        if isKind("OOM", text) { return .outOfMemory }
        return serverKinds.contains { isKind($0, text) } ? .serverError : .refused
    }

    private static func isKind(_ kind: StaticString, _ text: RawSpan) -> Bool {
        let length = kind.utf8CodeUnitCount
        return text.hasPrefix(kind)
            && (text.byteCount == length || text.byte(at: length) == UInt8(ascii: " "))
    }
}
