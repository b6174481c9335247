internal import Glibc

/// A file that appears under its name only when it is complete.
///
/// Until `commit` it is written beside its place as `name.partial-<process>`, and removed when its
/// owner drops it.
///
/// Thread safety: owned by one thread.
///
/// Safety: pointers live only inside one call and cover exactly the spans they come from.
public final class OutputFile {
    private let descriptor: Int32
    /// Where it is to appear; empty for a file without a name.
    public let path: String
    private let partialPath: String
    private var isPending: Bool

    /// Begins a file that is to be called `path`.
    ///
    /// - Throws: `PlatformError` when the folder is missing or may not be written to.
    public init(path: String) throws(PlatformError) {
        self.path = path
        partialPath = "\(path).partial-\(getpid())"
        descriptor = unsafe open(partialPath, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        isPending = descriptor >= 0
        guard isPending else { throw PlatformError(call: "create", code: errno) }
    }

    /// Begins a file without a name in `folder`, which is gone when nobody has it any longer.
    ///
    /// - Throws: `PlatformError` when the folder is missing or may not be written to.
    public init(temporaryIn folder: String) throws(PlatformError) {
        path = ""
        partialPath = ""
        isPending = false
        // The six letters that mkstemp(3) replaces.
        let unique = String(repeating: "X", count: 6)
        var template = Array("\(folder)/spikebench-\(unique)".utf8CString)
        descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw PlatformError(call: "create in \(folder)", code: errno) }
        unsafe _ = unlink(template)
    }

    deinit {
        close(descriptor)
        if isPending { unsafe _ = unlink(partialPath) }
    }

    /// Writes `bytes` at `offset`.
    ///
    /// - Parameters:
    ///   - bytes: what to write, all of it.
    ///   - offset: where, in bytes from the start.
    /// - Throws: `PlatformError` when the disk is full, for instance.
    public func write(_ bytes: RawSpan, at offset: UInt64) throws(PlatformError) {
        var written = 0
        while written < bytes.byteCount {
            let count = unsafe bytes.withUnsafeBytes { all in
                unsafe pwrite(
                    descriptor, all.baseAddress.map { unsafe $0 + written }, all.count - written,
                    off_t(offset) + off_t(written))
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw PlatformError(call: "write", code: errno)
            }
        }
    }

    /// Reads back what was written at `offset`, as many bytes as `bytes` holds.
    ///
    /// - Throws: `PlatformError` when the system will not give them.
    public func read(into bytes: inout MutableRawSpan, at offset: UInt64) throws(PlatformError) {
        var done = 0
        let wanted = bytes.byteCount
        while done < wanted {
            let count = unsafe bytes.withUnsafeMutableBytes { all in
                unsafe pread(
                    descriptor, all.baseAddress.map { unsafe $0 + done }, wanted - done,
                    off_t(offset) + off_t(done))
            }
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw PlatformError(call: "read back", code: count == 0 ? EIO : errno)
            }
        }
    }

    /// Gives the file its name, in place of a file that had it.
    ///
    /// - Throws: `PlatformError` when the system refuses; nothing then has changed.
    public func commit() throws(PlatformError) {
        guard isPending else { return }
        guard unsafe rename(partialPath, path) == 0 else {
            throw PlatformError(call: "rename", code: errno)
        }
        isPending = false
    }

    /// The file's bytes as they are now, mapped; they stay when this object goes.
    ///
    /// - Throws: `PlatformError` when the system will not map them.
    public func map() throws(PlatformError) -> MappedFile {
        try MappedFile(descriptor: descriptor)
    }
}
