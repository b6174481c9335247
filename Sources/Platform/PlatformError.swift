internal import Glibc

/// A system call that failed.
public struct PlatformError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The call, as the manual names it, with the path it was about where there is one.
    public let call: String
    /// The `errno` value.
    public let code: Int32

    /// A failure of `call` with an `errno` value.
    public init(call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    /// `call: what the system says`.
    public var description: String {
        let words = unsafe strerror(code).map { unsafe String(cString: $0) }
        return "\(call): \(words ?? "error \(code)")"
    }
}
