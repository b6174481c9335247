import Engine
import Platform
import TestSupport
import Testing
import Workload

@testable import Server

@Suite("Configuration files")
struct ConfigurationFileTests {
    @Test("an empty file is the defaults: 'test' on port 3000 of this machine, room for 10,000")
    func defaults() throws {
        let configuration = try ServerConfiguration(text: "# nothing\n", file: "e.yaml")
        #expect(configuration == ServerConfiguration())
        #expect(configuration.host == "127.0.0.1" && configuration.port == 3000)
        #expect(configuration.namespaces.map(\.name) == ["test"])
        #expect(configuration.limits.connectionCount >= 10_000)
        #expect(configuration.metricsPort == nil)
    }

    @Test("every setting is read")
    func everything() throws {
        let text = """
            service:
              host: 0.0.0.0
              port: 4000
              threads: 3
              pinThreads: true
              metricsPort: 9145
              nodeName: A1
              clusterName: demo
            limits:
              connections: 10k
              idleTime: 60s
              requestBytes: 1MiB
              heldBytes: 64KiB
              stallTime: 5s
              stopTime: 0s
            cluster:
              partitions: 0-2047, 3000
              peers:
                B2: 127.0.0.1:4001
                C3: "[::1]:4002"
            namespaces:
              test:
              cache: {memoryLimit: 1GiB, eviction: lru, lockRatio: 1/64, defaultTTLSeconds: 1h}
            """
        let read = try ServerConfiguration(text: text, file: "e.yaml")
        #expect(read.host == "0.0.0.0" && read.port == 4000 && read.threadCount == 3)
        #expect(read.pinsThreads && read.metricsPort == 9145)
        #expect(read.nodeName == "A1" && read.clusterName == "demo")
        #expect(read.limits.connectionCount == 10_000)
        #expect(read.limits.idleTime == .seconds(60) && read.limits.stallTime == .seconds(5))
        #expect(read.limits.requestByteCount == 1 << 20 && read.limits.heldByteCount == 1 << 16)
        #expect(read.limits.stopTime == .zero)
        #expect(read.cluster.partitions == [0...2047, 3000...3000])
        #expect(
            read.cluster.peers == [
                ClusterMap.Peer(name: "B2", host: "127.0.0.1", port: 4001),
                ClusterMap.Peer(name: "C3", host: "::1", port: 4002),
            ])
        #expect(read.namespaces.map(\.name) == ["test", "cache"])
        #expect(read.namespaces[0].engine == ServerConfiguration.defaultEngine)
        let cache = read.namespaces[1].engine
        #expect(cache.memoryLimit == 1 << 30 && cache.lockRatio == 1.0 / 64)
        #expect(cache.defaultTTLSeconds == 3600)
    }

    @Test(
        "what is wrong is told with file, line and remedy",
        arguments: [
            ("servce: {}", "e.yaml:1: unknown key 'servce'; did you mean 'service'?"),
            (
                "service:\n  prot: 1",
                "e.yaml:2: unknown key 'prot'; did you mean 'port'?"
            ),
            (
                "service:\n  port: 70000",
                "e.yaml:2: 'service.port' is 70000; it must be from 0 to 65535"
            ),
            (
                "service:\n  threads: 0",
                "e.yaml:2: 'service.threads' is 0; it must be from 1 to 256"
            ),
            (
                "service:\n  nodeName: a node",
                "e.yaml:2: 'a node' is no value for 'service.nodeName'; write 1 to 19 letters, "
                    + "digits, '-', '_' or '.'"
            ),
            (
                "limits:\n  connections: 0",
                "e.yaml:2: 'limits.connections' is 0; it must be from 1 to 1000000"
            ),
            (
                "cluster:\n  partitions: 5-4096",
                "e.yaml:2: '5-4096' is no value for 'cluster.partitions'; write partitions of 0 "
                    + "to 4095, ascending: 0-2047, or 0-99, 200"
            ),
            (
                "cluster:\n  peers:\n    B2: somewhere",
                "e.yaml:3: 'somewhere' is no value for 'cluster.peers.B2'; write host:port, for "
                    + "example 127.0.0.1:3001"
            ),
            (
                "namespaces:\n  test:\n    shrads: 4",
                "e.yaml:3: unknown key 'shrads'; did you mean 'shards'?"
            ),
            (
                "namespaces:\n  test:\n    shards: 3",
                "e.yaml:3: 'namespaces.test.shards' is 3; it must be a power of two from 1 to "
                    + "65536"
            ),
            (
                "namespaces:\n  'a b': {}",
                "e.yaml:2: 'namespaces.a b' has no place here: a namespace's name has 1 to 31 "
                    + "letters, digits, '-', '_' or '.'"
            ),
            ("service: [1]", "e.yaml:1: 'a list' is no value for 'service'; write keys and values"),
            ("just words", "e.yaml:1: 'just words' is no value for 'the file'; write keys and"),
        ])
    func faults(text: String, message: String) {
        #expect(throws: WorkloadError.self) {
            do {
                _ = try ServerConfiguration(text: text, file: "e.yaml")
            } catch let error as WorkloadError {
                #expect(error.description.hasPrefix(message))
                throw error
            }
        }
    }

    @Test("a file that is not there is told of")
    func missing() {
        #expect(throws: WorkloadError.self) {
            try ServerConfiguration(file: "/nowhere/engine.yaml")
        }
    }

    @Test(
        "partitions are ranges that ascend",
        arguments: [
            ("0-4095", [0...4095]), ("7", [7...7]), ("0-1,2-3", [0...1, 2...3]),
            ("", nil), ("1-0", nil), ("0-4096", nil), ("5,5", nil), ("3,1", nil), ("1-2-3", nil),
            ("-1", nil), ("a", nil), ("1,", nil),
        ] as [(String, [ClosedRange<Int>]?)])
    func partitions(text: String, ranges: [ClosedRange<Int>]?) {
        #expect(ClusterMap.partitions(text) == ranges)
    }

    @Test("partitions that are named and those that are not are all of them")
    func foreignPartitions() {
        var map = ClusterMap()
        #expect(map.foreignPartitions.isEmpty)
        map.partitions = [1...4094]
        #expect(map.foreignPartitions == [0, 4095])
    }

    @Test("a node without a name is called after its port, in at most 19 bytes")
    func nodeName() {
        var configuration = ServerConfiguration()
        #expect(configuration.nodeName(port: 3000) == "BB90BB80000FC02")
        #expect(configuration.nodeName(port: 65_535).utf8.count <= 19)
        configuration.nodeName = "A1"
        #expect(configuration.nodeName(port: 3000) == "A1")
    }
}
