import Client
import TestSupport
import Testing
import Wire

/// A cluster of words: what its nodes answer to questions, and what can be done to them.
struct WrittenCluster {
    struct Node {
        var port: UInt16
        var partitions: Range<Int>
        var replicas: Range<Int> = 0..<0
        var peers: [String] = []
        var peersGeneration = 0
        var partitionGeneration = 0
        var isDown = false
        var features = "pscans;batch-any;pquery"
    }

    var name = "one"
    var nodes: [String: Node]

    func node(at address: NodeAddress) -> (name: String, node: Node)? {
        nodes.first { "\(address)" == "127.0.0.1:\($0.value.port)" && !$0.value.isDown }
            .map { ($0.key, $0.value) }
    }

    /// The body of the answer to a question; nil when nobody answers.
    func answer(_ question: ClusterQuestion) -> String? {
        guard let (name, node) = node(at: question.address) else { return nil }
        return question.commands.map { "\($0)\t\(value(of: $0, name, node))\n" }.joined()
    }

    /// What a node answers to a command.
    func value(of command: String, node name: String) -> String {
        nodes[name].map { value(of: command, name, $0) } ?? ""
    }

    private func value(of command: String, _ name: String, _ node: Node) -> String {
        switch command {
        case "node": name
        case "build": "8.1.2.0"
        case "features": node.features
        case "cluster-name": self.name
        case "partition-generation": "\(node.partitionGeneration)"
        case "peers-generation": "\(node.peersGeneration)"
        case "peers-clear-std":
            "\(node.peersGeneration),3000,["
                + node.peers.map { "[\($0),,[127.0.0.1:\(nodes[$0]?.port ?? 1)]]" }
                .joined(separator: ",") + "]"
        case "replicas": Self.replicas(node)
        default: "ERROR:4:unrecognized command"
        }
    }

    private static func replicas(_ node: Node) -> String {
        encodedText { queue in
            withBytes("test") { name in
                AerospikeReplicasCursor.append(
                    name, [bitmap(node.partitions), bitmap(node.replicas)], isFirst: true,
                    to: &queue)
            }
        }
    }

    private static func bitmap(_ partitions: Range<Int>) -> AerospikePartitionBitmap {
        var bitmap = AerospikePartitionBitmap()
        for partition in partitions { bitmap[partition] = true }
        return bitmap
    }
}

extension ClusterState {
    /// Asks until there is no question left; returns the errors, and who was given up.
    @discardableResult
    mutating func round(with cluster: WrittenCluster) -> (errors: [ClientError], removed: [NodeID])
    {
        var errors: [ClientError] = []
        var questions = beginRound()
        while let question = questions.popLast() {
            guard let text = cluster.answer(question) else {
                questions += fail(question)
                continue
            }
            do throws(ClientError) {
                questions += try withAnswer(text, to: question)
            } catch {
                errors.append(error)
                questions += fail(question)
            }
        }
        return (errors, endRound())
    }

    private mutating func withAnswer(
        _ text: String, to question: ClusterQuestion
    ) throws(ClientError) -> [ClusterQuestion] {
        unsafe try receive(Array(text.utf8).span.bytes, to: question)
    }

    /// The names of the nodes, in order.
    var names: [String] { nodes.keys.sorted() }

    /// The name of the master of a partition of the namespace `test`.
    func master(_ partition: Int) -> String? {
        maps["test"]?.node(ofPartition: partition).flatMap { node($0)?.name }
    }
}

@Suite("The state of a cluster")
struct ClusterStateTests {
    private let seed = NodeAddress.internet(host: "127.0.0.1", port: 3_000)

    private func twoNodes() -> WrittenCluster {
        WrittenCluster(nodes: [
            "A": .init(port: 3_000, partitions: 0..<2_048, replicas: 2_048..<4_096, peers: ["B"]),
            "B": .init(port: 3_001, partitions: 2_048..<4_096, replicas: 0..<2_048, peers: ["A"]),
        ])
    }

    @Test("one seed is enough to find all nodes and what they have")
    func discovery() {
        var state = ClusterState(seeds: [seed])
        let errors = state.round(with: twoNodes()).errors
        #expect(errors.isEmpty)
        #expect(state.names == ["A", "B"])
        #expect(state.master(0) == "A" && state.master(2_047) == "A")
        #expect(state.master(2_048) == "B" && state.master(4_095) == "B")
        let replica = state.maps["test"]?.node(ofPartition: 0, replica: 1)
        #expect(replica.flatMap { state.node($0)?.name } == "B")
        #expect(state.maps["test"]?.masteredCount == 4_096)
    }

    @Test("a quiet cluster is asked one question for each node, and nothing changes")
    func quiet() {
        let cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        let generation = state.generation
        let questions = state.beginRound()
        #expect(questions.map(\.subject) == [.news, .news])
        #expect(questions[0].commands == ["node", "peers-generation", "partition-generation"])
        state.round(with: cluster)
        #expect(state.generation == generation)
    }

    @Test("partitions that move are asked for when their generation says so")
    func migration() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        cluster.nodes["A"]?.partitions = 0..<1_000
        cluster.nodes["B"]?.partitions = 1_000..<4_096
        state.round(with: cluster)
        #expect(state.master(1_500) == "A", "nobody has said that anything changed")
        cluster.nodes["A"]?.partitionGeneration = 1
        cluster.nodes["B"]?.partitionGeneration = 1
        state.round(with: cluster)
        #expect(state.master(999) == "A" && state.master(1_500) == "B")
        #expect(state.maps["test"]?.masteredCount == 4_096)
    }

    @Test("a node that joins is found through its peers")
    func joining() {
        var cluster = twoNodes()
        cluster.nodes["B"] = nil
        cluster.nodes["A"]?.peers = []
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        #expect(state.names == ["A"])
        cluster = twoNodes()
        cluster.nodes["A"]?.peersGeneration = 1
        cluster.nodes["A"]?.partitionGeneration = 1
        state.round(with: cluster)
        #expect(state.names == ["A", "B"])
        #expect(state.master(4_000) == "B")
    }

    @Test("one node that fails is kept while others know it, then given up; others stay")
    func failure() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        cluster.nodes["B"]?.isDown = true
        for _ in 1..<ClusterState.failureLimit {
            #expect(state.round(with: cluster).removed.isEmpty)
            #expect(state.master(4_000) == "B" && state.master(0) == "A")
        }
        #expect(state.round(with: cluster).removed.count == 1)
        #expect(state.names == ["A"])
        #expect(state.master(4_000) == nil && state.master(0) == "A")
    }

    @Test("one node that fails and that nobody knows any more is given up at once")
    func departure() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        cluster.nodes["B"] = nil
        cluster.nodes["A"]?.peers = []
        cluster.nodes["A"]?.peersGeneration = 1
        #expect(state.round(with: cluster).removed.count == 1)
        #expect(state.names == ["A"])
    }

    @Test("a node that comes back gets a new number, and what it says counts again")
    func comeback() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        let before = state.nodes["B"]?.id
        cluster.nodes["B"]?.isDown = true
        for _ in 0..<ClusterState.failureLimit { state.round(with: cluster) }
        cluster.nodes["B"]?.isDown = false
        cluster.nodes["A"]?.peersGeneration = 1
        state.round(with: cluster)
        #expect(state.names == ["A", "B"])
        #expect(state.nodes["B"]?.id != before)
        #expect(state.master(4_000) == "B")
    }

    @Test("when all nodes are gone the seeds are asked again")
    func restart() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        for name in ["A", "B"] { cluster.nodes[name]?.isDown = true }
        for _ in 0..<ClusterState.failureLimit { state.round(with: cluster) }
        #expect(state.names.isEmpty)
        #expect(state.beginRound().map(\.subject) == [.identity])
        for name in ["A", "B"] { cluster.nodes[name]?.isDown = false }
        state.round(with: cluster)
        #expect(state.names == ["A", "B"])
    }

    @Test("another node at the address of a known one takes its place")
    func replacement() {
        var cluster = twoNodes()
        var state = ClusterState(seeds: [seed])
        state.round(with: cluster)
        cluster.nodes["C"] = cluster.nodes["A"]
        cluster.nodes["A"] = nil
        cluster.nodes["B"]?.peers = ["C"]
        cluster.nodes["B"]?.peersGeneration = 1
        state.round(with: cluster)
        #expect(state.names == ["B", "C"])
        #expect(state.master(0) == "C")
    }

    @Test("a node whose partitions are not settled is not taken")
    func notReady() {
        var cluster = twoNodes()
        cluster.nodes["A"]?.partitionGeneration = -1
        var state = ClusterState(seeds: [seed])
        let errors = state.round(with: cluster).errors
        #expect(errors == [ClientError(.badNode(.notReady), node: "A")])
        #expect(state.names.isEmpty)
    }

    @Test("a node of another cluster is refused when a name was asked for")
    func otherCluster() {
        var state = ClusterState(seeds: [seed], clusterName: "two")
        let errors = state.round(with: twoNodes()).errors
        #expect(errors == [ClientError(.badNode(.otherCluster("one")), node: "A")])
        var same = ClusterState(seeds: [seed], clusterName: "one")
        same.round(with: twoNodes())
        #expect(same.names == ["A", "B"])
    }

    @Test("a node that cannot scan by partition is refused")
    func tooOld() {
        var cluster = twoNodes()
        cluster.nodes["A"]?.features = "peers;pipelining"
        var state = ClusterState(seeds: [seed])
        let errors = state.round(with: cluster).errors
        #expect(errors == [ClientError(.badNode(.tooOld(build: "8.1.2.0")), node: "A")])
    }

    @Test("one failing item of an answer fails the answer, as in official clients")
    func failingItem() {
        var state = ClusterState(seeds: [seed])
        let question = state.beginRound()[0]
        let text = "node\tA\npartition-generation\t0\nbuild\tERROR:4:no\nfeatures\tpscans\n"
        #expect(throws: ClientError(.infoRefused(command: "build", answer: "ERROR:4:no"))) {
            unsafe try state.receive(Array(text.utf8).span.bytes, to: question)
        }
    }

    @Test("answers cut short, changed or mixed up never trap")
    func damage() {
        forEachSeed(300) { seed in
            var random = Random(seed: seed)
            var state = ClusterState(seeds: [self.seed])
            var questions = state.beginRound()
            var count = 0
            while let question = questions.popLast(), count < 40 {
                count += 1
                var text = Array((twoNodes().answer(question) ?? "").utf8)
                for _ in 0..<random.below(3) where !text.isEmpty {
                    text[random.below(text.count)] = random.byte()
                }
                if random.below(3) == 0 { text.removeLast(random.below(text.count + 1)) }
                let next = unsafe try? state.receive(text.span.bytes, to: question)
                questions += next ?? state.fail(question)
            }
            _ = state.endRound()
        }
    }
}

@Suite("Addresses of nodes")
struct NodeAddressTests {
    @Test(
        "an address is a host, a host and a port, or a path",
        arguments: [
            ("db1", "db1:3000"), ("127.0.0.1:4000", "127.0.0.1:4000"), ("[::1]:3100", "[::1]:3100"),
            ("[fe80::1]", "[fe80::1]:3000"), ("/run/as.sock", "/run/as.sock"),
        ]
    )
    func valid(text: String, expected: String) {
        #expect(NodeAddress(text).map { "\($0)" } == expected)
    }

    @Test(
        "anything else is none",
        arguments: ["", ":3000", "a:b", "a:70000", "a:", "[::1", "[::1]x", "[]:3000"]
    )
    func invalid(text: String) {
        #expect(NodeAddress(text) == nil)
    }
}

@Suite("Progress of a scan")
struct ScanProgressTests {
    @Test("a scan begins with the partitions it is for, and only existing ones")
    func partitions() throws {
        #expect(try ScanProgress().partitionCount == 4_096)
        #expect(try ScanProgress(partitions: 7..<9).untouched == [7, 8])
        #expect(try ScanProgress(partitions: 7..<7).isDone)
        #expect(throws: ClientError(.invalid(.partition(4_096)))) {
            try ScanProgress(partitions: 0..<4_097)
        }
        #expect(throws: ClientError(.invalid(.partition(-1)))) {
            try ScanProgress(partitions: -1..<4)
        }
    }
}
