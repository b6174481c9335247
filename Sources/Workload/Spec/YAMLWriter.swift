/// Writes nodes as block-style YAML: the workload as it was run, overrides applied.
enum YAMLWriter {
    /// The text of a mapping, ending in a line feed.
    static func text(_ node: SpecNode) -> String {
        var lines: [String] = []
        append(node, indent: 0, to: &lines)
        return lines.map { $0 + "\n" }.joined()
    }

    /// The comment lines and empty lines that `text` begins with.
    static func header(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.prefix { $0.isEmpty || $0.hasPrefix("#") }.map { $0 + "\n" }.joined()
    }

    private static func append(_ node: SpecNode, indent: Int, to lines: inout [String]) {
        let margin = String(repeating: " ", count: indent)
        switch node.content {
        case .scalar, .sequence:
            lines.append(margin + inline(node))
        case .mapping(let entries):
            for entry in entries {
                if case .mapping(let children) = entry.value.content, !children.isEmpty {
                    lines.append("\(margin)\(quoted(entry.key)):")
                    append(entry.value, indent: indent + 2, to: &lines)
                } else {
                    lines.append("\(margin)\(quoted(entry.key)): \(inline(entry.value))")
                }
            }
        }
    }

    /// The node on one line.
    private static func inline(_ node: SpecNode) -> String {
        switch node.content {
        case .scalar(let text): quoted(text)
        case .sequence(let nodes): "[" + nodes.map(inline).joined(separator: ", ") + "]"
        case .mapping(let entries):
            "{" + entries.map { "\(quoted($0.key)): \(inline($0.value))" }.joined(separator: ", ")
                + "}"
        }
    }

    /// Text that reads back as itself: in double quotes where it is more than a simple word.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "._/".utf8.contains(byte)
        }
        if isPlain && !text.isEmpty { return text }
        let escaped = text.unicodeScalars.map { scalar in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case "\n": "\\n"
            case "\t": "\\t"
            case "\0"..<" ", "\u{7f}"..."\u{9f}": "\\x" + hexadecimal(scalar.value, digits: 2)
            case "\u{2028}", "\u{2029}", "\u{feff}", "\u{fffe}", "\u{ffff}":
                "\\u" + hexadecimal(scalar.value, digits: 4)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: digits - text.count) + text
    }
}
