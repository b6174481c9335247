import Engine
import Platform
import TestSupport
import Testing
import Wire

@testable import Server

@Suite("Info commands")
struct InfoAnswerTests {
    private static let all = String(repeating: "/", count: 682) + "8="
    private static let setFigures =
        ":tombstones=0:data_used_bytes=0:truncate_lut=0:sindexes=0:index_populating=false:"
        + "truncating=false:default-read-touch-ttl-pct=0:default-ttl=0:disable-eviction=false:"
        + "enable-index=false:stop-writes-count=0:stop-writes-size=0"

    @Test(
        "each is answered as the real server answers it",
        arguments: [
            ("node", "FA101000000FC02"), ("build", "8.1.2.0"),
            ("edition", "Aerospike Community Edition"),
            ("version", "Aerospike Community Edition build 8.1.2.0"),
            ("partition-generation", "0"), ("peers-generation", "0"),
            ("rebalance-generation", "1"), ("cluster-name", ""), ("status", "ok"),
            ("peers-clear-std", "0,3000,[]"), ("peers-clear-alt", "0,3000,[]"),
            ("peers-tls-std", "ERROR:25:enterprise only"),
            ("service-clear-std", "127.0.0.1:3000"), ("service", "127.0.0.1:3000"),
            ("service-clear-alt", ""), ("services", ""), ("services-alternate", ""),
            ("partitions", "4096"), ("namespaces", "test"),
            ("replicas", "test:0,1,\(all)"), ("replicas-all", "test:1,\(all)"),
            ("replicas-master", "test:\(all)"), ("replicas:max=2", "test:0,1,\(all)"),
            ("namespace/nobody", "type=unknown"), ("sets", ""), ("sets/test", ""),
            ("sets/nobody", "ns_type=unknown"), ("logs", "0:stderr"),
            ("rack-ids", "ERROR:25:enterprise only"), ("racks:", "ERROR:25:enterprise only"),
            ("feature-key", "ERROR:25:enterprise only"), ("user-agents", ""),
            ("user-agent-set:value=MSxweXRob24tMTkuMy4wLG5vdC1zZXQ=", "ok"),
            ("user-agent-set:value=", "ERROR:4:missing 'value'"),
            ("cluster-stable:size=2", "ERROR:4:cluster not specified size"),
            ("bins", "ERROR:4:unrecognized command"), ("jobs:", "ERROR:4:unrecognized command"),
            ("foo", "ERROR:4:unrecognized command"),
        ])
    func golden(command: String, value: String) throws {
        #expect(try InfoFixture().value(command) == value)
    }

    @Test(
        "what there is not is answered so that clients go on",
        arguments: [
            ("sindex", ""), ("sindex-list", ""), ("sindex-list:namespace=test", ""),
            ("sindex/test", ""), ("sindex/nobody", "ERROR:20:namespace not found on node"),
            ("sindex/test/i", "ERROR:201:no index"), ("sindex-exists:ns=test", "false"),
            ("sindex-stat:namespace=test;indexname=i", "ERROR:201:no index"),
            ("sindex-stat:ns=nobody;indexname=i", "ERROR:20:namespace not found on node"),
            ("sindex-delete:namespace=test;indexname=i", "ok"),
            (
                "sindex-create:namespace=test;set=s;indexname=i;bin=n;type=numeric",
                "ERROR:16:secondary indexes are not supported"
            ),
            ("udf-list", ""), ("udf-get:filename=f.lua;", "error=not_found"),
            ("udf-remove:filename=f.lua;", "ok"),
            ("udf-put:filename=f.lua;content=", "ERROR:16:scripts are not supported"),
            ("query-show:id=7", "ERROR:2:job not found"),
            ("query-show:trid=0x7", "ERROR:2:job not found"),
            ("query-show", ""), ("query-show:id=x", "ERROR:4:bad 'id' value"),
            ("query-abort:id=7", "ERROR:2:job not found"),
            ("query-abort", "ERROR:4:missing 'id'"),
        ])
    func unsupported(command: String, value: String) throws {
        #expect(try InfoFixture().value(command) == value)
    }

    @Test("features are those that are served, and those that clients insist on")
    func features() throws {
        let features = try InfoFixture().value("features").split(separator: ";")
        #expect(features == features.sorted())
        for wanted in ["pscans", "batch-any", "peers", "pquery", "query-show", "replicas"] {
            #expect(features.contains { $0 == wanted })
        }
        for absent in ["udf", "geo", "cdt-list", "cdt-map", "blob-bits", "sindex-exists"] {
            #expect(!features.contains { $0 == absent })
        }
    }

    @Test("sets come with what they hold")
    func sets() throws {
        let fixture = try InfoFixture()
        try fixture.node.store.namespace("test").createSet("empty")
        try fixture.put("demo", "a")
        try fixture.put("demo", "b")
        let empty = "ns=test:set=empty:objects=0" + Self.setFigures + ";"
        let sets = fixture.value("sets")
        #expect(sets.hasPrefix(empty + "ns=test:set=demo:objects=2:tombstones=0:data_used_bytes="))
        #expect(fixture.value("sets/test") == sets)
        #expect(fixture.value("show-sets:namespace=test") == sets)
        #expect(fixture.value("sets/test/empty") == "objects=0" + Self.setFigures + ";")
        #expect(fixture.value("sets/test/demo").hasPrefix("objects=2:"))
        #expect(fixture.value("sets/test/nobody") == "")
    }

    @Test("a set's name cannot end an item of an answer")
    func setNames() throws {
        let fixture = try InfoFixture()
        try fixture.node.store.namespace("test").createSet("a;b\tERROR:4:x\n")
        #expect(fixture.value("sets/test").hasPrefix("ns=test:set=a?b?ERROR?4?x?:objects=0:"))
    }

    @Test("figures of a namespace are pairs, with what the engine is configured to")
    func namespaceFigures() throws {
        let fixture = try InfoFixture()
        try fixture.put("demo", "a")
        let pairs = fixture.value("namespace/test").split(separator: ";").map(String.init)
        for wanted in [
            "objects=1", "effective_replication_factor=1", "stop_writes=false",
            "current_time=1000000", "default-ttl=0", "max-record-size=1048576", "shards=16",
            "lockRatio=1", "owned_partitions=4096",
        ] {
            #expect(pairs.contains(wanted))
        }
        #expect(pairs.allSatisfy { $0.contains("=") })
        #expect(Set(pairs.map { $0.prefix { $0 != "=" } }).count == pairs.count)
    }

    @Test("statistics count what there is")
    func statistics() throws {
        let fixture = try InfoFixture()
        try fixture.put("demo", "a")
        fixture.time.advance(by: .seconds(61.5))
        fixture.node.metrics.threads[0].count(.connectionsOpened, 3)
        fixture.node.metrics.threads[1].count(.connectionsClosed)
        fixture.node.metrics.threads[1].record(.read, code: 0, latency: .microseconds(5))
        fixture.node.metrics.threads[0].record(.read, code: 2, latency: .microseconds(5))
        fixture.node.metrics.threads[0].record(
            .backgroundWrite, code: 4, latency: .microseconds(5))
        let pairs = fixture.value("statistics").split(separator: ";").map(String.init)
        for wanted in [
            "cluster_size=1", "uptime=61", "objects=1", "client_connections=2",
            "client_connections_opened=3", "read_success=1", "read_not_found=1", "read_error=0",
            "background_write_error=1", "cluster_integrity=true",
        ] {
            #expect(pairs.contains(wanted))
        }
    }

    @Test("latencies are shares above 1, 2, 4, … 65,536 ms, for kinds that occurred")
    func latencies() throws {
        let fixture = try InfoFixture()
        #expect(fixture.value("latencies:") == "")
        let zeros = Array(repeating: "0.00", count: 17).joined(separator: ",")
        #expect(fixture.value("latencies:hist=write") == "write:msec,0.0,\(zeros)")
        for _ in 0..<3 {
            fixture.node.metrics.threads[0].record(.read, code: 0, latency: .microseconds(5))
        }
        fixture.node.metrics.threads[1].record(.read, code: 0, latency: .milliseconds(3))
        fixture.time.advance(by: .seconds(2))
        let rest = Array(repeating: "0.00", count: 15).joined(separator: ",")
        #expect(fixture.value("latencies:") == "read:msec,2.0,25.00,25.00,\(rest)")
        #expect(fixture.value("latencies:hist=reed") == "ERROR:4:bad 'hist' value")
    }

    @Test(
        "fixed points are rounded", arguments: [(0.0, "0.00"), (0.049, "0.05"), (12.345, "12.35")])
    func fixedPoints(number: Double, text: String) {
        #expect(FixedPoint.text(number, digits: 2) == text)
    }

    // MARK: Frames

    @Test(
        "the exchange of a connecting client is answered byte for byte",
        arguments: [
            (
                "node\npartition-generation\nbuild\n", "020100000000003a",
                "node\tFA101000000FC02\npartition-generation\t0\nbuild\t8.1.2.0\n"
            ),
            (
                "user-agent-set:value=MSxweXRob24tMTkuMy4wLG5vdC1zZXQ=\n", "0201000000000039",
                "user-agent-set:value=MSxweXRob24tMTkuMy4wLG5vdC1zZXQ=\tok\n"
            ),
            ("peers-clear-std\n", "020100000000001a", "peers-clear-std\t0,3000,[]\n"),
            (
                "partition-generation\nreplicas\n", "02010000000002d6",
                "partition-generation\t0\nreplicas\ttest:0,1,\(all)\n"
            ),
            (
                "node\npeers-generation\npartition-generation\n", "020100000000003f",
                "node\tFA101000000FC02\npeers-generation\t0\npartition-generation\t0\n"
            ),
        ])
    func exchange(request: String, head: String, answer: String) throws {
        let frame = try InfoFixture().frame(Array(request.utf8))
        #expect(hex(frame.prefix(8)) == head)
        #expect(String(decoding: frame.dropFirst(8), as: UTF8.self) == answer)
    }

    @Test("a last line without its end is left out, and an empty request gets a summary")
    func lines() throws {
        let fixture = try InfoFixture()
        #expect(
            fixture.frame(Array("status\nbuild".utf8)).dropFirst(8).elementsEqual(
                "status\tok\n".utf8))
        let summary = String(decoding: fixture.frame([]).dropFirst(8), as: UTF8.self)
        #expect(summary.hasPrefix("node\tFA101000000FC02\nbuild\t8.1.2.0\n"))
    }

    @Test("a command that is no text is repeated as it came")
    func bytes() throws {
        let frame = try InfoFixture().frame([0xff, 0x00, 0x0a])
        let answer = [0xff, 0x00, 0x09] + Array("ERROR:4:unrecognized command\n".utf8)
        #expect(Array(frame.dropFirst(8)) == answer)
    }

    @Test("beyond a limit the commands of a frame are refused, each")
    func manyCommands() throws {
        let count = InfoResponder.commandLimit + 2
        let body = String(repeating: "status\n", count: count)
        let text = String(
            decoding: try InfoFixture().frame(Array(body.utf8)).dropFirst(8), as: UTF8.self)
        let values = text.split(separator: "\n")
        #expect(values.count == count)
        #expect(values[InfoResponder.commandLimit - 1] == "status\tok")
        #expect(values[InfoResponder.commandLimit] == "status\tERROR:4:more than 128 commands")
    }

    @Test("no command that connecting clients send is an error")
    func connecting() throws {
        let fixture = try InfoFixture()
        for command in [
            "node", "partition-generation", "build", "features", "cluster-name",
            "service-clear-std", "service-clear-alt", "peers-clear-std", "peers-clear-alt",
            "peers-generation", "replicas", "rebalance-generation", "user-agent-set:value=MQ==",
        ] {
            #expect(!fixture.value(command).hasPrefix("ERROR"))
        }
    }

    @Test("random lines are answered, each by one line")
    func randomLines() throws {
        let fixture = try InfoFixture()
        let names = InfoResponder.commandNames
        forEachSeed(200) { seed in
            var random = SeededRandom(seed: seed)
            let pieces = names + [":", ";", "=", "/", "namespace=test", "set=", "lut=", "\t", ""]
            var line = ""
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                line += pieces.randomElement(using: &random) ?? ""
            }
            // The one that would leave the next seed without its namespace.
            if line.hasPrefix("drop") || line.isEmpty { return }
            let frame = fixture.frame(Array((line + "\n").utf8))
            let newlines = frame.dropFirst(8).count { $0 == 0x0a }
            #expect(newlines == 1, seedComment(seed))
        }
    }
}

/// The generator of Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
        return mixed ^ mixed >> 31
    }
}
