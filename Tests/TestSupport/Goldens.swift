internal import Foundation
public import Testing

/// The process's environment.
public enum Environment {
    /// The variable called `name`, if it is set.
    public static func value(_ name: String) -> String? {
        ProcessInfo.processInfo.environment[name]
    }
}

/// Compares `text` with the file `Goldens/<name>` beside the calling test.
///
/// `scripts/goldens` sets `SPIKEBENCH_GOLDENS=write`, which writes the files instead; look at the
/// difference before committing it.
public func expectGolden(
    _ text: String, _ name: String, testFile: String = #filePath,
    location: SourceLocation = #_sourceLocation
) throws {
    let folder = URL(fileURLWithPath: testFile).deletingLastPathComponent()
        .appendingPathComponent("Goldens")
    let file = folder.appendingPathComponent(name)
    if Environment.value("SPIKEBENCH_GOLDENS") == "write" {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
        return
    }
    let expected = try String(contentsOf: file, encoding: .utf8)
    #expect(text == expected, "differs from Goldens/\(name)", sourceLocation: location)
}
