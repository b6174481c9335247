import Platform
import Synchronization
import Testing

@testable import Server

@Suite("The server's log")
struct ServerLogTests {
    /// What was written.
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])

        func take() -> [String] {
            all.withLock { lines in
                defer { lines = [] }
                return lines
            }
        }
    }

    @Test("has a line a second for each cause, and says how many were left out")
    func limit() {
        let time = VirtualTime()
        let lines = Lines()
        let log = ServerLog(clock: .virtual(time)) { cause, text in
            lines.all.withLock { $0.append("\(cause): \(text)") }
        }
        for number in 0..<1_000 { log.say(.badFrame, "frame \(number)") }
        #expect(lines.take() == ["badFrame: frame 0"])
        log.say(.stalledConnection, "another cause")
        #expect(lines.take() == ["stalledConnection: another cause"])
        time.advance(by: .milliseconds(999))
        log.say(.badFrame, "too soon")
        #expect(lines.take().isEmpty)
        time.advance(by: .milliseconds(1))
        log.say(.badFrame, "again")
        #expect(lines.take() == ["badFrame: again (and 1000 more since the last line)"])
        time.advance(by: .seconds(1))
        log.say(.badFrame, "once more")
        #expect(lines.take() == ["badFrame: once more"])
    }

    @Test("makes no text of what it leaves out")
    func laziness() {
        let log = ServerLog(clock: .virtual(VirtualTime())) { _, _ in }
        var count = 0
        func text() -> String {
            count += 1
            return ""
        }
        for _ in 0..<10 { log.say(.badFrame, text()) }
        #expect(count == 1)
    }
}
