/// The files that a workload file names: relative to its own folder, or tables of the tool's.
struct SpecFiles: Sendable {
    /// Tables are far below it: the largest of cachebench's has half of it.
    static let byteLimit = 1 << 20

    /// The workload file.
    let workloadPath: String
    private let folder: String

    /// The files named by the workload file at `path`.
    init(workload path: String) {
        workloadPath = path
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        folder = parts.dropLast().map { $0 + "/" }.joined()
    }

    /// The text of the file that `value` names, and what errors call it.
    ///
    /// The name of a table that comes with the tool goes before a file of that name; it has no
    /// `.json`.
    ///
    /// - Throws: `WorkloadError` at the line of `value` when the file cannot be read.
    func text(_ value: SpecValue) throws(WorkloadError) -> (path: String, text: String) {
        let name = try value.text("the path of a file")
        if let table = NamedTables.text(name) { return (name, table) }
        let path = name.hasPrefix("/") ? name : folder + name
        let bytes: [UInt8]
        do {
            bytes = try FileBytes.read(path, limit: Self.byteLimit)
        } catch {
            guard case .unreadable(let problem) = error.reason else { throw error }
            let nearest = NearestName.find(name, among: NamedTables.names)
            let hint = nearest.map { "; or did you mean the table '\($0)'?" } ?? ""
            throw WorkloadError(value.place, .unreadable("'\(path)': \(problem)\(hint)"))
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw WorkloadError(
                .file(path), .table("the text is not UTF-8; name a JSON or CSV file"))
        }
        return (path, text)
    }
}
