import Foundation
import Platform
import TestSupport
import Testing
import Wire

@testable import Targets

/// A real `redis-server` on a free port of this machine, for one test.
final class RedisServer {
    static let path = TestProgram.path("redis-server")
    static var isInstalled: Bool { path != nil }

    let address: SocketAddress
    let port: UInt16
    let program: TestProgram
    private let folder: TestFolder

    /// A server that answers.
    ///
    /// - Parameters:
    ///   - options: in the form of the command line: `--maxmemory`, `4mb`.
    ///   - password: what it wants before it answers, if anything.
    ///   - port: its port; nil for any that is free.
    /// - Throws: `PlatformError` when it does not start.
    init(_ options: [String] = [], password: String? = nil, port: UInt16? = nil) throws {
        let port = try port ?? Self.freePort()
        self.port = port
        address = try SocketAddress.resolve(host: "127.0.0.1", port: port)[0]
        folder = try TestFolder()
        let login = password.map { ["--requirepass", $0] } ?? []
        program = try TestProgram(
            try #require(Self.path),
            [
                "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no",
                "--io-threads", "1",
            ] + login + options, in: folder.url)
        let greeting = RedisGreeting(password: password)
        try Self.waitUntil("redis-server answers") {
            let answer = try? RedisProbe(greeting: greeting)
                .ask(.state, of: address, within: .seconds(1))
            return answer != nil && answer?.refusal == nil
        }
    }

    /// A port that nobody listens at.
    static func freePort() throws -> UInt16 {
        let any = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
        let listener = try Socket.listen(on: any)
        return try #require(try listener.localAddress().port)
    }

    /// Waits until something is so; polls a real server.
    static func waitUntil(_ what: String, _ isSo: () throws -> Bool) throws {
        for _ in 0..<600 {
            if try isSo() { return }
            Thread.sleep(forTimeInterval: 0.05)
        }
        Issue.record("waited in vain: \(what)")
    }

    /// Sends one command and returns what was answered, as text.
    @discardableResult
    func ask(_ words: [String]) throws -> String {
        try ServerExchange.ask(
            address, within: .seconds(5),
            request: { queue in
                queue.append(text: "*\(words.count)\r\n")
                for word in words {
                    queue.append(text: "$\(word.utf8.count)\r\n\(word)\r\n")
                }
            },
            read: { (bytes) throws(ServerExchange.Failure) in
                var scanner = RESPReplyScanner()
                guard let reply = try? scanner.scan(bytes) else { return nil }
                guard reply.element.childCount > 0 else {
                    return reply.element.kind == .null
                        ? "null" : bytes.extracting(reply.element.payload).text
                }
                var (texts, cursor) = ([String](), RESPCursor(reply, in: bytes))
                while let element = cursor.next() {
                    texts.append(bytes.extracting(element.payload).text)
                }
                return texts.joined(separator: " ")
            })
    }
}
