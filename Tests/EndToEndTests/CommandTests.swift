import Testing

@Suite("The command")
struct CommandTests {
    @Test("names every workload with a summary")
    func list() throws {
        let list = try Command.run("list")
        #expect(list.status == 0)
        #expect(list.messages.isEmpty)
        let lines = list.output.split(separator: "\n")
        let names = lines.compactMap { $0.split(separator: " ").first }
        for name in ["ycsb-a", "ycsb-f", "facebook-etc"] {
            #expect(names.contains { $0 == name })
        }
        #expect(lines.allSatisfy { $0.split(separator: " ").count > 2 })
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
}
