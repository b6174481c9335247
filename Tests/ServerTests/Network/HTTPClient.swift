import Platform
import Testing
import Wire

@testable import Server

/// Gets a page over HTTP.
enum HTTPClient {
    /// The whole response, until the server closes.
    static func get(_ path: String, port: UInt16) throws -> String {
        try response(to: "GET \(path) HTTP/1.1\r\nHost: localhost\r\n\r\n", port: port)
    }

    static func response(to request: String, port: UInt16) throws -> String {
        let addresses = try SocketAddress.resolve(host: "127.0.0.1", port: port)
        let socket = try Socket.connect(to: addresses[0])
        var poller = try Poller(capacity: 1)
        try poller.add(socket.descriptor, [.writing], token: 0)
        try #require(poller.wait(atMost: .seconds(30)) > 0)
        var output = ByteQueue()
        output.append(text: request)
        _ = output.send(to: socket)
        try poller.change(socket.descriptor, .reading, token: 0)
        var received = ByteQueue()
        while true {
            try #require(poller.wait(atMost: .seconds(30)) > 0, "no response")
            if case .ended = received.receive(from: socket, roomFor: 1 << 14) { break }
        }
        return received.bytes.text
    }
}
