public import Wire

/// A record as a server answered it.
public struct Record: Hashable, Sendable {
    /// What was read of it, by the bins' names.
    public var bins: [String: Value]
    /// How often it was written: from 1 to 65,535, and then from 1 again; 0 when it is gone.
    public var generation: UInt32
    /// When it expires, in seconds since 2010-01-01 UTC; nil for never.
    public var expiration: UInt32?

    /// A record; each value as its property says.
    public init(bins: [String: Value], generation: UInt32, expiration: UInt32? = nil) {
        self.bins = bins
        self.generation = generation
        self.expiration = expiration
    }

    /// The value in the bin called `name`, if it was read.
    public subscript(_ name: String) -> Value? { bins[name] }

    /// The record in an answer, its bins read.
    ///
    /// Of several results for one bin the last one counts.
    ///
    /// - Throws: `ClientError` when a value makes no sense.
    init(_ message: borrowing AerospikeMessage) throws(ClientError) {
        self.init(
            bins: [:], generation: message.header.generation, expiration: message.header.expiration)
        var cursor = message.operations
        while let operation = cursor.next() {
            let value = try Value(operation)
            if value != .null { bins[operation.name.text] = value }
        }
    }
}

extension AerospikeHeader {
    /// In an answer: when the record expires, nil for never.
    var expiration: UInt32? { expiry == 0 ? nil : expiry }
}

/// Seconds since 2010-01-01 UTC, in which servers tell when records expire.
public enum ExpirationClock {
    /// The clock's origin in seconds since 1970-01-01 UTC.
    public static let origin: UInt64 = 1_262_304_000

    /// How many seconds a record still has, at least 1; nil when it never expires.
    ///
    /// - Parameters:
    ///   - expiration: when it expires.
    ///   - now: the time of day, in nanoseconds since 1970-01-01 UTC.
    /// - Returns: the seconds, as the official clients compute them.
    public static func secondsLeft(_ expiration: UInt32?, at now: UInt64) -> UInt32? {
        guard let expiration else { return nil }
        let seconds = now / 1_000_000_000
        let present = seconds > origin ? seconds - origin : 0
        return UInt64(expiration) > present ? UInt32(UInt64(expiration) - present) : 1
    }
}

/// A record that a scan has found.
public struct ScannedRecord: Hashable, Sendable {
    /// The 20 bytes that name it.
    public var digest: AerospikeDigest
    /// Its set; empty for none.
    public var set: String
    /// Its key, when it was stored with it.
    public var key: RecordKey.Key?
    /// What is in it.
    public var record: Record

    /// The value in the bin called `name`, if it was read.
    public subscript(_ name: String) -> Value? { record[name] }

    /// The record in a row of a scan's answer.
    init(_ message: borrowing AerospikeMessage) throws(ClientError) {
        do throws(AerospikeWireError) {
            guard let bytes = try message.digest(), let digest = AerospikeDigest(bytes: bytes)
            else { throw AerospikeWireError(.wrongFieldSize(.digest, byteCount: 0)) }
            self.digest = digest
            if let name = try message.setName() { set = name.text } else { set = "" }
            if let found = try message.userKey() { key = RecordKey.Key(found) } else { key = nil }
        } catch {
            throw ClientError(.malformed(error))
        }
        record = try Record(message)
    }
}
