import Engine
import Platform
import TestSupport
import Testing

@testable import Server

@Suite("Page of metrics")
struct MetricsPageTests {
    @Test("is as reviewed")
    func golden() throws {
        let fixture = try InfoFixture { configuration in
            configuration.namespaces[0].engine.memoryLimit = 1 << 30
        }
        fixture.time.advance(by: .seconds(90.25))
        let threads = fixture.node.metrics.threads
        threads[0].count(.connectionsOpened, 5)
        threads[1].count(.connectionsOpened, 2)
        threads[1].count(.connectionsClosed, 3)
        threads[0].count(.bytesReceived, 123_456)
        threads[0].record(.read, code: 0, latency: Nanoseconds(900))
        threads[0].record(.read, code: 0, latency: Nanoseconds(1_500))
        threads[1].record(.read, code: 2, latency: .milliseconds(7))
        threads[1].record(.write, code: 0, latency: .seconds(20))
        // What depends on the allocator is left out.
        let lines = MetricsPage(fixture.node).text.split(separator: "\n")
            .filter { !$0.contains("_bytes{") }
        try expectGolden(lines.joined(separator: "\n") + "\n", "metrics.txt")
    }

    @Test("every metric has its help and type before its samples, each once")
    func form() throws {
        let fixture = try InfoFixture()
        try fixture.put("demo", "a")
        fixture.node.metrics.threads[0].record(.scan, code: 0, latency: .zero)
        var declared: [String] = []
        for line in MetricsPage(fixture.node).text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if line.hasPrefix("# TYPE ") {
                declared.append(String(words[2]))
            } else if !line.hasPrefix("#") {
                let name = line.prefix { $0 != "{" && $0 != " " }
                #expect(name.hasPrefix(declared.last ?? "-"))
                #expect(words.count == 2 && Double(words[1]) != nil)
            }
        }
        #expect(Set(declared).count == declared.count && declared.count > 20)
    }
}
