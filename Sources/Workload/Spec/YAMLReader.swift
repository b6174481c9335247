internal import Yams

/// Turns YAML text into nodes that know their lines.
///
/// The only file that knows Yams.
///
/// Yams composes nodes with marks; its own decoder would accept unknown keys silently.
enum YAMLReader {
    /// Workload files are short; this is far above any of them.
    static let byteLimit = 1 << 20
    /// Levels of mappings and lists; the language itself needs five.
    static let depthLimit = 32

    /// The root of `text`.
    ///
    /// - Parameters:
    ///   - text: the YAML.
    ///   - place: what to call a line of it in errors.
    /// - Returns: the root node; nil when there is nothing but comments.
    /// - Throws: `WorkloadError` for what is not YAML, or more of YAML than is needed here.
    static func read(
        _ text: String, place: (Int?) -> WorkloadError.Place
    ) throws(WorkloadError) -> SpecNode? {
        guard text.utf8.count <= byteLimit else {
            throw WorkloadError(
                place(nil), .unsupportedYAML("larger than 1 MiB; a workload file is a page or two"))
        }
        if let line = firstAnchorLine(text) {
            throw WorkloadError(
                place(line), .unsupportedYAML("anchors ('&') are not read; write the value out"))
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw workloadError(error, text: text, place: place)
        } catch {
            throw WorkloadError(place(nil), .notYAML("\(error)"))
        }
        guard let root else { return nil }
        return try convert(root, depth: 0, place: place)
    }

    /// The first line with something like an anchor: `&` at the start of a word.
    ///
    /// Aliases are refused before Yams sees them: nested ones grow without bound, and Yams hashes
    /// every key of a mapping.
    private static func firstAnchorLine(_ text: String) -> Int? {
        var (line, previous, beforePrevious) = (1, UInt8(ascii: " "), UInt8(ascii: " "))
        var isComment = false
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\n") {
                line += 1
                isComment = false
            }
            if byte == UInt8(ascii: "#") && isSeparator(previous) { isComment = true }
            let isWord = !isSeparator(byte)
            if previous == UInt8(ascii: "&") && isSeparator(beforePrevious) && isWord && !isComment
            {
                return line
            }
            (beforePrevious, previous) = (previous, byte)
        }
        return nil
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte <= UInt8(ascii: " ") || ",:[]{}?-".utf8.contains(byte)
    }

    /// A node of Yams as ours.
    private static func convert(
        _ node: Node, depth: Int, place: (Int?) -> WorkloadError.Place
    ) throws(WorkloadError) -> SpecNode {
        let here = place(node.mark?.line)
        guard depth < depthLimit else {
            throw WorkloadError(
                here, .unsupportedYAML("nested more than \(depthLimit) levels deep; flatten it"))
        }
        switch node {
        case .scalar(let scalar):
            return SpecNode(place: here, content: .scalar(scalar.string))
        case .sequence(let sequence):
            var nodes: [SpecNode] = []
            for element in sequence {
                nodes.append(try convert(element, depth: depth + 1, place: place))
            }
            return SpecNode(place: here, content: .sequence(nodes))
        case .mapping(let mapping):
            var entries: [SpecNode.Entry] = []
            for (key, value) in mapping {
                let keyPlace = place(key.mark?.line)
                guard let name = key.scalar?.string else {
                    throw WorkloadError(
                        keyPlace, .unsupportedYAML("a key is not a word; write 'key: value'"))
                }
                let node = try convert(value, depth: depth + 1, place: place)
                entries.append(SpecNode.Entry(key: name, keyPlace: keyPlace, value: node))
            }
            return SpecNode(place: here, content: .mapping(entries))
        case .alias:
            throw WorkloadError(
                here, .unsupportedYAML("aliases ('*') are not read; write the value out"))
        }
    }

    /// What Yams reports, with the line where it knows it.
    private static func workloadError(
        _ error: YamlError, text: String, place: (Int?) -> WorkloadError.Place
    ) -> WorkloadError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            // The one message that speaks of the library's own settings.
            let isNesting = problem.hasPrefix("Maximum nesting level")
            let words = isNesting ? "too many levels of brackets" : problem
            return WorkloadError(place(mark.line), .notYAML(words))
        case .reader(let problem, let offset, _, _):
            let line = offset.map { offset in
                1 + text.utf8.prefix(offset).count { $0 == UInt8(ascii: "\n") }
            }
            return WorkloadError(place(line), .notYAML(problem))
        case .duplicatedKeysInMapping(let duplicates, let context):
            return WorkloadError(place(context.mark.line), .duplicateKey(duplicates.first ?? ""))
        default:
            return WorkloadError(place(nil), .notYAML("\(error)"))
        }
    }
}
