/// Encodes Memcached's text commands.
///
/// An encoder that throws leaves the queue as it was. Source of every command:
/// https://github.com/memcached/memcached/blob/master/doc/protocol.txt, "Commands". Commands
/// without arguments, such as `version` and `stats`, are ``line(_:in:)``.
public enum MemcachedRequest {
    /// The longest key, in bytes.
    public static let keyByteLimit = 250

    /// What a retrieval does beside returning the values.
    public enum Retrieval: Equatable, Sendable {
        /// `get`.
        case get
        /// `gets`: the values come with their unique numbers.
        case gets
        /// `gat`: sets the expiry time too, in seconds from now or, above 30 days, since 1970.
        case getAndTouch(expiry: Int32)
        /// `gats`: both.
        case getsAndTouch(expiry: Int32)
    }

    /// When a value is stored, and how.
    public enum Store: Equatable, Sendable {
        /// Always.
        case set
        /// If the key is absent.
        case add
        /// If the key is present.
        case replace
        /// Behind the present value; flags and expiry are ignored.
        case append
        /// Before the present value; flags and expiry are ignored.
        case prepend
        /// If the present value still has this unique number.
        case compareAndSwap(unique: UInt64)
    }

    // MARK: Retrieval

    /// Asks for the value of one key.
    ///
    /// - Parameters:
    ///   - retrieval: what else to do.
    ///   - key: the key.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    @inline(__always)
    public static func retrieve(
        _ retrieval: Retrieval, _ key: RawSpan, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try check(key)
        beginRetrieval(retrieval, in: &queue)
        queue.append(UInt8(ascii: " "))
        queue.append(key)
        endLine(in: &queue)
    }

    /// Begins a retrieval of several keys, to be followed by each key and the line's end.
    @inline(__always)
    public static func beginRetrieval(_ retrieval: Retrieval, in queue: inout ByteQueue) {
        switch retrieval {
        case .get: queue.append(literal: "get")
        case .gets: queue.append(literal: "gets")
        case .getAndTouch(let expiry):
            queue.append(literal: "gat ")
            queue.append(decimal: Int(expiry))
        case .getsAndTouch(let expiry):
            queue.append(literal: "gats ")
            queue.append(decimal: Int(expiry))
        }
    }

    /// Appends a key to a retrieval that was begun.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - queue: where the retrieval was begun.
    /// - Throws: `MemcachedKeyError`.
    public static func append(
        key: RawSpan, to queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try check(key)
        queue.append(UInt8(ascii: " "))
        queue.append(key)
    }

    /// Ends a line that was begun, or a value.
    @inline(__always)
    public static func endLine(in queue: inout ByteQueue) {
        queue.append(bigEndian: UInt16(0x0d0a))
    }

    // MARK: Storage

    /// Stores a value.
    ///
    /// - Parameters:
    ///   - store: when and how.
    ///   - key: the key.
    ///   - value: the value.
    ///   - flags: a number of the client's own that is returned with the value.
    ///   - expiry: in seconds from now or, above 30 days, since 1970; 0 for never.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    @inline(__always)
    public static func store(
        _ store: Store, _ key: RawSpan, _ value: RawSpan, flags: UInt32 = 0, expiry: Int32 = 0,
        isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try beginStore(
            store, key, valueByteCount: value.byteCount, flags: flags, expiry: expiry,
            isQuiet: isQuiet, in: &queue)
        queue.append(value)
        endLine(in: &queue)
    }

    /// Begins to store a value whose bytes the caller appends, followed by the line's end.
    ///
    /// - Parameters:
    ///   - store: when and how.
    ///   - key: the key.
    ///   - valueByteCount: how many bytes the value will have.
    ///   - flags: a number of the client's own that is returned with the value.
    ///   - expiry: in seconds from now or, above 30 days, since 1970; 0 for never.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    @inline(__always)
    public static func beginStore(
        _ store: Store, _ key: RawSpan, valueByteCount: Int, flags: UInt32 = 0, expiry: Int32 = 0,
        isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try check(key)
        appendName(of: store, in: &queue)
        queue.append(key)
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: UInt64(flags))
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: Int(expiry))
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: UInt64(valueByteCount))
        if case .compareAndSwap(let unique) = store {
            queue.append(UInt8(ascii: " "))
            queue.append(decimal: unique)
        }
        end(isQuiet: isQuiet, in: &queue)
    }

    @inline(__always)
    private static func appendName(of store: Store, in queue: inout ByteQueue) {
        switch store {
        case .set: queue.append(literal: "set ")
        case .add: queue.append(literal: "add ")
        case .replace: queue.append(literal: "replace ")
        case .append: queue.append(literal: "append ")
        case .prepend: queue.append(literal: "prepend ")
        case .compareAndSwap: queue.append(literal: "cas ")
        }
    }

    // MARK: Other commands

    /// Removes a key.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func delete(
        _ key: RawSpan, isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try begin("delete ", key, in: &queue)
        end(isQuiet: isQuiet, in: &queue)
    }

    /// Sets the time a key expires.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - expiry: in seconds from now or, above 30 days, since 1970; 0 for never.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func touch(
        _ key: RawSpan, expiry: Int32, isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try begin("touch ", key, in: &queue)
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: Int(expiry))
        end(isQuiet: isQuiet, in: &queue)
    }

    /// Adds to the number that a key's value is in decimal digits; it wraps around at 2^64.
    ///
    /// - Parameters:
    ///   - key: the key, which must exist.
    ///   - amount: how much to add.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func increment(
        _ key: RawSpan, by amount: UInt64, isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try begin("incr ", key, in: &queue)
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: amount)
        end(isQuiet: isQuiet, in: &queue)
    }

    /// Subtracts from the number that a key's value is in decimal digits; it stops at 0.
    ///
    /// - Parameters:
    ///   - key: the key, which must exist.
    ///   - amount: how much to subtract.
    ///   - isQuiet: whether the server shall not reply.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func decrement(
        _ key: RawSpan, by amount: UInt64, isQuiet: Bool = false, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try begin("decr ", key, in: &queue)
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: amount)
        end(isQuiet: isQuiet, in: &queue)
    }

    /// Appends a command that has no key: `version`, `stats`, `flush_all`.
    public static func line(_ text: StaticString, in queue: inout ByteQueue) {
        queue.append(literal: text)
        endLine(in: &queue)
    }

    // MARK: Parts

    @inline(__always)
    static func begin(
        _ name: StaticString, _ key: RawSpan, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try check(key)
        queue.append(literal: name)
        queue.append(key)
    }

    @inline(__always)
    private static func end(isQuiet: Bool, in queue: inout ByteQueue) {
        if isQuiet { queue.append(literal: " noreply") }
        endLine(in: &queue)
    }

    /// Refuses what the server would read as something else than one key.
    @inline(__always)
    private static func check(_ key: RawSpan) throws(MemcachedKeyError) {
        guard !key.isEmpty else { throw .empty }
        guard key.byteCount <= keyByteLimit else { throw .tooLong(byteCount: key.byteCount) }
        // Eight at a time, the last of them perhaps for the second time.
        var offset = 0
        while offset + 8 <= key.byteCount {
            if mayBeEnded(by: key.littleEndian(at: offset)) { return try checkBytes(of: key) }
            offset += 8
        }
        if offset == key.byteCount { return }
        guard key.byteCount >= 8 else { return try checkBytes(of: key) }
        if mayBeEnded(by: key.littleEndian(at: key.byteCount - 8)) { try checkBytes(of: key) }
    }

    /// Whether one of eight bytes is white space or a control character: below 0x21, or 0x7f.
    ///
    /// Source: Anderson, "Bit Twiddling Hacks", *Determine if a word has a byte less than n* and
    /// *… has a zero byte*; both are exact for the word as a whole.
    @inline(__always)
    private static func mayBeEnded(by word: UInt64) -> Bool {
        let lowest = 0x0101_0101_0101_0101 as UInt64
        let deletes = word ^ (lowest &* 0x7f)
        let below = (word &- lowest &* 0x21) & ~word
        return (below | ((deletes &- lowest) & ~deletes)) & (lowest &* 0x80) != 0
    }

    private static func checkBytes(of key: RawSpan) throws(MemcachedKeyError) {
        for offset in key.byteOffsets {
            let byte = key.byte(at: offset)
            if byte <= 0x20 || byte == 0x7f { throw .separator(byte, offset: offset) }
        }
    }
}
