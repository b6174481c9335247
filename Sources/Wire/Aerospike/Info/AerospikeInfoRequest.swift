/// Walks the commands of an info request: each a line, the last one ended too.
///
/// Source: the wire facts measured on server 8.1.2, and `as_info.c` of Aerospike's C client.
public struct AerospikeInfoRequestCursor: ~Escapable {
    private let body: RawSpan
    private var position = 0

    /// A cursor before the first command of a frame's body.
    @_lifetime(copy body)
    public init(_ body: RawSpan) {
        self.body = body
    }

    /// The next command, nil after the last; what no line end follows is left out.
    @_lifetime(copy self)
    public mutating func next() -> AerospikeInfoCommand? {
        while let end = body.firstOffset(of: 0x0a, from: position) {
            let line = body.extracting(position..<end)
            position = end + 1
            if !line.isEmpty { return AerospikeInfoCommand(line) }
        }
        return nil
    }
}

/// One info command: `name`, `name/argument/argument` or `name:key=value;key=value`.
public struct AerospikeInfoCommand: ~Escapable {
    /// The whole line, without its end: what an answer repeats.
    public let line: RawSpan
    private let nameByteCount: Int

    /// A command read from a line without its end.
    @_lifetime(copy line)
    public init(_ line: RawSpan) {
        self.line = line
        var end = 0
        while end < line.byteCount, !Self.endsName(line.byte(at: end)) { end += 1 }
        nameByteCount = end
    }

    private static func endsName(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: ":")
    }

    /// What to do or tell: everything before the first slash or colon.
    public var name: RawSpan {
        @_lifetime(copy self)
        get { line.extracting(0..<nameByteCount) }
    }

    /// What stands between the slashes; nil when there are fewer arguments.
    ///
    /// - Parameter index: 0 for the first argument.
    /// - Returns: the argument, which may be empty.
    @_lifetime(copy self)
    public func argument(_ index: Int) -> RawSpan? {
        guard nameByteCount < line.byteCount, line.byte(at: nameByteCount) == UInt8(ascii: "/")
        else { return nil }
        var start = nameByteCount + 1
        for _ in 0..<index {
            guard let slash = line.firstOffset(of: UInt8(ascii: "/"), from: start)
            else { return nil }
            start = slash + 1
        }
        let end = line.firstOffset(of: UInt8(ascii: "/"), from: start) ?? line.byteCount
        return line.extracting(start..<end)
    }

    /// The value of the first parameter of this name; nil when there is none.
    ///
    /// - Parameter name: the parameter's name.
    /// - Returns: the value, which may be empty and may contain `=`, as base64 does.
    @_lifetime(copy self)
    public func parameter(_ name: StaticString) -> RawSpan? {
        guard nameByteCount < line.byteCount, line.byte(at: nameByteCount) == UInt8(ascii: ":")
        else { return nil }
        var start = nameByteCount + 1
        while start < line.byteCount {
            let end = line.firstOffset(of: UInt8(ascii: ";"), from: start) ?? line.byteCount
            if let equals = line.firstOffset(of: UInt8(ascii: "="), from: start), equals < end,
                line.extracting(start..<equals).equals(name)
            {
                return line.extracting(equals + 1..<end)
            }
            start = end + 1
        }
        return nil
    }
}

/// Writes an info request: begin a frame of kind info, append the commands, finish the frame.
public enum AerospikeInfoRequest {
    /// Appends a command that is a literal, without line end.
    public static func append(_ command: StaticString, to queue: inout ByteQueue) {
        queue.append(literal: command)
        queue.append(0x0a)
    }

    /// Appends a command of text, without line end.
    public static func append(text command: String, to queue: inout ByteQueue) {
        queue.append(text: command)
        queue.append(0x0a)
    }
}
