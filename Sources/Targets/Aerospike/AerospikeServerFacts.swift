internal import Client
internal import Driver
internal import Workload

/// What a cluster says of itself before a run, and whether it can do what the plan asks.
struct AerospikeServerFacts {
    let build: String
    let edition: String
    let nodeCount: Int
    /// What the namespace is and how it is set up, as one node says.
    private let namespace: [String: String]

    /// Asks.
    ///
    /// - Parameters:
    ///   - client: a client of the cluster.
    ///   - address: which namespace.
    /// - Throws: `TargetError` when the namespace is unknown, or an answer fails.
    init(_ client: AerospikeClient, _ address: TargetAddress.Aerospike) throws(TargetError) {
        let nodes = client.nodes
        nodeCount = nodes.count
        build = Set(nodes.map(\.build)).sorted().joined(separator: ", ")
        edition = Set(try Self.ask("edition", client, address)).sorted().joined(separator: ", ")
        let names = Set(
            try Self.ask("namespaces", client, address).flatMap { $0.split(separator: ";") })
        guard names.contains(Substring(address.namespace)) else {
            throw Self.unknown(address, known: names.map(String.init).sorted())
        }
        let text = try Self.ask("namespace/\(address.namespace)", client, address)
        namespace = Self.pairs(text.first ?? "")
    }

    /// What each node answers.
    private static func ask(
        _ command: String, _ client: AerospikeClient, _ address: TargetAddress.Aerospike
    ) throws(TargetError) -> [String] {
        do throws(ClientError) {
            return Array(try client.info(command).values)
        } catch {
            throw targetError(error, address)
        }
    }

    static func targetError(_ error: ClientError, _ address: TargetAddress.Aerospike) -> TargetError
    {
        TargetError(
            target: "aerospike", problem: "\(address.places): \(error)",
            remedy: "see that an Aerospike server listens there")
    }

    private static func unknown(_ address: TargetAddress.Aerospike, known: [String]) -> TargetError
    {
        TargetError(
            target: "aerospike", problem: "the cluster has no namespace '\(address.namespace)'",
            remedy: "name one of those that it has: \(known.joined(separator: ", "))")
    }

    /// Reads `key=value;key=value`.
    static func pairs(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for item in text.split(separator: ";") {
            guard let equals = item.firstIndex(of: "=") else { continue }
            pairs[String(item[..<equals])] = String(item[item.index(after: equals)...])
        }
        return pairs
    }

    private func number(_ name: String) -> Int? { namespace[name].flatMap { Int($0) } }

    /// Whether the namespace gives records a time to live of its own, or evicts.
    var mayDropRecords: Bool {
        if number("default-ttl") ?? 0 != 0 { return true }
        return number("evict-used-pct") ?? 0 != 0 && number("storage-engine.data-size") ?? 0 != 0
    }

    /// What the manifest shows of the namespace, as far as the server tells it.
    var settings: [(name: String, value: String)] {
        ["replication-factor", "storage-engine", "default-ttl", "max-record-size"].compactMap {
            name in namespace[name].map { (name, $0) }
        }
    }

    // MARK: What it cannot do

    /// Refuses a plan that the namespace cannot do.
    ///
    /// - Throws: `TargetError` that names the operation, or the property, and what to change.
    func check(_ plan: Plan) throws(TargetError) {
        for keyspace in plan.keyspaces {
            try checkNames(keyspace)
            try checkSize(keyspace)
            try checkLifetimes(keyspace)
        }
    }

    private func checkNames(_ keyspace: Keyspace) throws(TargetError) {
        let forbidden: Set<Character> = [":", ";", "="]
        guard keyspace.name.utf8.count <= 63, keyspace.name.allSatisfy({ !forbidden.contains($0) })
        else {
            throw TargetError(
                target: "aerospike",
                problem: "keyspace '\(keyspace.name)' cannot be the name of a set",
                remedy: "call it by at most 63 bytes without ':', ';' and '='")
        }
    }

    private func checkSize(_ keyspace: Keyspace) throws(TargetError) {
        guard let limit = number("max-record-size"), limit > 0 else { return }
        // A value has some bytes of its own besides its name and its content.
        let largest = keyspace.record.bins.reduce(0) {
            $0 + $1.largestByteCount + $1.name.utf8.count + 10
        }
        guard largest <= limit else {
            throw TargetError(
                target: "aerospike",
                problem: "the largest record of keyspace '\(keyspace.name)' has \(largest) bytes,"
                    + " and the namespace takes \(limit) (max-record-size)",
                remedy: "lower record.values or record.bins, or raise the server's limit")
        }
    }

    private func checkLifetimes(_ keyspace: Keyspace) throws(TargetError) {
        guard !keyspace.record.ttl.isNone, number("nsup-period") == 0,
            namespace["allow-ttl-without-nsup"] != "true"
        else { return }
        throw TargetError(
            target: "aerospike",
            problem: "keyspace '\(keyspace.name)' writes records that expire, which the namespace"
                + " refuses (nsup-period 0)",
            remedy: "set the namespace's nsup-period or allow-ttl-without-nsup, or drop record.ttl")
    }
}
