import Foundation
import Platform
import TestSupport

/// A real Memcached that is started for a test, and ended with its owner.
final class MemcachedProcess {
    /// Why it did not come up.
    struct StartError: Error, CustomStringConvertible {
        var description: String
    }

    private let process: Process
    let address: SocketAddress

    deinit { end() }

    /// Where the program is; nil when it is not installed, which `scripts/test` does.
    static let path: URL? = {
        let folders = (Environment.value("PATH") ?? "").split(separator: ":")
        return folders.map { URL(fileURLWithPath: "\($0)/memcached") }
            .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }()

    static var isInstalled: Bool { path != nil }

    /// Starts one of one thread with 64 MiB, unless more arguments say otherwise, on a free port
    /// unless one is given, and waits until it listens.
    init(_ arguments: [String] = [], port: UInt16? = nil) throws {
        guard let path = Self.path else { throw StartError(description: "it is not installed") }
        let port = try port ?? Self.freePort()
        address = try SocketAddress.resolve(host: "127.0.0.1", port: port)[0]
        process = Process()
        process.executableURL = path
        let user = NSUserName() == "root" ? ["-u", "nobody"] : []
        process.arguments =
            ["-l", "127.0.0.1", "-p", "\(port)", "-U", "0", "-t", "1", "-m", "64"] + user
            + arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        for _ in 0..<1_000 where process.isRunning {
            if try Self.isListening(address) { return }
            Thread.sleep(forTimeInterval: 0.01)
        }
        throw StartError(description: process.isRunning ? "it does not listen" : "it has ended")
    }

    /// A port that nothing listens on.
    private static func freePort() throws -> UInt16 {
        let listener = try Socket.listen(on: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0])
        return try listener.localAddress().port ?? 0
    }

    private static func isListening(_ address: SocketAddress) throws -> Bool {
        var poller = try Poller()
        guard let socket = try? Socket.connect(to: address) else { return false }
        try poller.add(socket.descriptor, .writing, token: 0)
        return poller.wait(atMost: .seconds(1)) > 0 && socket.connectError == nil
    }

    /// Ends exactly this process and waits until it is gone.
    func end() {
        guard process.isRunning else { return }
        // It inherits the signals that the test's threads block, and those end it never.
        send(SIGKILL)
        process.waitUntilExit()
    }

    /// Stops it for a while, or lets it go on.
    func send(_ signal: Int32) { kill(process.processIdentifier, signal) }
}
