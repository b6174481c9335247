/// What a client asked of one record.
public enum RecordAction: Hashable, Sendable {
    /// Read the value.
    case read
    /// Write a value, whether there is a record or not.
    case write(Int64)
    /// Write a value if there is no record.
    case create(Int64)
    /// Write a value if there is a record.
    case update(Int64)
    /// Write a value if the record has this generation; 0 means that there is none.
    case writeIfGeneration(UInt16, Int64)
    /// Add to the value and read the sum, as one step; a new record starts from 0.
    case increment(Int64)
    /// Read the value and write another, as one step.
    case exchange(Int64)
    /// Remove the record.
    case delete
}

/// How the action ended, as the client saw it.
///
/// Generations are those after the action; nil where the client does not see them.
public enum RecordOutcome: Hashable, Sendable {
    /// Nobody knows: it may have taken effect at any time since, or never.
    case unknown
    /// It took effect, if it was to have one, and read this value.
    case found(Int64, generation: UInt16?)
    /// It took effect, if it was to have one, and there was no record.
    case absent
    /// It took effect.
    case applied(generation: UInt16?)
    /// It took effect, and nothing is known of the record it met.
    case acknowledged
    /// Its condition did not hold, so that it had no effect.
    case refused
    /// It read bytes that nobody wrote, such as parts of two values.
    case damaged

    /// Whether a client may have seen this where the specification says `expected`.
    func agrees(with expected: RecordOutcome) -> Bool {
        switch (self, expected) {
        case (.unknown, _), (.acknowledged, _): true
        case (.found(let value, let generation), .found(let expectedValue, let expected)):
            value == expectedValue && (generation == nil || generation == expected)
        case (.applied(let generation), .applied(let expected)):
            generation == nil || generation == expected
        case (.absent, .absent), (.refused, .refused): true
        default: false
        }
    }
}
