/// Reads settings files of other modules as strictly as workload files.
///
/// The module says which keys a section has; unknown and doubled ones, and values of a wrong form,
/// are refused with file, line and remedy.
public enum SettingsFile {
    /// The largest file.
    static let byteLimit = 1 << 20

    /// The root of the file at `path`.
    ///
    /// - Parameters:
    ///   - path: where it is, relative to the working directory.
    ///   - keys: what it may have.
    /// - Returns: its root; nil when there is nothing in it but comments.
    /// - Throws: `WorkloadError` when it cannot be read, is not YAML, or has an unknown key.
    public static func read(
        _ path: String, keys: [String]
    ) throws(WorkloadError) -> SpecSection? {
        let bytes = try FileBytes.read(path, limit: byteLimit)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WorkloadError(.file(path), .notYAML("the text is not UTF-8"))
        }
        return try read(text: text, file: path, keys: keys)
    }

    /// The root of a text.
    ///
    /// - Parameters:
    ///   - text: the YAML.
    ///   - file: what errors call it.
    ///   - keys: what it may have.
    /// - Returns: its root; nil when there is nothing in it but comments.
    /// - Throws: `WorkloadError` when it is not YAML, or has an unknown key.
    public static func read(
        text: String, file: String, keys: [String]
    ) throws(WorkloadError) -> SpecSection? {
        let root = try YAMLReader.read(text) { line in
            line.map { .line(file: file, line: $0) } ?? .file(file)
        }
        guard let root else { return nil }
        return try SpecSection(root, path: "", title: "the file", known: keys)
    }
}

extension SpecValue {
    /// It as a mapping.
    ///
    /// - Parameter keys: what it may have; nil for names that the author chooses.
    /// - Returns: the mapping.
    /// - Throws: `WorkloadError` when it is no mapping, or has an unknown or a doubled key.
    public func section(keys: [String]?) throws(WorkloadError) -> SpecSection {
        try SpecSection(node, path: path, title: path, known: keys)
    }

    /// It as settings whose names and forms another module knows.
    ///
    /// - Throws: `WorkloadError` when it is no mapping, or has a doubled key.
    public func settings() throws(WorkloadError) -> PlanSettings {
        let section = try section(keys: nil)
        let settings = zip(section.keys, section.values).map { PlanSetting($0, $1) }
        return PlanSettings(settings, path: path, place: place)
    }

    /// Whether nothing is written behind the key.
    public var isEmpty: Bool { node.content == .scalar("") }

    /// The settings of a key that has none.
    public var noSettings: PlanSettings { PlanSettings([], path: path, place: place) }
}
