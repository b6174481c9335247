internal import Glibc
public import Platform

/// A result folder that cannot be written or read.
public enum ResultFolderError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The results cannot be written below `folder`.
    case notWritable(folder: String, cause: PlatformError)
    /// An export cannot be written to the file at `path`.
    case exportNotWritable(path: String, cause: PlatformError)
    /// A thousand results have this name already.
    case noFreeName(path: String)
    /// There is no such result; `known` are the newest that there are.
    case notFound(name: String, folder: String, known: [String])
    /// The folder lacks a file that every result has.
    case fileMissing(folder: String, file: String)
    /// A file does not hold what a result's file holds.
    case fileDamaged(path: String, problem: String)
    /// A newer version of the tool wrote it.
    case newerFormat(path: String, version: Int)

    /// What happened, where, and what to do.
    public var description: String {
        switch self {
        case .notWritable(let folder, let cause):
            "results cannot be written to '\(folder)': \(cause); \(Self.remedy(cause.code))"
        case .exportNotWritable(_, let cause):
            "\(cause); choose another file with --output"
        case .noFreeName(let path):
            "'\(path)' and 999 names after it are taken; remove old results"
        case .notFound(let name, let folder, let known):
            "there is no result '\(name)' in '\(folder)'; \(Self.offer(known))"
        case .fileMissing(let folder, let file):
            "'\(folder)' is no result: it has no \(file); name a folder that a run has left"
        case .fileDamaged(let path, let problem):
            "'\(path)' cannot be read: \(problem); repeat the run, or restore the file"
        case .newerFormat(let path, let version):
            "'\(path)' has format \(version), this tool reads up to "
                + "\(Manifest.currentFormatVersion); use a newer spikebench"
        }
    }

    private static func remedy(_ code: Int32) -> String {
        switch code {
        case ENOSPC, EDQUOT: "free some space, or choose another folder with --results"
        case EFBIG: "raise the limit on file sizes (ulimit -f), or choose a folder with --results"
        case EACCES, EPERM, EROFS: "choose a folder that you may write to with --results"
        case ENOTDIR, EEXIST: "a file is in the way: remove it, or choose another with --results"
        default: "choose another folder with --results"
        }
    }

    private static func offer(_ known: [String]) -> String {
        known.isEmpty
            ? "run a workload first" : "the newest are " + known.joined(separator: ", ")
    }
}
