internal import Glibc
internal import Platform

/// What writing a result folder needs of a file system; tests put a failing one in its place.
protocol FileOutput {
    /// Makes a folder and those above it; succeeds when it is there.
    func makeFolder(_ path: String) throws(PlatformError)
    /// Makes a folder that must not be there.
    func makeNewFolder(_ path: String) throws(PlatformError)
    /// Makes a file that holds `bytes`, and waits until the disk has them.
    func write(_ bytes: [UInt8], to path: String) throws(PlatformError)
    /// Gives the folder at `path` a name that must be free.
    func renameFolder(_ path: String, to newPath: String) throws(PlatformError)
    /// Removes a folder and the files in it, as far as that is possible.
    func removeFolder(_ path: String)
}

/// The system's files.
struct SystemFileOutput: FileOutput {
    func makeFolder(_ path: String) throws(PlatformError) {
        if SystemFile.isFolder(path) { return }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try makeFolder(String(path[..<slash]))
        }
        do {
            try makeNewFolder(path)
        } catch {
            // Somebody else may have made it in between.
            if !SystemFile.isFolder(path) { throw error }
        }
    }

    func makeNewFolder(_ path: String) throws(PlatformError) {
        if unsafe mkdir(path, 0o777) != 0 { throw failure("mkdir", path) }
    }

    func write(_ bytes: [UInt8], to path: String) throws(PlatformError) {
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        if file < 0 { throw failure("open", path) }
        var problem = writeAll(bytes, to: file, path)
        // Not every file can be synchronised (a device), and then there is nothing to wait for.
        if problem == nil, fsync(file) != 0, errno != EINVAL {
            problem = failure("fsync", path)
        }
        if close(file) != 0, problem == nil { problem = failure("close", path) }
        if let problem { throw problem }
    }

    private func writeAll(_ bytes: [UInt8], to file: Int32, _ path: String) -> PlatformError? {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe Glibc.write(file, rest, rest.count)
            if count < 0, errno == EINTR { continue }
            if count < 0 { return failure("write", path) }
            rest.removeFirst(count)
        }
        return nil
    }

    func renameFolder(_ path: String, to newPath: String) throws(PlatformError) {
        // rename(2) replaces nothing but an empty folder, so no result can be lost by it.
        if unsafe rename(path, newPath) != 0 { throw failure("rename", newPath) }
    }

    func removeFolder(_ path: String) {
        for name in SystemFile.names(in: path) { unsafe _ = unlink("\(path)/\(name)") }
        unsafe _ = rmdir(path)
    }

    private func failure(_ call: String, _ path: String) -> PlatformError {
        PlatformError(call: "\(call) '\(path)'", code: errno)
    }
}
