extension PlanReader {
    /// The trace, read whole; the keys that describe synthetic operations must not stand beside it.
    func readTrace(_ value: SpecValue) throws(WorkloadError) -> TracePlan {
        let section = try SpecSection(value.node, path: value.path, language: "trace")
        if let format = section["format"] { _ = try format.word() }
        let path = try section.required("file").text("the path of a file")
        for key in SpecLanguage.tenantKeys.map(\.name) + ["keyspaces"] {
            if let other = root[key] { throw other.notAllowed("the trace decides it") }
        }
        return TracePlan(path: path, trace: try MetaKvcacheReader.read(path))
    }
}
