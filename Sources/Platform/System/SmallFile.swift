internal import Glibc

/// Files that the kernel makes up when they are read.
enum SmallFile {
    /// The file's text, at most 1 MiB of it; nil when it cannot be read or is no UTF-8.
    static func text(_ path: String) -> String? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 16_384)
        while bytes.count < 1 << 20 {
            let count = unsafe read(descriptor, &part, part.count)
            guard count > 0 else {
                return count == 0 ? String(validating: bytes, as: UTF8.self) : nil
            }
            bytes += part[..<count]
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
