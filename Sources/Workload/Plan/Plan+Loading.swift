extension Plan {
    /// The plan of a named workload, or of a workload file.
    ///
    /// - Parameters:
    ///   - nameOrPath: a name that `NamedWorkloads` knows, or else the path of a file.
    ///   - overrides: changes as `--set` takes them: `operations.read=50`.
    /// - Returns: the plan.
    /// - Throws: `WorkloadError` when there is no such workload, or it is faulty.
    public static func named(
        _ nameOrPath: String, overrides: [String] = []
    ) throws(WorkloadError) -> Plan {
        let file = try NamedWorkloads.find(nameOrPath)
        return try Plan(yaml: file.yaml, file: file.path, name: file.name, overrides: overrides)
    }

    /// The plan that a workload file's text describes.
    ///
    /// - Parameters:
    ///   - yaml: the text.
    ///   - file: what errors call it.
    ///   - name: the workload's name.
    ///   - overrides: changes as `--set` takes them.
    /// - Throws: `WorkloadError` for the first fault found.
    public init(
        yaml: String, file: String, name: String, overrides: [String] = []
    ) throws(WorkloadError) {
        let root = try YAMLReader.read(yaml) { line in
            line.map { .line(file: file, line: $0) } ?? .file(file)
        }
        guard var root else { throw WorkloadError(.file(file), .empty) }
        for override in overrides {
            try Overrides.apply(override, to: &root)
        }
        let effective =
            overrides.isEmpty ? yaml : YAMLWriter.header(yaml) + YAMLWriter.text(root)
        self = try PlanReader(root, file: file, name: name, yaml: effective).plan()
    }
}
