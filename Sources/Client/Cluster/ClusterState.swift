internal import Wire

/// What a client knows of a cluster, as a function of what nodes have answered: no sockets here.
///
/// A *round* begins with questions; each answer, or failure, may lead to others; the round ends
/// when none is left.
///
/// ```swift
/// var questions = state.beginRound()
/// while let question = questions.popLast() {
///     questions += try state.receive(ask(question), to: question)   // or state.fail(question)
/// }
/// let removed = state.endRound()
/// ```
///
/// A node that fails is tolerated for some rounds when others still know it, and its partitions
/// stay its own: requests to it fail, those to others do not. Source: `as_cluster.c` and
/// `as_node.c` of Aerospike's C client.
public struct ClusterState: Sendable {
    /// The addresses to begin with, and to begin again with when all nodes are gone.
    public let seeds: [NodeAddress]
    /// The cluster's name, which nodes must have; nil for any.
    public let clusterName: String?
    /// The nodes, by name.
    public private(set) var nodes: [String: ClusterNode] = [:]
    /// Who has what, by namespace.
    public private(set) var maps: [String: PartitionMap] = [:]
    /// Counts up with everything that changes nodes or maps.
    public private(set) var generation: UInt64 = 0
    private var nextID: UInt16 = 0
    /// The peers that were asked for in this round, so that none is asked twice.
    private var soughtNames: Set<String> = []

    /// How many rounds in a row a node may fail before it is given up, whoever knows it.
    public static let failureLimit = 5
    /// The most nodes that are found in the life of a client.
    private static let nodeLimit = 1_024

    /// A cluster of which only addresses are known.
    public init(seeds: [NodeAddress], clusterName: String? = nil) {
        self.seeds = seeds
        self.clusterName = clusterName
    }

    /// The node of a number; nil when it is gone.
    public func node(_ id: NodeID) -> ClusterNode? { nodes.values.first { $0.id == id } }

    // MARK: Rounds

    /// Begins a round: asks all nodes for news, or, when there is none, the seeds who they are.
    public mutating func beginRound() -> [ClusterQuestion] {
        soughtNames = []
        guard nodes.isEmpty else {
            return nodes.values.sorted { $0.id.rawValue < $1.id.rawValue }.map {
                ClusterQuestion(subject: .news, address: $0.address, node: $0.name)
            }
        }
        return seeds.map { identity(at: $0) }
    }

    /// Takes an answer.
    ///
    /// - Parameters:
    ///   - body: the body of the answer's frame.
    ///   - question: what was asked.
    /// - Returns: what to ask next.
    /// - Throws: `ClientError` when the answer cannot be used; then call `fail`.
    public mutating func receive(
        _ body: RawSpan, to question: ClusterQuestion
    ) throws(ClientError) -> [ClusterQuestion] {
        let text = try InfoText(body)
        switch question.subject {
        case .identity: return try receiveIdentity(text, question)
        case .news: return try receiveNews(text, question)
        case .peers: return try receivePeers(text, question)
        case .replicas:
            try receiveReplicas(text, question)
            return []
        }
    }

    /// Takes note that nobody answered, or nothing that could be used.
    ///
    /// - Parameter question: what was asked.
    /// - Returns: what to ask instead.
    public mutating func fail(_ question: ClusterQuestion) -> [ClusterQuestion] {
        if question.subject == .identity {
            guard let next = question.alternatives.first else { return [] }
            var again = question
            again.address = next
            again.alternatives.removeFirst()
            return [again]
        }
        guard let name = question.node else { return [] }
        nodes[name]?.failureCount += 1
        // What was asked for is asked for again in the next round.
        if question.subject == .peers { nodes[name]?.peersGeneration = nil }
        if question.subject == .replicas { nodes[name]?.partitionGeneration = nil }
        return []
    }

    /// Ends a round: gives up nodes that fail and that nobody knows any more, or that fail too
    /// often.
    ///
    /// - Returns: the numbers of those that were given up.
    public mutating func endRound() -> [NodeID] {
        let known = nodes.values.filter { $0.failureCount == 0 }
        let given = nodes.values.filter { node in
            let isKnown = known.contains { $0.peers.contains(node.name) }
            if node.failureCount >= Self.failureLimit { return true }
            if node.failureCount > 0 { return !isKnown && !known.isEmpty }
            // It answers, but no other knows it and it has nothing: it has left the cluster.
            return !isKnown && known.count > 1 && !hasPartitions(node.id)
        }
        for node in given { remove(node) }
        return given.map(\.id)
    }

    private func hasPartitions(_ id: NodeID) -> Bool {
        maps.values.contains { !$0.partitions(ofMaster: id).isEmpty }
    }

    private mutating func remove(_ node: ClusterNode) {
        nodes[node.name] = nil
        for namespace in maps.keys { maps[namespace]?.forget(node.id) }
        generation += 1
    }

    private func identity(
        at address: NodeAddress, else alternatives: [NodeAddress] = []
    ) -> ClusterQuestion {
        ClusterQuestion(
            subject: .identity, address: address, alternatives: alternatives,
            asksClusterName: clusterName != nil)
    }

    // MARK: Answers

    private mutating func receiveIdentity(
        _ text: InfoText, _ question: ClusterQuestion
    ) throws(ClientError) -> [ClusterQuestion] {
        let name = try text.value("node")
        guard try text.number("partition-generation") >= 0 else {
            throw ClientError(.badNode(.notReady), node: name)
        }
        if let clusterName {
            let found = try text.value("cluster-name")
            guard found == clusterName else {
                throw ClientError(.badNode(.otherCluster(found)), node: name)
            }
        }
        let build = try text.value("build")
        let features = Set(try text.value("features").split(separator: ";").map(String.init))
        guard features.contains("pscans") else {
            throw ClientError(.badNode(.tooOld(build: build)), node: name)
        }
        // Another address of a node that is known already.
        guard nodes[name] == nil, nextID < Self.nodeLimit else { return [] }
        nodes[name] = ClusterNode(
            id: NodeID(rawValue: nextID), name: name, address: question.address, build: build,
            features: features)
        nextID += 1
        generation += 1
        return [
            ClusterQuestion(subject: .replicas, address: question.address, node: name),
            ClusterQuestion(subject: .peers, address: question.address, node: name),
        ]
    }

    private mutating func receiveNews(
        _ text: InfoText, _ question: ClusterQuestion
    ) throws(ClientError) -> [ClusterQuestion] {
        guard let asked = question.node, let node = nodes[asked] else { return [] }
        let name = try text.value("node")
        guard name == asked else {
            // Somebody else answers at its address now.
            remove(node)
            return [identity(at: question.address)]
        }
        nodes[name]?.failureCount = 0
        var next: [ClusterQuestion] = []
        if try text.number("partition-generation") != node.partitionGeneration {
            next.append(
                ClusterQuestion(subject: .replicas, address: question.address, node: name))
        }
        if try text.number("peers-generation") != node.peersGeneration {
            next.append(ClusterQuestion(subject: .peers, address: question.address, node: name))
        }
        return next
    }

    private mutating func receivePeers(
        _ text: InfoText, _ question: ClusterQuestion
    ) throws(ClientError) -> [ClusterQuestion] {
        guard let asked = question.node, nodes[asked] != nil else { return [] }
        let value = try text.value("peers-clear-std")
        let peers = try Self.peers(value)
        nodes[asked]?.peersGeneration = Int64(clamping: peers.generation)
        nodes[asked]?.peers = Set(peers.list.map(\.name))
        return peers.list.compactMap { peer in
            guard let first = peer.addresses.first, nodes[peer.name] == nil,
                soughtNames.insert(peer.name).inserted
            else { return nil }
            return identity(at: first, else: Array(peer.addresses.dropFirst()))
        }
    }

    private mutating func receiveReplicas(
        _ text: InfoText, _ question: ClusterQuestion
    ) throws(ClientError) {
        guard let asked = question.node, let node = nodes[asked] else { return }
        let partitionGeneration = try text.number("partition-generation")
        guard partitionGeneration >= 0 else {
            throw ClientError(.badNode(.notReady), node: asked)
        }
        let value = try text.value("replicas")
        do throws(AerospikeWireError) {
            var cursor = unsafe AerospikeReplicasCursor(value.utf8Span.span.bytes)
            var claimed = maps
            while let namespace = try cursor.next() {
                try claimed[namespace.name.text, default: PartitionMap()]
                    .claim(node.id, namespace)
            }
            if claimed != maps { generation += 1 }
            maps = claimed
        } catch {
            throw ClientError(.malformed(error), node: asked)
        }
        nodes[asked]?.partitionGeneration = partitionGeneration
    }

    /// A node's peers: what changes when they do, and their names and addresses.
    private static func peers(
        _ value: String
    ) throws(ClientError) -> (generation: UInt64, list: [(name: String, addresses: [NodeAddress])])
    {
        do throws(AerospikeWireError) {
            var cursor = try unsafe AerospikePeersCursor.read(value.utf8Span.span.bytes)
            var list: [(name: String, addresses: [NodeAddress])] = []
            while var peer = try cursor.next() {
                var addresses: [NodeAddress] = []
                while let address = try peer.nextAddress() {
                    addresses.append(.internet(host: address.host.text, port: address.port))
                }
                list.append((peer.name.text, addresses))
            }
            return (cursor.generation, list)
        } catch {
            throw ClientError(.malformed(error))
        }
    }
}
