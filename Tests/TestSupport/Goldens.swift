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

/// Compares `lines` with the table that begins with the first of them in a documentation page.
///
/// `scripts/goldens` writes the table instead.
///
/// - Parameters:
///   - lines: the table, header first.
///   - page: the page's path from the repository's root.
///   - testFile: the calling test, two folders below the root.
///   - location: where to report.
/// - Throws: when the page cannot be read, or has no such table.
public func expectTable(
    _ lines: [String], inPage page: String, testFile: String = #filePath,
    location: SourceLocation = #_sourceLocation
) throws {
    let file = URL(fileURLWithPath: testFile).deletingLastPathComponent()
        .appendingPathComponent("../../\(page)")
    var found = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
    let start = try #require(
        found.firstIndex(of: lines.first ?? ""), "\(page) has no such table",
        sourceLocation: location)
    let end = found[start...].firstIndex { !$0.hasPrefix("|") } ?? found.endIndex
    guard Environment.value("SPIKEBENCH_GOLDENS") != "write" else {
        found.replaceSubrange(start..<end, with: lines)
        try found.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
        return
    }
    #expect(
        Array(found[start..<end]) == lines, "differs from the table in \(page)",
        sourceLocation: location)
}
