internal import Platform
internal import Verification

/// What verifying found, as `summary.json` keeps it; absent when the run was not verified.
public struct VerificationSummary: Codable, Hashable, Sendable {
    /// Something that was read and should not have been.
    public struct Fault: Codable, Hashable, Sendable {
        /// `wrong`, `stale`, `torn`, `lost`, `expired` or `fromTheFuture`.
        public var kind: String
        /// The keyspace's name.
        public var keyspace: String
        /// The key's number in its keyspace.
        public var key: UInt64
        /// The bin's name; absent when it is the whole record.
        public var bin: String?
        /// What would have been right.
        public var expected: String
        /// What was found.
        public var seen: String
        /// When, from the run's start, in seconds.
        public var atSeconds: Double
        /// The worker that found it.
        public var worker: Int
    }

    /// The histories of the sampled keys.
    public struct Histories: Codable, Hashable, Sendable {
        /// `linearizable`, `violation` or `unknown`.
        public var verdict: String
        /// Values whose histories were checked.
        public var valueCount: Int
        /// Operations in them.
        public var operationCount: Int
        /// Pairs of operations on one value that overlapped in time.
        public var overlappingPairCount: Int
        /// Values that were not decided in the time allowed.
        public var undecidedCount: Int
        /// Values whose history ends before the run did, because there was no more room.
        public var cutCount: Int
        /// The histories that no order explains, drawn.
        public var violations: [String]
    }

    /// Whether nothing contradicts what was written.
    public var isSound: Bool
    /// Values that were read and checked.
    public var checkedValueCount: UInt64
    /// Answers "no such record" that were checked.
    public var checkedMissCount: UInt64
    /// Values of keys that the tables have no room for: only their bytes were checked.
    public var uncheckedVersionCount: UInt64
    /// Values that were written longer than planned, to have room for their stamp.
    public var lengthenedValueCount: UInt64
    /// How many faults were found, by kind; every kind is present.
    public var faultCounts: [String: UInt64]
    /// The first faults.
    public var faults: [Fault]
    /// The histories; absent when none were kept.
    public var histories: Histories?
    /// What was not checked, and why.
    public var limits: [String]

    /// The summary of `report`.
    init(_ report: VerificationReport) {
        isSound = report.isSound
        checkedValueCount = report.checkedValueCount
        checkedMissCount = report.checkedMissCount
        uncheckedVersionCount = report.uncheckedValueCount
        lengthenedValueCount = report.lengthenedValueCount
        faultCounts = [:]
        for kind in VerificationFault.Kind.allCases {
            faultCounts[kind.rawValue] = report.faultCounts[kind] ?? 0
        }
        faults = report.faults.map { fault in
            Fault(
                kind: fault.kind.rawValue, keyspace: fault.keyspace, key: fault.key,
                bin: fault.bin, expected: fault.expected, seen: fault.seen,
                atSeconds: fault.when.seconds, worker: fault.worker)
        }
        histories = report.histories.map { histories in
            Histories(
                verdict: histories.verdict.rawValue, valueCount: histories.valueCount,
                operationCount: histories.operationCount,
                overlappingPairCount: histories.overlappingPairCount,
                undecidedCount: histories.undecidedCount, cutCount: histories.cutCount,
                violations: histories.violations.map { "\($0)" })
        }
        limits = report.limits
    }
}
