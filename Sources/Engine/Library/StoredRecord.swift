/// A record as it was at one moment.
public struct StoredRecord: Hashable, Sendable {
    /// What was read of it, by the bins' names.
    public var bins: [String: Value]
    /// How often it was written: from 1 to 65,535, and then from 1 again; 0 when it is gone.
    public var generation: UInt16
    /// When it expires, in seconds since 2010-01-01 UTC; nil for never.
    public var expiration: UInt32?

    /// A record; each value as its property says.
    public init(bins: [String: Value], generation: UInt16, expiration: UInt32?) {
        self.bins = bins
        self.generation = generation
        self.expiration = expiration
    }

    init(bins: [String: Value], _ metadata: RecordMetadata) {
        self.init(
            bins: bins, generation: metadata.generation,
            expiration: metadata.voidTime == 0 ? nil : metadata.voidTime)
    }

    /// The value in the bin called `name`, if it was read.
    public subscript(_ name: String) -> Value? { bins[name] }
}

/// One step of ``Namespace/operate(_:_:policy:)-(RecordKey,_,_)``, with bins by their names.
public enum RecordStep: Hashable, Sendable {
    /// Reads a bin.
    case read(String)
    /// Reads all bins.
    case readAll
    /// Sets a bin.
    case write(String, Value)
    /// Adds an integer or double to a bin.
    case add(String, Value)
    /// Adds text or bytes behind those in a bin.
    case append(String, Value)
    /// Puts text or bytes before those in a bin.
    case prepend(String, Value)
    /// Takes a bin out.
    case delete(String)
    /// Renews the time to live and counts the generation up.
    case touch
}

/// Why a call with names and values did nothing; the record is as it was.
public enum RecordError: Error, Hashable, Sendable {
    /// The engine's answer was not that the record is written.
    case refused(WriteResult)
    /// A value cannot be stored, or not be added or appended.
    case invalidValue(bin: String, ValueError)
    /// A bin or set cannot be called so, or there are too many.
    case invalidName(EngineError)
}

extension RecordError: CustomStringConvertible {
    /// What is wrong, and what to do about it.
    public var description: String {
        switch self {
        case .refused(let result): Self.words(for: result)
        case .invalidValue(let bin, let error): "bin '\(bin)': \(error)"
        case .invalidName(let error): "\(error)"
        }
    }

    private static func words(for result: WriteResult) -> String {
        switch result {
        case .exists: "the record exists already; write it with another condition"
        case .notFound: "there is no such record; write it with another condition"
        case .generationMismatch(let found):
            "the record has generation \(found.generation); read it again"
        case .recordTooBig: "the record would be too large; raise recordByteLimit or store less"
        case .noBins: "a record without bins does not exist; give it one, or delete it"
        case .timeToLiveTooLong: "the time to live is above ten years; give at most 315360000 s"
        case .incompatibleType(let step):
            "step \(step) does not fit the type of its bin; write the bin instead"
        case .outOfMemory: "no memory is left; free some, or let records expire"
        case .writesStopped: "the memory limit is reached; raise it, delete, or choose an eviction"
        default: "the engine refused: \(result)"
        }
    }
}
