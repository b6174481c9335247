/// What a write does about a record that is there already, or is not.
public enum WriteCondition: UInt8, CaseIterable, Hashable, Sendable {
    /// Write in either case.
    case upsert
    /// Write only a new record; else the result is `exists`.
    case createOnly
    /// Write only a record that exists; else the result is `notFound`.
    case updateOnly
}

/// When a written record expires.
public enum TimeToLive: Hashable, Sendable {
    /// After the namespace's default.
    case namespaceDefault
    /// Never.
    case never
    /// As before; a new record takes the namespace's default.
    case keep
    /// After so many seconds, at most ten years (315,360,000); 0 means the namespace's default.
    case seconds(UInt32)
}

/// How a write ended.
public enum WriteResult: Hashable, Sendable {
    /// Done; the record's new generation and void time.
    case written(RecordMetadata)
    /// The record exists, and only a new one was to be written; Aerospike's code 5.
    case exists
    /// There is no such record, and only an existing one was to be written; Aerospike's code 2.
    case notFound
    /// The record would be larger than the namespace allows; Aerospike's code 13.
    case recordTooBig
    /// The draft has no bins, and a record without bins does not exist; Aerospike's code 4.
    case noBins
    /// The time to live is above ten years; Aerospike's code 4.
    case timeToLiveTooLong
    /// No memory is left; the record is as it was. Aerospike's code 8.
    case outOfMemory
}

/// How a read ended.
public enum ReadResult: Hashable, Sendable {
    /// The record is there; its generation and void time.
    case found(RecordMetadata)
    /// There is no such record, or its time is over; Aerospike's code 2.
    case notFound
}
