internal import Glibc

/// Programs of this machine.
public enum InstalledProgram {
    /// Where else to look: an ordinary user's `PATH` has no folders of servers.
    private static let usualFolders = [
        "/usr/local/bin", "/usr/bin", "/usr/local/sbin", "/usr/sbin",
    ]

    /// The path of the program called `name`.
    ///
    /// - Parameters:
    ///   - name: a name without `/`.
    ///   - folders: where to look, separated by colons; nil for `PATH`.
    /// - Returns: nil when no folder of the `PATH`, and none of the usual ones, has it.
    public static func path(of name: String, in folders: String? = nil) -> String? {
        let listed = folders ?? variable("PATH")
        let all =
            listed.split(separator: ":").map(String.init) + (folders == nil ? usualFolders : [])
        return all.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 && isFile($0) }
    }

    /// The file of the program that runs now; also when it was replaced by a newer one meanwhile.
    public static let running = "/proc/self/exe"

    private static func isFile(_ path: String) -> Bool {
        var status = stat()
        return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    private static func variable(_ name: String) -> String {
        unsafe getenv(name).map { unsafe String(cString: $0) } ?? ""
    }
}
