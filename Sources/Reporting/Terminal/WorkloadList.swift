/// What `list` shows.
public enum WorkloadList {
    /// A workload that comes with the tool.
    public struct Entry: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// What it models, in a line.
        public var summary: String
        /// Words to find it by; the first is its group.
        public var tags: [String]

        /// An entry; each value as its property says.
        public init(name: String, summary: String, tags: [String]) {
            self.name = name
            self.summary = summary
            self.tags = tags
        }
    }

    private static let lineWidth = 80

    /// A chapter per group, in the order of their first workloads, and the other tags at the end.
    ///
    /// - Parameters:
    ///   - entries: what to list, in order.
    ///   - style: whether groups are set off.
    /// - Returns: lines of at most 80 columns that all end in a line break.
    public static func text(_ entries: [Entry], style: TextStyle = .plain) -> String {
        var groups: [String] = []
        for entry in entries where !groups.contains(entry.group) { groups.append(entry.group) }
        let chapters = groups.map { group in
            style.bold(group) + "\n" + chapter(entries.filter { $0.group == group })
        }
        return chapters.joined(separator: "\n") + "\n" + tags(entries, style: style)
    }

    private static func chapter(_ entries: [Entry]) -> String {
        let nameWidth = entries.map(\.name.count).max() ?? 0
        var table = TextTable(alignments: [.left, .left])
        for entry in entries {
            let lines = wrapped(entry.summary, width: lineWidth - nameWidth - 4)
            for (index, line) in lines.enumerated() {
                table.add([index == 0 ? entry.name : "", line])
            }
        }
        return table.text()
    }

    /// Every tag with the number of workloads that have it, the most common first.
    private static func tags(_ entries: [Entry], style: TextStyle) -> String {
        let counts = entries.flatMap { Set($0.tags) }.reduce(into: [String: Int]()) {
            $0[$1, default: 0] += 1
        }
        let words = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        return style.dim("tags, for --tag") + "\n"
            + wrapped(words, width: lineWidth - 2).map { "  \($0)\n" }.joined()
    }

    /// The text in lines, none of which begins with a number's unit or with a tag's number.
    private static func wrapped(_ text: String, width: Int) -> [String] {
        var joined = ""
        for word in text.split(separator: " ") {
            let isBound = word == "%" || word == "s" || word.dropLast().allSatisfy(\.isNumber)
            joined += joined.isEmpty ? "" : isBound ? "\u{a0}" : " "
            joined += word
        }
        return joined.wrapped(width: width).map { String($0.map { $0 == "\u{a0}" ? " " : $0 }) }
    }
}

extension WorkloadList.Entry {
    /// Under what it is listed.
    fileprivate var group: String { tags.first ?? "other" }
}
