/// Writes an info reply: for each command the command, a tab, the value and a line end.
///
/// Source: the wire facts measured on server 8.1.2.
public enum AerospikeInfoReply {
    /// Begins an item by repeating its command; the caller appends the value and ends the item.
    public static func begin(_ command: AerospikeInfoCommand, in queue: inout ByteQueue) {
        queue.append(command.line)
        queue.append(0x09)
    }

    /// Ends an item.
    public static func end(in queue: inout ByteQueue) {
        queue.append(0x0a)
    }

    /// Appends an item whose value is text without tabs and line ends.
    public static func append(
        _ command: AerospikeInfoCommand, text value: String, to queue: inout ByteQueue
    ) {
        begin(command, in: &queue)
        queue.append(text: value)
        end(in: &queue)
    }

    /// Appends an item that failed: `ERROR:`, the code, a colon and the reason.
    public static func append(
        _ command: AerospikeInfoCommand, error code: AerospikeResultCode, _ reason: String,
        to queue: inout ByteQueue
    ) {
        begin(command, in: &queue)
        queue.append(literal: "ERROR:")
        queue.append(decimal: UInt64(code.rawValue))
        queue.append(UInt8(ascii: ":"))
        queue.append(text: reason)
        end(in: &queue)
    }
}

/// Walks the items of an info reply.
public struct AerospikeInfoReplyCursor: ~Escapable {
    private let body: RawSpan
    private var position = 0

    /// A cursor before the first item of a frame's body.
    @_lifetime(copy body)
    public init(_ body: RawSpan) {
        self.body = body
    }

    /// The next item, nil after the last; what no line end follows is left out.
    @_lifetime(copy self)
    public mutating func next() -> AerospikeInfoItem? {
        while let end = body.firstOffset(of: 0x0a, from: position) {
            let line = body.extracting(position..<end)
            position = end + 1
            if !line.isEmpty { return AerospikeInfoItem(line) }
        }
        return nil
    }

    /// The value of the next item of this command, searched from where the cursor stands.
    ///
    /// - Parameter command: the command as it was sent.
    /// - Returns: its value, nil when no item is left that answers it.
    @_lifetime(copy self)
    public mutating func value(of command: StaticString) -> RawSpan? {
        while let item = next() {
            if item.command.equals(command) { return item.value }
        }
        return nil
    }
}

/// One item of an info reply.
public struct AerospikeInfoItem: ~Escapable {
    /// The command that it answers.
    public let command: RawSpan
    /// The value; empty when there is none.
    public let value: RawSpan

    @_lifetime(copy line)
    init(_ line: RawSpan) {
        let tab = line.firstOffset(of: 0x09) ?? line.byteCount
        command = line.extracting(0..<tab)
        value = line.extracting(min(tab + 1, line.byteCount)..<line.byteCount)
    }

    /// Whether the value is a failure: `ERROR:`, `FAIL:`, or a script's `error=`.
    public var isError: Bool {
        value.hasPrefix("ERROR:") || value.hasPrefix("FAIL:") || value.hasPrefix("error=")
    }
}
