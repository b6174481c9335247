/// What the files below `/proc` and `/sys` say, as functions of their text (proc(5), sysfs(5)).
enum SystemText {
    /// The model that `/proc/cpuinfo` names first; nil on machines that name none (arm64).
    static func processorModel(cpuinfo: String) -> String? {
        field("model name", of: cpuinfo) ?? field("Model", of: cpuinfo)
    }

    /// A value of `/proc/meminfo` (`MemTotal`, `MemAvailable`) in bytes.
    static func memory(_ name: String, meminfo: String) -> UInt64? {
        guard let value = field(name, of: meminfo) else { return nil }
        let parts = value.split(separator: " ")
        guard parts.count == 2, parts[1] == "kB", let kibibytes = UInt64(parts[0]) else {
            return nil
        }
        let (bytes, overflow) = kibibytes.multipliedReportingOverflow(by: 1_024)
        return overflow ? nil : bytes
    }

    /// The kernel's release in `/proc/sys/kernel/osrelease`, or any other file of one word.
    static func word(_ text: String) -> String? {
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The choice in brackets of a file like `always [madvise] never`.
    static func choice(_ text: String) -> String? {
        guard let open = text.firstIndex(of: "["),
            let close = text[open...].firstIndex(of: "]")
        else { return nil }
        let chosen = text[text.index(after: open)..<close]
        return chosen.isEmpty ? nil : String(chosen)
    }

    /// `PRETTY_NAME` of `/etc/os-release`.
    static func distribution(osRelease: String) -> String? {
        for line in osRelease.split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("PRETTY_NAME=") else { continue }
            return word(line.dropFirst("PRETTY_NAME=".count).filter { $0 != "\"" })
        }
        return nil
    }

    /// Where the process runs, as far as anybody can tell from inside.
    ///
    /// - Parameters:
    ///   - cpuinfo: `/proc/cpuinfo`; the flag `hypervisor` betrays a virtual machine on x86.
    ///   - hasContainerMark: whether `/.dockerenv` or `/run/.containerenv` exists.
    /// - Returns: words for reports.
    static func virtualization(cpuinfo: String, hasContainerMark: Bool) -> String {
        let flags = field("flags", of: cpuinfo)?.split(separator: " ") ?? []
        switch (flags.contains("hypervisor"), hasContainerMark) {
        case (true, true): return "container in a virtual machine"
        case (true, false): return "virtual machine"
        case (false, true): return "container"
        case (false, false): return "none seen"
        }
    }

    /// The value after the first `name :` of a text of such lines.
    private static func field(_ name: String, of text: String) -> String? {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let colon = line.firstIndex(of: ":") else { continue }
            guard word(String(line[..<colon])) == name else { continue }
            return word(String(line[line.index(after: colon)...]))
        }
        return nil
    }
}
