/// `--set key=value`: changes to a workload file's nodes, made before they are read.
enum Overrides {
    /// Makes one change; missing mappings on the way are created.
    ///
    /// - Parameters:
    ///   - text: `operations.read=50`; the value is YAML.
    ///   - root: the file's root, changed in place.
    /// - Throws: `WorkloadError` when the text is no override or its value no YAML.
    static func apply(_ text: String, to root: inout SpecNode) throws(WorkloadError) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let named = parts[0].isEmpty ? text : String(parts[0])
        let place = WorkloadError.Place.option("--set \(WorkloadError.Place.shortened(named))")
        let keys = parts[0].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, !parts[1].isEmpty, keys.allSatisfy({ !$0.isEmpty }),
            keys.count < YAMLReader.depthLimit
        else {
            throw WorkloadError(place, .notAnOverride)
        }
        guard let value = try YAMLReader.read(String(parts[1]), place: { _ in place }) else {
            throw WorkloadError(place, .notAnOverride)
        }
        set(value, at: keys[...], path: "", in: &root)
    }

    private static func set(
        _ value: SpecNode, at keys: ArraySlice<String>, path: String, in node: inout SpecNode
    ) {
        guard let key = keys.first else {
            node = value
            return
        }
        var entries: [SpecNode.Entry] = []
        if case .mapping(let existing) = node.content { entries = existing }
        if SpecLanguage.form(at: path)?.isChoice ?? false { entries.removeAll { $0.key != key } }
        let childPath = path.isEmpty ? key : "\(path).\(key)"
        if let index = entries.firstIndex(where: { $0.key == key }) {
            set(value, at: keys.dropFirst(), path: childPath, in: &entries[index].value)
        } else {
            var child = SpecNode(place: value.place, content: .mapping([]))
            set(value, at: keys.dropFirst(), path: childPath, in: &child)
            entries.append(SpecNode.Entry(key: key, keyPlace: value.place, value: child))
        }
        // A place stays where the file has it, unless the override made a mapping of it.
        if case .mapping = node.content {} else { node.place = value.place }
        node.content = .mapping(entries)
    }
}
