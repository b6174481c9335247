/// What verifying a run found.
public struct VerificationReport: Hashable, Sendable {
    /// How many faults are kept as data.
    public static var keptFaultLimit: Int { 100 }

    /// Values that were read and checked.
    public var checkedValueCount: UInt64 = 0
    /// Answers "no such record" that were checked.
    public var checkedMissCount: UInt64 = 0
    /// Values that were read and could not be checked, such as those of keys beyond the table.
    public var uncheckedValueCount: UInt64 = 0
    /// Values that were too short for a stamp and were written longer than planned.
    public var lengthenedValueCount: UInt64 = 0
    /// How many faults were found of each kind; absent kinds were not found.
    public var faultCounts: [VerificationFault.Kind: UInt64] = [:]
    /// The first faults, at most `keptFaultLimit`, by time.
    public var faults: [VerificationFault] = []
    /// Whether the sampled keys' histories are linearizable; nil when none were sampled.
    public var histories: SampledHistories?
    /// What was not checked, and why, each in a sentence.
    public var limits: [String] = []

    /// Nothing checked, nothing found.
    public init() {}

    /// How many faults were found.
    public var faultCount: UInt64 { faultCounts.values.reduce(0, +) }

    /// Whether nothing that was seen contradicts what was written.
    public var isSound: Bool {
        faultCount == 0 && histories?.verdict != .violation
    }
}
