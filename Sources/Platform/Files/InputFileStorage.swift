internal import Glibc

/// A file that is read from its start to its end, once.
///
/// Thread safety: owned by one thread.
///
/// Safety: the system writes only into the buffer's own bytes, inside one call.
public final class InputFile {
    private let descriptor: Int32

    /// Opens the file at `path`, which may also be a pipe.
    ///
    /// - Parameter path: where it is, relative to the working directory.
    /// - Throws: `PlatformError` when it is missing or may not be read.
    public init(path: String) throws(PlatformError) {
        descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw PlatformError(call: "open", code: errno) }
    }

    deinit {
        close(descriptor)
    }

    /// Reads the next bytes into `bytes`.
    ///
    /// - Parameter bytes: filled from its start; not empty.
    /// - Returns: how many bytes came; 0 at the end.
    /// - Throws: `PlatformError` when the system will not give them.
    public func read(into bytes: inout MutableRawSpan) throws(PlatformError) -> Int {
        while true {
            let count = unsafe bytes.withUnsafeMutableBytes { all in
                unsafe Glibc.read(descriptor, all.baseAddress, all.count)
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw PlatformError(call: "read", code: errno) }
        }
    }
}
