import Foundation
import TestSupport

/// One Swift file of the repository, as the rules read it.
struct SourceFile {
    /// From the repository's root: `Sources/Driver/Worker/Worker.swift`.
    var path: String
    /// The lines as written.
    var lines: [String]
    /// The lines with comments and the contents of string literals blanked out.
    var code: [String]

    init(path: String, text: String) {
        self.path = path
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        code = blanked(text).split(separator: "\n", omittingEmptySubsequences: false)
            .map(String.init)
    }

    /// The folder below `Sources`, which is the module; nil for tests.
    var module: String? {
        let parts = path.split(separator: "/")
        return parts.first == "Sources" && parts.count > 2 ? String(parts[1]) : nil
    }

    var name: String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The modules that the file imports, with their lines counted from 1.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({ $0.hasPrefix("@") || accessWords.contains($0) })
            else { return nil }
            let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "typealias"]
            let named = words[(place + 1)...].first { !kinds.contains($0) } ?? words[place + 1]
            return (String(named.prefix { $0 != "." }), index + 1)
        }
    }

    /// Every Swift file below `folder`, in order of path.
    static func all(in folder: String) throws -> [SourceFile] {
        let base = repository.appendingPathComponent(folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: base.path)
        return try paths.filter { $0.hasSuffix(".swift") }.sorted().map {
            let file = base.appendingPathComponent($0)
            return SourceFile(
                path: "\(folder)/\($0)", text: try String(contentsOf: file, encoding: .utf8))
        }
    }

    static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
}

private let accessWords: Set = ["public", "package", "internal", "fileprivate", "private"]

/// `text` with comments and string contents as spaces, so that only code is left.
///
/// Interpolations are blanked with their string. Nested block comments count as Swift does.
private func blanked(_ text: String) -> String {
    var scanner = Scanner(bytes: Array(text.utf8))
    scanner.run()
    return String(decoding: scanner.output, as: UTF8.self)
}

private struct Scanner {
    let bytes: [UInt8]
    var output: [UInt8] = []
    private var position = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
        output.reserveCapacity(bytes.count)
    }

    private func starts(with text: String) -> Bool {
        bytes[position...].starts(with: text.utf8)
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < bytes.count {
            output.append(bytes[position] == UInt8(ascii: "\n") ? bytes[position] : 0x20)
            position += 1
        }
    }

    mutating func run() {
        while position < bytes.count {
            let hashCount = bytes[position...].prefix { $0 == UInt8(ascii: "#") }.count
            let hashes = String(repeating: "#", count: hashCount)
            if starts(with: "//") {
                while position < bytes.count, !starts(with: "\n") { blank() }
            } else if starts(with: "/*") {
                skipBlockComment()
            } else if starts(with: hashes + "\"\"\"") {
                skipString(from: hashes + "\"\"\"", to: "\"\"\"" + hashes, escape: "\\" + hashes)
            } else if starts(with: hashes + "\"") {
                skipString(from: hashes + "\"", to: "\"" + hashes, escape: "\\" + hashes)
            } else {
                output.append(bytes[position])
                position += 1
            }
        }
    }

    private mutating func skipBlockComment() {
        var depth = 0
        repeat {
            if starts(with: "/*") {
                depth += 1
                blank(2)
            } else if starts(with: "*/") {
                depth -= 1
                blank(2)
            } else {
                blank()
            }
        } while depth > 0 && position < bytes.count
    }

    private mutating func skipString(from opening: String, to closing: String, escape: String) {
        blank(opening.utf8.count)
        while position < bytes.count, !starts(with: closing) {
            if starts(with: escape + "(") {
                blank(escape.utf8.count + 1)
                skipInterpolation()
            } else if starts(with: escape) {
                blank(escape.utf8.count + 1)
            } else {
                blank()
            }
        }
        blank(closing.utf8.count)
    }

    /// To the closing parenthesis; strings inside are skipped as strings.
    private mutating func skipInterpolation() {
        var depth = 1
        while position < bytes.count, depth > 0 {
            if starts(with: "\"") {
                skipString(from: "\"", to: "\"", escape: "\\")
                continue
            }
            if starts(with: "(") { depth += 1 }
            if starts(with: ")") { depth -= 1 }
            blank()
        }
    }
}
