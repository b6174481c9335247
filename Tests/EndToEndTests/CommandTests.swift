import Foundation
import Glibc
import TestSupport
import Testing

@Suite("The command")
struct CommandTests {
    @Test("names every workload with a summary, in groups and 80 columns")
    func list() throws {
        let list = try Command.run("list")
        #expect(list.status == 0)
        #expect(list.messages.isEmpty)
        let lines = list.output.split(separator: "\n")
        let names = lines.compactMap { $0.split(separator: " ").first.map(String.init) }
        let some = ["a", "b", "c", "d", "e", "f"].map { "ycsb-\($0)" }
        #expect(Set(names).isSuperset(of: some + ["facebook-etc", "twitter-cluster52", "tenants"]))
        #expect(lines.allSatisfy { $0.count <= 80 })
    }

    @Test("lists the workloads with all of some tags, and tells what is wrong with a tag")
    func listTags() throws {
        let list = try Command.run("list", "--tag", "cache", "--tag", "increment")
        #expect(list.status == 0)
        #expect(list.output.contains("twitter-cluster22"))
        #expect(!list.output.contains("ycsb-a"))
        let wrong = try Command.run("list", "--tag", "cahce")
        #expect(wrong.status == 1 && wrong.output.isEmpty)
        #expect(
            wrong.messages
                == "Error: --tag: no workload has the tag 'cahce'; did you mean 'cache'?\n")
    }

    @Test("wrong usage ends with 64 and names the nearest option")
    func wrongOption() throws {
        let run = try Command.run("run", "ycsb-a", "--wrokers", "2")
        #expect(run.status == 64)
        #expect(run.output.isEmpty)
        #expect(run.messages.contains("Did you mean '--workers'?"))
    }

    @Test("an unknown workload ends with 1 and names the nearest")
    func unknownWorkload() throws {
        let run = try Command.run("run", "ycbs-a")
        #expect(run.status == 1)
        #expect(
            run.messages
                == "Error: workload 'ycbs-a': no such workload or file; did you mean 'ycsb-a'?\n")
    }

    @Test("a wrong override ends with 1 and names the nearest key")
    func wrongOverride() throws {
        let run = try Command.run("run", "ycsb-a", "--set", "keys.cuont=5")
        #expect(run.status == 1)
        #expect(run.messages.contains("did you mean 'count'?"))
    }

    @Test("describes what a workload does and needs")
    func describe() throws {
        let page = try Command.run("describe", "ycsb-b", "--workers", "3")
        #expect(page.status == 0)
        let engine = [
            "lockRatio", "a power of two", "lock contention to expect with 3 workers",
            "the hottest key", "sizes of values",
        ]
        for words in ["1,000,000", "update", "workers           3", "GiB"] + engine {
            #expect(page.output.contains(words))
        }
    }

    @Test("samples the same bytes whenever asked, on every machine")
    func sample() throws {
        var digests = ""
        for name in ["ycsb-a", "ycsb-d", "ycsb-e", "facebook-etc"] {
            let first = try Command.run("sample", name, "--operations", "1000")
            let second = try Command.run("sample", name, "--operations", "1000")
            #expect(first.status == 0)
            #expect(first.output == second.output)
            #expect(first.output.split(separator: "\n").count == 1001)
            digests += "\(name) \(checksum(first.output))\n"
        }
        try expectGolden(digests, "samples.txt")
    }

    @Test("another seed, and another worker, give other operations")
    func otherSample() throws {
        let samples = try [["--seed", "2"], ["--worker", "1"], ["--worker", "0"]].map { more in
            try Command.run(["sample", "ycsb-a", "--operations", "50"] + more).output
        }
        #expect(Set(samples).count == 3)
    }

    /// FNV-1a, 64 bits (Fowler, Noll and Vo; draft-eastlake-fnv): enough to notice a change.
    private func checksum(_ text: String) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        return String(hash, radix: 16)
    }
}
