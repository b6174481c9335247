/// Under which conditions a record is written, and what the write leaves besides bins.
public struct WritePolicy: BitwiseCopyable, Hashable, Sendable {
    /// What to do about a record that exists, or does not.
    public var condition: WriteCondition
    /// Which generation the record must have.
    public var generation: GenerationCheck
    /// When the record expires.
    public var timeToLive: TimeToLive
    /// The set of a new record, and the set that an existing one must be in; none is not checked.
    public var set: SetID

    /// A policy; without arguments, any record is written, and expires by the namespace's default.
    public init(
        condition: WriteCondition = .upsert, generation: GenerationCheck = .any,
        timeToLive: TimeToLive = .namespaceDefault, set: SetID = .none
    ) {
        self.condition = condition
        self.generation = generation
        self.timeToLive = timeToLive
        self.set = set
    }

    /// Whether a record in `other` may not be touched.
    @inline(__always)
    func forbids(set other: SetID) -> Bool { set != .none && set != other }
}

/// Which generation a record must have for a write; an absent record has 0.
public enum GenerationCheck: BitwiseCopyable, Hashable, Sendable {
    /// Any.
    case any
    /// This one.
    case equal(UInt16)
    /// A lower one than this.
    case greater(UInt16)

    /// Whether a record of `generation` may be written.
    @inline(__always)
    func allows(_ generation: UInt16) -> Bool {
        switch self {
        case .any: true
        case .equal(let wanted): generation == wanted
        case .greater(let wanted): wanted > generation
        }
    }
}
