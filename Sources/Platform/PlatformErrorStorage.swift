internal import Glibc

/// A system call that failed.
public struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, as the manual names it, with the path it was about where there is one.
    public let call: String
    /// The `errno` value, or that of `getaddrinfo`.
    public let code: Int32
    /// Whether it was a look-up of a host's name, whose codes are numbered by themselves.
    public let isLookUp: Bool

    /// A failure of `call` with an `errno` value.
    public init(call: String, code: Int32) {
        self.init(call: call, code: code, isLookUp: false)
    }

    init(call: String, code: Int32, isLookUp: Bool) {
        self.call = call
        self.code = code
        self.isLookUp = isLookUp
    }

    /// `call: what the system says`.
    public var description: String {
        let text = unsafe isLookUp ? gai_strerror(code) : UnsafePointer(strerror(code))
        let words = unsafe text.map { unsafe String(cString: $0) }
        return "\(call): \(words ?? "error \(code)")"
    }
}
