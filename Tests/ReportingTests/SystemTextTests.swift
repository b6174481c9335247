import Testing

@testable import Reporting

@Suite("System text")
struct SystemTextTests {
    private let cpuinfo = """
        processor\t: 0
        model name\t: AMD EPYC 9R14
        flags\t\t: fpu vme tsc hypervisor lm

        processor\t: 1
        model name\t: another

        """

    @Test("the processor's model is the first that cpuinfo names")
    func model() {
        #expect(SystemText.processorModel(cpuinfo: cpuinfo) == "AMD EPYC 9R14")
        #expect(SystemText.processorModel(cpuinfo: "Model\t\t: Raspberry Pi 5\n") != nil)
        #expect(SystemText.processorModel(cpuinfo: "processor : 0\n") == nil)
    }

    @Test(
        "memory is read in bytes, and only from lines that make sense",
        arguments: [
            ("MemTotal:       24684096 kB\n", 25_276_514_304), ("MemTotal: 1 MB", nil),
            ("MemTotal: kB", nil), ("MemTotal: -5 kB", nil), ("", nil), ("MemTotal", nil),
            ("MemTotal: 18446744073709551615 kB", nil), ("MemTotalX: 5 kB", nil),
        ] as [(String, UInt64?)])
    func memory(meminfo: String, expected: UInt64?) {
        #expect(SystemText.memory("MemTotal", meminfo: meminfo) == expected)
    }

    @Test(
        "the choice is what stands in brackets",
        arguments: [
            ("always [madvise] never\n", "madvise"), ("[always]", "always"), ("none", nil),
            ("[]", nil), ("] [", nil),
        ] as [(String, String?)])
    func choice(text: String, expected: String?) {
        #expect(SystemText.choice(text) == expected)
    }

    @Test("the distribution is the pretty name without quotes")
    func distribution() {
        let text = "NAME=\"Debian\"\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"
        #expect(
            SystemText.distribution(osRelease: text) == "Debian GNU/Linux 12 (bookworm)")
        #expect(SystemText.distribution(osRelease: "NAME=x") == nil)
    }

    @Test("containers and virtual machines are told apart")
    func virtualization() {
        #expect(
            SystemText.virtualization(cpuinfo: cpuinfo, hasContainerMark: false)
                == "virtual machine")
        #expect(
            SystemText.virtualization(cpuinfo: cpuinfo, hasContainerMark: true)
                == "container in a virtual machine")
        #expect(SystemText.virtualization(cpuinfo: "", hasContainerMark: true) == "container")
        #expect(SystemText.virtualization(cpuinfo: "", hasContainerMark: false) == "none seen")
    }

    @Test("this machine has at least a kernel and memory")
    func current() {
        let environment = RunEnvironment.current()
        #expect(environment.kernel != "unknown")
        #expect(environment.memoryByteCount > 0)
        #expect(environment.processorCount >= 1)
    }
}
