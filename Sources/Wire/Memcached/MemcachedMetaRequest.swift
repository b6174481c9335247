/// The flags of a meta command that have no value, each one letter on the wire.
public struct MemcachedMetaFlags: OptionSet, Hashable, Sendable {
    /// One bit for each letter from `a`.
    public let rawValue: UInt32

    /// The flags whose bits are set.
    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    private init(_ letter: Unicode.Scalar) {
        rawValue = 1 << (letter.value - 0x61)
    }

    /// `b`: the key is base64 and stands for the bytes that it encodes.
    public static let base64Key = Self("b")
    /// `c`: return the item's unique number.
    public static let unique = Self("c")
    /// `f`: return the client's flags.
    public static let clientFlags = Self("f")
    /// `h`: return whether the item was hit before.
    public static let hit = Self("h")
    /// `k`: return the key.
    public static let key = Self("k")
    /// `l`: return the seconds since the item was last used.
    public static let lastAccess = Self("l")
    /// `q`: leave out the reply that says nothing new: a miss of `mg`, a success of the others.
    public static let quiet = Self("q")
    /// `s`: return the value's size.
    public static let size = Self("s")
    /// `t`: return the seconds that the item has left, -1 for no end.
    public static let timeToLive = Self("t")
    /// `v`: return the value.
    public static let value = Self("v")
    /// `x`: remove the value and keep the item (`md`).
    public static let removeValue = Self("x")
}

/// What a meta command says beside its key.
///
/// A command takes only some of these; the server refuses the others. Source: "Meta Get", "Meta
/// Set", "Meta Delete" and "Meta Arithmetic" in
/// https://github.com/memcached/memcached/blob/master/doc/protocol.txt.
public struct MemcachedMetaOptions: Equatable, Sendable {
    /// What an `ms` or `ma` does; the letter is the token of flag `M`.
    public enum Mode: UInt8, Sendable {
        /// Store if the key is absent.
        case add = 0x45
        /// Append to the present value.
        case append = 0x41
        /// Put before the present value.
        case prepend = 0x50
        /// Store if the key is present.
        case replace = 0x52
        /// Store always.
        case set = 0x53
        /// Add to the number.
        case increment = 0x49
        /// Subtract from the number.
        case decrement = 0x44
    }

    /// The flags without values.
    public var flags: MemcachedMetaFlags
    /// `I`: an older unique number marks the item stale (`md`), or is stored as stale (`ms`).
    public var invalidates = false
    /// `O`: comes back in the reply, to tell which request it answers.
    public var opaque: UInt32?
    /// `T`: the new time to live, in seconds; `-1` for no end.
    public var timeToLive: Int32?
    /// `N`: on a miss, make an item that lives so many seconds.
    public var createTimeToLive: Int32?
    /// `R`: when fewer seconds are left, the reply asks one client to renew the item.
    public var renewBelow: Int32?
    /// `F`: the client's flags to store.
    public var clientFlags: UInt32?
    /// `C`: act only if the item has this unique number.
    public var compareUnique: UInt64?
    /// `E`: the item's new unique number.
    public var newUnique: UInt64?
    /// `J`: the value of a number that `N` creates.
    public var initialValue: UInt64?
    /// `D`: how much to add or subtract; 1 when absent.
    public var delta: UInt64?
    /// `M`: what to do; `ms` sets and `ma` increments when absent.
    public var mode: Mode?

    /// Options with `flags` and nothing else.
    public init(_ flags: MemcachedMetaFlags = []) {
        self.flags = flags
    }
}

/// Encodes Memcached's meta commands; the reply scanner is the same as for text commands.
///
/// An encoder that throws leaves the queue as it was. `mn`, which the server answers with `MN` when
/// all before it is answered, is `MemcachedRequest.line("mn", in: &queue)`.
public enum MemcachedMetaRequest {
    /// `mg`: gets an item.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - options: what to return and do.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func get(
        _ key: RawSpan, _ options: MemcachedMetaOptions, in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try MemcachedRequest.begin("mg ", key, in: &queue)
        end(options, in: &queue)
    }

    /// `ms`: stores an item.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - value: the value.
    ///   - options: how to store it and what to return.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func set(
        _ key: RawSpan, _ value: RawSpan, _ options: MemcachedMetaOptions = .init(),
        in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try beginSet(key, valueByteCount: value.byteCount, options, in: &queue)
        queue.append(value)
        MemcachedRequest.endLine(in: &queue)
    }

    /// Begins an `ms` whose value the caller appends, followed by `MemcachedRequest.endLine`.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - valueByteCount: how many bytes the value will have.
    ///   - options: how to store it and what to return.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func beginSet(
        _ key: RawSpan, valueByteCount: Int, _ options: MemcachedMetaOptions = .init(),
        in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try MemcachedRequest.begin("ms ", key, in: &queue)
        queue.append(UInt8(ascii: " "))
        queue.append(decimal: UInt64(valueByteCount))
        end(options, in: &queue)
    }

    /// `md`: removes an item, or marks it stale.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - options: when, how, and what to return.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func delete(
        _ key: RawSpan, _ options: MemcachedMetaOptions = .init(), in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try MemcachedRequest.begin("md ", key, in: &queue)
        end(options, in: &queue)
    }

    /// `ma`: adds to or subtracts from a number in decimal digits.
    ///
    /// - Parameters:
    ///   - key: the key.
    ///   - options: by how much, and what to return.
    ///   - queue: where to append the command.
    /// - Throws: `MemcachedKeyError`.
    public static func arithmetic(
        _ key: RawSpan, _ options: MemcachedMetaOptions = .init(), in queue: inout ByteQueue
    ) throws(MemcachedKeyError) {
        try MemcachedRequest.begin("ma ", key, in: &queue)
        end(options, in: &queue)
    }

    private static func end(_ options: MemcachedMetaOptions, in queue: inout ByteQueue) {
        var bits = options.flags.rawValue & 0x3ff_ffff
        while bits != 0 {
            let letter = UInt8(truncatingIfNeeded: bits.trailingZeroBitCount) + 0x61
            queue.append(bigEndian: 0x2000 | UInt16(letter))
            bits &= bits - 1
        }
        if options.invalidates { queue.append(literal: " I") }
        append("O", options.opaque, in: &queue)
        append("T", options.timeToLive, in: &queue)
        append("N", options.createTimeToLive, in: &queue)
        append("R", options.renewBelow, in: &queue)
        append("F", options.clientFlags, in: &queue)
        append("C", options.compareUnique, in: &queue)
        append("E", options.newUnique, in: &queue)
        append("J", options.initialValue, in: &queue)
        append("D", options.delta, in: &queue)
        if let mode = options.mode {
            queue.append(literal: " M")
            queue.append(mode.rawValue)
        }
        MemcachedRequest.endLine(in: &queue)
    }

    @inline(__always)
    private static func append<Number: FixedWidthInteger>(
        _ letter: Unicode.Scalar, _ number: Number?, in queue: inout ByteQueue
    ) {
        guard let number else { return }
        queue.append(bigEndian: 0x2000 | UInt16(UInt8(ascii: letter)))
        if number < 0 { queue.append(UInt8(ascii: "-")) }
        queue.append(decimal: UInt64(number.magnitude))
    }
}
