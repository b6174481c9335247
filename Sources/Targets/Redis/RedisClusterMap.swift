internal import Platform
internal import Wire

/// Which node of a Redis Cluster has which keys, as far as one worker knows.
///
/// It begins with what `CLUSTER SLOTS` said before the run, and learns from redirections.
///
/// Thread safety: a value; each worker has its own.
struct RedisClusterMap {
    /// The nodes that have slots, or were named as having some; only ever appended to.
    private(set) var nodes: [SocketAddress]
    /// For each slot, the node that has it.
    private var owners: [UInt16]

    /// The nodes that one node may name beyond those known at first.
    private static let nodeLimit = 1_024

    /// A map in which every slot has a node.
    ///
    /// - Parameters:
    ///   - nodes: the nodes.
    ///   - owners: for each slot, the place of its node among them.
    init(nodes: [SocketAddress], owners: [UInt16]) {
        precondition(owners.count == RESPKeySlot.count && !nodes.isEmpty)
        precondition(owners.allSatisfy { Int($0) < nodes.count })
        self.nodes = nodes
        self.owners = owners
    }

    /// The node that has the slot.
    @inline(__always)
    func node(ofSlot slot: Int) -> Int { Int(owners[slot]) }

    /// Learns from a redirection.
    ///
    /// - Parameters:
    ///   - redirect: what a node said.
    ///   - bytes: the reply that it was read from.
    /// - Returns: the node that it names; nil when there is no such address.
    mutating func follow(_ redirect: RESPRedirect, in bytes: RawSpan) -> Int? {
        let host = bytes.extracting(redirect.host).text
        guard let node = place(ofHost: host, port: redirect.port) else { return nil }
        if redirect.kind == .moved { owners[redirect.slot] = UInt16(node) }
        return node
    }

    /// The place of a node, which is added when it is new.
    private mutating func place(ofHost host: String, port: UInt16) -> Int? {
        // An empty host is that of the node that answered: all of them, in this case.
        if host.isEmpty || host == "?" { return nodes.firstIndex { $0.port == port } }
        guard let address = try? SocketAddress.resolve(host: host, port: port).first else {
            return nil
        }
        if let known = nodes.firstIndex(of: address) { return known }
        guard nodes.count < Self.nodeLimit else { return nil }
        nodes.append(address)
        return nodes.count - 1
    }
}

extension RedisClusterMap {
    /// Reads the reply to `CLUSTER SLOTS`.
    ///
    /// Source: redis.io, "CLUSTER SLOTS": ranges of slots, each with its master first.
    ///
    /// - Parameters:
    ///   - reply: the reply.
    ///   - bytes: the bytes that it was found in.
    ///   - seed: the node that answered, which may leave its own host out.
    /// - Throws: `DialectError` when it is something else, or a slot has no node.
    init(
        _ reply: RESPReply, in bytes: RawSpan, from seed: SocketAddress
    ) throws(DialectError) {
        var nodes: [SocketAddress] = []
        var owners = [UInt16?](repeating: nil, count: RESPKeySlot.count)
        var cursor = RESPCursor(reply, in: bytes)
        guard reply.element.kind == .array else { throw Self.unreadable }
        while let range = cursor.next() {
            guard range.kind == .array, range.childCount >= 3, let first = cursor.next(),
                let last = cursor.next(), let master = cursor.next(),
                first.kind == .integer, last.kind == .integer, first.integer >= 0,
                first.integer <= last.integer, last.integer < RESPKeySlot.count
            else { throw Self.unreadable }
            let address = try Self.address(master, &cursor, bytes, seed)
            let place = nodes.firstIndex(of: address) ?? nodes.count
            if place == nodes.count { nodes.append(address) }
            for slot in first.integer...last.integer { owners[Int(slot)] = UInt16(place) }
            for _ in 3..<range.childCount {
                guard let replica = cursor.next() else { throw Self.unreadable }
                cursor.skipChildren(of: replica)
            }
        }
        let missingCount = owners.count { $0 == nil }
        guard missingCount == 0 else {
            throw DialectError(
                "\(missingCount) of the cluster's \(RESPKeySlot.count) slots have no node",
                remedy: "see 'CLUSTER INFO', and finish making the cluster")
        }
        self.init(nodes: nodes, owners: owners.compactMap { $0 })
    }

    private static let unreadable = DialectError(
        "the answer to CLUSTER SLOTS has another form than Redis's")

    /// The address of a node: an array of host, port, and what does not matter here.
    private static func address(
        _ node: RESPElement, _ cursor: inout RESPCursor, _ bytes: RawSpan, _ seed: SocketAddress
    ) throws(DialectError) -> SocketAddress {
        guard node.kind == .array, node.childCount >= 2, let host = cursor.next(),
            let port = cursor.next(), port.kind == .integer,
            let number = UInt16(exactly: port.integer)
        else { throw unreadable }
        for _ in 2..<node.childCount {
            guard let other = cursor.next() else { throw unreadable }
            cursor.skipChildren(of: other)
        }
        let text = host.kind == .null ? "" : bytes.extracting(host.payload).text
        if text.isEmpty || text == "?" { return try resolve(seed.host, number) }
        return try resolve(text, number)
    }

    private static func resolve(
        _ host: String, _ port: UInt16
    ) throws(DialectError) -> SocketAddress {
        do throws(PlatformError) {
            return try SocketAddress.resolve(host: host, port: port)[0]
        } catch {
            throw DialectError(
                "the cluster's node \(host):\(port) cannot be looked up: \(error)",
                remedy: "give its nodes addresses that this machine knows (cluster-announce-ip)")
        }
    }
}

extension SocketAddress {
    /// The host, without its port and without the brackets of IPv6; a path as it is.
    fileprivate var host: String {
        guard isInternet, let colon = description.lastIndex(of: ":") else { return description }
        let host = description[..<colon]
        return host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : String(host)
    }
}
