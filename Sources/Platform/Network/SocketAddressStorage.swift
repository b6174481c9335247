internal import CPlatform
internal import Glibc

/// Where a socket listens or connects: an internet address with its port, or a path.
///
/// Safety: pointers into `bytes` are used inside one call only.
@safe
public struct SocketAddress: Hashable, Sendable, CustomStringConvertible {
    /// The system's own form, a `sockaddr` of some family.
    private let bytes: [UInt8]
    /// `127.0.0.1:6379`, `[::1]:6379` or the path.
    public let description: String

    /// Whether it is an internet address.
    public var isInternet: Bool { family != AF_UNIX }

    /// The port, nil for a path.
    public var port: UInt16? {
        // The port stands at the same place for both families (RFC 3493, sections 3.2 and 3.3).
        isInternet ? UInt16(bytes[2]) << 8 | UInt16(bytes[3]) : nil
    }

    var family: Int32 { Int32(bytes[0]) | Int32(bytes[1]) << 8 }

    private init(bytes: [UInt8], description: String) {
        self.bytes = bytes
        self.description = description
    }

    /// Looks a host's addresses up, those of IPv4 first.
    ///
    /// Blocks while the name is looked up; a numeric address needs no look-up.
    ///
    /// - Parameters:
    ///   - host: a name, an IPv4 address, or an IPv6 address without brackets.
    ///   - port: the port of all of them.
    /// - Returns: at least one address.
    /// - Throws: `PlatformError` when there is none.
    public static func resolve(
        host: String, port: UInt16
    ) throws(PlatformError) -> [SocketAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = unsafe getaddrinfo(host, String(port), &hints, &list)
        defer { if unsafe list != nil { unsafe freeaddrinfo(list) } }
        guard code == 0, unsafe list != nil else {
            throw PlatformError(call: "getaddrinfo \(host)", code: code, isLookUp: true)
        }
        var found: [SocketAddress] = []
        var next = unsafe list
        while let entry = unsafe next {
            let raw = unsafe UnsafeRawBufferPointer(
                start: entry.pointee.ai_addr, count: Int(entry.pointee.ai_addrlen))
            found.append(SocketAddress(internet: unsafe Array(raw)))
            unsafe next = entry.pointee.ai_next
        }
        return found.filter { $0.family == AF_INET } + found.filter { $0.family != AF_INET }
    }

    /// A socket in the file system.
    ///
    /// - Parameter path: at most 107 bytes, the system's limit.
    /// - Returns: the address.
    /// - Throws: `PlatformError` when the path is too long or empty.
    public static func unix(path: String) throws(PlatformError) -> SocketAddress {
        let name = Array(path.utf8)
        guard !name.isEmpty, name.count <= 107 else {
            throw PlatformError(call: "socket \(path)", code: name.isEmpty ? EINVAL : ENAMETOOLONG)
        }
        let family = [UInt8(AF_UNIX), 0]
        return SocketAddress(bytes: family + name + [0], description: path)
    }

    private init(internet bytes: [UInt8]) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        _ = unsafe bytes.withUnsafeBytes { raw in
            unsafe getnameinfo(
                raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count),
                &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        let text = String(decoding: host.prefix { $0 != 0 }.map(UInt8.init), as: UTF8.self)
        let port = UInt16(bytes[2]) << 8 | UInt16(bytes[3])
        self.init(
            bytes: bytes, description: text.contains(":") ? "[\(text)]:\(port)" : "\(text):\(port)")
    }

    /// The address that a listener got, which asked for any port.
    static func local(of descriptor: Int32) throws(PlatformError) -> SocketAddress {
        try unsafe filled("getsockname") { unsafe getsockname(descriptor, $0, &$1) }
    }

    /// The address that a connection's other side has.
    static func peer(of descriptor: Int32) throws(PlatformError) -> SocketAddress {
        try unsafe filled("getpeername") { unsafe getpeername(descriptor, $0, &$1) }
    }

    /// The internet address that a system call fills in.
    private static func filled(
        _ call: String, _ body: (UnsafeMutablePointer<sockaddr>?, inout socklen_t) -> Int32
    ) throws(PlatformError) -> SocketAddress {
        var storage = [UInt8](repeating: 0, count: MemoryLayout<sockaddr_storage>.size)
        var size = socklen_t(storage.count)
        let code = unsafe storage.withUnsafeMutableBytes { raw in
            unsafe body(raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        guard code == 0 else { throw PlatformError(call: call, code: errno) }
        return SocketAddress(internet: Array(storage.prefix(Int(size))))
    }

    /// Calls `body` with the system's form.
    func withSystemForm(
        _ body: (UnsafePointer<sockaddr>?, socklen_t) -> Int32
    ) -> Int32 {
        unsafe bytes.withUnsafeBytes { raw in
            unsafe body(
                raw.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(raw.count))
        }
    }
}
