import Engine
import Platform
import Testing
import Wire

@testable import Server

@Suite("Info commands that change something")
struct InfoAdministrationTests {
    @Test(
        "a truncation that cannot be is refused as the real server refuses it",
        arguments: [
            ("truncate:namespace=;set=s", "ERROR:20:missing 'namespace' value"),
            ("truncate:set=s", "ERROR:20:missing 'namespace' value"),
            ("truncate:namespace=test", "ERROR:4:missing 'set'"),
            ("truncate:namespace=test;set=s;lut=1", "ERROR:4:would truncate to 0"),
            (
                "truncate:namespace=test;set=s;lut=9999999999999999999",
                "ERROR:4:would truncate in the future"
            ),
            ("truncate:namespace=test;set=s;lut=x", "ERROR:4:bad 'lut' value"),
            ("truncate:namespace=nobody;set=s", "ok"), ("truncate:namespace=test;set=nobody", "ok"),
            ("truncate-namespace:namespace=nobody", "ok"),
            ("truncate-namespace:namespace=", "ERROR:20:missing 'namespace' value"),
            (
                "truncate:namespace=" + String(repeating: "n", count: 32) + ";set=s",
                "ERROR:20:'namespace' value too long"
            ),
            (
                "truncate:namespace=test;set=" + String(repeating: "s", count: 64),
                "ERROR:4:'set' value too long"
            ),
        ])
    func refusedTruncations(command: String, value: String) throws {
        #expect(try InfoFixture().value(command) == value)
    }

    @Test("a set or a namespace is truncated at once")
    func truncation() throws {
        let fixture = try InfoFixture()
        let namespace = try fixture.node.store.namespace("test")
        for set in ["a", "b"] { try fixture.put(set, "k") }
        #expect(fixture.value("truncate:namespace=test;set=a") == "ok")
        #expect(namespace.get(RecordKey("k", in: "a")) == nil)
        #expect(namespace.get(RecordKey("k", in: "b")) != nil)
        #expect(fixture.value("truncate-namespace:ns=test") == "ok")
        #expect(namespace.statistics().recordCount == 0)
    }

    @Test("a truncation with a time takes what is certainly older, and nothing younger")
    func truncationBefore() throws {
        let fixture = try InfoFixture()
        let namespace = try fixture.node.store.namespace("test")
        try fixture.put("a", "old")
        fixture.node.store.clock.set(seconds: InfoFixture.second + 10)
        try fixture.put("a", "young")
        let unix = UInt64(StoreClock.epochUnixSeconds) + UInt64(InfoFixture.second) + 10
        let lut = unix * 1_000_000_000 + 999_999_999
        #expect(fixture.value("truncate:namespace=test;set=a;lut=\(lut)") == "ok")
        #expect(namespace.get(RecordKey("old", in: "a")) == nil)
        #expect(namespace.get(RecordKey("young", in: "a")) != nil)
    }

    @Test("namespaces come and go, and the partition map's generation with them")
    func namespaces() throws {
        let fixture = try InfoFixture()
        #expect(
            fixture.value("create-namespace:namespace=cache;shards=32;memoryLimit=1GiB") == "ok")
        #expect(fixture.value("namespaces") == "cache;test")
        #expect(fixture.value("partition-generation") == "1")
        #expect(
            fixture.value("show-namespaces")
                .hasPrefix("ns=cache:objects=0:sets=0:data_used_bytes="))
        let cache = try fixture.node.store.namespace("cache").configuration
        #expect(cache.shards == 32 && cache.memoryLimit == 1 << 30)
        #expect(fixture.value("drop-namespace:namespace=cache") == "ok")
        #expect(fixture.value("namespaces") == "test")
        #expect(fixture.value("partition-generation") == "2")
    }

    @Test(
        "a namespace that cannot be made or dropped is told why",
        arguments: [
            (
                "create-namespace:namespace=test",
                "ERROR:4:namespace 'test' exists already; choose another name"
            ),
            (
                "create-namespace:namespace=a b",
                "ERROR:4:a name has 1 to 31 letters, digits, '-', '_' or '.'"
            ),
            (
                "create-namespace:namespace=x;shards=3",
                "ERROR:4:create-namespace: 'shards' is 3; it must be a power of two from 1 to 65536"
            ),
            (
                "create-namespace:namespace=x;shrads=4",
                "ERROR:4:create-namespace: unknown key 'shrads'; did you mean 'shards'?"
            ),
            ("create-namespace:", "ERROR:20:missing 'namespace' value"),
            ("drop-namespace:namespace=nobody", "ERROR:20:namespace not found on node"),
        ])
    func refusedNamespaces(command: String, value: String) throws {
        #expect(try InfoFixture().value(command) == value)
    }

    @Test("sets come and go, with a time to live of their own")
    func sets() throws {
        let fixture = try InfoFixture()
        #expect(fixture.value("create-set:namespace=test;set=s;default-ttl=2H") == "ok")
        #expect(fixture.value("sets/test/s").contains("default-ttl=7200:"))
        #expect(
            fixture.value("create-set:namespace=test;set=s")
                == "ERROR:4:namespace 'test' has a set 's' already; choose another name")
        try fixture.put("s", "k")
        #expect(fixture.value("delete-set:namespace=test;set=s") == "ok")
        #expect(fixture.value("sets/test") == "")
        #expect(
            fixture.value("delete-set:namespace=test;set=s")
                == "ERROR:4:namespace 'test' has no set 's'; create it first")
        #expect(fixture.value("create-set:namespace=test") == "ERROR:4:missing 'set'")
        #expect(
            fixture.value("create-set:namespace=test;set=s;default-ttl=x")
                == "ERROR:4:bad 'default-ttl' value")
        #expect(
            fixture.value("create-set:namespace=nobody;set=s")
                == "ERROR:20:namespace not found on node")
    }

    @Test(
        "a time is seconds, or has a unit, and is at most ten years",
        arguments: [
            ("0", 0), ("90", 90), ("90s", 90), ("2M", 120), ("1H", 3600), ("3D", 259_200),
            ("", nil), ("D", nil), ("-1", nil), ("1W", nil), ("3651D", nil),
            ("99999999999999999999", nil), ("9999999999999999999D", nil),
        ] as [(String, UInt32?)])
    func durations(text: String, seconds: UInt32?) {
        #expect(InfoDuration.seconds(text) == seconds)
    }

    // MARK: Configuration

    @Test("what may change at run time is changed, and shown")
    func setConfiguration() throws {
        let fixture = try InfoFixture()
        #expect(fixture.value("set-config:context=service;proto-fd-max=4096") == "ok")
        #expect(fixture.node.settings.connectionLimit == 4096)
        #expect(
            fixture.value("set-config:context=service;proto-fd-idle-ms=60000;proto-fd-max=9")
                == "ok")
        #expect(fixture.node.settings.idleTime == .seconds(60))
        let pairs = fixture.value("get-config:context=service").split(separator: ";")
        #expect(pairs.contains("proto-fd-max=9") && pairs.contains("proto-fd-idle-ms=60000"))
        #expect(
            fixture.value("set-config:context=namespace;namespace=test;set=s;default-ttl=60")
                == "ok")
        #expect(fixture.value("sets/test/s").contains("default-ttl=60:"))
    }

    @Test(
        "what may not is refused",
        arguments: [
            (
                "set-config:context=service;proto-fd-max=0", "ERROR:4:bad 'proto-fd-max' value"
            ),
            (
                "set-config:context=service;service-threads=4",
                "ERROR:4:'service-threads' cannot change at run time"
            ),
            (
                "set-config:context=namespace;id=test;namespace=test;default-ttl=60",
                "ERROR:4:'default-ttl' cannot change at run time"
            ),
            (
                "set-config:context=namespace;namespace=nobody;default-ttl=60",
                "ERROR:20:namespace not found on node"
            ),
            ("set-config:context=network;port=1", "ERROR:4:'port' cannot change at run time"),
            ("set-config:context=moon;a=1", "ERROR:4:bad 'context'"),
            ("set-config:context=service", "ERROR:4:no parameter to set"),
            ("get-config:context=moon", "ERROR:4:bad 'context'"),
            (
                "get-config:context=namespace;namespace=nobody",
                "ERROR:20:namespace not found on node"
            ),
            ("get-config:context=xdr", ""), ("get-config:context=security", ""),
        ])
    func refusedConfiguration(command: String, value: String) throws {
        #expect(try InfoFixture().value(command) == value)
    }

    @Test("what is configured is shown by its context")
    func getConfiguration() throws {
        let fixture = try InfoFixture()
        let service = fixture.value("get-config:context=service")
        #expect(service.hasPrefix("node-id=FA101000000FC02;cluster-name=;service-threads=2;"))
        #expect(fixture.value("get-config:context=network").contains("service.port=3000"))
        #expect(fixture.value("get-config:").hasPrefix(service + ";"))
        let namespace = fixture.value("get-config:context=namespace;namespace=test")
        #expect(namespace.hasPrefix("replication-factor=1;default-ttl=0;max-record-size=1048576;"))
    }

    // MARK: Clusters

    @Test("of a static cluster, peers and partitions follow from the configuration")
    func cluster() throws {
        let fixture = try InfoFixture { configuration in
            configuration.clusterName = "demo"
            configuration.cluster.partitions = [0...2047]
            configuration.cluster.peers = [
                ClusterMap.Peer(name: "B2", host: "127.0.0.1", port: 3001),
                ClusterMap.Peer(name: "C3", host: "::1", port: 3002),
            ]
        }
        #expect(fixture.value("cluster-name") == "demo")
        #expect(
            fixture.value("peers-clear-std")
                == "0,3000,[[B2,,[127.0.0.1:3001]],[C3,,[[::1]:3002]]]")
        #expect(fixture.value("services") == "127.0.0.1:3001;[::1]:3002")
        // 2,048 ones and as many zeros, by 6 bits to the character.
        let half = String(repeating: "/", count: 341) + "wA"
        let bitmap = try #require(fixture.value("replicas-master").split(separator: ":").last)
        #expect(bitmap.count == 684)
        #expect(bitmap.hasPrefix(String(half.prefix(341))))
        #expect(bitmap.hasSuffix(String(repeating: "A", count: 300) + "="))
        #expect(!(try fixture.node.store.namespace("test").owns(partition: 2048)))
        #expect(fixture.value("statistics").hasPrefix("cluster_size=3;"))
        // A namespace that is made later has the same partitions.
        #expect(fixture.value("create-namespace:namespace=late;shards=16") == "ok")
        #expect(try fixture.node.store.namespace("late").partitions.count == 2048)
    }

    @Test("all nodes of a cluster have the same key for it, and other clusters another")
    func clusterKey() throws {
        func key(_ name: String, _ cluster: String, peers: [String]) throws -> String {
            try InfoFixture { configuration in
                configuration.nodeName = name
                configuration.clusterName = cluster
                configuration.cluster.peers = peers.map {
                    ClusterMap.Peer(name: $0, host: "127.0.0.1", port: 1)
                }
            }.value("cluster-stable:")
        }
        let first = try key("A1", "demo", peers: ["B2"])
        #expect(try first == key("B2", "demo", peers: ["A1"]))
        #expect(try first != key("A1", "other", peers: ["B2"]))
        #expect(UInt64(first, radix: 16) != nil)
    }

    @Test("a node that listens everywhere names the address that the client used")
    func service() throws {
        let fixture = try InfoFixture(host: "0.0.0.0")
        #expect(fixture.value("service-clear-std", reachedAt: "10.0.0.7:3000") == "10.0.0.7:3000")
        #expect(try InfoFixture().value("service", reachedAt: "10.0.0.7:3000") == "127.0.0.1:3000")
    }

    // MARK: What takes long

    @Test(
        "what walks over records or makes tables is left to another thread",
        arguments: [
            ("truncate:namespace=test;set=s\n", true), ("sets\n", true),
            ("node\nsets/test\n", true), ("create-namespace:namespace=x\n", true),
            ("namespace/test\n", true), ("statistics\n", true),
            ("node\npartition-generation\nreplicas\n", false), ("foo\n", false), ("", false),
            (String(repeating: "status\n", count: 17), true),
        ])
    func slow(body: String, isSlow: Bool) {
        let bytes = Array(body.utf8)
        #expect(unsafe InfoResponder.isSlow(bytes.span.bytes) == isSlow)
    }
}
