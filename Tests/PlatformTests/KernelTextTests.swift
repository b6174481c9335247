import Testing

@testable import Platform

@Suite("Text of the kernel")
struct KernelTextTests {
    /// Two processors of a virtual machine, as Linux 6 writes them.
    private let stat = """
        cpu  2437598 143948 181555 1797831 10275 0 2390 3956 5 6
        cpu0 1253167 84839 88655 857847 1788 0 758 1890 0 0
        cpu13 10 20 30 40 50 60 70 80 3 4
        intr 47872040 0 0
        ctxt 187535518
        """

    @Test("each processor's ticks are added up, and what was stolen is told apart")
    func times() {
        let times = KernelText.processorTimes(stat: stat)
        #expect(times.keys.sorted() == [0, 13])
        #expect(times[0] == ProcessorTimes(tickCount: 2_288_944, stolenTickCount: 1_890))
        #expect(times[13] == ProcessorTimes(tickCount: 360, stolenTickCount: 80))
    }

    @Test(
        "a text without what is looked for gives nothing, and never traps",
        arguments: ["", "cpu", "cpu0", "cpuX 1 2", "cpu1 a b c d e f g h", "\n\ncpu0 1", "intr 5"])
    func odd(text: String) {
        #expect(KernelText.processorTimes(stat: text).values.allSatisfy { $0.stolenTickCount == 0 })
        #expect(KernelText.count("pswpin", vmstat: text) == nil)
        #expect(KernelText.frequencies(cpuinfo: text).isEmpty)
        #expect(KernelText.number(text) == nil)
    }

    @Test("an old kernel's shorter line has no stolen time")
    func short() {
        let times = KernelText.processorTimes(stat: "cpu0 1 2 3 4 5 6 7\n")
        #expect(times[0] == ProcessorTimes(tickCount: 28, stolenTickCount: 0))
    }

    @Test("a count is found by its whole name")
    func counts() {
        let vmstat = "pswpin_other 3\npswpin 17\npswpout 4\n"
        #expect(KernelText.count("pswpin", vmstat: vmstat) == 17)
        #expect(KernelText.count("pswpout", vmstat: vmstat) == 4)
        #expect(KernelText.count("pswp", vmstat: vmstat) == nil)
    }

    @Test("frequencies are those of /proc/cpuinfo, but not of a virtual machine")
    func frequencies() {
        func list(_ flags: String) -> String {
            (0..<2).map { "processor\t: \($0)\ncpu MHz\t\t: 340\($0).250\nflags\t\t: \(flags)\n" }
                .joined(separator: "\n")
        }
        #expect(KernelText.frequencies(cpuinfo: list("fpu sse")) == [0: 3_400.25, 1: 3_401.25])
        #expect(KernelText.frequencies(cpuinfo: list("fpu hypervisor sse")).isEmpty)
    }

    @Test("a process's ticks are found behind a name of any characters")
    func processTicks() throws {
        let stat = "42 (a) b (c) S 1 42 42 0 -1 4194560 9 0 0 0 17 5 0 0 20 0 1 0 100 8 9\n"
        let ticks = try #require(KernelText.processTicks(stat: stat))
        #expect(ticks == (17, 5))
        for short in ["", "42", "42 (a", "42 (a) S 1 2", "42 (a) S 1 2 3 4 5 6 7 8 9 10 x y"] {
            #expect(KernelText.processTicks(stat: short) == nil)
        }
        #expect(KernelText.residentPageCount(statm: "900 123 45 6 0 7 0\n") == 123)
        #expect(KernelText.residentPageCount(statm: "900") == nil)
    }

    @Test("a file of one number is that number")
    func number() {
        #expect(KernelText.number("3400000\n") == 3_400_000)
        #expect(KernelText.number("<unknown>\n") == nil)
    }

    @Test("this machine's kernel tells at least the time and the processors' ticks")
    func sample() throws {
        let processor = try #require(Processors.available.first)
        let monitor = KernelMonitor(processors: [processor], clock: .calibrated)
        let first = monitor.sample()
        let second = monitor.sample()
        #expect(Array(first.times.keys) == [processor])
        #expect(second.clocks.monotonic > first.clocks.monotonic)
        #expect(second.clocks.run > first.clocks.run)
        // After 2020 and before 2100.
        #expect((1_577_836_800..<4_102_444_800).contains(first.clocks.realtime / 1_000_000_000))
    }
}
