internal import Driver
internal import Platform

/// Where results are kept: one folder per run, written whole or not at all.
///
/// Thread safety: a value; two processes may write to the same folder at once.
public struct ResultFolder {
    /// Where a run was written.
    public struct Written: Hashable, Sendable {
        /// The run's folder.
        public var path: String
        /// Why it is not where it was asked for; nil when it is.
        public var failure: ResultFolderError?
    }

    /// The folder that holds the runs' folders.
    public let path: String
    private let output: any FileOutput

    /// The folder at `path`, which need not be there yet.
    public init(_ path: String) {
        self.init(path, output: SystemFileOutput())
    }

    init(_ path: String, output: any FileOutput) {
        self.path = path
        self.output = output
    }

    /// Makes sure, before anything is measured, that a result can be written.
    ///
    /// It makes the folder if need be, and writes and removes a file of 4 MiB: more than most
    /// results take.
    public func checkWritable() throws(ResultFolderError) {
        let probe = "\(path)/.spikebench-probe-\(uniqueSuffix())"
        try translated { () throws(PlatformError) in
            try output.makeFolder(path)
            try output.makeNewFolder(probe)
            defer { output.removeFolder(probe) }
            try output.write(Array(repeating: 1, count: 4 << 20), to: "\(probe)/probe")
        }
    }

    /// Writes `run` to a folder of its own.
    ///
    /// - Returns: the folder's path.
    /// - Throws: when it cannot be written; nothing is left behind then, and `run` is untouched.
    public func write(_ run: CompletedRun) throws(ResultFolderError) -> String {
        let name = Self.name(of: run)
        let temporary = "\(path)/.\(name).\(uniqueSuffix()).part"
        do {
            try translated { () throws(PlatformError) in
                try output.makeFolder(path)
                try output.makeNewFolder(temporary)
                for file in ResultFile.allCases {
                    let text = Self.text(of: file, in: run)
                    try output.write(Array(text.utf8), to: "\(temporary)/\(file.rawValue)")
                }
            }
            return try publish(temporary, as: name)
        } catch {
            output.removeFolder(temporary)
            throw error
        }
    }

    /// Writes `run` here, or else to `fallback`, so that nothing measured is lost.
    ///
    /// - Parameters:
    ///   - run: the run.
    ///   - fallback: a second folder; a folder in the system's temporary one when nil.
    /// - Returns: where it is, and why it is not here.
    /// - Throws: the failure of this folder when neither can be written.
    public func write(
        _ run: CompletedRun, fallback: ResultFolder?
    ) throws(ResultFolderError) -> Written {
        let here: ResultFolderError
        do {
            return Written(path: try write(run), failure: nil)
        } catch {
            here = error
        }
        let second = fallback ?? ResultFolder("\(SystemFile.temporaryFolder)/spikebench-results")
        do {
            return Written(path: try second.write(run), failure: here)
        } catch {
            throw here
        }
    }

    /// The name of the folder that `run` will get while it is free.
    ///
    /// - Returns: `<UTC start>-<workload>-<target>`.
    public static func name(
        startedAtUnixNanoseconds: UInt64, workload: String, target: String
    ) -> String {
        let start = UTCTime(unixNanoseconds: startedAtUnixNanoseconds).compact
        return "\(start)-\(fileName(workload))-\(fileName(target))"
    }

    /// The text of one of the files that `run` leaves.
    static func text(of file: ResultFile, in run: CompletedRun) -> String {
        switch file {
        case .manifest: JSONText.encode(run.manifest)
        case .workload: run.yaml
        case .summaryTable: CSVFiles.summary(run.summary)
        case .intervals: CSVFiles.intervals(run.result)
        case .percentiles: PercentilesFile.text(run.result)
        case .latencies: LatenciesFile.text(run.result)
        case .summary: JSONText.encode(run.summary)
        }
    }

    private static func name(of run: CompletedRun) -> String {
        name(
            startedAtUnixNanoseconds: run.startedAtUnixNanoseconds, workload: run.plan.name,
            target: run.result.targetName)
    }

    /// `text` with everything but letters, digits, points and hyphens as hyphens.
    private static func fileName(_ text: String) -> String {
        String(
            text.unicodeScalars.map { scalar -> Character in
                let isPlain =
                    scalar.isASCII
                    && (scalar.properties.isAlphabetic || scalar == "."
                        || scalar == "-" || ("0"..."9").contains(scalar))
                return isPlain ? Character(scalar) : "-"
            })
    }

    /// Gives the finished folder the first free of `name`, `name-2`, `name-3`, ….
    private func publish(
        _ temporary: String, as name: String
    ) throws(ResultFolderError) -> String {
        for attempt in 1...1_000 {
            let final = attempt == 1 ? "\(path)/\(name)" : "\(path)/\(name)-\(attempt)"
            if SystemFile.exists(final) { continue }
            do {
                try output.renameFolder(temporary, to: final)
                return final
            } catch {
                // Another process may have taken the name just now.
                if SystemFile.exists(final) { continue }
                throw .notWritable(folder: path, cause: error)
            }
        }
        throw .noFreeName(path: "\(path)/\(name)")
    }

    private func translated(
        _ body: () throws(PlatformError) -> Void
    ) throws(ResultFolderError) {
        do {
            try body()
        } catch {
            throw .notWritable(folder: path, cause: error)
        }
    }

    private func uniqueSuffix() -> String {
        var generator = SystemRandomNumberGenerator()
        return String(UInt32.random(in: 0...UInt32.max, using: &generator), radix: 16)
    }
}
