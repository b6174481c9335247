internal import Platform

/// What a run was made with and where: what somebody needs to judge or repeat its figures.
///
/// Neither the host's name nor the user's is part of it.
public struct RunEnvironment: Codable, Hashable, Sendable {
    /// The tool's version.
    public var toolVersion = ToolVersion.number
    /// The commit it was built from, or `unknown`.
    public var toolCommit = "unknown"
    /// Whether it was built without optimisation.
    public var isDebugBuild = false
    /// The compiler that built it.
    public var compiler = "unknown"
    /// The processor's model.
    public var processorModel = "unknown"
    /// How many processors the process may use.
    public var processorCount = 1
    /// The memory that the process may use at most, in bytes; 0 when unknown.
    public var memoryByteCount: UInt64 = 0
    /// The memory that was free for use at the start, in bytes; 0 when unknown.
    public var memoryAvailableByteCount: UInt64 = 0
    /// The kernel's release.
    public var kernel = "unknown"
    /// The distribution.
    public var distribution = "unknown"
    /// The frequency governor of the first processor; `unknown` where the kernel hides it.
    public var governor = "unknown"
    /// Transparent huge pages: `always`, `madvise` or `never`.
    public var transparentHugePages = "unknown"
    /// The kernel's clock source: `tsc`, `kvm-clock`, ….
    public var kernelClockSource = "unknown"
    /// `container`, `virtual machine`, both or `none seen`.
    public var virtualization = "unknown"

    /// An environment of which nothing is known.
    public init() {}

    /// This process and this machine, now; what cannot be read is `unknown`.
    public static func current() -> RunEnvironment {
        var found = RunEnvironment()
        found.toolCommit = ToolVersion.commit
        found.isDebugBuild = BuildMode.isDebug
        found.compiler = ToolVersion.compiler
        found.processorCount = Processors.available.count
        found.readProc()
        found.readSettings()
        return found
    }

    private mutating func readProc() {
        let cpuinfo = SystemFile.text("/proc/cpuinfo") ?? ""
        let meminfo = SystemFile.text("/proc/meminfo") ?? ""
        processorModel = SystemText.processorModel(cpuinfo: cpuinfo) ?? processorModel
        memoryByteCount = SystemText.memory("MemTotal", meminfo: meminfo) ?? 0
        memoryAvailableByteCount = SystemText.memory("MemAvailable", meminfo: meminfo) ?? 0
        readMemoryLimit()
        let marks = ["/.dockerenv", "/run/.containerenv"]
        virtualization = SystemText.virtualization(
            cpuinfo: cpuinfo, hasContainerMark: marks.contains(where: SystemFile.exists))
    }

    /// A container may use less than the machine has (cgroup v2, `memory.max`).
    private mutating func readMemoryLimit() {
        func bytes(_ name: String) -> UInt64? {
            SystemFile.text("/sys/fs/cgroup/\(name)").flatMap(SystemText.word).flatMap(UInt64.init)
        }
        guard let limit = bytes("memory.max"), limit < memoryByteCount else { return }
        memoryByteCount = limit
        let used = min(bytes("memory.current") ?? 0, limit)
        memoryAvailableByteCount = min(memoryAvailableByteCount, limit - used)
    }

    private mutating func readSettings() {
        func read(_ path: String, _ parse: (String) -> String?) -> String {
            SystemFile.text(path).flatMap(parse) ?? "unknown"
        }
        let system = "/sys/devices/system"
        kernel = read("/proc/sys/kernel/osrelease", SystemText.word)
        distribution = read("/etc/os-release", SystemText.distribution)
        governor = read("\(system)/cpu/cpu0/cpufreq/scaling_governor", SystemText.word)
        transparentHugePages = read(
            "/sys/kernel/mm/transparent_hugepage/enabled", SystemText.choice)
        kernelClockSource = read(
            "\(system)/clocksource/clocksource0/current_clocksource", SystemText.word)
    }
}
