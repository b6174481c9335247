/// A node of a Redis Cluster saying that another one has the key.
///
/// The error's text is `MOVED 3999 127.0.0.1:6381` or `ASK 3999 127.0.0.1:6381`. Source:
/// "Redirection and resharding",
/// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/.
public struct RESPRedirect: Equatable, Sendable {
    /// How long the redirection is valid.
    public enum Kind: Equatable, Sendable {
        /// The slot belongs to the other node: ask there from now on.
        case moved
        /// The slot is being moved: ask there this once, after the command `ASKING`.
        case ask
    }

    /// How long the redirection is valid.
    public var kind: Kind
    /// The slot of the key, below ``RESPKeySlot/count``.
    public var slot: Int
    /// Where the host's name or address is, in the bytes of the reply.
    ///
    /// Empty when it is the host that answered.
    public var host: Range<Int>
    /// The port.
    public var port: UInt16

    /// Reads the redirection from an error; nil when the error is another one.
    ///
    /// - Parameters:
    ///   - reply: a reply as the scanner gave it.
    ///   - bytes: the same bytes as the scanner was given.
    public init?(_ reply: RESPReply, in bytes: RawSpan) {
        guard reply.isError else { return nil }
        let start = reply.element.payload.lowerBound
        let text = bytes.extracting(reply.element.payload)
        let slotStart: Int
        if text.hasPrefix("MOVED ") {
            (kind, slotStart) = (.moved, 6)
        } else if text.hasPrefix("ASK ") {
            (kind, slotStart) = (.ask, 4)
        } else {
            return nil
        }
        guard let slotEnd = text.firstOffset(of: 0x20, from: slotStart),
            let slot = text.decimal(slotStart..<slotEnd), slot < RESPKeySlot.count
        else { return nil }
        // The address may be IPv6, with colons of its own.
        var colon = text.byteCount - 1
        while colon > slotEnd, text.byte(at: colon) != UInt8(ascii: ":") { colon -= 1 }
        guard colon > slotEnd, let port = text.decimal(colon + 1..<text.byteCount),
            port > 0, port <= UInt16.max
        else { return nil }
        self.slot = Int(slot)
        self.host = start + slotEnd + 1..<start + colon
        self.port = UInt16(port)
    }
}
