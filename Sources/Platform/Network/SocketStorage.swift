internal import CPlatform
internal import Glibc

/// What became of an attempt to send or receive.
@frozen
public enum Transfer: Sendable {
    /// So many bytes went over, at least one.
    case bytes(Int)
    /// Nothing can go over now; wait until the poller says so.
    case wouldBlock
    /// The connection is over: closed in good order, or by an error.
    case ended(PlatformError?)
}

/// A stream socket that never blocks, and is closed with its owner.
///
/// Internet sockets send at once (`TCP_NODELAY`): who writes has gathered what there is to send.
///
/// Thread safety: one thread at a time.
///
/// Safety: the descriptor is this socket's own from `init` to `deinit`; spans are valid for the
/// length of the call that they are passed to.
@safe
public struct Socket: ~Copyable, Sendable {
    /// The descriptor, for a poller.
    public let descriptor: Int32
    private let isInternet: Bool

    private init(descriptor: Int32, isInternet: Bool) {
        self.descriptor = descriptor
        self.isInternet = isInternet
    }

    deinit { close(descriptor) }

    // MARK: Making

    /// Begins to connect; the poller says when it is writable, and `connectError` how it went.
    ///
    /// - Parameter address: whom to connect to.
    /// - Returns: the socket.
    /// - Throws: `PlatformError` when the attempt failed at once.
    public static func connect(to address: SocketAddress) throws(PlatformError) -> Socket {
        let socket = try make(address, call: "socket")
        let code = unsafe address.withSystemForm { form, size in
            unsafe Glibc.connect(socket.descriptor, form, size)
        }
        guard code == 0 || errno == EINPROGRESS else {
            throw PlatformError(call: "connect to \(address)", code: errno)
        }
        return socket
    }

    /// Listens at an address; port 0 takes any free one.
    ///
    /// - Parameters:
    ///   - address: where. A path must not exist.
    ///   - backlog: connections that may wait to be accepted.
    ///   - sharesPort: whether several sockets listen at it, among which the kernel deals out
    ///     connections.
    /// - Returns: the listener, whose `accept` gives connections.
    /// - Throws: `PlatformError`, for instance when the address is in use.
    public static func listen(
        on address: SocketAddress, backlog: Int32 = 4_096, sharesPort: Bool = false
    ) throws(PlatformError) -> Socket {
        let socket = try make(address, call: "socket")
        if address.isInternet, spikebench_reuse_address(socket.descriptor, sharesPort) < 0 {
            throw PlatformError(call: "setsockopt", code: errno)
        }
        let code = unsafe address.withSystemForm { form, size in
            unsafe bind(socket.descriptor, form, size)
        }
        guard code == 0 else { throw PlatformError(call: "bind to \(address)", code: errno) }
        guard Glibc.listen(socket.descriptor, backlog) == 0 else {
            throw PlatformError(call: "listen at \(address)", code: errno)
        }
        return socket
    }

    private static func make(
        _ address: SocketAddress, call: String
    ) throws(PlatformError) -> Socket {
        let descriptor = spikebench_socket(address.family)
        guard descriptor >= 0 else { throw PlatformError(call: call, code: errno) }
        return Socket(descriptor: descriptor, isInternet: address.isInternet)
    }

    /// Takes one waiting connection; nil when none waits.
    ///
    /// - Throws: `PlatformError`, for instance when the process has no descriptor left.
    public func accept() throws(PlatformError) -> Socket? {
        while true {
            let taken = spikebench_accept(descriptor, isInternet)
            if taken >= 0 { return Socket(descriptor: taken, isInternet: isInternet) }
            switch errno {
            case EAGAIN: return nil
            // Gone before it was taken.
            case EINTR, ECONNABORTED: continue
            default: throw PlatformError(call: "accept", code: errno)
            }
        }
    }

    // MARK: State

    /// Why the attempt to connect failed; nil when it succeeded.
    public var connectError: PlatformError? {
        let code = spikebench_socket_error(descriptor)
        return code == 0 ? nil : PlatformError(call: "connect", code: code)
    }

    /// The port that it has on this side.
    ///
    /// - Throws: `PlatformError` when it is no internet socket.
    public func localAddress() throws(PlatformError) -> SocketAddress {
        try SocketAddress.local(of: descriptor)
    }

    /// The address of the other side.
    ///
    /// - Throws: `PlatformError` when it is no internet socket, or not connected.
    public func peerAddress() throws(PlatformError) -> SocketAddress {
        try SocketAddress.peer(of: descriptor)
    }

    /// Makes the close a reset, and forgets what was not sent.
    public func resetOnClose() {
        _ = spikebench_reset_on_close(descriptor)
    }

    /// Tells the other side that nothing more will be sent; receiving goes on.
    public func endSending() {
        _ = shutdown(descriptor, Int32(SHUT_WR))
    }

    // MARK: Bytes

    /// Receives what there is, at most as much as fits.
    ///
    /// Fewer bytes than fit mean that nothing more waits.
    @inline(__always)
    public func receive(into space: inout MutableRawSpan) -> Transfer {
        let capacity = space.byteCount
        while true {
            let count = unsafe space.withUnsafeMutableBytes {
                unsafe spikebench_receive(descriptor, $0.baseAddress, capacity)
            }
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended(nil) }
            if errno == EINTR { continue }
            return failure(of: "recv")
        }
    }

    /// Sends as much as the system takes now.
    @inline(__always)
    public func send(_ bytes: RawSpan) -> Transfer {
        while true {
            let count = unsafe bytes.withUnsafeBytes {
                unsafe spikebench_send(descriptor, $0.baseAddress, $0.count)
            }
            if count >= 0 { return .bytes(count) }
            if errno == EINTR { continue }
            return failure(of: "send")
        }
    }

    @inline(never)
    private func failure(of call: String) -> Transfer {
        errno == EAGAIN ? .wouldBlock : .ended(PlatformError(call: call, code: errno))
    }
}
