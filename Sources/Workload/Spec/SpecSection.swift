/// A mapping of a workload file whose keys have been checked.
struct SpecSection {
    /// The keys from the root to here, joined by points; empty for the root.
    let path: String
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
        let isOpen = language == nil
        let known = SpecLanguage.sections[language ?? "", default: []].map(\.name)
        guard case .mapping(let entries) = node.content else {
            throw WorkloadError(
                node.place,
                .wrongValue(
                    key: path.isEmpty ? "workload" : path, found: node.kindName,
                    expected: isOpen
                        ? "keys and values" : "keys and values: \(known.joined(separator: ", "))"))
        }
        var seen: Set<String> = []
        for entry in entries {
            guard isOpen || known.contains(entry.key) else {
                let nearest = NearestName.find(entry.key, among: known)
                throw WorkloadError(
                    entry.keyPlace, .unknownKey(entry.key, nearest: nearest, known: known))
            }
            guard seen.insert(entry.key).inserted else {
                throw WorkloadError(entry.keyPlace, .duplicateKey(entry.key))
            }
        }
        self.path = path
        self.language = language ?? ""
        place = node.place
        self.entries = entries
    }

    /// The keys that are there, in order.
    var keys: [String] { entries.map(\.key) }

    /// The value of `key` with its path, if it is there.
    subscript(_ key: String) -> SpecValue? {
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        return SpecValue(
            path: childPath(key), place: entry.keyPlace, node: entry.value,
            form: SpecLanguage.key(key, in: language)?.form)
    }

    /// The value of `key`.
    ///
    /// - Throws: `WorkloadError` when it is missing.
    func required(_ key: String) throws(WorkloadError) -> SpecValue {
        guard let value = self[key] else {
            throw WorkloadError(place, .missingKey(childPath(key)))
        }
        return value
    }

    private func childPath(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    /// Every key with its value, in order.
    var values: [SpecValue] { entries.compactMap { self[$0.key] } }
}
