/// What a write does about a record that is there already, or is not.
public enum WriteCondition: UInt8, BitwiseCopyable, CaseIterable, Hashable, Sendable {
    /// Write in either case.
    case upsert
    /// Write only a new record; else the result is `exists`.
    case createOnly
    /// Write only a record that exists; else the result is `notFound`.
    case updateOnly
    /// Write in either case, and let an existing record keep no other bins.
    case replace
    /// Write only a record that exists, and let it keep no other bins; else `notFound`.
    case replaceOnly

    /// Whether the bins that a record had before are dropped.
    @inline(__always)
    var replaces: Bool { self == .replace || self == .replaceOnly }

    /// Whether an absent record is not written.
    @inline(__always)
    var needsRecord: Bool { self == .updateOnly || self == .replaceOnly }
}

/// When a written record expires.
public enum TimeToLive: BitwiseCopyable, Hashable, Sendable {
    /// After the default of the record's set, which is the namespace's unless it has its own.
    case namespaceDefault
    /// Never.
    case never
    /// As before; a new record takes the default.
    case keep
    /// After so many seconds, at most ten years (315,360,000); 0 means the default.
    case seconds(UInt32)
}

/// How a write ended.
public enum WriteResult: BitwiseCopyable, Hashable, Sendable {
    /// Done; the record's new generation and void time, both 0 when it is gone.
    case written(RecordMetadata)
    /// Done; nothing was to be written, and these are the record's generation and void time.
    case read(RecordMetadata)
    /// The record exists, and only a new one was to be written; Aerospike's code 5.
    case exists
    /// There is no such record, and only an existing one was to be written; Aerospike's code 2.
    case notFound
    /// The record has another generation than was asked for, this one; Aerospike's code 3.
    case generationMismatch(RecordMetadata)
    /// The record is in another set than the policy says; Aerospike's code 4.
    case wrongSet
    /// The record was stored with another key than the one given; Aerospike's code 19.
    case keyMismatch
    /// The step with this number, from 0 on, does not fit its bin's type; Aerospike's code 12.
    case incompatibleType(step: Int)
    /// Steps that need the old record although it is replaced, or two that read all bins;
    /// Aerospike's code 4.
    case conflictingSteps
    /// There is no step, or there are more than 32,768; Aerospike's code 4.
    case badStepCount
    /// The steps, or the rows of a batch up to this one, read more than 128 MiB;
    /// Aerospike's code 13.
    case resultsTooBig
    /// The record would be larger than the namespace allows; Aerospike's code 13.
    case recordTooBig
    /// The draft has no bins, and a record without bins does not exist; Aerospike's code 4.
    case noBins
    /// The time to live is above ten years; Aerospike's code 4.
    case timeToLiveTooLong
    /// No memory is left; the record is as it was. Aerospike's code 8.
    case outOfMemory
    /// The namespace is above its stop-writes mark, and nothing may or can be evicted; the record
    /// is as it was. Aerospike's code 8.
    case writesStopped
    /// The record's partition, or the whole namespace, was dropped; Aerospike's code 11.
    case unavailable
    /// The record would be new, and its set was dropped; ask for the set by its name again.
    case setDropped
    /// The digest lies outside the ``NamespaceSlice`` that was to write it.
    case elsewhere
}

extension WriteResult {
    /// Aerospike's code for it.
    public var code: ResultCode {
        switch self {
        case .written, .read: .ok
        case .exists: .recordExists
        case .notFound: .notFound
        case .generationMismatch: .generation
        case .keyMismatch: .keyMismatch
        case .incompatibleType: .incompatibleType
        case .recordTooBig, .resultsTooBig: .recordTooBig
        case .wrongSet, .conflictingSteps, .badStepCount, .noBins, .timeToLiveTooLong,
            .setDropped, .elsewhere:
            .parameter
        case .outOfMemory, .writesStopped: .outOfSpace
        case .unavailable: .unavailable
        }
    }
}

/// How a read ended.
public enum ReadResult: Hashable, Sendable {
    /// The record is there; its generation and void time.
    case found(RecordMetadata)
    /// There is no such record, or its time is over; Aerospike's code 2.
    case notFound
    /// The record's partition, or the whole namespace, was dropped; Aerospike's code 11.
    case unavailable
    /// The digest lies outside the ``NamespaceSlice`` that was to read it.
    case elsewhere
}
