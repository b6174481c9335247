internal import Foundation
internal import Platform

/// Reads whole files: workloads and traces.
enum FileBytes {
    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - path: where it is, relative to the working directory.
    ///   - limit: the most bytes to accept.
    /// - Returns: its bytes.
    /// - Throws: `WorkloadError` when it is missing, larger, or the system will not give it.
    static func read(_ path: String, limit: Int) throws(WorkloadError) -> [UInt8] {
        let handle: FileHandle
        let bytes: Data?
        do {
            handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? handle.close() }
            bytes = try handle.read(upToCount: limit + 1)
        } catch {
            throw WorkloadError(.file(path), .unreadable(words(error)))
        }
        guard let bytes else { return [] }
        guard bytes.count <= limit else {
            throw WorkloadError(
                .file(path), .unreadable("it is larger than \(limit) bytes; name a smaller file"))
        }
        return [UInt8](bytes)
    }

    /// What went wrong, in a few words.
    private static func words(_ error: any Error) -> String {
        let cocoa = error as NSError
        let cause = cocoa.userInfo[NSUnderlyingErrorKey] as? NSError ?? cocoa
        guard cause.domain == NSPOSIXErrorDomain else {
            return "the system does not give its contents; name another file"
        }
        return switch Int32(cause.code) {
        case ENOENT, ENOTDIR: "there is no such file; check the path"
        case EACCES: "its permissions forbid it; name a file that you may read"
        case EISDIR: "it is a folder; name a file"
        default: "\(PlatformError(call: "the system says", code: Int32(cause.code)))"
        }
    }
}
