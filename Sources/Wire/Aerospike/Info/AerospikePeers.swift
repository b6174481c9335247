/// Reads the value of the info commands `peers-clear-std` and `peers-clear-alt`.
///
/// It is `generation,port,[[node,tls,[address,…]],…]`, where an address is `host`, `host:port` or
/// `[IPv6]:port`. Source: the wire facts measured on server 8.1.2, and `as_peers.c` of Aerospike's
/// C client.
public struct AerospikePeersCursor: ~Escapable {
    /// Changes when the peers do.
    public let generation: UInt64
    /// The port of addresses that name none.
    public let defaultPort: UInt16
    private let value: RawSpan
    private var position: Int

    @_lifetime(copy value)
    private init(generation: UInt64, defaultPort: UInt16, _ value: RawSpan, position: Int) {
        self.generation = generation
        self.defaultPort = defaultPort
        self.value = value
        self.position = position
    }

    /// A cursor before the first peer.
    ///
    /// - Parameter value: the value.
    /// - Returns: the cursor.
    /// - Throws: `AerospikeWireError` when the value does not begin as it must.
    @_lifetime(copy value)
    public static func read(_ value: RawSpan) throws(AerospikeWireError) -> AerospikePeersCursor {
        let comma = UInt8(ascii: ",")
        guard let first = value.firstOffset(of: comma),
            let second = value.firstOffset(of: comma, from: first + 1),
            let generation = value.decimal(0..<first), let port = value.decimal(first + 1..<second),
            port <= UInt16.max, value.byteCount >= second + 3,
            value.byte(at: second + 1) == UInt8(ascii: "["),
            value.byte(at: value.byteCount - 1) == UInt8(ascii: "]")
        else { throw AerospikeWireError(.badPeers) }
        return AerospikePeersCursor(
            generation: generation, defaultPort: UInt16(port), value, position: second + 2)
    }

    /// The next peer, nil after the last.
    ///
    /// - Returns: the peer.
    /// - Throws: `AerospikeWireError` when what is there is none.
    @_lifetime(copy self)
    public mutating func next() throws(AerospikeWireError) -> AerospikePeer? {
        let end = value.byteCount - 1
        guard position < end else { return nil }
        let comma = UInt8(ascii: ",")
        guard value.byte(at: position) == UInt8(ascii: "["),
            let nameEnd = value.firstOffset(of: comma, from: position + 1),
            let tlsEnd = value.firstOffset(of: comma, from: nameEnd + 1),
            value.byte(at: tlsEnd + 1) == UInt8(ascii: "["),
            let listEnd = endOfAddresses(from: tlsEnd + 2)
        else { throw AerospikeWireError(.badPeers) }
        let peer = AerospikePeer(
            name: value.extracting(position + 1..<nameEnd),
            tlsName: value.extracting(nameEnd + 1..<tlsEnd),
            addresses: value.extracting(tlsEnd + 2..<listEnd), defaultPort: defaultPort)
        position = listEnd + 2
        if position < end {
            guard value.byte(at: position) == comma, position + 1 < end else {
                throw AerospikeWireError(.badPeers)
            }
            position += 1
        }
        return peer
    }

    /// Where the list of addresses that begins at `start` ends: IPv6 addresses have brackets too.
    ///
    /// - Returns: the offset of its bracket, which the peer's own must follow.
    private func endOfAddresses(from start: Int) -> Int? {
        var (offset, depth) = (start, 0)
        while offset + 1 < value.byteCount - 1 {
            let byte = value.byte(at: offset)
            if byte == UInt8(ascii: "[") { depth += 1 }
            if byte == UInt8(ascii: "]") {
                if depth == 0 {
                    return value.byte(at: offset + 1) == UInt8(ascii: "]") ? offset : nil
                }
                depth -= 1
            }
            offset += 1
        }
        return nil
    }
}

/// Another node of the cluster.
public struct AerospikePeer: ~Escapable {
    /// The node's name.
    public let name: RawSpan
    /// Its name for TLS, mostly empty.
    public let tlsName: RawSpan
    private let addresses: RawSpan
    private let defaultPort: UInt16
    private var position = 0

    @_lifetime(copy name, copy tlsName, copy addresses)
    init(name: RawSpan, tlsName: RawSpan, addresses: RawSpan, defaultPort: UInt16) {
        self.name = name
        self.tlsName = tlsName
        self.addresses = addresses
        self.defaultPort = defaultPort
    }

    /// The node's next address, nil after the last.
    ///
    /// - Returns: the address.
    /// - Throws: `AerospikeWireError` when what is there is none.
    @_lifetime(copy self)
    public mutating func nextAddress() throws(AerospikeWireError) -> AerospikeAddress? {
        guard position < addresses.byteCount else { return nil }
        let end =
            addresses.firstOffset(of: UInt8(ascii: ","), from: position)
            ?? addresses.byteCount
        let item = addresses.extracting(position..<end)
        position = end + 1
        return try AerospikeAddress.read(item, defaultPort: defaultPort)
    }
}

/// Where a node listens.
public struct AerospikeAddress: ~Escapable {
    /// A name, or an address of IPv4 or of IPv6 without brackets.
    public let host: RawSpan
    /// The port.
    public let port: UInt16

    @_lifetime(copy host)
    private init(host: RawSpan, port: UInt16) {
        self.host = host
        self.port = port
    }

    @_lifetime(copy item)
    static func read(
        _ item: RawSpan, defaultPort: UInt16
    ) throws(AerospikeWireError) -> AerospikeAddress {
        let isBracketed = item.hasPrefix("[")
        let hostStart = isBracketed ? 1 : 0
        let closing = isBracketed ? UInt8(ascii: "]") : UInt8(ascii: ":")
        let hostEnd = item.firstOffset(of: closing) ?? item.byteCount
        let portStart = hostEnd + hostStart
        guard hostEnd > hostStart, portStart <= item.byteCount else {
            throw AerospikeWireError(.badPeers)
        }
        let host = item.extracting(hostStart..<hostEnd)
        if portStart == item.byteCount { return AerospikeAddress(host: host, port: defaultPort) }
        guard item.byte(at: portStart) == UInt8(ascii: ":"),
            let port = item.decimal(portStart + 1..<item.byteCount), port <= UInt16.max
        else { throw AerospikeWireError(.badPeers) }
        return AerospikeAddress(host: host, port: UInt16(port))
    }
}
