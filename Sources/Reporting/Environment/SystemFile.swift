internal import Foundation

/// Reading of small files and of the process's environment.
enum SystemFile {
    /// The file's text; nil when it cannot be read or is no UTF-8.
    static func text(_ path: String) -> String? {
        try? String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    }

    /// Whether there is anything at `path`.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    /// Whether there is a folder at `path`.
    static func isFolder(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        let exists = unsafe FileManager.default.fileExists(
            atPath: path, isDirectory: &isDirectory)
        return exists && isDirectory.boolValue
    }

    /// The names in the folder at `path`, sorted; empty when it cannot be read.
    static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    /// The folder that the system offers for temporary files.
    static var temporaryFolder: String { FileManager.default.temporaryDirectory.path }

    /// A variable of the environment; nil when it is not set or empty.
    static func environment(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name] ?? ""
        return value.isEmpty ? nil : value
    }
}
