/// A mapping of a workload file, or of a settings file, whose keys have been checked.
///
/// Thread safety: a value.
public struct SpecSection: Sendable {
    /// The keys from the root to here, joined by points; empty for the root.
    public let path: String
    /// Where the mapping begins.
    let place: WorkloadError.Place
    private let entries: [SpecNode.Entry]
    private let language: String

    /// Reads `node` as a mapping of the keys that `language` lists, or of any keys.
    ///
    /// - Parameters:
    ///   - node: the mapping.
    ///   - path: its path.
    ///   - language: the section of `SpecLanguage` that holds its keys; nil for any keys.
    /// - Throws: `WorkloadError` when it is no mapping, or has an unknown or a doubled key.
    init(_ node: SpecNode, path: String, language: String?) throws(WorkloadError) {
        let known = language.map { SpecLanguage.sections[$0, default: []].map(\.name) }
        entries = try Self.checked(node, path: path.isEmpty ? "workload" : path, known: known)
        self.path = path
        self.language = language ?? ""
        place = node.place
    }

    /// Reads `node` as a mapping of the keys that its caller knows, or of any keys.
    ///
    /// - Parameters:
    ///   - node: the mapping.
    ///   - path: its path.
    ///   - title: what errors call it.
    ///   - known: its keys; nil for any.
    /// - Throws: `WorkloadError` when it is no mapping, or has an unknown or a doubled key.
    init(
        _ node: SpecNode, path: String, title: String, known: [String]?
    ) throws(WorkloadError) {
        entries = try Self.checked(node, path: title, known: known)
        self.path = path
        language = Self.foreign
        place = node.place
    }

    /// No section of the language: its values have no form there.
    private static let foreign = "-"

    private static func checked(
        _ node: SpecNode, path: String, known: [String]?
    ) throws(WorkloadError) -> [SpecNode.Entry] {
        guard case .mapping(let entries) = node.content else {
            let keys = known.map { ": \($0.joined(separator: ", "))" } ?? ""
            throw WorkloadError(
                node.place,
                .wrongValue(
                    key: path, found: node.kindName, expected: "keys and values\(keys)"))
        }
        var seen: Set<String> = []
        for entry in entries {
            if let known, !known.contains(entry.key) {
                let nearest = NearestName.find(entry.key, among: known)
                throw WorkloadError(
                    entry.keyPlace, .unknownKey(entry.key, nearest: nearest, known: known))
            }
            guard seen.insert(entry.key).inserted else {
                throw WorkloadError(entry.keyPlace, .duplicateKey(entry.key))
            }
        }
        return entries
    }

    /// The keys that are there, in order.
    public var keys: [String] { entries.map(\.key) }

    /// The value of `key` with its path, if it is there.
    public subscript(_ key: String) -> SpecValue? {
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        return SpecValue(
            path: childPath(key), place: entry.keyPlace, node: entry.value,
            form: SpecLanguage.key(key, in: language)?.form)
    }

    /// The value of `key`.
    ///
    /// - Throws: `WorkloadError` when it is missing.
    public func required(_ key: String) throws(WorkloadError) -> SpecValue {
        guard let value = self[key] else {
            throw WorkloadError(place, .missingKey(childPath(key)))
        }
        return value
    }

    private func childPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Every key with its value, in order.
    public var values: [SpecValue] { entries.compactMap { self[$0.key] } }
}
