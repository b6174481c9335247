/// Which build of the tool this is.
public enum ToolVersion {
    /// The version, as `CHANGELOG.md` has it.
    public static let number = "0.1.0"

    /// The commit that `scripts/spikebench` passes in `SPIKEBENCH_COMMIT`, else `unknown`.
    ///
    /// No build plug-in records it: the script knows the working tree that it built.
    public static var commit: String {
        SystemFile.environment("SPIKEBENCH_COMMIT") ?? "unknown"
    }

    /// The compiler's language version, as far as the code can ask for it.
    static var compiler: String {
        #if compiler(>=6.4)
            "Swift 6.4 or later"
        #elseif compiler(>=6.3)
            "Swift 6.3"
        #else
            "Swift 6.2"
        #endif
    }
}
