/// A result folder that was read back.
public struct StoredResult: Sendable {
    /// What `export` can give.
    public enum ExportFormat: String, CaseIterable, Sendable {
        /// `summary.csv`.
        case csv
        /// `summary.json`.
        case json
        /// `latencies.hlog`.
        case hlog

        /// The file that it is.
        public var file: ResultFile {
            switch self {
            case .csv: .summaryTable
            case .json: .summary
            case .hlog: .latencies
            }
        }
    }

    /// The run's folder.
    public let path: String
    /// What was run, with what, on what, and when.
    public let manifest: Manifest
    /// The figures.
    public let summary: RunSummary

    /// Reads the result that `name` means.
    ///
    /// - Parameters:
    ///   - name: a path, the name of a folder in `results`, or `latest`.
    ///   - results: the folder that holds the runs' folders.
    /// - Throws: what is missing, damaged or too new.
    public init(_ name: String, in results: String) throws(ResultFolderError) {
        path = try Self.find(name, in: results)
        for file in ResultFile.allCases where !SystemFile.exists("\(path)/\(file.rawValue)") {
            throw .fileMissing(folder: path, file: file.rawValue)
        }
        try Self.checkFormat(of: path)
        manifest = try Self.decode(Manifest.self, .manifest, of: path)
        summary = try Self.decode(RunSummary.self, .summary, of: path)
    }

    /// The text of one of the result's files.
    public func text(of file: ResultFile) throws(ResultFolderError) -> String {
        try Self.text(of: file, in: path)
    }

    /// The run in the given format.
    public func export(_ format: ExportFormat) throws(ResultFolderError) -> String {
        try text(of: format.file)
    }

    /// Writes the run in the given format to a file or a device, in place of what it holds.
    ///
    /// - Parameters:
    ///   - format: what to write.
    ///   - path: where to.
    /// - Throws: what cannot be read or written.
    public func export(
        _ format: ExportFormat, to path: String
    ) throws(ResultFolderError) {
        let text = try export(format)
        do {
            // No rename: the path may be a device, which must stay one.
            try SystemFileOutput().write(Array(text.utf8), to: path)
        } catch {
            throw .exportNotWritable(path: path, cause: error)
        }
    }

    /// The runs' folders in `results`, oldest first.
    public static func names(in results: String) -> [String] {
        SystemFile.names(in: results).filter {
            !$0.hasPrefix(".")
                && SystemFile.exists("\(results)/\($0)/\(ResultFile.manifest.rawValue)")
        }
    }

    private static func find(
        _ name: String, in results: String
    ) throws(ResultFolderError) -> String {
        if name == "latest", let newest = names(in: results).last { return "\(results)/\(newest)" }
        if name != "latest", !name.isEmpty {
            // A name without a slash means a result first, and a folder here only after that.
            let inResults = "\(results)/\(name)"
            if !name.contains("/"), SystemFile.isFolder(inResults) { return inResults }
            if SystemFile.isFolder(name) { return name }
        }
        throw .notFound(
            name: name, folder: results, known: Array(names(in: results).suffix(3).reversed()))
    }

    /// The one part of a manifest that every version of the format has.
    private struct Format: Decodable {
        var formatVersion: Int
    }

    private static func checkFormat(of path: String) throws(ResultFolderError) {
        let version = try decode(Format.self, .manifest, of: path).formatVersion
        if version > Manifest.currentFormatVersion {
            throw .newerFormat(path: path, version: version)
        }
    }

    private static func decode<Value: Decodable>(
        _ type: Value.Type, _ file: ResultFile, of path: String
    ) throws(ResultFolderError) -> Value {
        let (value, problem) = JSONText.decode(type, from: try text(of: file, in: path))
        guard let value else {
            throw .fileDamaged(path: "\(path)/\(file.rawValue)", problem: problem)
        }
        return value
    }

    private static func text(
        of file: ResultFile, in path: String
    ) throws(ResultFolderError) -> String {
        let filePath = "\(path)/\(file.rawValue)"
        guard let text = SystemFile.text(filePath) else {
            throw .fileDamaged(path: filePath, problem: "it is no text, or it may not be read")
        }
        return text
    }
}
