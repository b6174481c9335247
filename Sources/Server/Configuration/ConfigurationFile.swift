internal import Engine
internal import Platform
public import Workload

extension ServerConfiguration {
    /// What a settings file asks for; whatever it leaves out is as in ``init()``.
    ///
    /// - Parameter path: a YAML file: sections `service`, `limits`, `cluster` and `namespaces`.
    /// - Throws: `WorkloadError` with file, line and remedy of the first fault.
    public init(file path: String) throws(WorkloadError) {
        self.init()
        if let root = try SettingsFile.read(path, keys: Self.sectionNames) { try read(root) }
    }

    /// What the text of a settings file asks for.
    ///
    /// - Parameters:
    ///   - text: the YAML.
    ///   - file: what errors call it.
    /// - Throws: `WorkloadError` with file, line and remedy of the first fault.
    public init(text: String, file: String) throws(WorkloadError) {
        self.init()
        let root = try SettingsFile.read(text: text, file: file, keys: Self.sectionNames)
        if let root { try read(root) }
    }

    private static var sectionNames: [String] { ["service", "limits", "cluster", "namespaces"] }

    private mutating func read(_ root: SpecSection) throws(WorkloadError) {
        if let service = root["service"] { try readService(service) }
        if let limits = root["limits"] { try readLimits(limits) }
        if let cluster = root["cluster"] { try readCluster(cluster) }
        if let namespaces = root["namespaces"] { try readNamespaces(namespaces) }
    }

    // MARK: Sections

    private mutating func readService(_ value: SpecValue) throws(WorkloadError) {
        let section = try value.section(keys: [
            "host", "port", "threads", "pinThreads", "metricsPort", "nodeName", "clusterName",
        ])
        if let host = section["host"] { self.host = try host.text("an address: 127.0.0.1") }
        if let port = section["port"] { self.port = try port.port() }
        if let threads = section["threads"] {
            threadCount = Int(try threads.count(1...UInt64(Self.threadLimit)))
        }
        if let pins = section["pinThreads"] { pinsThreads = try pins.flag() }
        if let port = section["metricsPort"] { metricsPort = try port.port() }
        if let name = section["nodeName"] { nodeName = try name.nodeName() }
        if let name = section["clusterName"] { clusterName = try name.clusterName() }
    }

    private mutating func readLimits(_ value: SpecValue) throws(WorkloadError) {
        let section = try value.section(keys: [
            "connections", "idleTime", "requestBytes", "heldBytes", "totalHeldBytes", "stallTime",
            "stopTime",
        ])
        if let count = section["connections"] {
            limits.connectionCount = Int(try count.count(ServerLimits.connectionCountBounds))
        }
        if let time = section["idleTime"] { limits.idleTime = try time.duration(orZero: true) }
        if let count = section["requestBytes"] {
            limits.requestByteCount = try count.byteCount(ServerLimits.requestByteBounds)
        }
        if let count = section["heldBytes"] {
            limits.heldByteCount = try count.byteCount(ServerLimits.heldByteBounds)
        }
        if let count = section["totalHeldBytes"] {
            limits.totalHeldByteCount = try count.byteCount(ServerLimits.totalHeldByteBounds)
        }
        if let time = section["stallTime"] { limits.stallTime = try time.duration() }
        if let time = section["stopTime"] { limits.stopTime = try time.duration(orZero: true) }
    }

    private mutating func readCluster(_ value: SpecValue) throws(WorkloadError) {
        let section = try value.section(keys: ["partitions", "peers"])
        if let owned = section["partitions"] {
            let expected = "partitions of 0 to 4095, ascending: 0-2047, or 0-99, 200"
            guard let partitions = ClusterMap.partitions(try owned.text(expected)) else {
                throw owned.wrong(expected)
            }
            cluster.partitions = partitions
        }
        guard let peers = section["peers"], !peers.isEmpty else { return }
        let named = try peers.section(keys: nil)
        for (name, peer) in zip(named.keys, named.values) {
            guard (1...Self.nodeNameByteLimit).contains(name.utf8.count) else {
                throw peer.notAllowed("a node's name has 1 to 19 bytes")
            }
            cluster.peers.append(try peer.peer(name))
        }
    }

    private mutating func readNamespaces(_ value: SpecValue) throws(WorkloadError) {
        let section = try value.section(keys: nil)
        namespaces = []
        for (name, settings) in zip(section.keys, section.values) {
            guard (1...31).contains(name.utf8.count), name.allSatisfy(\.isPlain) else {
                throw settings.notAllowed(
                    "a namespace's name has 1 to 31 letters, digits, '-', '_' or '.'")
            }
            var engine = Self.defaultEngine
            try engine.apply(settings.isEmpty ? settings.noSettings : settings.settings())
            namespaces.append(NamespaceSettings(name: name, engine: engine))
        }
    }
}

extension SpecValue {
    fileprivate func port() throws(WorkloadError) -> UInt16 { UInt16(try count(0...65_535)) }

    fileprivate func nodeName() throws(WorkloadError) -> String {
        let expected = "1 to 19 letters, digits, '-', '_' or '.'"
        let name = try text(expected)
        guard name.utf8.count <= ServerConfiguration.nodeNameByteLimit,
            name.allSatisfy(\.isPlain)
        else { throw wrong(expected) }
        return name
    }

    fileprivate func clusterName() throws(WorkloadError) -> String {
        let expected = "1 to 64 letters, digits, '-', '_' or '.'"
        let name = try text(expected)
        guard name.utf8.count <= 64, name.allSatisfy(\.isPlain) else { throw wrong(expected) }
        return name
    }

    /// `host:port`, or `[IPv6]:port`.
    fileprivate func peer(_ name: String) throws(WorkloadError) -> ClusterMap.Peer {
        let expected = "host:port, for example 127.0.0.1:3001"
        let text = try text(expected)
        guard let colon = text.lastIndex(of: ":"),
            let port = UInt16(text[text.index(after: colon)...]),
            port > 0
        else { throw wrong(expected) }
        var host = text[..<colon]
        if host.hasPrefix("[") && host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, host.allSatisfy({ $0.isPlain || $0 == ":" }) else {
            throw wrong(expected)
        }
        return ClusterMap.Peer(name: name, host: String(host), port: port)
    }
}

extension Character {
    /// Whether names of the protocol's text may have it: no separator of any command.
    var isPlain: Bool {
        isASCII && (isLetter || isNumber || self == "-" || self == "_" || self == ".")
    }
}
