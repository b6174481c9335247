/// What files below `/proc` and `/sys` say, as functions of their text (proc(5)).
enum KernelText {
    /// The time counts of each processor in `/proc/stat`, by its number.
    ///
    /// Lines `cpu0 user nice system idle iowait irq softirq steal guest guest_nice`; the guests'
    /// time is part of the users' and is not counted twice. Kernels before 2.6.11 end sooner.
    static func processorTimes(stat: String) -> [Int: ProcessorTimes] {
        var found: [Int: ProcessorTimes] = [:]
        for line in stat.utf8.split(separator: UInt8(ascii: "\n")) {
            guard line.starts(with: "cpu".utf8) else { break }
            let words = line.split(separator: UInt8(ascii: " "))
            guard let number = words.first.flatMap({ Int(Substring($0.dropFirst(3))) })
            else { continue }
            let counts = words.dropFirst().prefix(8).map { UInt64(Substring($0)) ?? 0 }
            found[number] = ProcessorTimes(
                tickCount: counts.reduce(0, &+), stolenTickCount: counts.count == 8 ? counts[7] : 0)
        }
        return found
    }

    /// A count of `/proc/vmstat`: lines `name count`.
    static func count(_ name: String, vmstat: String) -> UInt64? {
        for line in vmstat.utf8.split(separator: UInt8(ascii: "\n")) {
            let words = line.split(separator: UInt8(ascii: " "))
            if words.count == 2, words[0].elementsEqual(name.utf8) {
                return UInt64(Substring(words[1]))
            }
        }
        return nil
    }

    /// A process's time in its own code and in the kernel, in ticks: `utime` and `stime` of
    /// `/proc/<process>/stat`.
    ///
    /// The program's name stands in parentheses and may have any character, so what counts comes
    /// after the last one; the state there is field 3.
    static func processTicks(stat: String) -> (user: UInt64, system: UInt64)? {
        guard let name = stat.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
        let words = stat.utf8[name...].split(separator: UInt8(ascii: " ")).dropFirst()
        let fields = Array(words.prefix(13))
        guard fields.count == 13, let user = UInt64(Substring(fields[11])),
            let system = UInt64(Substring(fields[12]))
        else { return nil }
        return (user, system)
    }

    /// The physical pages of a process: the second number of `/proc/<process>/statm`.
    static func residentPageCount(statm: String) -> UInt64? {
        let words = statm.split(whereSeparator: \.isWhitespace)
        return words.count > 1 ? UInt64(words[1]) : nil
    }

    /// The value of a file of one number, such as `scaling_cur_freq`.
    static func number(_ text: String) -> UInt64? {
        text.split(whereSeparator: \.isWhitespace).first.flatMap { UInt64($0) }
    }

    /// The present frequency of each processor in `/proc/cpuinfo`, in megahertz, by its number.
    ///
    /// Empty in a virtual machine, where the figure is a constant that says nothing: the flag
    /// `hypervisor` tells; and on arm64, whose kernel gives none.
    static func frequencies(cpuinfo: String) -> [Int: Double] {
        var found: [Int: Double] = [:]
        var processor: Int?
        for line in cpuinfo.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let name = parts[0].split(whereSeparator: \.isWhitespace).joined(separator: " ")
            let value = parts[1].drop { $0 == " " }
            switch name {
            case "processor": processor = Int(value)
            case "cpu MHz": if let processor { found[processor] = Double(value) }
            case "flags" where value.split(separator: " ").contains("hypervisor"): return [:]
            default: break
            }
        }
        return found
    }
}
