extension PlanReader {
    /// The trace, read whole; the keys that describe synthetic operations must not stand beside it.
    func readTrace(_ value: SpecValue) throws(WorkloadError) -> TracePlan {
        let section = try SpecSection(value.node, path: value.path)
        if let format = section["format"] { _ = try format.word(of: ["metaKvcache"]) }
        let path = try section.required("file").text("the path of a file")
        for key in ["keys", "record", "operations", "scan"] {
            if let other = root[key] { throw other.notAllowed("the trace decides it") }
        }
        return TracePlan(path: path, trace: try MetaKvcacheReader.read(path))
    }
}
