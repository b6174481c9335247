/// The first byte of flags, `info1`: what a request reads.
public struct AerospikeReadFlags: OptionSet, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The flags whose bits are set.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0x01: the request reads.
    public static let read = Self(rawValue: 0x01)
    /// 0x02: all bins.
    public static let allBins = Self(rawValue: 0x02)
    /// 0x04: the client expects few rows.
    public static let shortQuery = Self(rawValue: 0x04)
    /// 0x08: a batch; its rows are in a field.
    public static let batch = Self(rawValue: 0x08)
    /// 0x10: from another data centre.
    public static let crossDatacenter = Self(rawValue: 0x10)
    /// 0x20: metadata only; also in the rows of such a query.
    public static let noBins = Self(rawValue: 0x20)
    /// 0x40: ask all replicas.
    public static let allReplicas = Self(rawValue: 0x40)
    /// 0x80: the answer may be compressed.
    public static let compressResponse = Self(rawValue: 0x80)
}

/// The second byte of flags, `info2`: what a request writes.
public struct AerospikeWriteFlags: OptionSet, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The flags whose bits are set.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0x01: the request writes.
    public static let write = Self(rawValue: 0x01)
    /// 0x02: remove the record.
    public static let delete = Self(rawValue: 0x02)
    /// 0x04: only if the record has the header's generation.
    public static let generationEqual = Self(rawValue: 0x04)
    /// 0x08: only if the header's generation is greater than the record's.
    public static let generationGreater = Self(rawValue: 0x08)
    /// 0x10: leave a tombstone.
    public static let durableDelete = Self(rawValue: 0x10)
    /// 0x20: only if there is no record.
    public static let createOnly = Self(rawValue: 0x20)
    /// 0x40: a query may read without waiting for its partitions to settle.
    public static let relaxLongQuery = Self(rawValue: 0x40)
    /// 0x80: one result for each operation.
    public static let respondAll = Self(rawValue: 0x80)
}

/// The third byte of flags, `info3`: more about writes, and the end of streams.
public struct AerospikeMoreFlags: OptionSet, Hashable, Sendable {
    /// The byte on the wire.
    public let rawValue: UInt8

    /// The flags whose bits are set.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0x01: no message of this answer follows.
    public static let last = Self(rawValue: 0x01)
    /// 0x02: the master's write is enough.
    public static let commitMasterOnly = Self(rawValue: 0x02)
    /// 0x04: in an answer, a partition is done; in a request, the client understands that.
    public static let partitionDone = Self(rawValue: 0x04)
    /// 0x08: only if there is a record; other bins stay.
    public static let updateOnly = Self(rawValue: 0x08)
    /// 0x10: all other bins go.
    public static let createOrReplace = Self(rawValue: 0x10)
    /// 0x20: only if there is a record; all other bins go.
    public static let replaceOnly = Self(rawValue: 0x20)
    /// 0x40: strong-consistency read type.
    public static let strongReadType = Self(rawValue: 0x40)
    /// 0x80: relaxed strong-consistency read.
    public static let strongReadRelax = Self(rawValue: 0x80)
}

/// The 22 bytes that begin every message.
///
/// Three of its words mean one thing in a request and another in an answer; the accessors below
/// name them. Source: `as_msg` in `as/include/base/proto.h` of Aerospike's server 8.1.2.
public struct AerospikeHeader: Equatable, Sendable {
    /// What is read.
    public var read: AerospikeReadFlags
    /// What is written.
    public var write: AerospikeWriteFlags
    /// More about writes, and the end of streams.
    public var more: AerospikeMoreFlags
    /// The fourth byte of flags: transactions, and how verbose errors may be.
    public var transactionFlags: UInt8 = 0
    /// 0 in a request; how it went in an answer.
    public var resultCode: AerospikeResultCode
    /// The expected generation in a request, the record's in an answer.
    public var generation: UInt32
    /// Seconds to live in a request, the time of expiry in an answer.
    ///
    /// In a request 0 is the namespace's default, 0xffffffff never, 0xfffffffe no change; a read's
    /// is its percentage for touching. In an answer, seconds since 2010-01-01 UTC, 0 for never.
    public var expiry: UInt32
    /// Milliseconds that the request may take, 0 for the server's default; an answer's row index.
    public var timeout: UInt32
    /// How many fields follow; the writer fills it in.
    public internal(set) var fieldCount: UInt16 = 0
    /// How many operations follow the fields; the writer fills it in.
    public internal(set) var operationCount: UInt16 = 0

    /// The size of a header.
    public static let byteCount = 22

    /// The header of a request.
    ///
    /// - Parameters:
    ///   - read: what is read.
    ///   - write: what is written.
    ///   - more: more about writes and queries.
    ///   - generation: the expected generation, when a flag asks for it.
    ///   - timeToLive: seconds, or 0, 0xffffffff or 0xfffffffe as ``expiry`` says.
    ///   - timeoutMilliseconds: 0 for the server's default.
    @inline(__always)
    public init(
        read: AerospikeReadFlags = [], write: AerospikeWriteFlags = [],
        more: AerospikeMoreFlags = [], generation: UInt32 = 0, timeToLive: UInt32 = 0,
        timeoutMilliseconds: UInt32 = 0
    ) {
        self.read = read
        self.write = write
        self.more = more
        self.generation = generation
        resultCode = .ok
        expiry = timeToLive
        timeout = timeoutMilliseconds
    }

    /// The header of an answer.
    ///
    /// - Parameters:
    ///   - resultCode: how it went.
    ///   - more: ``AerospikeMoreFlags/last`` at the end of a stream.
    ///   - generation: the record's, or the partition of a message that says one is done.
    ///   - voidTime: when the record expires, in seconds since 2010-01-01 UTC; 0 for never.
    ///   - rowIndex: which row of a batch it answers.
    @inline(__always)
    public init(
        resultCode: AerospikeResultCode, more: AerospikeMoreFlags = [], generation: UInt32 = 0,
        voidTime: UInt32 = 0, rowIndex: UInt32 = 0
    ) {
        read = []
        write = []
        self.more = more
        self.resultCode = resultCode
        self.generation = generation
        expiry = voidTime
        timeout = rowIndex
    }

    /// In a batch's answer: which row it is about.
    @inline(__always)
    public var rowIndex: UInt32 { timeout }

    /// Whether no message of this answer follows.
    @inline(__always)
    public var isLast: Bool { more.contains(.last) }

    /// In a query's answer: the partition that is done, or that could not be read.
    ///
    /// Nil when the message is a row.
    @inline(__always)
    public var donePartition: UInt32? { more.contains(.partitionDone) ? generation : nil }

    /// Reads the header at the start of `bytes`, of which there are enough.
    @inline(__always)
    init(reading bytes: RawSpan) {
        read = AerospikeReadFlags(rawValue: bytes.byte(at: 1))
        write = AerospikeWriteFlags(rawValue: bytes.byte(at: 2))
        more = AerospikeMoreFlags(rawValue: bytes.byte(at: 3))
        transactionFlags = bytes.byte(at: 4)
        resultCode = AerospikeResultCode(rawValue: bytes.byte(at: 5))
        generation = bytes.bigEndian(at: 6)
        expiry = bytes.bigEndian(at: 10)
        timeout = bytes.bigEndian(at: 14)
        fieldCount = bytes.bigEndian(at: 18)
        operationCount = bytes.bigEndian(at: 20)
    }

    /// Appends the header's bytes.
    @inline(__always)
    func append(to queue: inout ByteQueue) {
        queue.reserve(Self.byteCount)
        queue.append(UInt8(Self.byteCount))
        queue.append(read.rawValue)
        queue.append(write.rawValue)
        queue.append(more.rawValue)
        queue.append(transactionFlags)
        queue.append(resultCode.rawValue)
        queue.append(bigEndian: generation)
        queue.append(bigEndian: expiry)
        queue.append(bigEndian: timeout)
        queue.append(bigEndian: fieldCount)
        queue.append(bigEndian: operationCount)
    }
}
