/// What a server says about a request.
///
/// Source of the numbers: `as/include/base/proto.h` of Aerospike's server 8.1.2.
public struct AerospikeResultCode: RawRepresentable, Hashable, Sendable {
    /// The number on the wire.
    public let rawValue: UInt8

    /// The code with this number.
    @inline(__always)
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    private init(_ rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// 0: done.
    public static let ok = Self(0)
    /// 1: an unknown failure, or malformed MessagePack in a list or map.
    public static let unknown = Self(1)
    /// 2: no such record.
    public static let recordNotFound = Self(2)
    /// 3: the record has another generation.
    public static let generation = Self(3)
    /// 4: the request is malformed or contradicts itself.
    public static let parameter = Self(4)
    /// 5: the record exists already.
    public static let recordExists = Self(5)
    /// 6: the bin exists already.
    public static let binExists = Self(6)
    /// 8: no memory left.
    public static let outOfSpace = Self(8)
    /// 9: the time for the request is over.
    public static let timeout = Self(9)
    /// 11: the partition is not available here.
    public static let unavailable = Self(11)
    /// 12: the bin's type does not allow the operation.
    public static let binType = Self(12)
    /// 13: the record would be too large.
    public static let recordTooBig = Self(13)
    /// 14: too many requests for one record at a time.
    public static let hotKey = Self(14)
    /// 15: the query was aborted.
    public static let queryAborted = Self(15)
    /// 16: the server does not support this.
    public static let unsupported = Self(16)
    /// 17: no such bin.
    public static let binNotFound = Self(17)
    /// 19: the record was stored with another key.
    public static let keyMismatch = Self(19)
    /// 20: no such namespace.
    public static let namespace = Self(20)
    /// 21: the bin's name is too long.
    public static let binName = Self(21)
    /// 22: not allowed now.
    public static let forbidden = Self(22)
    /// 23: no such element in the list or map.
    public static let elementNotFound = Self(23)
    /// 24: the element exists already in the list or map.
    public static let elementExists = Self(24)
    /// 25: only the enterprise edition does this.
    public static let enterpriseOnly = Self(25)
    /// 26: the operation does not apply to what is there.
    public static let notApplicable = Self(26)
    /// 27: a filter expression was false.
    public static let filteredOut = Self(27)
    /// 51: the server has no security.
    public static let securityNotSupported = Self(51)
    /// 52: security is not enabled.
    public static let securityNotEnabled = Self(52)
    /// 100: a script failed.
    public static let script = Self(100)
    /// 150: batches are switched off.
    public static let batchDisabled = Self(150)
    /// 151: a batch has too many rows.
    public static let batchTooLarge = Self(151)
    /// 152: no room for another batch.
    public static let batchQueueFull = Self(152)
    /// 160: the GeoJSON is invalid.
    public static let geoJSON = Self(160)
    /// 200: the index exists already.
    public static let indexExists = Self(200)
    /// 201: no such index.
    public static let indexNotFound = Self(201)
    /// 203: the index is still being built.
    public static let indexNotReadable = Self(203)
    /// 206: no more indexes fit.
    public static let indexLimit = Self(206)
}

extension AerospikeResultCode: CustomStringConvertible {
    /// The number, and its meaning when it has one here.
    public var description: String {
        Self.words[rawValue].map { "\(rawValue) (\($0))" } ?? "\(rawValue)"
    }

    private static let words: [UInt8: String] = [
        0: "ok", 1: "unknown failure", 2: "record not found", 3: "generation mismatch",
        4: "bad parameter", 5: "record exists", 6: "bin exists", 8: "out of space", 9: "timeout",
        11: "partition unavailable", 12: "incompatible bin type", 13: "record too big",
        14: "hot key", 15: "query aborted", 16: "unsupported", 17: "bin not found",
        19: "key mismatch", 20: "unknown namespace", 21: "bin name too long", 22: "forbidden",
        23: "element not found", 24: "element exists", 25: "enterprise only",
        26: "operation not applicable", 27: "filtered out", 51: "security not supported",
        52: "security not enabled", 100: "script failed", 150: "batches disabled",
        151: "batch too large", 152: "batch queue full", 160: "invalid GeoJSON",
        200: "index exists", 201: "index not found", 203: "index not readable",
        206: "too many indexes",
    ]
}
