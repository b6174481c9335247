import Glibc
import Platform
import Testing

@Suite("Child processes")
struct ChildProcessTests {
    private static func shell(_ script: String) throws -> ChildProcess {
        try ChildProcess(program: "/bin/sh", arguments: ["-c", script])
    }

    @Test(
        "a program ends as it ends",
        arguments: [
            ("exit 0", ChildProcess.Ending.exit(status: 0)), ("exit 7", .exit(status: 7)),
            ("kill -9 $$", .signal(9)),
        ])
    func ending(script: String, ending: ChildProcess.Ending) throws {
        let child = try Self.shell(script)
        #expect(child.waitForEnd(atMost: .seconds(20)) == ending)
        #expect(child.ending == ending)
        // Nobody is left to get it.
        child.send(SIGKILL)
    }

    @Test("its last lines are kept, and long ones cut")
    func output() throws {
        let child = try Self.shell("echo one; echo; echo two >&2; echo three; exit 1")
        #expect(child.waitForEnd(atMost: .seconds(20)) == .exit(status: 1))
        #expect(child.lastLines(2) == ["two", "three"])
        #expect(child.lastLines(9).suffix(3) == ["one", "two", "three"])
        let long = try Self.shell("i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done")
        #expect(long.waitForEnd(atMost: .seconds(20)) != nil)
        #expect(long.lastLines(1) == ["line 1999"])
        #expect(long.lastLines(10_000).count < 1_000)
    }

    @Test("a program that does not exist is an error with its name")
    func missing() {
        #expect {
            try ChildProcess(program: "/nonexistent/program", arguments: [])
        } throws: {
            "\($0)" == "execute /nonexistent/program: No such file or directory"
        }
    }

    @Test("ending it waits until it is gone, also when it will not hear")
    func stubborn() throws {
        let child = try Self.shell("trap '' TERM; while :; do sleep 1; done")
        // Until the trap is set; a shell that dies sooner was ended all the same.
        pauseThread(.milliseconds(100))
        child.end(patience: .milliseconds(50))
        #expect(child.ending != nil)
        #expect(kill(child.identifier, 0) == -1)
    }

    @Test("it starts afresh: no input, no signal blocked or ignored, a group and folder of its own")
    func surroundings() throws {
        // As the command does before it starts anything.
        var blocked = sigset_t()
        unsafe sigemptyset(&blocked)
        unsafe sigaddset(&blocked, SIGTERM)
        var before = sigset_t()
        unsafe pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        let child = try Self.shell(
            """
            grep -E '^Sig(Blk|Ign):' /proc/self/status; cut -d ' ' -f 5 /proc/$$/stat; echo $$
            cat | wc -c; ls /proc/$$/fd | tr '\\n' ' '; echo; (echo x > file) 2>&1 | wc -l
            """)
        #expect(child.waitForEnd(atMost: .seconds(20)) == .exit(status: 0))
        // The shell complains first that its folder has no name.
        let lines = child.lastLines(9).drop { !$0.hasPrefix("SigBlk") }
        let number = "\(child.identifier)"
        #expect(lines.first == "SigBlk:\t0000000000000000")
        // The C library keeps the first two signals above 31 to itself.
        let ignored = lines.dropFirst().first?.split(separator: "\t").last
        #expect(ignored.flatMap { UInt64($0, radix: 16) }.map { $0 & 0x7fff_ffff } == 0)
        #expect(lines.dropFirst(2).prefix(3) == [number, number, "0"])
        #expect(lines.last == "1")
        #expect(lines.dropLast().last?.split(separator: " ").prefix(3) == ["0", "1", "2"])
        #expect((lines.dropLast().last?.split(separator: " ").count ?? 9) <= 4)
    }

    @Test("what this machine counts for a process is found, and for none is not")
    func usage() throws {
        let own = try #require(ProcessUsage.of(process: getpid()))
        #expect(own.residentByteCount > 1_000_000)
        #expect(ProcessUsage.of(process: .max) == nil)
    }

    @Test("a program is found in the folders of the path, in their order")
    func search() throws {
        #expect(InstalledProgram.path(of: "sh", in: "/nonexistent:/bin:/usr/bin") == "/bin/sh")
        #expect(InstalledProgram.path(of: "sh", in: "/nonexistent") == nil)
        #expect(InstalledProgram.path(of: "no-such-program") == nil)
        // A folder is no program.
        #expect(InstalledProgram.path(of: "bin", in: "/usr") == nil)
    }
}
