public import Foundation

/// A program that a test starts and ends: exactly that process, whatever happens.
///
/// Thread safety: one thread at a time.
public final class TestProgram {
    private let process = Process()

    /// The path of an installed program; nil when there is none.
    ///
    /// - Parameter name: its name, looked for where the shell would.
    /// - Returns: the path, nil when there is none.
    public static func path(_ name: String) -> String? {
        let folders = (Environment.value("PATH") ?? "/usr/bin:/bin").split(separator: ":")
        return folders.map { "\($0)/\(name)" }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Starts a program, whose output is thrown away.
    ///
    /// - Parameters:
    ///   - path: the program's file.
    ///   - arguments: what it is given.
    ///   - folder: where it works.
    /// - Throws: when it cannot be started.
    public init(_ path: String, _ arguments: [String], in folder: URL) throws {
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    deinit { stop() }

    /// The number of its process.
    public var identifier: Int32 { process.processIdentifier }

    /// Whether it runs.
    public var isRunning: Bool { process.isRunning }

    /// Ends it without a chance to say goodbye, and waits until it has ended.
    ///
    /// A program inherits which signals the thread that starts it has blocked, and threads of
    /// `Dispatch` block those that ask a program to end.
    public func stop() {
        guard process.isRunning else { return }
        _ = Foundation.kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Has it stand still, or go on.
    public func pause(_ isPaused: Bool) {
        _ = Foundation.kill(process.processIdentifier, isPaused ? SIGSTOP : SIGCONT)
    }
}

/// A folder of its own for one test, removed with it.
public final class TestFolder {
    /// Where it is.
    public let url: URL

    /// An empty folder.
    ///
    /// - Throws: when it cannot be made.
    public init() throws {
        url = FileManager.default.temporaryDirectory
            .appendingPathComponent("spikebench-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
