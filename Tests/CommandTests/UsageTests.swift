import ArgumentParser
import Testing

@testable import spikebench

@Suite("Wrong usage")
struct UsageTests {
    @Test(
        "says what is wrong and ends with 64",
        arguments: [
            (["run"], "Missing expected argument '<workload>'"),
            (
                ["run", "ycsb-a", "--wrokers", "2"],
                "Unknown option '--wrokers'. Did you mean '--workers'?"
            ),
            (["run", "ycsb-a", "extra"], "Unexpected argument 'extra'"),
            (
                ["run", "ycsb-a", "--workers", "two"],
                "The value 'two' is invalid for '--workers <workers>'"
            ),
            (["run", "ycsb-a", "--rate"], "Missing value for '--rate <operations/s>'"),
            (
                ["run", "ycsb-a", "--arrivals", "poisson"],
                "--arrivals poisson needs a rate; add for example --rate 50k/s"
            ),
            (
                ["run", "ycsb-a", "--arrivals", "closed", "--rate", "5k/s"],
                "a closed loop has no rate; leave out --rate or --arrivals"
            ),
            (
                ["run", "ycsb-a", "--interval", "5"],
                "The value '5' is invalid for '--interval <time>'"
            ),
            (
                ["run", "ycsb-a", "--interval", "1ms"],
                "--interval is 1ms; it must be 10ms to 1h"
            ),
            (
                ["sample", "ycsb-a", "--operations", "3", "--worker", "5", "--workers", "2"],
                "--worker is 5, but --workers 2 has no such worker"
            ),
            (
                ["sample", "ycsb-a", "--operations", "0"],
                "--operations is 0; it must be at least 1"
            ),
            (
                ["export", "latest", "--format", "xml"],
                "The value 'xml' is invalid for '--format <format>'. "
                    + "Please provide one of 'csv', 'json' or 'hlog'."
            ),
            (
                ["run", "ycsb-a", "--target", "redis://me:secret@a:0"],
                "--target 'redis://…@a:0': the port is '0'; write a number from 1 to 65535"
            ),
            (
                ["rerun", "latest", "--target", "spawn:redis", "--server-threads", "0"],
                "--server-threads is 0; it must be 1 to 1024"
            ),
            (
                ["run", "ycsb-a", "--target", "null", "--server-threads", "2"],
                "--server-threads is for a server that the run starts; add for example --target "
                    + "spawn:redis"
            ),
            (["calibrate", "--seconds", "0"], "--seconds is 0.0; it must be 1 to 3600"),
        ]
    )
    func message(arguments: [String], message: String) {
        #expect(throws: (any Error).self) {
            do {
                _ = try Spikebench.parseAsRoot(arguments)
            } catch {
                #expect(Spikebench.message(for: error) == message)
                #expect(Spikebench.exitCode(for: error).rawValue == 64)
                throw error
            }
        }
    }
}
