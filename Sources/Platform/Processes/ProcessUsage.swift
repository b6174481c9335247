internal import Glibc

/// What the kernel has counted for a process of this machine.
public struct ProcessUsage: Hashable, Sendable {
    /// Time on processors in its own code, all threads together, in the kernel's ticks of 10 ms.
    public var userTime: Nanoseconds
    /// The same inside the kernel.
    public var systemTime: Nanoseconds
    /// Memory that it has in physical pages, in bytes.
    public var residentByteCount: UInt64

    /// Counts; each as its property says.
    public init(userTime: Nanoseconds, systemTime: Nanoseconds, residentByteCount: UInt64) {
        self.userTime = userTime
        self.systemTime = systemTime
        self.residentByteCount = residentByteCount
    }

    /// The counts of a process since it began.
    ///
    /// - Parameter process: its number.
    /// - Returns: nil when there is no such process.
    public static func of(process: Int32) -> ProcessUsage? {
        guard let stat = SmallFile.text("/proc/\(process)/stat"),
            let ticks = KernelText.processTicks(stat: stat),
            let pages = SmallFile.text("/proc/\(process)/statm")
                .flatMap(KernelText.residentPageCount)
        else { return nil }
        let tick = 1_000_000_000 / UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
        return ProcessUsage(
            userTime: Nanoseconds(ticks.user * tick), systemTime: Nanoseconds(ticks.system * tick),
            residentByteCount: pages * UInt64(getpagesize()))
    }
}
