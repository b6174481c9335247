/// Reads what Linux says below `/proc` and `/sys`.
///
/// A sample opens a handful of small files and takes some 100 µs on a small machine, so it is
/// taken between intervals, by a thread that measures nothing.
///
/// Thread safety: a value without state.
public struct KernelMonitor: SystemMonitor {
    /// Where a processor's frequency can be read.
    private enum FrequencySource {
        /// `scaling_cur_freq` of each processor, in kilohertz.
        case scaling
        /// `/proc/cpuinfo`.
        case processorList
        /// Nowhere: a virtual machine.
        case none
    }

    private static let processorFolder = "/sys/devices/system/cpu/cpu"

    private let clock: MonotonicClock
    private let processors: [Int]
    private let frequencySource: FrequencySource

    /// A monitor of some processors.
    ///
    /// - Parameters:
    ///   - processors: their numbers.
    ///   - clock: the clock that latencies are measured with.
    public init(processors: [Int], clock: MonotonicClock) {
        self.processors = processors
        self.clock = clock
        let first = "\(Self.processorFolder)\(processors.first ?? 0)/cpufreq/scaling_cur_freq"
        if SmallFile.text(first) != nil {
            frequencySource = .scaling
        } else {
            let list = SmallFile.text("/proc/cpuinfo") ?? ""
            frequencySource = KernelText.frequencies(cpuinfo: list).isEmpty ? .none : .processorList
        }
    }

    /// What the kernel says at this moment.
    public func sample() -> SystemSample {
        var sample = SystemSample(clocks: .current(clock))
        let times = KernelText.processorTimes(stat: SmallFile.text("/proc/stat") ?? "")
        sample.times = times.filter { processors.contains($0.key) }
        sample.megahertz = frequencies()
        for processor in processors {
            sample.throttleCounts[processor] = number(
                "\(Self.processorFolder)\(processor)/thermal_throttle/core_throttle_count")
        }
        let vmstat = SmallFile.text("/proc/vmstat") ?? ""
        for name in ["pswpin", "pswpout"] {
            sample.swappedPageCount += KernelText.count(name, vmstat: vmstat) ?? 0
        }
        return sample
    }

    private func frequencies() -> [Int: Double] {
        switch frequencySource {
        case .none: return [:]
        case .processorList:
            let list = KernelText.frequencies(cpuinfo: SmallFile.text("/proc/cpuinfo") ?? "")
            return list.filter { processors.contains($0.key) }
        case .scaling:
            var found: [Int: Double] = [:]
            for processor in processors {
                let path = "\(Self.processorFolder)\(processor)/cpufreq/scaling_cur_freq"
                found[processor] = number(path).map { Double($0) / 1_000 }
            }
            return found
        }
    }

    private func number(_ path: String) -> UInt64? {
        SmallFile.text(path).flatMap(KernelText.number)
    }
}
