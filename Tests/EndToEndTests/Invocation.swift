import Foundation
import Glibc
import Testing

/// One run of a program, with what it wrote.
struct Invocation {
    let status: Int32
    let output: String
    let messages: String
}

/// A program that runs; its output goes to files, so that no pipe can fill up.
final class RunningProgram {
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let folder: TemporaryFolder
    private let outputFile: URL
    private let messagesFile: URL

    /// Starts the program at `path`.
    init(
        _ path: URL, _ arguments: [String], environment: [String: String] = [:]
    ) throws {
        folder = try TemporaryFolder()
        outputFile = folder.url.appendingPathComponent("output")
        messagesFile = folder.url.appendingPathComponent("messages")
        for file in [outputFile, messagesFile] { try Data().write(to: file) }
        process.executableURL = path
        process.arguments = arguments
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: outputFile)
        process.standardError = try FileHandle(forWritingTo: messagesFile)
        let ended = ended
        process.terminationHandler = { _ in ended.signal() }
        try process.run()
    }

    /// The number of its process.
    var identifier: Int32 { process.processIdentifier }

    /// Sends a signal to exactly this process.
    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits until the program has written `text` among its messages, at most `seconds`.
    func waitForMessage(_ text: String, seconds: Double = 20) throws {
        let limit = Date(timeIntervalSinceNow: seconds)
        while !messages.contains(text) {
            try #require(Date() < limit && process.isRunning, "no '\(text)' in: \(messages)")
            usleep(5_000)
        }
    }

    /// The whole line of its messages that has `text`, after waiting for it.
    func waitForLine(with text: String) throws -> String {
        try waitForMessage(text)
        let line = messages.split(separator: "\n").first { $0.contains(text) }
        return try line.map(String.init) ?? waitForLine(with: text)
    }

    /// What it left when it ended; a program that takes longer than `seconds` is killed and fails.
    func end(within seconds: Double = 60) throws -> Invocation {
        guard ended.wait(timeout: .now() + seconds) == .success else {
            send(SIGKILL)
            throw TooSlow(messages: messages)
        }
        let output = try String(contentsOf: outputFile, encoding: .utf8)
        return Invocation(status: process.terminationStatus, output: output, messages: messages)
    }

    private var messages: String {
        (try? String(contentsOf: messagesFile, encoding: .utf8)) ?? ""
    }
}

/// A program that did not end in time.
struct TooSlow: Error {
    let messages: String
}

/// A folder that goes away with its owner.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("spikebench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }
}

/// The command, as built beside these tests.
enum Command {
    static let path = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("spikebench")

    /// Runs it to its end.
    static func run(_ arguments: String...) throws -> Invocation {
        try run(arguments)
    }

    /// Runs it to its end, which must come within `seconds`.
    static func run(_ arguments: [String], within seconds: Double = 60) throws -> Invocation {
        try start(arguments).end(within: seconds)
    }

    /// Starts it.
    static func start(_ arguments: [String]) throws -> RunningProgram {
        try RunningProgram(path, arguments)
    }
}
