internal import Glibc

/// What this process, and those it starts, may do.
public enum ProcessLimits {
    /// Whether it is root's.
    public static var isRoot: Bool { geteuid() == 0 }

    /// The most descriptors that it may raise its limit to.
    public static var descriptorCount: Int {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return 1_024
        }
        return Int(clamping: limit.rlim_max)
    }
}
