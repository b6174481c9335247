internal import Driver

/// What the self-check found, in a line: which distributions were as specified, and which not.
enum SelfCheckLine {
    /// The line with its line break; empty when nothing was checked.
    static func text(_ tests: [SelfCheckSummary]) -> String {
        let failed = names(tests.filter { !$0.passed })
        let passed = names(tests.filter { $0.passed && $0.pValue != nil })
        let stated = tests.filter { $0.pValue == nil }.map { "\($0.name) \($0.realised)" }
        var parts: [String] = []
        if !failed.isEmpty { parts.append("\(list(failed)) NOT as specified") }
        if !passed.isEmpty { parts.append("\(list(passed)): as specified") }
        parts += stated
        return parts.isEmpty ? "" : "  self-check: \(parts.joined(separator: "; "))\n"
    }

    /// The names, each once; with what was expected and seen where the fitted law says it best.
    private static func names(_ tests: [SelfCheckSummary]) -> [String] {
        tests.reduce(into: []) { names, test in
            let isFitted = test.expected.hasPrefix("Zipf") && test.realised.hasPrefix("Zipf")
            let detail = isFitted ? " (\(test.expected), seen \(test.realised))" : ""
            let name = test.name + detail
            if !names.contains(name) { names.append(name) }
        }
    }

    /// At most eight of the names.
    private static func list(_ names: [String]) -> String {
        names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    }
}
