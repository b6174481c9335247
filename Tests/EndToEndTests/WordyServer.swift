import Foundation
import Glibc
import Testing

/// A port of this machine that nobody listened at a moment ago.
enum FreePort {
    static func find() throws -> UInt16 { try WordyServer("").port }
}

/// A server that says the same words to everybody who has said something, whatever it was.
final class WordyServer: Sendable {
    let port: UInt16
    private let listener: Int32
    private let words: [UInt8]

    init(_ words: String) throws {
        self.words = Array(words.utf8)
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try #require(listener >= 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = unsafe withUnsafeMutablePointer(to: &address) { typed in
            unsafe typed.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                unsafe bind(listener, plain, size) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, plain, &size) == 0
            }
        }
        try #require(status)
        port = UInt16(bigEndian: address.sin_port)
        let words = self.words
        Thread.detachNewThread { Self.serve(listener, words) }
    }

    /// Ends `serve` as well.
    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func serve(_ listener: Int32, _ words: [UInt8]) {
        var connections: [Int32] = []
        while true {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { break }
            var limit = timeval(tv_sec: 5, tv_usec: 0)
            unsafe setsockopt(
                connection, SOL_SOCKET, SO_RCVTIMEO, &limit,
                socklen_t(MemoryLayout<timeval>.size))
            var request = [UInt8](repeating: 0, count: 4_096)
            _ = unsafe recv(connection, &request, request.count, 0)
            _ = unsafe send(connection, words, words.count, Int32(MSG_NOSIGNAL))
            // Kept open: who waits for more must give up by itself.
            connections.append(connection)
        }
        for connection in connections { close(connection) }
        close(listener)
    }
}
